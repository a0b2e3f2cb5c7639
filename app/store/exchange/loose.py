"""Values out of documents of others: of the type that is meant, or as if they were not there."""

from collections.abc import Mapping
from typing import Any


def inner(found: Any, *keys: str) -> Mapping[str, Any]:
    """The object below `keys`; an empty one where there is none."""
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def text(found: Mapping[str, Any], *keys: str) -> str:
    """The first of `keys` that is a text or a number, as text."""
    for key in keys:
        value = found.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
            return str(value).strip()
    return ""


def yes(found: Mapping[str, Any], key: str) -> bool:
    """Whether it is true, also where that is written as text."""
    value = found.get(key)
    return value is True or str(value).casefold() in ("true", "1", "yes")


def port(found: str) -> int | None:
    """The number in `found`; None where nothing stands, 0 (which is refused) where no number."""
    if not found:
        return None
    return int(found) if found.isascii() and found.isdigit() and len(found) < 7 else 0
