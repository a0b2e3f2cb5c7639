"""What a formula is made of, once read."""

from dataclasses import dataclass
from typing import TypeAlias


class BadFormula(ValueError):
    """It cannot be read, or makes no sense; `column` counts from 1."""

    def __init__(self, text: str, column: int) -> None:
        super().__init__(text)
        self.column = column


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A field of a source, or of one named row of a table."""

    source: str
    name: str
    row: str | None = None
    column: int = 1
    """Where it stands, for complaints."""

    @property
    def field(self) -> str:
        """`source.name`, as a raw sample calls it."""
        return f"{self.source}.{self.name}"


@dataclass(frozen=True, slots=True)
class Operation:
    """Two values and what is done with them; `-x` is `0 - x`."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language."""

    name: str
    given: "tuple[Node, ...]"
    column: int = 1


Node: TypeAlias = Number | Text | Reference | Operation | Call
