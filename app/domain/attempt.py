"""What came of a call that is made for somebody elsewhere: in another thread, in another process.

Whoever asked must hear of everything that went wrong, a bug of ours included, and whoever makes
the call must live on to make the next. This is the one place where everything is caught, and
nothing is swallowed here: the error is in the answer, and who asked raises it at home.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """A value, or the error instead of one."""

    value: T | None = None
    error: Exception | None = None


def attempt(call: Callable[[], T]) -> Attempt[T]:
    """Make the call. What ends a program (`SystemExit`, `KeyboardInterrupt`) ends it still."""
    try:
        return Attempt(call())
    except Exception as error:  # noqa: BLE001  (delivered, not swallowed)
        return Attempt(error=error)
