"""What models of records answer for a cell and for the head of a column."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt

from app.domain.errors import ConsoleError
from app.models.fields import Align, Field, State

T = TypeVar("T")
Role = Qt.ItemDataRole
STATE = Role.UserRole
"""The role that gives the name of a cell's `State`."""
ALIGNMENTS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    Align.CENTER: Qt.AlignmentFlag.AlignCenter,
}


@dataclass(frozen=True, slots=True)
class Edit(Generic[T]):
    """What somebody typed into a cell: the record as it was, the field, the parsed value."""

    record: T
    field: Field[T]
    value: Any


def cell(field: Field[T], record: T, role: int) -> Any:
    """What a model answers for the cell of a record."""
    match role:
        case Role.DisplayRole:
            return field.shown(record)
        case Role.EditRole:
            return field.full(record)
        case Role.ToolTipRole:
            return field.full(record) or None
        case Role.TextAlignmentRole:
            return ALIGNMENTS[field.align]
        case Role.AccessibleTextRole:
            return _spoken(field, record)
    return str(field.state_of(record)) if role == STATE else None


def edit_of(field: Field[T], record: T, typed: Any) -> Edit[T] | None:
    """The edit that was typed; None where it makes no sense, which the editor has said."""
    if field.parse is None or not field.is_editable(record):
        return None
    try:
        return Edit(record, field, field.parse(str(typed)))
    except ConsoleError:
        return None


def heading(field: Field[Any], role: int) -> Any:
    """What a model answers for the head of a column."""
    match role:
        case Role.DisplayRole:
            return field.heading
        case Role.ToolTipRole:
            return field.explained
        case Role.TextAlignmentRole:
            return ALIGNMENTS[field.align]
    return None


def _spoken(field: Field[T], record: T) -> str:
    """What a screen reader says: the word of a state where the eye has its shape."""
    state = field.state_of(record)
    text = field.full(record) or field.none
    return text if state is State.NONE else f"{state.word}: {text}"
