"""Samples go to the history and before the judge; what happened becomes a mark, once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import ConsoleError, StoreTrouble
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity, Tier
from app.domain.monitoring.rule import Rule
from app.domain.monitoring.sample import Capture, CaptureKind, Health, Mark, MarkKind, Sample
from app.flows.watch import record
from app.flows.watch.record import Record
from app.flows.watch.threads import plain_thread
from app.monitor.alerts import Judge
from app.monitor.catalogue import load
from tests.flows.watch.watching import Heard

SAMPLE = Sample("orders", Tier.STATUS, 100.0, Health.UP, {"mysql.threads_running": 99.0})
ALERT = Alert(
    "a", "rule", "orders", "mysql.threads_running", Severity.WARNING, AlertState.FIRING,
    90.0, 99.0, 64.0, "99 threads run.", fired=100.0,
)  # fmt: skip


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def errors() -> list[Exception]:
    return []


@pytest.fixture
def kept(heard: Heard, errors: list[Exception]) -> Iterator[Callable[[], None]]:
    """Ends the record; everything is written then."""
    made = Record(lambda: heard, lambda _history: heard, heard, errors.append)
    threads = [plain_thread("keep", made.keep), plain_thread("tidy", made.tidy)]
    heard.record = made

    def end() -> None:
        made.close()
        for thread in threads:
            thread.join(5)
            assert not thread.is_alive()

    yield end
    end()


def test_everything_put_is_written_before_it_closes(heard: Heard, kept: Callable[[], None]) -> None:
    samples = [replace(SAMPLE, at=float(n)) for n in range(1, 1000)]
    capture = Capture("orders", CaptureKind.SESSIONS, 5.0, ("id",), ((1,),))
    for sample in samples:
        heard.record.put(sample)
    heard.record.put(capture)
    kept()
    assert heard.written == samples
    assert heard.captures == [capture]
    assert heard.closed


def test_a_restart_and_a_change_of_role_are_marked_once(
    heard: Heard, kept: Callable[[], None]
) -> None:
    for number, (role, restarted) in enumerate(
        [("master", False), ("master", True), ("unknown", False), ("", False), ("slave", False),
         ("slave", False)]
    ):  # fmt: skip
        for tier in (Tier.LIVE, Tier.STATUS):
            heard.record.put(
                replace(SAMPLE, tier=tier, at=100.0 + number, role=role, restarted=restarted)
            )
    kept()
    assert [(mark.kind, mark.at) for mark in heard.marks] == [
        (MarkKind.RESTART, 101.0), (MarkKind.ROLE, 104.0)
    ]  # fmt: skip
    assert heard.marks == [each for each in heard.payloads if isinstance(each, Mark)]


def test_an_alert_is_told_and_marked_when_it_fires_and_when_it_ends(
    heard: Heard, kept: Callable[[], None]
) -> None:
    ended = replace(ALERT, state=AlertState.CLEARED, cleared=160.0)
    states = iter([(), (replace(ALERT, state=AlertState.PENDING, fired=None),), (ALERT,),
                   (replace(ALERT, acknowledged=120.0),), (ended,)])  # fmt: skip
    heard.judges = lambda _sample: next(states)
    for number in range(5):
        heard.record.put(replace(SAMPLE, at=100.0 + number))
    kept()
    assert len([each for each in heard.payloads if isinstance(each, Alert)]) == 4
    marks = [(m.kind, m.at, m.until, m.reference) for m in heard.marks]
    assert marks == [
        (MarkKind.ALERT, 100.0, None, "a"), (MarkKind.ALERT, 100.0, 160.0, "a")
    ]  # fmt: skip


def test_the_mark_of_an_alert_is_as_severe_as_it_ever_was(
    heard: Heard, kept: Callable[[], None]
) -> None:
    mild, bad = (replace(ALERT, severity=each) for each in (Severity.WARNING, Severity.CRITICAL))
    ended = replace(mild, state=AlertState.CLEARED, cleared=160.0)
    states = iter([(mild,), (replace(mild, value=9.0),), (bad,), (mild,), (ended,)])
    heard.judges = lambda _sample: next(states)
    for number in range(5):
        heard.record.put(replace(SAMPLE, at=100.0 + number))
    kept()
    assert [(mark.severity, mark.until) for mark in heard.marks] == [
        (Severity.WARNING, None), (Severity.CRITICAL, None), (Severity.CRITICAL, 160.0)
    ]  # fmt: skip


def test_a_history_that_cannot_be_written_is_said_and_alerts_go_on(
    heard: Heard, errors: list[Exception], kept: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def full(_samples: object) -> None:
        raise StoreTrouble("The disk is full.")

    monkeypatch.setattr(heard, "write", full)
    heard.judges = lambda _sample: (ALERT,)
    heard.record.put(SAMPLE)
    kept()
    assert [str(error) for error in errors] == ["The disk is full."]
    assert ALERT in heard.payloads


def test_without_a_history_or_a_judge_that_is_what_one_hears(heard: Heard) -> None:
    def broken(_history: Heard | None = None) -> Heard:
        raise StoreTrouble("It is damaged.")

    errors: list[Exception] = []
    made = Record(broken, broken, heard, errors.append)
    threads = [plain_thread("keep", made.keep), plain_thread("tidy", made.tidy)]
    made.put(SAMPLE)
    with pytest.raises(ConsoleError):
        made.with_history(lambda history: history.written)
    with pytest.raises(ConsoleError):
        made.with_judge(lambda judge: judge.written)
    made.close()
    for thread in threads:
        thread.join(5)
    assert len(errors) == 2


def test_memory_is_bounded_and_what_was_lost_is_counted(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MOST", 10)
    made = Record(lambda: heard, lambda _history: heard, heard, lambda _error: None)
    for number in range(1, 26):
        made.put(replace(SAMPLE, at=float(number)))
    made.close()
    made.keep()
    made.tidy()
    assert [sample.at for sample in heard.written] == [float(n) for n in range(16, 26)]
    assert made.lost == 15


def test_the_judge_is_asked_though_nothing_comes(
    heard: Heard, kept: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "_JUDGED_EVERY", 0.02)
    heard.record.put(replace(SAMPLE, by="tower"))  # wakes it; nothing of it is judged here
    heard.wait(lambda: heard.asked >= 3)


def test_an_alert_that_was_ended_by_hand_gets_the_end_of_its_mark(
    heard: Heard, kept: Callable[[], None]
) -> None:
    heard.record.put(ALERT)
    ended = replace(ALERT, state=AlertState.CLEARED, cleared=160.0)
    for alert in (ended, ended, replace(ALERT, id="b", by="tower")):
        heard.record.put(alert)
    kept()
    assert [(m.at, m.until) for m in heard.marks] == [(100.0, None), (100.0, 160.0)]
    assert heard.payloads == heard.marks


def test_what_of_the_judge_s_files_could_not_be_read_is_said(heard: Heard) -> None:
    errors: list[Exception] = []
    heard.troubles = (StoreTrouble("A rule makes no sense."),)
    made = Record(lambda: heard, lambda _history: heard, heard, errors.append)
    made.close()
    made.keep()
    made.tidy()
    assert errors == list(heard.troubles)


def test_who_closes_lets_another_judge(heard: Heard, tmp_path: Path) -> None:
    """A window opened again in the same program, say: nobody would judge there any more."""

    def judged(_history: object) -> Judge:
        return Judge(tmp_path, load(None))

    errors: list[Exception] = []
    both = [Record(lambda: heard, judged, heard, errors.append) for _each in range(2)]
    for made in both:
        threads = [plain_thread("keep", made.keep), plain_thread("tidy", made.tidy)]
        made.opened.wait()
        made.with_judge(lambda judge: judge.set_rule(Rule("mine", "mysql.threads_running")))
        made.close()
        for thread in threads:
            thread.join(5)
            assert not thread.is_alive()
        assert errors == []
