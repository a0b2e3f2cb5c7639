"""What RESP2 and RESP3 give, as one thing."""

from collections.abc import Iterable
from typing import Any


def text(value: Any) -> str:
    """A reply as text; a verbatim string loses its format, a missing one is empty."""
    if value is None:
        return ""
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("utf-8", "backslashreplace")
    return str(value)


def pairs(reply: Any) -> dict[str, Any]:
    """A map, which RESP2 gives as a flat list."""
    if isinstance(reply, dict):
        return {text(name): value for name, value in reply.items()}
    flat = list(reply or ())
    return {text(name): value for name, value in zip(flat[::2], flat[1::2], strict=False)}


def info(reply: Any) -> dict[str, str]:
    """The lines of INFO, of CLUSTER INFO, and of whatever else is `name:value`."""
    found = {}
    for line in text(reply).splitlines():
        name, colon, value = line.partition(":")
        if colon and not line.startswith("#"):
            found[name] = value
    return found


def fields(line: str) -> dict[str, str]:
    """A line of CLIENT LIST: `name=value` parted by blanks."""
    return {
        name: value
        for name, mark, value in (part.partition("=") for part in line.split(" "))
        if mark
    }


def flat(reply: Any, limit: int, depth: int = 0) -> Iterable[tuple[str, Any]]:
    """Any reply as rows of (place, value), nested ones with their way down."""
    if isinstance(reply, dict):
        for name, value in list(reply.items())[:limit]:
            yield from _below(text(name), value, limit, depth)
    elif isinstance(reply, list | tuple | set | frozenset):
        for number, value in enumerate(list(reply)[:limit], start=1):
            yield from _below(str(number), value, limit, depth)
    else:
        yield "", reply


def _below(name: str, value: Any, limit: int, depth: int) -> Iterable[tuple[str, Any]]:
    if depth < 8 and isinstance(value, dict | list | tuple | set | frozenset):
        for place, inner in flat(value, limit, depth + 1):
            yield (f"{name}.{place}" if place else name), inner
    else:
        yield name, value if not isinstance(value, Exception) else str(value)


def number(value: Any) -> int | None:
    """A whole number, where it is one."""
    try:
        return int(text(value))
    except ValueError:
        return None


def seconds(value: Any, divisor: float = 1.0) -> float | None:
    """A time, where it is one and not the -1 of "there is none"."""
    found = number(value)
    return None if found is None or found < 0 else found / divisor
