"""Who waits for whom, over all instances."""

from app.domain.operating.locks import blocker_tree
from app.engines.abilities import RemembersDeadlock, ShowsLocks
from tests.engines.oracle.acts import session_row
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary


def lock(inst: int, sid: int, kind: str, id1: int, held: int, wanted: int) -> dict[str, object]:
    return {"inst_id": inst, "sid": sid, "type": kind, "id1": id1, "id2": 0, "lmode": held,
            "request": wanted, "ctime": 30}  # fmt: skip


def waiting(sid: int, blocker: int, inst: int | None = 1, **others: object) -> dict[str, object]:
    row = session_row(
        sid, status="ACTIVE", event="enq: TX - row lock contention", wait_class="Application",
        blocking_session=blocker, blocking_instance=inst, blocking_session_status="VALID",
        seconds_in_wait=30,
    )  # fmt: skip
    return row | others


def test_a_chain_over_two_instances(dictionary: Dictionary, open_session: Opens) -> None:
    row = {"row_wait_obj#": 500}
    dictionary.put(
        "gv$session",
        session_row(10),
        waiting(11, 10, inst_id=2, **row),
        waiting(12, 11, 2, **row | {"event": "enq: TM - contention"}),
    )
    dictionary.put(
        "gv$lock",
        lock(1, 10, "TX", 77, 6, 0), lock(2, 11, "TX", 77, 0, 6),
        lock(2, 11, "TM", 600, 3, 0), lock(1, 12, "TM", 600, 0, 4),
    )  # fmt: skip
    dictionary.put(
        "dba_objects",
        {"object_id": 500, "owner": "SHOP", "object_name": "ORDERS", "subobject_name": "P1"},
        {"object_id": 600, "owner": "SHOP", "object_name": "ITEMS"},
    )
    session = open_session()
    assert isinstance(session, ShowsLocks)
    assert not isinstance(session, RemembersDeadlock), "the alert log is not ours to read"
    first, second = session.lock_waits()
    assert (first.waiter.session, first.blocker.session) == ("11,1011,@2", "10,1010,@1")
    assert (first.kind, first.object, first.seconds) == ("TX", "SHOP.ORDERS.P1", 30)
    assert (first.wanted, first.held) == ("exclusive (X)", "exclusive (X)")
    assert first.blocker.idle
    assert not first.waiter.idle
    assert (second.kind, second.object) == ("TM", "SHOP.ITEMS")
    assert (second.wanted, second.held) == ("share (S)", "row exclusive (SX)")
    (root,) = blocker_tree((first, second))
    assert (root.party.session, root.blocked) == ("10,1010,@1", 2)


def test_without_the_modes_the_kind_is_in_the_wait(
    dictionary: Dictionary, open_session: Opens
) -> None:
    dictionary.put("gv$session", waiting(11, 10, None), session_row(10))
    session = open_session()
    dictionary.hidden = {"gv$lock", "dba_objects"}
    (wait,) = session.lock_waits()
    assert (wait.kind, wait.wanted, wait.object) == ("TX", "", "")
    assert wait.blocker.session == "10,1010,@1"


def test_nobody_waits(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("gv$session", session_row(10))
    assert open_session().lock_waits() == ()
