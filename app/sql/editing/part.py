"""One statement of a text in an editor, and which one a cursor means."""

import re
from dataclasses import dataclass

from app.domain.dialect import Dialect
from app.sql.possessive import compile_pattern
from app.sql.split import PieceKind


@dataclass(frozen=True, slots=True)
class Part:
    """A statement, or a command for the client, where it stands in the text.

    Offsets are in code points of the whole text: `text` is what stands from `start` to `end`,
    without its delimiter; `behind` is where its delimiter ends, a `/` on its own line included.
    A line of Redis is of the kind SQL: it is for the server.
    """

    text: str
    start: int
    end: int
    behind: int
    kind: PieceKind


_SLASH = compile_pattern(r"(?:[ \t\r]*+\n)++[ \t]*+[/.][ \t]*+(?=\r?\n|\r?\Z)")
_COMMENTS = {
    dialect: compile_pattern(
        rf"(?:[ \t\r\f\v\x00]++|\n(?![ \t]*+\n)|--[^\n]*+{extra}|/\*(?:[^*]++|\*(?!/))*+\*/)*+"
    )
    for dialect, extra in (
        (Dialect.MYSQL, r"|\#[^\n]*+"),
        (Dialect.MARIADB, r"|\#[^\n]*+"),
        (Dialect.ORACLE, ""),
    )
}
"""Comments without an empty line among them."""


def slash_behind(text: str, end: int) -> int:
    """Where the line with `/` ends that stands next behind a unit of PL/SQL, or `end`."""
    found = _SLASH.match(text, end)
    return found.end() if found else end


def meant(
    text: str, position: int, before: Part | None, following: Part | None, dialect: Dialect
) -> Part | None:
    """Which statement a cursor at `position` means: `before` begins there or earlier.

    * The one it stands in or touches, its delimiter included.
    * Behind a delimiter: the statement before on the same line, whatever follows on it.
    * In front of a statement on its line, or in the comments right above it: that one.
    * On the empty line right below a statement, where the cursor is after typing it: that one.
    * Anywhere else none: nobody runs the DELETE three lines up by accident.
    """
    if before and position <= before.behind:
        return before
    if before and "\n" not in text[before.behind : position]:
        return before
    if following and _attached(text, position, before, following, dialect):
        return following
    gap = text[before.behind : position] if before else ""
    if before and not gap.strip() and gap.count("\n") == 1:
        return before
    return None


def _attached(
    text: str, position: int, before: Part | None, following: Part, dialect: Dialect
) -> bool:
    """Whether only blanks and comments without an empty line part the cursor's line from it."""
    line = text.rfind("\n", before.behind if before else 0, position) + 1
    if not text[line : following.start].strip():
        return "\n" not in text[line : following.start]
    head = text[line : text.find("\n", line)]
    if not head.strip():
        return False
    gap = before.behind if before else 0
    return _reaches(text, gap, position, following.start, _COMMENTS[dialect])


def _reaches(text: str, gap: int, position: int, end: int, comments: re.Pattern[str]) -> bool:
    """Whether a run of comments that covers `position` reaches `end`.

    Runs are followed from the gap's start, so that a cursor inside a long comment is in it.
    """
    at = gap
    while at < end:
        found = comments.match(text, at, end)
        stop = found.end() if found else at
        if stop >= end:
            return at <= position
        if stop > position:
            return False
        at = max(stop, at) + 1
    return False
