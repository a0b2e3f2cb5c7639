"""Out of rows of the dictionary: facts under titles, and the error where there are none."""

from collections.abc import Mapping
from typing import Any

from app.domain.errors import StatementFailed
from app.domain.schema.objects import ObjectName
from app.engines.mysql.wire import text_of
from app.i18n import _

Titles = tuple[tuple[str, str], ...]
"""Columns of a row, and what they are called (declared with N_())."""


def facts_of(row: Mapping[str, Any], titles: Titles) -> tuple[tuple[str, str], ...]:
    """The columns of a row that say something, under their titles."""
    return tuple(
        (_(title), text_of(row[key])) for key, title in titles if text_of(row.get(key)).strip()
    )


def whole(value: Any) -> int | None:
    """A number of the dictionary, or nothing."""
    return None if value is None else int(value)


def no_such(name: ObjectName) -> StatementFailed:
    """The error of an object that is not there (any more), or that the account may not see."""
    return StatementFailed(
        _("{name} is not there, or this account may not see it.").format(name=name.dotted),
        hint=_("Refresh the list: somebody may have dropped or renamed it."),
    )
