"""Arithmetic where a value may be missing: what is missing stays missing."""

import operator
from collections.abc import Callable, Mapping
from math import isfinite

from app.domain.monitoring.sample import Scalar

_ON = frozenset({"ON", "YES", "TRUE", "1", "ENABLED"})


def as_number(value: Scalar) -> float | None:
    """The number it is, or says in text; None where it is none."""
    if isinstance(value, int | float):
        return value
    if value is None:
        return None
    try:
        number = int(value) if value.lstrip("-").isdecimal() else float(value)
    except ValueError:
        return None
    return number if isfinite(number) else None


def is_on(value: Scalar) -> int | None:
    """How servers say yes: ON, YES, 1."""
    return None if value is None else int(str(value).upper() in _ON)


def _lifted(
    plain: Callable[[float, float], float],
) -> Callable[[Scalar, Scalar], float | None]:
    def lifted(left: Scalar, right: Scalar) -> float | None:
        a = left if isinstance(left, int | float) else as_number(left)
        b = right if isinstance(right, int | float) else as_number(right)
        return None if a is None or b is None else plain(a, b)

    return lifted


def _divided(left: Scalar, right: Scalar) -> float | None:
    """0/0 is no traffic and not 100 %; x/0 is nothing either."""
    a, b = as_number(left), as_number(right)
    return a / b if a is not None and b else None


ARITHMETIC: Mapping[str, Callable[[Scalar, Scalar], float | None]] = {
    "+": _lifted(operator.add),
    "-": _lifted(operator.sub),
    "*": _lifted(operator.mul),
    "/": _divided,
}


def _compared(plain: Callable[[float, float], bool]) -> Callable[[Scalar, Scalar], float | None]:
    return _lifted(lambda a, b: int(plain(a, b)))


def _same(left: Scalar, right: Scalar) -> int | None:
    """Text by its letters in any case, numbers by their value; a text is never a number's like."""
    if left is None or right is None:
        return None
    if isinstance(left, str) and isinstance(right, str):
        return int(left.casefold() == right.casefold())
    return int(as_number(left) == as_number(right))


def _other(left: Scalar, right: Scalar) -> int | None:
    same = _same(left, right)
    return None if same is None else 1 - same


COMPARE: Mapping[str, Callable[[Scalar, Scalar], float | None]] = {
    "==": _same,
    "!=": _other,
    "<": _compared(operator.lt),
    "<=": _compared(operator.le),
    ">": _compared(operator.gt),
    ">=": _compared(operator.ge),
}
