"""Columns where an engine has words of its own, or keeps figures that the others do not."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from app.domain.inventory import DatabaseType
from app.i18n import N_
from app.models.fields import Field

T = TypeVar("T")

_ORACLE_TITLES = {
    "Database": N_("Schema"), "Id": N_("Session"),
    "Rows changed": N_("Undo records"), "Server id": N_("Destination"),
}  # fmt: skip
_ORACLE_HIDDEN = {
    "Slowest": True, "Rows read": True, "Without index": True, "CPU time": False,
    "Buffers read": False, "Last seen": False, "Isolation": True, "Rows locked": True,
    "Undo": False, "From": True, "Password": True, "Last login": False, "Facts": False,
    "Slots": True, "Behind": True,
}  # fmt: skip
"""By title, where it is not as for the others. Nobody without the Tuning Pack sees a slowest."""
_ORACLE_WIDTHS = {
    "Id": 110, "Rows changed": 120, "Command": 95, "Waits for": 195, "Blocked by": 110,
    "Name": 400, "Facts": 700, "Last login": 200,
}  # fmt: skip


def columns_for(fields: Sequence[Field[T]], type_: str) -> Sequence[Field[T]]:
    """The columns as they are for servers of this type."""
    if type_ != DatabaseType.ORACLE:
        return fields
    return tuple(
        replace(
            field,
            title=_ORACLE_TITLES.get(field.title, field.title),
            hidden=_ORACLE_HIDDEN.get(field.title, field.hidden),
            width=_ORACLE_WIDTHS.get(field.title, field.width),
        )
        for field in fields
    )
