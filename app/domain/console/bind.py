"""Values for the places of a statement that ask for one before it runs."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from app.domain.errors import BadInput
from app.i18n import _

_SECRET = re.compile(r"pass|pwd|secret|token|credential|api_?key|密码|口令", re.IGNORECASE)


class BindType(StrEnum):
    """What a value is sent as."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    NULL = "null"


@dataclass(frozen=True, slots=True)
class BindValue:
    """As it was typed; `text` means nothing for NULL."""

    type: BindType = BindType.TEXT
    text: str = ""


def value_of(typed: BindValue) -> object:
    """What is handed to the driver: None, str, int, Decimal, date or datetime.

    Raises:
        BadInput: it is no such value.
    """
    text = typed.text.strip()
    match typed.type:
        case BindType.NULL:
            return None
        case BindType.TEXT:
            return typed.text
        case BindType.NUMBER:
            return _number(text)
        case BindType.DATE:
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise BadInput(
                    _("{text} is no date.").format(text=text or "“”"),
                    hint=_("Write it as {example}.").format(example="2026-03-31"),
                ) from None
        case BindType.DATETIME:
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                raise BadInput(
                    _("{text} is no date with a time.").format(text=text or "“”"),
                    hint=_("Write it as {example}.").format(example="2026-03-31 18:05:00"),
                ) from None


def _number(text: str) -> int | Decimal:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        value = Decimal(text)
        if value.is_finite():
            return value
    except InvalidOperation:
        pass
    raise BadInput(
        _("{text} is no number.").format(text=text or "“”"),
        hint=_("Write it as {example}.").format(example="-12.5"),
    )


def is_secret(name: str) -> bool:
    """Whether a place of that name asks for something that is never remembered."""
    return _SECRET.search(name) is not None
