"""What stands around the cursor: the statement, what is typed of a word, and what is before it."""

import re
from dataclasses import dataclass

from app.domain.dialect import Dialect
from app.sql.editing.script import statements
from app.sql.oracle import tokenize_oracle
from app.sql.possessive import compile_pattern
from app.sql.split.programs import TOKEN, program
from app.sql.tokens import (
    BAD,
    IDENTIFIER,
    NUMBER,
    PARAMETER,
    STRING,
    VARIABLE,
    Tokens,
    tokenize,
)

BEFORE, BEHIND = 16_000, 8_000
"""Code points around the cursor that are looked at."""
_COMMENT = {
    Dialect.MYSQL: compile_pattern(r"(?:--(?=\s|\Z)|\#)[^\n]*+\Z"),
    Dialect.MARIADB: compile_pattern(r"(?:--(?=\s|\Z)|\#)[^\n]*+\Z"),
    Dialect.ORACLE: compile_pattern(r"--[^\n]*+\Z"),
}
_BEGINS = re.compile(
    r"\n[ \t]*\r?\n(?=\s*(?:SELECT|INSERT|UPDATE|DELETE|MERGE|REPLACE|WITH|CREATE|ALTER|DROP|CALL|"
    r"EXPLAIN|SHOW|SET|BEGIN|DECLARE|USE|GRANT|TRUNCATE)\b)",
    re.I,
)
"""An empty line and a verb: where a statement nobody ended yet goes over into the next one."""

_CREATES = re.compile(r"(?<![\w$`'\"])CREATE(?![\w$])", re.I)


@dataclass(frozen=True, slots=True)
class Typed:
    """The cursor and what is around it, in the tokens of one statement.

    `words` and `kinds` are the tokens before what is typed, then those behind it from `here` on.
    """

    dialect: Dialect
    word: str
    """What is typed of the name, without quotes."""
    quote: str
    """What opened it, where it was quoted."""
    start: int
    end: int
    """Of what is typed, in the whole text."""
    qualifiers: tuple[str, ...]
    """The names before it and its dot, outermost first, without quotes."""
    kinds: list[str]
    words: list[str]
    here: int
    starred: bool = False
    """Whether the cursor touches a `*` behind SELECT or a comma; it is not among the tokens."""
    followed: str = ""
    """The character right behind the cursor."""

    def kind(self, back: int = 1) -> str:
        """The kind of the token so many before what is typed and its qualifiers; "" for none."""
        at = self.here - back
        return self.kinds[at] if at >= 0 else ""


def typed(text: str, position: int, dialect: Dialect) -> Typed | None:
    """What is typed at `position`; None in a comment, a string or a number."""
    begin, statement = _statement(text, position, dialect)
    cursor = position - begin
    before = _tokens(statement[:cursor], dialect)
    kinds, words = before.kinds[: len(before)], _words(before)
    start, word, quote = cursor, "", ""
    starred = False
    touched = bool(kinds) and before.ends[-1] == cursor
    if touched:
        kind, written = kinds[-1], words[-1]
        if kind == BAD and written[:1] in _quotes(dialect):
            word, quote = written[1:], written[0]
        elif kind in {BAD, STRING, NUMBER}:
            return None
        elif kind == IDENTIFIER:
            word = unquoted(written)
            quote = written[0] if written[0] in '`"' else ""
        elif kind in {VARIABLE, PARAMETER} or is_word(written):
            word = written
        elif written == "*" and _may_be_star(kinds):
            starred = True
        if word or quote or starred:
            start = before.starts[-1]
            del kinds[-1], words[-1]
    elif _COMMENT[dialect].search(statement, before.ends[-1] if kinds else 0, cursor):
        return None
    qualifiers = _qualifiers(kinds, words)
    if qualifiers and starred:
        start -= sum(len(name) + 1 for name in qualifiers)
    behind = statement[cursor:]
    closed = bool(quote) and behind.startswith(quote)
    tail = _tokens(behind[closed:], dialect)
    return Typed(
        dialect,
        word,
        quote,
        begin + start,
        position + closed,
        qualifiers,
        [*kinds, *tail.kinds[: len(tail)]],
        [*words, *_words(tail)],
        len(kinds),
        starred,
        behind[:1],
    )


def unquoted(name: str) -> str:
    """A name without its quotes."""
    if name[:1] in '`"' and len(name) > 1:
        return name[1:-1].replace(name[0] * 2, name[0])
    return name


def _statement(text: str, position: int, dialect: Dialect) -> tuple[int, str]:
    """The statement the cursor is in, and where it begins; bounded, so a guess in long texts."""
    first = max(position - BEFORE, 0)
    if first:
        line = text.find(";\n", first, position)
        first = line + 2 if line >= 0 else text.find("\n", first, position) + 1 or first
    around = text[first : position + BEHIND]
    cursor = position - first
    begin, end = 0, len(around)
    for part in statements(around, dialect):
        if part.start > cursor:
            end = min(end, part.start)
            break
        ended = cursor >= part.behind and _is_ended(around[part.end : part.behind])
        begin, end = (part.behind, len(around)) if ended else (part.start, max(part.end, cursor))
    if dialect is not Dialect.ORACLE and (program := _open_program(around, cursor)) is not None:
        return first + program, around[program:]
    for found in _BEGINS.finditer(around, begin, end):
        if found.end() <= cursor:
            begin = found.end()
        else:
            end = found.start()
            break
    return first + begin, around[begin : max(end, cursor)]


def _open_program(text: str, cursor: int) -> int | None:
    """Where a stored program begins that is not closed before the cursor; None for none.

    The splitter gives up on one that is not closed at all, which one being written never is.
    """
    for made in reversed([*_CREATES.finditer(text, 0, cursor)][-3:]):
        found = program(text, made.start(), cursor)
        if found is None:
            continue
        ended = any(
            found.ends_with(token.group()) or found.lost
            for token in TOKEN.finditer(text, found.begin, cursor)
        )
        return None if ended else made.start()
    return None


def _is_ended(behind: str) -> bool:
    """Whether a delimiter stands in what is behind a statement, and not only blanks or comments."""
    rest = behind.lstrip()
    return bool(rest) and not rest.startswith(("--", "#", "/*"))


def _tokens(text: str, dialect: Dialect) -> Tokens:
    return tokenize_oracle(text) if dialect is Dialect.ORACLE else tokenize(text, dialect)


def _words(tokens: Tokens) -> list[str]:
    text = tokens.text
    return [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]


def _quotes(dialect: Dialect) -> str:
    return '"' if dialect is Dialect.ORACLE else "`"


def is_word(written: str) -> bool:
    """Whether it may be a name without quotes, or a keyword."""
    return written[:1].isalpha() or written[:1] in {"_", "$", "#"}


def _may_be_star(kinds: list[str]) -> bool:
    """Whether the last token, a `*`, stands for columns and is no multiplication."""
    before = kinds[-2] if len(kinds) > 1 else ""
    return before in {"SELECT", "DISTINCT", "ALL", ",", "."}


def _qualifiers(kinds: list[str], words: list[str]) -> tuple[str, ...]:
    """Take `a.b.` off the end of the tokens; what stood there, without dots."""
    found: list[str] = []
    while len(found) < 3 and kinds[-1:] == ["."] and len(kinds) > 1:
        name = words[-2]
        if not (kinds[-2] in {IDENTIFIER, PARAMETER} or is_word(name)):
            break
        found.insert(0, unquoted(name))
        del kinds[-2:], words[-2:]
    return tuple(found)
