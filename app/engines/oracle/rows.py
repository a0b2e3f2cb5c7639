"""Values of dictionary views as Python likes them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
SQL_ID = re.compile(r"[0-9a-z]{13}")
"""The id of a statement as V$SQL has it."""


def text(value: object) -> str:
    """A string; "" for NULL."""
    return "" if value is None else str(value)


def number(value: object) -> int | None:
    """A whole number; None for NULL."""
    return None if value is None else int(str(value).partition(".")[0])


def seconds(value: Any) -> float | None:
    """Seconds, never negative; None for NULL."""
    return None if value is None else max(float(value), 0.0)


def session_id(row: Mapping[str, Any], prefix: str = "") -> str:
    """What ALTER SYSTEM KILL SESSION takes: `sid,serial#,@inst_id`."""
    sid, serial, node = row[f"{prefix}sid"], row[f"{prefix}serial#"], row[f"{prefix}inst_id"]
    return f"{sid},{serial},@{node}"


def chunks(values: Iterable[T], size: int = 200) -> Iterator[list[T]]:
    """Lists of at most so many, for IN lists (Oracle takes a thousand)."""
    rest = list(values)
    for at in range(0, len(rest), size):
        yield rest[at : at + size]


def literal(value: str) -> str:
    """A text as SQL has it."""
    return "'" + value.replace("'", "''") + "'"


def interval(value: str) -> float | None:
    """Seconds of `+00 00:00:03` (and `+000 00:00:03.5`); None where it says none.

    V$DATAGUARD_STATS tells lags so, and leaves them empty where it does not know.
    """
    sign, days, clock = 1, "0", value.strip()
    if clock[:1] in "+-" and clock:
        sign, clock = (-1 if clock[0] == "-" else 1), clock[1:]
    if " " in clock:
        days, _space, clock = clock.partition(" ")
    try:
        hours, minutes, rest = clock.split(":")
        whole = int(days) * 86400 + int(hours) * 3600 + int(minutes) * 60 + float(rest)
    except ValueError:
        return None
    return sign * whole


def size(number: int) -> str:
    """Bytes in a unit that suits them, for facts that are texts."""
    amount, unit = float(number), "B"
    for bigger in ("KiB", "MiB", "GiB", "TiB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, bigger
    return f"{amount:.3g} {unit}" if amount < 1000 else f"{amount:.0f} {unit}"
