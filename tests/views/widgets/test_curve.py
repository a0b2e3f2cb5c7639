"""The chart says in words what it shows, to the mouse and to the keyboard."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from app.views.theme import DARK
from app.views.widgets.curve import Curve, CurveView, Stretch

NOON = 1_764_331_200.0
STRETCHES = [
    Stretch(NOON, NOON + 10), Stretch(NOON + 10, NOON + 70, "nobody asked"),
    Stretch(NOON + 70, NOON + 80),
]  # fmt: skip


@pytest.fixture
def curve(qtbot: Any) -> CurveView:
    made = CurveView()
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show_curves(STRETCHES, [Curve("Calls", [2.0, None, 4.0], lambda value: f"{value:g} /s")])
    made.show()
    return made


def test_the_last_is_said_until_one_is_chosen(curve: CurveView) -> None:
    assert "Calls 4 /s" in curve.said
    assert curve.accessibleDescription() == curve.said


def test_keys_go_from_one_to_the_next(qtbot: Any, curve: CurveView) -> None:
    qtbot.keyClick(curve, Qt.Key.Key_Left)
    assert curve.said.endswith("Calls not measured · nobody asked")
    qtbot.keyClick(curve, Qt.Key.Key_Home)
    qtbot.keyClick(curve, Qt.Key.Key_Left)
    assert "Calls 2 /s" in curve.accessibleDescription()
    qtbot.keyClick(curve, Qt.Key.Key_End)
    assert "Calls 4 /s" in curve.said
    qtbot.keyClick(curve, Qt.Key.Key_Escape)
    assert curve.chosen is None


def test_the_mouse_chooses_what_it_is_over(qtbot: Any, curve: CurveView) -> None:
    qtbot.mouseMove(curve, QPoint(20, 100))
    qtbot.waitUntil(lambda: curve.chosen == 0)
    qtbot.mouseMove(curve, QPoint(300, 100))
    qtbot.waitUntil(lambda: curve.chosen == 1)


def test_what_was_chosen_stays_chosen_when_more_comes(curve: CurveView) -> None:
    curve.chosen = 0
    curve.show_curves(STRETCHES[:1], [Curve("Calls", [7.0], str)])
    assert "Calls 7.0" in curve.said
    curve.show_curves((), [Curve("Calls", (), str)])
    assert curve.said == "Nothing was measured yet."


def test_a_gap_is_not_drawn(curve: CurveView) -> None:
    curve.apply_theme(DARK)
    image = curve.grab().toImage()
    inks = {image.pixelColor(x, 165).name() for x in range(130, 460)}
    drawn = {image.pixelColor(x, 165).name() for x in range(20, 60)}
    assert not inks & drawn
