"""The bar over charts in a wide and in a narrow window."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from app.models.monitoring.time_axis import TimeAxis
from app.views.live.time_bar import TimeBar
from app.views.theme import LIGHT


def bar(qtbot: Any, wide: int) -> tuple[TimeBar, QToolButton]:
    made, more = TimeBar(TimeAxis()), QToolButton()
    more.setText("Flight recorder")
    made.add(more, "recorder")
    qtbot.addWidget(made)
    made.apply_theme(LIGHT)
    made.resize(wide, 40)
    made.show()
    return made, more


def test_where_there_is_room_buttons_are_words(qtbot: Any) -> None:
    made, more = bar(qtbot, 1600)
    assert more.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert made.when.text() == made.when.words
    assert not made.when.toolTip()


def test_where_there_is_little_they_are_icons_and_no_word_of_a_range_is_cut(qtbot: Any) -> None:
    made, more = bar(qtbot, 640)
    assert more.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    assert not more.icon().isNull()
    for button in made.ranges:
        assert button.width() >= button.sizeHint().width()
    assert made.when.text().endswith("…")
    assert made.when.toolTip() == made.when.words
    made.resize(1600, 40)
    assert more.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
