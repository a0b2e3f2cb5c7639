"""PySide6 6.12.0 loses a reference of True at every emit on Python 3.11, and aborts in the end."""

import sys

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Signal

EMITS = 1000
SLACK = 50  # what else may hold or drop one meanwhile


class Sender(QObject):
    said = Signal(object)
    done = Signal()


@pytest.mark.parametrize("value", [True, None], ids=repr)
def test_emitting_loses_no_reference(qapp: QCoreApplication, value: bool | None) -> None:
    sender = Sender()
    heard: list[object] = []
    sender.said.connect(heard.append)
    before = sys.getrefcount(value)
    for _ in range(EMITS):
        sender.said.emit(value)
        sender.done.emit()
    heard.clear()
    assert abs(sys.getrefcount(value) - before) < SLACK
