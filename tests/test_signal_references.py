"""PySide6 6.12.0 on Python 3.11 loses a reference of True at every emit, and of None at every
`data()` that returns it, and aborts in the end. (From 3.12 on both are immortal.)
"""

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Signal,
)

ROOT = QModelIndex()
TIMES = 1000
SLACK = 50  # what else may hold or drop one meanwhile


class Sender(QObject):
    said = Signal(object)
    done = Signal()


class Empty(QAbstractListModel):
    """One row of nothing."""

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = ROOT) -> int:
        return 1

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> None:
        return None


def lost(value: bool | None, call: Callable[[], object]) -> int:
    """How many references of `value` a thousand calls lose."""
    before = sys.getrefcount(value)
    for _ in range(TIMES):
        call()
    return before - sys.getrefcount(value)


@pytest.mark.parametrize("value", [True, None], ids=repr)
def test_emitting_loses_no_reference(qapp: QCoreApplication, value: bool | None) -> None:
    sender = Sender()
    heard: list[object] = []
    sender.said.connect(heard.append)
    sender.done.connect(heard.clear)

    def emit() -> None:
        sender.said.emit(value)
        sender.done.emit()

    assert abs(lost(value, emit)) < SLACK


def test_showing_nothing_loses_no_reference(qapp: QCoreApplication) -> None:
    model = Empty()
    index = model.index(0, 0)
    assert abs(lost(None, lambda: index.data())) < SLACK
