"""The session in a process of its own.

Oracle's client libraries are not here. Without their folder the process runs the driver's
synchronous thin mode, which takes the same way: what is tested is the process, the pipe, the
passing on, and the ends.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.domain.act import Command, Consent, Ending
from app.domain.connecting import Stage, StageReport, StageState, tell_nobody
from app.domain.endpoint import Access, Endpoint, OracleAccess
from app.domain.errors import Cancelled, ConnectFailed, Refused, SessionLost, StatementFailed
from app.domain.monitoring.sample import Ask, CaptureKind
from app.domain.stop import Stop
from app.engines import abilities
from app.engines.base import Session
from app.engines.oracle.database import OracleDatabase
from app.engines.oracle.target import Target, target_of
from app.engines.oracle.thick import ThickDatabase, connect_thick
from app.engines.oracle.thick_login import descriptor
from tests.engines.oracle.acts import cancelled_within_a_second, session_row, until
from tests.engines.oracle.fake import Dictionary
from tests.engines.oracle.sampling import day
from tests.servers.oracle.server import OracleServer

Connects = Callable[..., Any]


def endpoint(port: int, **access: Any) -> Endpoint:
    given: dict[str, Any] = {
        "user": "system", "connect_timeout": 3.0, "oracle": OracleAccess(service="testdb"),
    }  # fmt: skip
    return Endpoint("1", "orders", "oracle", "127.0.0.1", port, Access(**(given | access)))


@pytest.fixture
def connect(database: OracleServer) -> Iterator[Connects]:
    opened: list[Any] = []

    def make(*, told: list[StageReport] | None = None, stop: Stop | None = None,
             password: str = "oracle", **access: Any) -> Any:  # fmt: skip
        tell = tell_nobody if told is None else told.append
        at = endpoint(database.port, **access)
        opened.append(connect_thick(at, lambda _id: password, stop or Stop(), tell))
        return opened[-1]

    yield make
    for session in opened:
        session.close()


def test_does_all_that_a_session_does(
    connect: Connects, dictionary: Dictionary, database: OracleServer
) -> None:
    dictionary.put("gv$session", session_row(10))
    dictionary.hooks["SELECT slow"] = lambda session, _sql, _binds: session.sleep(20)
    told: list[StageReport] = []
    session = connect(told=told)
    assert {report.stage: report.state for report in told}[Stage.GRANTS] is StageState.PASSED
    assert session.facts.name == "testdb1/TESTPDB"
    assert session.run("SELECT 1 FROM dual").rows == ((1,),)
    (listed,) = session.sessions()
    assert listed.id == "10,1010,@1"
    with pytest.raises(Refused):
        session.run("DELETE FROM t")
    with pytest.raises(StatementFailed) as said:
        session.run("SELECT 1 FROM nowhere")
    assert said.value.code == "ORA-00942"
    command = Command("ALTER USER u IDENTIFIED BY {secret:new}", secrets=("new",))
    outcome = session.perform(command, Consent("dba"), lambda _id: "Tiger")
    assert outcome.ending is Ending.DONE
    assert 'IDENTIFIED BY "Tiger"' in database.log
    assert session.cost.statements > 3
    cancelled_within_a_second(session, lambda: session.run("SELECT slow FROM t"))
    session.ping()
    session.close()
    with pytest.raises(SessionLost):
        session.ping()
    until(lambda: not database.sessions)


@pytest.mark.parametrize(
    "ability",
    [
        Session,
        *(each for each in vars(abilities).values() if hasattr(each, "_is_runtime_protocol")),
    ],
)
def test_has_the_abilities_of_the_session_it_runs(ability: Any) -> None:
    told_once = ("endpoint", "facts", "cost", "kills")  # set when the process has told
    wanted = [name for name in vars(ability) if not name.startswith("_")]
    has = all(hasattr(OracleDatabase, name) or name in told_once for name in wanted)
    assert has == all(hasattr(ThickDatabase, name) or name in told_once for name in wanted)


def test_a_process_that_was_killed(connect: Connects) -> None:
    session = connect()
    process = session._process._process
    process.kill()
    process.join()
    with pytest.raises(SessionLost):
        session.ping()
    session.close()


def test_a_silent_server_and_a_cancelled_login(database: OracleServer, fault_proxy: Any) -> None:
    proxy = fault_proxy(database.port)
    session: Any = connect_thick(endpoint(proxy.port), lambda _id: "oracle", Stop(), tell_nobody)
    proxy.black_hole = True
    cancelled_within_a_second(session, session.ping)
    with pytest.raises(SessionLost):
        session.ping()
    session.close()
    proxy.black_hole = False
    proxy.silent = True
    stop = Stop()

    def tell(report: StageReport) -> None:
        if report.stage is Stage.LOGIN:
            stop.set()

    begun = time.monotonic()
    with pytest.raises(Cancelled):
        connect_thick(endpoint(proxy.port), lambda _id: "oracle", stop, tell)
    assert time.monotonic() - begun < 10
    until(lambda: proxy.open == 0)


def test_a_login_refused(connect: Connects) -> None:
    with pytest.raises(ConnectFailed, match="ORA-01017"):
        connect(password="wrong")


def test_libraries_that_are_not_there(connect: Connects) -> None:
    with pytest.raises(ConnectFailed, match="cannot be loaded") as said:
        connect(oracle=OracleAccess(service="testdb", client_folder="/nowhere"))
    assert "Instant Client" in said.value.hint


def test_nothing_gets_into_a_descriptor_but_names() -> None:
    at = endpoint(1521)
    said = descriptor(at, target_of(at), "db1", 1521)
    assert "(ADDRESS=(PROTOCOL=TCP)(HOST=db1)(PORT=1521))" in said
    assert "(CONNECT_DATA=(SERVICE_NAME=testdb))" in said
    for hostile in ("x)(SERVER=evil", 'a"b', "a=b", "a\nb"):
        with pytest.raises(ConnectFailed):
            descriptor(at, Target(target_of(at).addresses, service=hostile), "db1", 1521)


def test_looks_at_the_instance_as_well(connect: Connects, dictionary: Dictionary) -> None:
    day.begin(dictionary)
    session = connect()
    ask = Ask({"time_model": frozenset({"db_time"}), "probe": frozenset({"ping_ms"})})
    raw = session.sample(ask)
    assert raw.fields["time_model.db_time"] == day.TIME_MODEL["DB time"]
    assert raw.fields["probe.ping_ms"] > 0
    assert session.capture(CaptureKind.STATEMENTS).rows == ()
