"""The sessions of all instances, with what each waits for and would lose."""

import os
import socket
from typing import Any

import pytest

from app.domain.errors import StatementFailed
from app.engines.abilities import ListsSessions
from tests.engines.oracle.acts import session_row
from tests.engines.oracle.conftest import CONTEXT, INSTANCE, Opens
from tests.engines.oracle.fake import Dictionary


@pytest.fixture
def busy(dictionary: Dictionary) -> Dictionary:
    """Two instances: one waits for another's row, one works long, one belongs to Oracle."""
    dictionary.put(
        "gv$session",
        session_row(10),
        session_row(
            11, inst_id=2, status="ACTIVE", event="enq: TX - row lock contention",
            wait_class="Application", blocking_session=10, blocking_instance=1,
            blocking_session_status="VALID", sql_id="0123456789abc", sql_child_number=0,
            seconds_in_wait=40, last_call_et=41, command=6,
        ),
        session_row(12, status="ACTIVE", state="WAITED SHORT TIME", event="db file scattered read"),
        session_row(
            2, username=None, type="BACKGROUND", program="oracle@db1 (PMON)", status="ACTIVE",
        ),
        session_row(
            13, program="mohist", process=str(os.getpid()), machine=socket.gethostname(),
            blocking_session=99, blocking_session_status="VALID",
        ),
    )  # fmt: skip
    dictionary.put(
        "gv$transaction",
        {"inst_id": 1, "ses_addr": "S10", "addr": "T1", "xidusn": 3, "xidslot": 4, "xidsqn": 5,
         "status": "ACTIVE", "used_ublk": 7, "used_urec": 900, "seconds": 3600},
    )  # fmt: skip
    dictionary.put(
        "gv$sql",
        {"inst_id": 2, "sql_id": "0123456789abc", "child_number": 0, "sql_text": "UPDATE orders"},
    )
    dictionary.put(
        "gv$session_longops",
        {"inst_id": 1, "sid": 12, "serial#": 1012, "opname": "Table Scan", "target": "SHOP.ORDERS",
         "sofar": 25, "totalwork": 100, "units": "Blocks", "time_remaining": 30},
    )  # fmt: skip
    dictionary.put("gv$process", {"inst_id": 1, "addr": "P12", "pga_alloc_mem": 2_000_000})
    return dictionary


def listed(session: Any) -> dict[str, Any]:
    return {each.id: each for each in session.sessions()}


def test_who_does_what(busy: Dictionary, open_session: Opens) -> None:
    session = open_session()
    assert isinstance(session, ListsSessions)
    found = listed(session)
    assert set(found) == {"10,1010,@1", "11,1011,@2", "12,1012,@1", "2,1002,@1", "13,1013,@1"}
    holder, waiter = found["10,1010,@1"], found["11,1011,@2"]
    assert holder.idle
    assert (holder.transaction_seconds, holder.transaction_rows) == (3600, 900)
    assert not waiter.idle
    assert (waiter.command, waiter.state, holder.state) == ("UPDATE", "ACTIVE", "INACTIVE")
    assert waiter.wait == "enq: TX - row lock contention"
    assert waiter.blocked_by == "10,1010,@1"
    assert (waiter.statement, waiter.statement_id) == ("UPDATE orders", "0123456789abc")
    assert (waiter.node, waiter.seconds) == ("2", 41)
    worker = found["12,1012,@1"]
    assert (worker.state, worker.wait) == ("ON CPU", "")
    assert (worker.progress, worker.progress_text) == (0.25, "Table Scan SHOP.ORDERS")
    assert worker.memory == 2_000_000
    background = found["2,1002,@1"]
    assert background.background
    assert not background.idle
    assert "PMON" in background.user
    ours = found["13,1013,@1"]
    assert ours.own
    assert ours.blocked_by == "99,?,@1", "a blocker that is not listed"


def test_with_fewer_grants_there_is_less(busy: Dictionary, open_session: Opens) -> None:
    session = open_session()
    busy.hidden = {"gv$transaction", "gv$sql", "gv$session_longops", "gv$process"}
    found = listed(session)
    assert found["11,1011,@2"].blocked_by
    assert found["11,1011,@2"].statement == ""
    assert found["12,1012,@1"].progress is None
    busy.hidden = {"gv$session"}
    with pytest.raises(StatementFailed, match=r"GV_\$SESSION") as said:
        session.sessions()
    assert "GRANT SELECT ON SYS.GV_$SESSION TO SYSTEM" in said.value.hint


def test_the_container_is_named_in_the_root(busy: Dictionary, open_session: Opens) -> None:
    busy.put("dual", CONTEXT | {"container": "CDB$ROOT", "container_id": "1"})
    busy.put("v$containers", {"con_id": 3, "name": "SHOPPDB"})
    busy.put("v$instance", INSTANCE)
    assert listed(open_session())["10,1010,@1"].database == "SHOPPDB/SHOP"
