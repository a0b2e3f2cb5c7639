"""The part of a long text that is looked at: read on demand, forgotten when done with."""

from collections.abc import Iterable

from app.domain.errors import ConsoleError
from app.domain.finding import Position
from app.sql.lines import START, advance

_STEP = 64 * 1024  # code points read at once at least


class Window:
    """`text` is what was read and not yet forgotten; `whole` tells that nothing follows it.

    When reading fails, the text is taken to end there, and `failure` is for whoever has dealt
    with all of it to raise. In a script without a line feed a lone CR ends the line: it is
    shown as LF, since for the servers only that ends a comment.
    """

    def __init__(self, chunks: Iterable[str]) -> None:
        self._chunks = iter(chunks)
        self._lone_cr: bool | None = None
        self.text = ""
        self.whole = False
        self.failure: ConsoleError | OSError | None = None
        self._known = 0, START

    def grow(self) -> None:
        """Read on: at least as much as there is, so that a long text costs linear time."""
        wanted = max(_STEP, len(self.text))
        parts: list[str] = []
        while wanted > 0:
            try:
                part = next(self._chunks)
            except StopIteration:
                self.whole = True
                break
            except (ConsoleError, OSError) as failure:
                self.whole, self.failure = True, failure
                break
            parts.append(part)
            wanted -= len(part)
        read = "".join(parts)
        if self._lone_cr is None:
            self._lone_cr = "\r" in read[:_STEP] and "\n" not in read[:_STEP]
        if self._lone_cr:
            read = read.replace("\r", "\n")
        self.text += read

    def position(self, at: int) -> Position:
        """The position of `text[at]` in the whole text; asked for in ascending order."""
        last, position = self._known
        self._known = at, advance(position, self.text, last, at)
        return self._known[1]

    def forget(self, end: int) -> int:
        """Drop what stands before `end`, and say how much that was: never half of a CR LF."""
        if end and self.text[end - 1 : end + 1] == "\r\n":
            end -= 1
        self._known = 0, self.position(end)
        self.text = self.text[end:]
        return end
