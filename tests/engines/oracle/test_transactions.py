"""Open transactions, and what they would have to roll back."""

from typing import Any

from app.engines.abilities import ShowsTransactions
from tests.engines.oracle.acts import session_row
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary


def opened(address: str, seconds: int, **others: Any) -> dict[str, Any]:
    row = {"inst_id": 1, "ses_addr": address, "addr": "T", "xidusn": 3, "xidslot": 4, "xidsqn": 5,
           "status": "ACTIVE", "used_ublk": 7, "used_urec": 900, "seconds": seconds}  # fmt: skip
    return row | others


def test_the_oldest_first_with_its_undo(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("gv$session", session_row(10))
    dictionary.put("gv$transaction", opened("S99", 5), opened("S10", 3600))
    dictionary.put("v$parameter", {"value": "8192"})
    session = open_session()
    assert isinstance(session, ShowsTransactions)
    old, new = session.transactions()
    assert (old.id, old.session, old.user) == ("3.4.5", "10,1010,@1", "SHOP")
    assert (old.seconds, old.rows_changed, old.undo_bytes) == (3600, 900, 7 * 8192)
    assert old.idle
    assert (new.session, new.idle) == ("", False), "its session has just gone"
    dictionary.hidden = {"v$parameter"}
    assert session.transactions()[0].undo_bytes is None


def test_none_is_open(open_session: Opens) -> None:
    assert open_session().transactions() == ()
