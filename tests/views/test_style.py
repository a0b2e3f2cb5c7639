"""A style sheet of a widget's own is set where it is another, and costs nothing where it is not."""

from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel

from app.views.style import style


class _Label(QLabel):
    changes = 0

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.changes += event.type() == QEvent.Type.StyleChange


def test_the_same_is_not_set_again(qtbot: Any) -> None:
    label = _Label("text")
    qtbot.addWidget(label)
    style(label, "color: red;")
    assert label.styleSheet() == "color: red;"
    before = label.changes
    style(label, "color: red;")
    assert label.changes == before
    style(label, "")
    assert label.styleSheet() == ""
