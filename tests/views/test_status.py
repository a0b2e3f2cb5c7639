"""The honest line at the foot, and the timer that looks at its own delay."""

import pytest
from pytestqt.qtbot import QtBot

from app.views.lateness import Lateness
from app.views.status import Status
from tests.views.parts import part


@pytest.fixture
def status(qtbot: QtBot) -> Status:
    made = Status()
    qtbot.addWidget(made)
    return made


def test_it_says_what_is_being_done(status: Status) -> None:
    ready = status.text
    status.show_busy("audit", "Auditing…")
    status.show_busy("other", "Sampling…")
    assert status.text == "Auditing… · Sampling…"
    status.show_busy("audit", "")
    assert status.text == "Sampling…"
    status.show_busy("other", "")
    assert status.text == ready


def test_lateness_is_the_99th_of_100(qtbot: QtBot) -> None:
    lateness = Lateness()
    assert lateness.p99 == 0
    for delay in range(100):
        lateness.note(float(delay))
    assert lateness.p99 == 99
    for _ in range(625):
        lateness.note(-1)
    assert lateness.p99 == 0


def test_it_measures_only_while_it_is_seen(qtbot: QtBot, status: Status) -> None:
    lateness = part(status, Lateness)
    with qtbot.waitSignal(lateness.measured, timeout=10_000) as told:
        status.show()
    assert told.args[0] >= 0
    status.hide()
    with qtbot.assertNotEmitted(lateness.measured, wait=50):
        pass
    assert not lateness.running
