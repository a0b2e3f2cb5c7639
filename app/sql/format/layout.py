"""A text with places where it may break, and the breaking of it.

After Oppen and Wadler: a group is written on one line if it fits, else every break directly in it
becomes a new line. Comments decide more than width: what stands behind `--` can only follow on the
next line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Break:
    """A place to break: `flat` where it does not; `hard` always does, `blank` skips a line."""

    flat: str = " "
    hard: bool = False
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Nest:
    """What breaks in `inner` is indented by one step."""

    inner: "Doc"


@dataclass(frozen=True, slots=True)
class Group:
    """On one line if all of it fits, and takes no more than `limit` if there is one."""

    inner: "Doc"
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """As many to a line as fit, for long lists of small things."""

    items: tuple["Doc", ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """`own`: on a line of its own; `line`: nothing may follow it on its line."""

    text: str
    own: bool
    line: bool


Doc: TypeAlias = "str | Break | Nest | Group | Fill | Comment | Sequence[Doc]"

LINE, SOFT, HARD, BLANK = Break(), Break(""), Break(hard=True), Break(hard=True, blank=True)


class Writer:
    """Writes a document in lines of at most `width` where that can be."""

    def __init__(self, width: int, step: str) -> None:
        self._width, self._step = width, step
        self._parts: list[str] = []
        self._column = 0
        self._empty = True  # nothing but indentation on this line
        self._awaits = False  # behind a comment that ends its line

    def write(self, doc: Doc) -> str:
        """All of it."""
        self._write(doc, 0, flat=False)
        return "".join(self._parts).rstrip()

    def _write(self, doc: Doc, depth: int, *, flat: bool) -> None:
        if isinstance(doc, str):
            self._text(doc, depth)
        elif isinstance(doc, Break):
            if doc.hard or self._awaits or not flat:
                self._new_line(depth, blank=doc.blank)
            elif not self._empty:
                self._put(doc.flat)
        elif isinstance(doc, Nest):
            self._write(doc.inner, depth + 1, flat=flat)
        elif isinstance(doc, Group):
            self._write(doc.inner, depth, flat=flat or self._fits(doc))
        elif isinstance(doc, Fill):
            self._fill(doc, depth)
        elif isinstance(doc, Comment):
            self._comment(doc, depth)
        else:
            for each in doc:
                self._write(each, depth, flat=flat)

    def _fits(self, group: Group) -> bool:
        room = self._width - self._column
        if group.limit is not None:
            room = min(room, group.limit)
        length = flat_length(group.inner, room)
        return length is not None and length <= room

    def _fill(self, fill: Fill, depth: int) -> None:
        for number, item in enumerate(fill.items):
            if number:
                length = flat_length(item, self._width)
                if length is None or self._column + 1 + length > self._width or self._awaits:
                    self._new_line(depth, blank=False)
                else:
                    self._put(" ")
            self._write(item, depth, flat=True)

    def _comment(self, comment: Comment, depth: int) -> None:
        if not self._empty:
            if comment.own or self._awaits:
                self._new_line(depth, blank=False)
            elif not self._ends_with_blank():
                self._put(" ")
        self._text(comment.text, depth)
        self._awaits = comment.line or comment.own

    def _text(self, text: str, depth: int) -> None:
        if not text:
            return
        if self._awaits:
            self._new_line(depth, blank=False)
            text = text.lstrip(" ")
        self._put(text)
        self._empty = False

    def _put(self, text: str) -> None:
        self._parts.append(text)
        last = text.rfind("\n")
        self._column = self._column + len(text) if last < 0 else len(text) - last - 1

    def _new_line(self, depth: int, *, blank: bool) -> None:
        self._awaits = False
        while self._parts and not self._parts[-1].strip(" "):
            self._parts.pop()  # nothing ends in blanks
        if self._parts:
            self._parts[-1] = self._parts[-1].rstrip(" ")
            ended = self._parts[-1].endswith("\n")
            self._parts.append("\n" * (blank + (not ended)))
        indent = self._step * depth
        self._parts.append(indent)
        self._column, self._empty = len(indent), True

    def _ends_with_blank(self) -> bool:
        return bool(self._parts) and self._parts[-1].endswith((" ", "\n"))


def flat_length(doc: Doc, most: int) -> int | None:
    """How long it is on one line; None where it cannot be, or is longer than `most`."""
    total = 0
    todo: list[Doc] = [doc]
    while todo:
        each = todo.pop()
        if isinstance(each, str):
            if "\n" in each:
                return None
            total += len(each)
        elif isinstance(each, Break):
            if each.hard:
                return None
            total += len(each.flat)
        elif isinstance(each, Nest | Group):
            todo.append(each.inner)
        elif isinstance(each, Fill):
            total += max(len(each.items) - 1, 0)
            todo += each.items
        elif isinstance(each, Comment):
            if each.line and not each.own and total == 0:
                continue  # it ends all of it: what follows goes on the next line anyway
            if each.own or each.line or "\n" in each.text:
                return None
            total += len(each.text) + 1
        else:
            todo += each
        if total > most:
            return None
    return total


def joined(docs: Sequence[Doc], between: Doc) -> list[Doc]:
    """The documents with `between` between them."""
    found: list[Doc] = []
    for number, doc in enumerate(docs):
        if number:
            found.append(between)
        found.append(doc)
    return found
