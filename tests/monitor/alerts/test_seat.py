"""Two programs of one user on one folder: one judges, the other shows what that one finds."""

import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.errors import StoreTrouble
from app.domain.monitoring.alert import AlertState
from app.domain.monitoring.rule import Silence
from app.monitor.alerts.seat import Seat
from tests.monitor.alerts.judging import Court, rule

FIRING, CLEARED = AlertState.FIRING, AlertState.CLEARED

_OTHER = """
    import sys
    from pathlib import Path
    from tests.monitor.alerts.judging import Court, rule

    court = Court(Path(sys.argv[1]), rule("> 80"))
    print("judges", flush=True)
    for line in sys.stdin:
        print(len(court.see(float(line))), flush=True)
"""


class Other:
    """The other program; it is told values, and says how many alerts changed."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def see(self, value: float) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{value}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def another(folder: Path) -> Iterator[Other]:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_OTHER), str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "judges\n"
            yield Other(process)
        finally:
            process.kill()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The seat is asked for each time."""
    monkeypatch.setattr("app.monitor.alerts.seat._TRY_AGAIN", 0.0)


@pytest.mark.usefixtures("impatient")
def test_one_judges_and_the_other_takes_its_place_after_a_kill(tmp_path: Path) -> None:
    with another(tmp_path) as other:
        court = Court(tmp_path)
        (said,) = court.failures
        assert isinstance(said, StoreTrouble)
        assert "mohist collect" in said.hint
        assert [each.id for each in court.judge.own_rules] == ["of the test"]
        assert court.see(99) == ()  # it sees so too, and leaves the judging to the other
        assert other.see(90) == 1
        (shown,) = court.see(99)
        assert (shown.state, shown.value) == (FIRING, 90.0)
        assert court.judge.alerts == (shown,)
        changes: tuple[Callable[[], object], ...] = (
            lambda: court.judge.acknowledge(shown.id, "mei"),
            lambda: court.judge.set_rule(rule("> 5")),
            lambda: court.judge.silence(Silence("s", 0.0, None)),
        )
        for change in changes:
            with pytest.raises(StoreTrouble) as refused:
                change()
            assert refused.value.hint
        assert court.see(99) == ()
        before = (tmp_path / "states.json").read_bytes()
        other.process.kill()
        other.process.wait()
    court.judge.take()  # the seat is free: what stood goes on here
    assert (tmp_path / "states.json").read_bytes() == before
    assert [(each.state, each.fired) for each in court.judge.alerts] == [(FIRING, shown.fired)]
    assert court.judge.acknowledge(shown.id, "mei")[0].acknowledged_by == "mei"
    assert [each.state for each in court.see(10)] == [CLEARED]
    assert len(court.failures) == 1


@pytest.mark.usefixtures("impatient")
def test_what_was_changed_elsewhere_is_not_lost_when_one_takes_over(tmp_path: Path) -> None:
    first = Court(tmp_path, rule("> 80"))
    second = Court(tmp_path)
    first.judge.set_rule(rule("> 50"))
    first.judge.silence(Silence("s", 0.0, None))
    first.judge.close()
    second.see(60)
    assert second.judge.own_rules == (rule("> 50"),)
    assert [each.id for each in second.judge.silences] == ["s"]
    assert [(each.state, each.silenced) for each in second.judge.alerts] == [(FIRING, True)]


def test_a_seat_is_left_and_not_asked_for_again(tmp_path: Path) -> None:
    first, second = Seat(tmp_path), Seat(tmp_path)
    assert first.take()
    assert not second.take(at_once=True)
    first.leave()
    assert not first.take()
    assert second.take(at_once=True)
    second.leave()
