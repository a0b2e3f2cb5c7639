"""The part of a long text that is looked at: read on demand, forgotten when done with."""

from collections.abc import Iterable

from app.domain.errors import ConsoleError
from app.domain.finding import Position
from app.sql.lines import START, advance

STEP = 64 * 1024
"""Code points that are read at once at least."""
_new = tuple.__new__  # makes a named tuple in half the time


class Window:
    """`text` is what was read and not yet forgotten; `whole` tells that nothing follows it.

    When reading fails, the text is taken to end there, and `failure` is for whoever has dealt
    with all of it to raise. In a script without line feeds a lone CR ends the line: it is shown
    as LF, since to the servers only that ends a comment.
    """

    def __init__(self, chunks: Iterable[str], step: int = STEP, start: Position = START) -> None:
        self._chunks = iter(chunks)
        self._step = step
        self._fed = False
        self._held = ""
        self._returns = False
        self.text = ""
        self.whole = False
        self.failure: ConsoleError | OSError | None = None
        self._known = 0, start

    def grow(self, most: int) -> None:
        """Read on: as much as there is, so that a long text costs linear time, or up to `most`."""
        parts: list[str] = []
        wanted = max(self._step, min(len(self.text), most - len(self.text)))
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
        read = self._with_line_feeds("".join(parts))
        self._returns = self._returns or "\r" in read
        self.text += read

    def _with_line_feeds(self, read: str) -> str:
        """What was read, a lone CR as LF as long as there was no LF."""
        if self._fed:
            return read
        read = self._held + read
        end = read.find("\n")
        self._fed = end >= 0
        if end < 0:
            end = len(read)
        if read[:end].endswith("\r") and (self._fed or not self.whole):
            end -= 1  # it may be half of a CR LF
        self._held = "" if self._fed else read[end:]
        return read[:end].replace("\r", "\n") + (read[end:] if self._fed else "")

    def position(self, at: int) -> Position:
        """The position of `text[at]` in the whole text; asked for in ascending order."""
        last, known = self._known
        if self._returns:
            position = advance(known, self.text, last, at)
        else:
            line, column, offset = known
            behind = self.text.rfind("\n", last, at)
            if behind < 0:
                column += at - last
            else:
                line, column = line + self.text.count("\n", last, at), at - behind
            position = _new(Position, (line, column, offset + at - last))
        self._known = at, position
        return position

    def forget(self, end: int) -> int:
        """Drop what stands before `end`, and say how much that was: never half of a CR LF."""
        text = self.text
        if text.endswith("\r", 0, end) and (text[end : end + 1] == "\n" or end == len(text)):
            end -= 1
        self._known = 0, self.position(end)
        self.text = text[end:]
        return end
