"""What stood goes on after a restart, a kill in the middle of writing, and a damaged file."""

import json
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from app import files
from app.domain.errors import StoreTrouble
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Scope, Silence, Weekly
from app.monitor.alerts.states import States
from tests.monitor.alerts.judging import KEY, Court, rule

ALERT = Alert(
    "a", "rule", "shop", KEY, Severity.CRITICAL, AlertState.FIRING, 1.0, 2.0, 3.0, "Too many.",
    fired=4.0, acknowledged=5.0, acknowledged_by="mei", silenced=True, exhausted_at=6.0, by="t",
)  # fmt: skip
SILENCE = Silence(
    "s", 1.0, None, Scope(frozenset({"shop"}), tags=frozenset({"core"})), frozenset({"rule"}),
    frozenset({KEY}), Weekly(frozenset({0, 6}), 1410, 120), "Upgrade", "mei",
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "states.json"


def test_all_of_it_comes_back(path: Path) -> None:
    States(path).write([ALERT], [SILENCE, replace(SILENCE, id="t", weekly=None, until=9.0)])
    alerts, silences, trouble = States(path).read()
    assert alerts == (ALERT,)
    assert silences == (SILENCE, replace(SILENCE, id="t", weekly=None, until=9.0))
    assert trouble is None


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b'{"version": 2}', b'{"version": 1}', b"\xff\xfe",
        b'{"version": 1, "alerts": 7, "silences": []}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_kept_aside_and_said(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    alerts, silences, trouble = States(path).read()
    assert (alerts, silences) == ((), ())
    assert trouble is not None
    aside = path.with_suffix(".damaged")
    assert str(aside) in trouble.hint
    assert aside.read_bytes() == content
    States(path).write([ALERT], [])
    assert States(path).read()[0] == (ALERT,)


def test_one_entry_that_makes_no_sense_costs_no_other(path: Path) -> None:
    States(path).write([ALERT, replace(ALERT, id="b")], [SILENCE])
    said = json.loads(path.read_bytes())
    del said["alerts"][0]["rule"]
    said["silences"].append({"id": 7})
    path.write_text(json.dumps(said), "utf-8")
    alerts, silences, trouble = States(path).read()
    assert ([a.id for a in alerts], silences) == (["b"], (SILENCE,))
    assert trouble is not None


def test_a_disk_that_is_full_is_said_now_and_then_and_alerts_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(10)

    def full(*_said: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files, "write", full)
        assert [a.state for a in court.see(90)] == [AlertState.FIRING]
        assert [a.state for a in court.see(10)] == [AlertState.CLEARED]
        (said,) = court.failures
        assert isinstance(said, StoreTrouble)
        for _ in range(58):
            court.see(10)
        assert court.failures == [said]
        for _ in range(70):
            court.see(10)
        assert [str(each) for each in court.failures] == [
            str(said), f"For 10 minutes: {said}", f"For 20 minutes: {said}",
        ]  # fmt: skip
        assert court.failures[-1].hint == said.hint
        assert not court.mended
        with pytest.raises(StoreTrouble):
            court.judge.set_rule(rule("> 70"))
        assert court.judge.own_rules == (rule("> 80"),)
    court.see(11)
    court.see(12)
    assert court.mended == ["The states of alerts are kept again."]
    assert [a.state for a in States(tmp_path / "states.json").read()[0]] == [AlertState.CLEARED]


def test_a_value_that_moves_is_not_written(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(90)
    before = (tmp_path / "states.json").stat().st_mtime_ns
    assert [a.value for n in range(9) for a in court.see(91 + n)] == [93, 96, 99]
    assert (tmp_path / "states.json").stat().st_mtime_ns == before


_CHILD = """
    import sys
    from pathlib import Path
    from tests.monitor.alerts.judging import Court, rule

    court = Court(Path(sys.argv[1]), rule("> 80"))
    number = 0
    while True:
        for value in (90, 10):
            for alert in court.see(value, after=400):
                print(alert.state, alert.fired, flush=True)
"""


def test_a_kill_at_any_moment_loses_nothing_that_was_told(tmp_path: Path) -> None:
    for number in range(3):
        folder = tmp_path / str(number)
        child = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(_CHILD), str(folder)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        with child:
            assert child.stdout is not None
            told = [child.stdout.readline().split() for _ in range(9 + number)]
            child.kill()
            told += [line.split() for line in child.stdout if line.endswith("\n")]
        alerts, _silences, trouble = States(folder / "states.json").read()
        assert trouble is None
        (known,) = alerts
        fired = float(told[-1][1])
        assert known.fired is not None
        assert known.fired >= fired  # what was told is on the disk, or what came after it
        if known.fired == fired and told[-1][0] == AlertState.CLEARED:
            assert known.state is AlertState.CLEARED
