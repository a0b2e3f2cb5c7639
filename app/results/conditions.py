"""Conditions on the rows of a result."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Sign(Enum):
    """How a value is compared with what was typed."""

    CONTAINS = "contains"
    """In whatever case."""
    LACKS = "lacks"
    EQUAL = "="
    UNEQUAL = "≠"
    LESS = "<"
    GREATER = ">"
    AT_MOST = "≤"
    AT_LEAST = "≥"
    MATCHES = "matches"
    """A regular expression, of RE2."""
    NULL = "is NULL"
    NOT_NULL = "is not NULL"


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of a value of these columns; one of them suffices.

    `text` is what was typed. It counts as a number against numbers, as text otherwise; an empty
    text equals an empty text only, never NULL. NULL holds no condition but `NULL`, and LACKS.
    """

    columns: tuple[int, ...]
    sign: Sign
    text: str = ""

    def check(self) -> None:
        """Say now what would be wrong later.

        Raises:
            BadInput: it is no regular expression.
        """
        if self.sign is Sign.MATCHES:
            from app.results.judging import check_expression  # brings Arrow

            check_expression(self.text)


def anywhere(text: str, columns: Sequence[int]) -> Condition:
    """The text somewhere in these columns."""
    return Condition(tuple(columns), Sign.CONTAINS, text)
