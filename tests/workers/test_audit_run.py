"""An audit beside the window, with small flows and with the real one."""

import multiprocessing
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import BadProfile
from app.domain.finding import Finding, Level, Position, Severity
from app.flows.audit_files import Request, audit_files
from app.flows.events import Event, Finished, Found, Gathered, Started
from app.workers.audit_run import AuditRun, Ended, Flow

REQUEST = Request(())
AT = Position(1, 1, 0)
ONE = Finding("naming", Severity.NOTICE, Level.TEXT, "", (), 0, "", AT, AT)
Stopped = Callable[[], bool]
Events = Generator[Event, None, None]
MakeRun = Callable[[Flow], AuditRun]


@pytest.fixture
def make_run(qapp: Any) -> Iterator[MakeRun]:
    made: list[AuditRun] = []

    def make(flow: Flow) -> AuditRun:
        made.append(AuditRun(flow))
        return made[-1]

    yield make
    for run in made:
        run.close()


def listen(run: AuditRun) -> list[Event]:
    heard: list[Event] = []
    run.heard.connect(heard.extend)
    return heard


def endless(request: Request, stopped: Stopped) -> Events:
    yield Gathered(1, 1)
    while not stopped():
        yield Found("a.sql", (ONE,) * 100)


def silent(request: Request, stopped: Stopped) -> Events:
    yield Gathered(1, 1)
    while not stopped():
        threading.Event().wait(0.001)


def test_every_event_is_heard_in_order_and_at_home(qtbot: Any, make_run: MakeRun) -> None:
    events: list[Event] = [Gathered(10, 1), *(Found(f"{n}.sql", (ONE,) * 300) for n in range(40))]
    threads = set()

    def flow(request: Request, stopped: Stopped) -> Events:
        threads.add(threading.current_thread())
        yield from events

    run = make_run(flow)
    heard = listen(run)
    run.heard.connect(lambda _batch: threads.add(threading.current_thread()))
    with qtbot.waitSignal(run.ended) as ended:
        run.start(REQUEST)
        assert run.running
    assert heard == events
    assert len(threads) == 2
    assert threading.current_thread() in threads
    [how] = ended.args
    assert isinstance(how, Ended)
    assert not how.stopped
    assert how.error is None
    assert not run.running


def test_batches_are_few_and_not_too_large(qtbot: Any, make_run: MakeRun) -> None:
    def flow(request: Request, stopped: Stopped) -> Events:
        for n in range(20_000):
            yield Started(f"{n}.sql", 1)

    run = make_run(flow)
    sizes: list[int] = []
    run.heard.connect(lambda batch: sizes.append(len(batch)))
    with qtbot.waitSignal(run.ended):
        run.start(REQUEST)
    assert sum(sizes) == 20_000
    assert max(sizes) <= 2_000
    assert len(sizes) < 200


@pytest.mark.parametrize("flow", [endless, silent])
def test_stopping_answers_within_half_a_second_and_keeps_what_came(
    qtbot: Any, make_run: MakeRun, flow: Flow
) -> None:
    run = make_run(flow)
    heard = listen(run)
    run.start(REQUEST)
    qtbot.waitUntil(lambda: bool(heard))
    with qtbot.waitSignal(run.ended, timeout=500) as ended:
        run.stop()
        assert run.stopping
    assert ended.args[0].stopped
    assert heard[0] == Gathered(1, 1)


def test_another_audit_can_follow_a_stopped_one(qtbot: Any, make_run: MakeRun) -> None:
    run = make_run(endless)
    for _ in range(3):
        heard = listen(run)
        run.start(REQUEST)
        qtbot.waitUntil(lambda heard=heard: bool(heard))
        with qtbot.waitSignal(run.ended, timeout=500):
            run.stop()


def test_what_the_user_must_know_comes_with_the_end(qtbot: Any, make_run: MakeRun) -> None:
    def flow(request: Request, stopped: Stopped) -> Events:
        yield Gathered(1, 1)
        raise BadProfile("There is no rule called x.", hint="Take it out.")

    run = make_run(flow)
    with qtbot.waitSignal(run.ended) as ended:
        run.start(REQUEST)
    assert str(ended.args[0].error) == "There is no rule called x."


def test_a_bug_ends_the_run_and_is_raised(qtbot: Any, make_run: MakeRun) -> None:
    def flow(request: Request, stopped: Stopped) -> Events:
        yield Gathered(1, 1)
        raise ZeroDivisionError

    run = make_run(flow)
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(run.ended):
        run.start(REQUEST)
    assert [kind for kind, _error, _trace in raised] == [ZeroDivisionError]


def test_stamps_are_taken_when_a_file_begins(qtbot: Any, make_run: MakeRun, tmp_path: Path) -> None:
    script = tmp_path / "a.sql"
    script.write_text("SELECT 1")

    def flow(request: Request, stopped: Stopped) -> Events:
        yield Started(str(script), 8)

    run = make_run(flow)
    with qtbot.waitSignal(run.ended):
        run.start(REQUEST)
    found = script.stat()
    assert run.stamps == {str(script): (found.st_mtime_ns, found.st_size)}


@pytest.mark.parametrize("flow", [endless, silent])
def test_closing_while_it_runs_leaves_no_thread(qtbot: Any, make_run: MakeRun, flow: Flow) -> None:
    run = make_run(flow)
    heard = listen(run)
    run.start(REQUEST)
    qtbot.waitUntil(lambda: bool(heard))
    with qtbot.assertNotEmitted(run.ended, wait=100):
        run.close()


def many_statements(folder: Path, files: int) -> Path:
    for n in range(files):
        (folder / f"V{n}.sql").write_text("DELETE FROM orders;\n" * 20_000)
    return folder


def test_the_real_audit_tells_all_and_leaves_no_process(
    qtbot: Any, make_run: MakeRun, tmp_path: Path
) -> None:
    (tmp_path / "V1.sql").write_text("DELETE FROM orders;\n" * 3)
    run = make_run(audit_files)
    heard = listen(run)
    with qtbot.waitSignal(run.ended, timeout=60_000) as ended:
        run.start(Request((tmp_path,), responsive=True))
    assert ended.args[0].error is None
    assert sum(isinstance(event, Finished) for event in heard) == 1
    found = [f.rule for event in heard if isinstance(event, Found) for f in event.findings]
    assert found.count("dml-require-where") == 3
    assert multiprocessing.active_children() == []


def test_the_real_audit_stops_within_half_a_second(
    qtbot: Any, make_run: MakeRun, tmp_path: Path
) -> None:
    run = make_run(audit_files)
    heard = listen(run)
    run.start(Request((many_statements(tmp_path, 4),), responsive=True))
    qtbot.waitUntil(lambda: any(isinstance(event, Found) for event in heard), timeout=60_000)
    with qtbot.waitSignal(run.ended, timeout=500) as ended:
        run.stop()
    assert ended.args[0].stopped
    assert multiprocessing.active_children() == []


def test_closing_while_the_real_audit_runs_leaves_no_process(
    qtbot: Any, make_run: MakeRun, tmp_path: Path
) -> None:
    run = make_run(audit_files)
    heard = listen(run)
    run.start(Request((many_statements(tmp_path, 4),), responsive=True))
    qtbot.waitUntil(lambda: bool(heard), timeout=60_000)
    run.close()
    assert multiprocessing.active_children() == []
