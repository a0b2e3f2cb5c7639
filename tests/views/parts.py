"""Finding the parts of a widget, with their types."""

from typing import TypeVar

from PySide6.QtCore import QObject

T = TypeVar("T", bound=QObject)


def part(of: QObject, kind: type[T], name: str = "") -> T:
    """The first part of that kind (and name); it must be there."""
    found = of.findChild(kind, name) if name else of.findChild(kind)
    assert isinstance(found, kind)
    return found
