"""What another session tells of a console on Oracle, from views as Oracle documents them."""

from typing import Any

import pytest

from app.domain.console.blast import Method
from app.engines.console import CountsHits, FindsBlocked, TellsProgress, WeighsWrites
from app.engines.oracle.console.targets import write_of
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary
from tests.servers.oracle.answers import Rows

OURS = "17,1017,@1"


@pytest.fixture
def aside(open_session: Opens) -> Any:
    return open_session()


def test_it_has_what_a_console_asks_from_aside(aside: Any) -> None:
    for ability in (TellsProgress, FindsBlocked, WeighsWrites, CountsHits):
        assert isinstance(aside, ability)


def test_it_tells_long_operations_with_their_share(dictionary: Dictionary, aside: Any) -> None:
    assert aside.progress_of(OURS) is None
    dictionary.put("gv$session", {"status": "ACTIVE", "state": "WAITING", "event": "db file read"})
    assert aside.progress_of(OURS).stage == "db file read"
    dictionary.put("gv$session_longops", {"opname": "Table Scan", "target": "APP.T", "sofar": 30,
                                          "totalwork": 120, "time_remaining": 9})  # fmt: skip
    told = aside.progress_of(OURS)
    assert (told.stage, told.done, told.remaining) == ("Table Scan APP.T", 0.25, 9.0)


def test_who_waits_is_found_and_who_waits_for_them(dictionary: Dictionary, aside: Any) -> None:

    def session(sid: int, blocker: int | None, waited: int) -> dict[str, Any]:
        return {"inst_id": 1, "sid": sid, "serial#": 1000 + sid, "saddr": b"\x00", "paddr": b"\x00",
                "status": "ACTIVE", "state": "WAITING", "event": "enq: TX - row lock contention",
                "seconds_in_wait": waited, "blocking_session": blocker, "blocking_instance": 1,
                "blocking_session_status": "VALID" if blocker else "NO HOLDER"}  # fmt: skip

    dictionary.put("gv$session", session(17, None, 0), session(18, 17, 4), session(19, 18, 9),
                   session(20, None, 0))  # fmt: skip
    told = aside.blocked_by(OURS)
    assert set(told.sessions) == {"18,1018,@1", "19,1019,@1"}
    assert told.longest == 9.0
    dictionary.hidden.add("gv$session")
    assert aside.blocked_by(OURS).sessions == ()


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM app.t x WHERE x.a IN (SELECT b FROM u WHERE c = 1)",
         ("APP", "T", "SELECT 1 FROM app.t x WHERE (x.a IN (SELECT b FROM u WHERE c = 1))")),
        ('UPDATE "Odd" SET a = (SELECT 1 FROM v WHERE v.x = 2) WHERE b = 1 RETURNING a INTO :x',
         ("", "Odd", 'SELECT 1 FROM "Odd" WHERE (b = 1)')),
        ("DELETE t", ("", "T", "")),
        ("ALTER TABLE app.t ADD (x NUMBER)", ("APP", "T", "")),
        ("BEGIN p; END;", ("", "", "")),
        ("UPDATE", ("", "", "")),
    ],
)  # fmt: skip
def test_what_is_hit_is_read_off_the_words(statement: str, expected: tuple[str, ...]) -> None:
    write = write_of(statement)
    assert (write.owner, write.table, write.rows_query) == expected


def test_a_write_is_weighed_by_the_dictionary(dictionary: Dictionary, aside: Any) -> None:
    dictionary.hooks["SELECT COUNT(*) AS counted"] = lambda *_: Rows(["COUNTED NUMBER"], [(7,)])
    dictionary.put("all_tables", {"num_rows": 1000})
    dictionary.put("dba_segments", {"bytes": 65536})
    dictionary.put("all_triggers", {
        "owner": "APP", "trigger_name": "KEPT", "trigger_type": "BEFORE EACH ROW",
        "triggering_event": "UPDATE OR DELETE",
    })  # fmt: skip
    dictionary.put("all_constraints", {
        "owner": "APP", "table_name": "CHILD", "constraint_name": "FK", "delete_rule": "CASCADE",
    })  # fmt: skip
    dictionary.put("gv$locked_object", {
        "inst_id": 1, "sid": 9, "serial#": 8, "username": "BOB", "locked_mode": 3,
    })  # fmt: skip
    told = aside.blast_radius("DELETE FROM app.t WHERE a = 1", "SYSTEM")
    assert aside.count_hit("DELETE FROM app.t WHERE a = 1", "SYSTEM", seconds=2) == 7
    assert (told.rows, told.method, told.of_rows, told.bytes) == (7, Method.COUNT, 1000, 65536)
    assert told.tables == ("APP.T",)
    assert told.triggers == ("BEFORE EACH ROW UPDATE OR DELETE: APP.KEPT",)
    assert "CASCADE" in told.foreign_keys[0]
    assert "9,8,@1" in told.locks[0]
    assert told.reversible is True
    own = aside.blast_radius("DROP TABLE app.t", "SYSTEM", own="9,8,@1")
    assert own.reversible is False
    assert own.method is Method.STATISTICS
    assert not any("9,8,@1" in text for text in own.locks)
    unknown = aside.blast_radius("BEGIN p; END;", "SYSTEM")
    assert unknown.unknown
    assert unknown.rows is None
    assert aside.blast_radius("DELETE FROM t WHERE f(1) = 1", "SYSTEM").unknown
