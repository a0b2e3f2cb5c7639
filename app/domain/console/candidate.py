"""What may be typed next: one line of the list that pops up under the cursor."""

from dataclasses import dataclass
from enum import Enum


class CandidateKind(Enum):
    """What a candidate is; its icon, and its place among others that fit as well."""

    JOIN = "join"
    """A whole condition, or a table with one, by a foreign key or same-named keys."""
    COLUMNS = "columns"
    """Many columns at once: what `*` stands for, the list of an INSERT."""
    COLUMN = "column"
    VARIABLE = "variable"
    ALIAS = "alias"
    """A table of this statement, by the name it has in it."""
    TABLE = "table"
    VIEW = "view"
    SCHEMA = "schema"
    PROCEDURE = "procedure"
    FUNCTION = "function"
    PACKAGE = "package"
    SEQUENCE = "sequence"
    KEYWORD = "keyword"
    COMMAND = "command"
    """Of Redis."""
    ARGUMENT = "argument"
    """What a command takes here: a word to write, or only a hint where `insert` is empty."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of them."""

    label: str
    """What is shown, and what further letters are held against."""
    kind: CandidateKind
    insert: str
    """What takes the place of what is typed."""
    detail: str = ""
    """A type, a signature, a comment."""
    caret: int | None = None
    """Where in `insert` the cursor goes; None for behind it."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """All that fit, the likely first; `start` to `end` of the text is what one of them replaces."""

    start: int
    end: int
    items: tuple[Candidate, ...] = ()
    more: bool = False
    """Whether there are too many to list them all: ask again with the next letter."""
