"""Splitting what redis-cli is fed with: a command a line, or what goes over the wire.

Lines that begin with `#` or `--` are comments, which redis-cli does not know but scripts have. A
quoted text of a Lua script may go over lines. In the record of a session what stands behind a
prompt is a command and all else an answer. Pipelines in the protocol itself (`*3`, `$3`, …) are
read as well.
"""

import re

from app.sql.numbers import whole_number
from app.sql.possessive import compile_pattern
from app.sql.split.piece import LONGEST, Piece, PieceKind
from app.sql.split.splitter import LINE, Elements, Splitter, State
from app.sql.split.window import STEP, Window

_PROMPT = r"(?:redis(?:-cli)?(?: [\w.\-]+:\d+)?|[\w.\-]+:\d+)?(?:\[\d+\])?+(?:\(TX\))?+>[ \t]*+"
_PROMPTED = compile_pattern(rf"(?:\A|\n)[ \t]*{_PROMPT}\Z")
_LUA = compile_pattern(r"(?:EVAL|EVAL_RO|FUNCTION|SCRIPT)(?!\w)", re.I)
_WIRE = compile_pattern(r"\*(\d{1,4})\r?\n\$")
_WITH_LINES = Elements(
    r"\"(?:[^\"\\]++|\\.)*+(?:\"|\Z)|'(?:[^'\\]++|\\.)*+(?:'|\Z)|[^\n\"']{1,1024}+"
)


class RedisSplitter(Splitter):
    """Cuts scripts for redis-cli."""

    gap = Elements(
        rf"[\s\x00]{{1,1024}}+|(?:\#|--|//)[^\n]*+(?:\n|\Z)"
        rf"|(?<![^\n])(?=[\w.\-: ]{{0,80}}(?:\[\d+\])?(?:\(TX\))?>){_PROMPT}"
    )
    body = LINE
    terminator = compile_pattern(r"\n")
    opening = compile_pattern(r"['\"#]|--")
    comment = compile_pattern(r"(?:--|#|//)[^\n]*+\n?")
    escapes = True

    def __init__(self, window: Window, longest: int = LONGEST) -> None:
        super().__init__(window, longest)
        self._prompted = False

    def state(self) -> State:
        """What is carried to the next piece."""
        return State(">" if self._prompted else "\n")

    def resume(self, state: State) -> None:
        """Go on from there."""
        self._prompted = state.mark == ">"

    def take(self, gap: int, start: int) -> Piece | None:
        """The command at `start`; where some have a prompt, what has none is an answer."""
        prompted = _PROMPTED.search(self.window.text[max(gap, start - 200) : start]) is not None
        self._prompted = self._prompted or prompted
        text = self.window.text
        if text[start] == "*" and (piece := self._of_wire(gap, start)):
            return piece
        if self._prompted and not prompted:
            return self.statement(gap, start, PieceKind.COMMAND)
        if not _LUA.match(text, start):
            return self.statement(gap, start)
        piece, end = self.extent(_WITH_LINES, gap, start, PieceKind.SQL)
        self.pass_terminator(end)
        return piece

    def pass_over(self, elements: Elements, at: int) -> int:
        """Where `elements` stop: a line at its end, whatever quotes there are in a value."""
        if elements is not LINE:
            return super().pass_over(elements, at)
        window = self.window
        while (end := window.text.find("\n", at)) < 0:
            at = len(window.text)
            if window.whole:
                return at
            at -= window.forget(at)
            window.grow(at + STEP)
        return end

    def _of_wire(self, gap: int, start: int) -> Piece | None:
        """An array of the protocol: as many lines as its head says."""
        found = _WIRE.match(self.window.text, start)
        if found is None:
            return None
        end = start
        for line in range(lines := 2 * whole_number(found[1]) + 1):
            end, long = self.reach(LINE, end, self.longest - (end - start))
            if long:
                return self._too_long(gap, start, end, lines - line)
            if end >= len(self.window.text):
                break
            end += 1
        self.at = end
        return self.piece(gap, start, end)

    def _too_long(self, gap: int, start: int, end: int, lines: int) -> Piece | None:
        """The beginning of such an array, of which so many lines are left: none is a command."""
        piece = self.piece(gap, start, start + self.longest + 1)
        for _line in range(lines):
            end = min(self.pass_over(LINE, end) + 1, len(self.window.text))
        self.at = end
        return piece
