"""Definitions in the tokens of Oracle statements: what they name, and the columns in them."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.audit.oracle import name_at
from app.audit.scope import Scope
from app.sql.numbers import whole_number
from app.sql.tokens import END, NUMBER, Tokens

_BETWEEN = frozenset(
    "BITMAP BLOCKCHAIN DUPLICATED EDITIONABLE EDITIONING FORCE GLOBAL IMMUTABLE MULTIVALUE NO "
    "NONEDITIONABLE OR PRIVATE REPLACE SHARDED TEMPORARY UNIQUE".split()
)
"""What may stand between CREATE and the kind of thing that is created."""
_NO_COLUMN = frozenset(
    "CHECK CONSTRAINT FOREIGN FULLTEXT INDEX KEY OVERFLOW PARTITION PERIOD PRIMARY REF SCOPE "
    "SPATIAL SUBPARTITION SUPPLEMENTAL UNIQUE".split()
)
"""What an element of a table begins with when it is no column, of MySQL's too."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of what a statement is about: its tokens `first` to `last`, and its text.

    `words` stand between the verb and the kind of thing.
    """

    first: int
    last: int
    name: str
    words: frozenset[str]

    @property
    def behind(self) -> int:
        """The token after the name."""
        return self.last + 1


@dataclass(frozen=True, slots=True)
class TokenColumn:
    """A column with a type: the tokens of its name and of the first word of its type."""

    name: int
    type: int


def heading(tokens: Tokens, verb: str, what: str = "TABLE") -> Heading | None:
    """The heading of a statement that begins with `verb` and `what`: CREATE … TABLE name."""
    kinds, at = tokens.kinds, 1
    if kinds[0] != verb:
        return None
    while kinds[at] in _BETWEEN:
        at += 1
    if kinds[at] != what:
        return None
    words, at = frozenset(kinds[1:at]), at + 1
    for clause in (["IF", "NOT", "EXISTS"], ["IF", "EXISTS"]):
        if kinds[at : at + len(clause)] == clause:
            at += len(clause)
    if at >= len(tokens):
        return None
    name, last = name_at(tokens, at)
    return Heading(at, last, name, words)


@dataclass(frozen=True, slots=True)
class IndexHeading:
    """The names of CREATE INDEX name ON table ( … ), and the token of that parenthesis."""

    name: str
    table: str
    opening: int


def index(tokens: Tokens) -> IndexHeading | None:
    """The heading of a CREATE INDEX over columns."""
    made = heading(tokens, "CREATE", "INDEX")
    if made is None or tokens.kinds[made.behind] != "ON" or made.behind + 2 >= len(tokens):
        return None
    table, last = name_at(tokens, made.behind + 1)
    if tokens.kinds[last + 1] != "(":
        return None
    return IndexHeading(made.name, table, last + 1)


def elements(tokens: Tokens, opening: int) -> Iterator[tuple[int, int]]:
    """First and last token of each element of the list whose `(` is at `opening`."""
    depth, first, at = 0, opening + 1, opening
    while tokens.kinds[at] is not END:
        kind = tokens.kinds[at]
        depth += (kind == "(") - (kind == ")")
        if (kind == "," and depth == 1) or (kind == ")" and depth == 0):
            if at > first:
                yield first, at - 1
            first = at + 1
        if depth == 0:
            return
        at += 1


def columns(tokens: Tokens) -> Iterator[tuple[str, TokenColumn]]:
    """Each column that CREATE TABLE makes or ALTER TABLE adds or modifies, after its table."""
    if made := heading(tokens, "CREATE"):
        if tokens.kinds[made.behind] == "(":
            for first, last in elements(tokens, made.behind):
                yield from _column(tokens, made.name, first, last)
    elif altered := heading(tokens, "ALTER"):
        for at in range(altered.behind, len(tokens)):
            if tokens.kinds[at] in {"ADD", "MODIFY"} and tokens.kinds[at - 1] != ".":
                named = at + 2 if tokens.kinds[at + 1] == "COLUMN" else at + 1
                yield from _changed(tokens, altered.name, named)


def _changed(tokens: Tokens, table: str, at: int) -> Iterator[tuple[str, TokenColumn]]:
    if tokens.kinds[at] == "(":
        for first, last in elements(tokens, at):
            yield from _column(tokens, table, first, last)
    else:
        yield from _column(tokens, table, at, len(tokens) - 1)


def _column(tokens: Tokens, table: str, first: int, last: int) -> Iterator[tuple[str, TokenColumn]]:
    if tokens.kinds[first] not in _NO_COLUMN and first < last:
        yield table, TokenColumn(first, first + 1)


def length_of(tokens: Tokens, column: TokenColumn, scope: Scope) -> int:
    """The number in the parentheses behind a type, 1 where there is none."""
    at = column.type + 1
    if tokens.kinds[at] == "(" and tokens.kinds[at + 1] is NUMBER:
        text = scope.literal_at(at + 1)
        return whole_number(text) if text.isdecimal() else 1
    return 1


def end_of_type(tokens: Tokens, column: TokenColumn) -> int:
    """The last token of a type: of its name, or the parenthesis behind it."""
    opening = column.type + 1
    if tokens.kinds[opening] != "(":
        return column.type
    inner = [last for _, last in elements(tokens, opening)]
    return inner[-1] + 1 if inner else column.type
