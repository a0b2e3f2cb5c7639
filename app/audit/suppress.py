"""Suppressions: `-- mohist: ignore RULE[, RULE…] reason`, before a statement or inside it.

Any kind of comment will do. Before a statement it holds for all of it. Inside one it holds for all
of it too, except in a stored program: there it holds for the statement it stands in or before, up
to the next semicolon. What is suppressed is still found, and reported with the reason.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.sql.split import Piece
from app.sql.tokens import Tokens

MARK = "mohist:"
"""What every suppression has in it; a text without it need not be looked at."""

_COMMENT = re.compile(r"--[^\r\n]*|#[^\r\n]*|/\*(?!M?!).*?(?:\*/|\Z)", re.S)
_MARKED = re.compile(r"(?:--|#|/\*)[ \t]*mohist:[ \t]*(.*?)(?:\*/)?$", re.S)
_IGNORE = re.compile(r"ignore[ \t]+([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)(?![\w-])(.*)", re.I | re.S)
_END_OF_LINE = re.compile(r"\r\n?|\n")
_ALL = -(10**12), 10**12


@dataclass(frozen=True, slots=True)
class Suppression:
    """Rules somebody does not want to hear of, and why; no reason is an empty one.

    No rules mean that the comment makes no sense. `place` is where the comment starts and ends, as
    offsets in the text of the statement, negative before it; None where the piece does not tell.
    Findings that start from `first` to before `last` are suppressed.
    """

    rules: tuple[str, ...]
    reason: str
    place: tuple[int, int] | None = None
    first: int = _ALL[0]
    last: int = _ALL[1]

    def covers(self, rule: str, offset: int) -> bool:
        """Whether a finding of `rule` that starts at `offset` is suppressed."""
        return rule in self.rules and self.first <= offset < self.last


def read(text: str) -> Iterator[tuple[Suppression, int, int]]:
    """The suppressions in `text`, which is nothing but comments and blanks, and where they are."""
    for comment in _COMMENT.finditer(text):
        marked = _MARKED.match(comment[0])
        if marked is None:
            continue
        said = _IGNORE.match(marked[1])
        rules = tuple(name.strip().lower() for name in said[1].split(",")) if said else ()
        reason = " ".join(said[2].split()) if said else ""
        yield Suppression(rules, reason), comment.start(), comment.end()


def suppressions(
    piece: Piece, carried: str, tokens: Callable[[], Tokens]
) -> tuple[Suppression, ...]:
    """Everything that is suppressed in the statement `piece`.

    `carried` are the comments before client commands that stand in front of it; `tokens` gives
    those of the statement, and is asked only when there may be something between them.
    """
    found = [suppression for suppression, _start, _end in read(carried)]
    if MARK in piece.comments:
        found += _before(piece)
    if MARK in piece.text:
        found += _inside(piece.text, tokens())
    return tuple(found)


def _before(piece: Piece) -> Iterator[Suppression]:
    comments, length = piece.comments, len(piece.comments)
    broken = _END_OF_LINE.search(comments)
    shifted = piece.origin is not None and piece.origin.places is not None
    for said, start, end in read(comments):
        # the column of what stands behind a delimiter on its line is not known here
        sure = not shifted and (
            broken is None or broken.end() <= start or length == piece.start.offset
        )
        yield Suppression(said.rules, said.reason, (start - length, end - length) if sure else None)


def _inside(text: str, tokens: Tokens) -> Iterator[Suppression]:
    behind = 0
    for at in range(len(tokens) + 1):
        begin = tokens.starts[at] if at < len(tokens) else len(text)
        gap = text[behind:begin]
        if MARK in gap:
            for said, start, end in read(gap):
                place = (behind + start, behind + end)
                yield Suppression(said.rules, said.reason, place, *_around(tokens, at))
        if at < len(tokens):
            behind = tokens.ends[at]


def _around(tokens: Tokens, at: int) -> tuple[int, int]:
    """From where to where the statement goes that a comment before token `at` belongs to."""
    kinds = tokens.kinds
    if ";" not in kinds:
        return _ALL
    before = at
    while before > 0 and kinds[before - 1] not in {";", "BEGIN"}:
        before -= 1
    behind = at
    while behind < len(tokens) and kinds[behind] != ";":
        behind += 1
    first = tokens.starts[before] if before < len(tokens) else len(tokens.text)
    return first if before else _ALL[0], tokens.starts[behind] if behind < len(tokens) else _ALL[1]


def suppressed(text: str, start: int, rule: str, reason: str, *, xml: bool = False) -> str:
    """`text` with a suppression of `rule` for the statement that starts at offset `start`.

    In `xml` that is a comment of XML, and `start` that of the element.

    A line of its own above the statement, as far indented and with the same line end; where
    something else stands before it on its line, a comment right in front of it.
    """
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    before = text[line:start]
    said = f"mohist: ignore {rule} {_plain(reason)}".rstrip()
    if xml:
        said = re.sub(r"-(?=-)|-\Z", "", said)
    if before.strip(" \t"):
        opening, closing = ("<!--", "-->") if xml else ("/*", "*/")
        return f"{text[:start]}{opening} {said} {closing} {text[start:]}"
    found = _END_OF_LINE.search(text)
    end = found[0] if found else "\n"
    comment = f"<!-- {said} -->" if xml else f"-- {said}"
    return f"{text[:start]}{comment}{end}{before}{text[start:]}"


def _plain(reason: str) -> str:
    """A reason on one line that ends no comment before its time and adds no rule."""
    return " ".join(reason.replace("*/", "* /").split()).lstrip(", ")


def reason_of(suppressions: Iterable[Suppression], rule: str, start: int) -> str | None:
    """Why a finding of `rule` that starts at `start` is suppressed; None if it is not."""
    return next((said.reason for said in suppressions if said.covers(rule, start)), None)
