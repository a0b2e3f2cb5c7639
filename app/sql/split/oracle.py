"""Splitting a script as SQL*Plus does, and somewhat more kindly.

`;` ends a statement wherever it stands, as in other clients; an empty line does not (SQL*Plus
asks for `SET SQLBLANKLINES ON`). A PL/SQL unit ends at a line with `/`, or where its blocks are
closed.
"""

import re
from functools import cache

from app.sql.possessive import compile_pattern
from app.sql.split import sqlplus
from app.sql.split.piece import LONGEST, Piece, PieceKind
from app.sql.split.plsql import COMMENT, QUOTED, SLASH, TOKEN, Unit, unit
from app.sql.split.splitter import Elements, Splitter, State
from app.sql.split.window import Window

_SLASH = compile_pattern(rf"\n{SLASH}")
_SLASH_LINE = compile_pattern(SLASH)
_UNIT = Elements(rf"[^'\"\-/\n]{{1,1024}}+|{QUOTED}|{COMMENT}|\n(?!{SLASH})|[\-/]")
_OPAQUE = Elements(rf"[^\n]{{1,1024}}+|\n(?!{SLASH})")
_MAYBE_UNIT = compile_pattern(r"(?:DECLARE|BEGIN|WITH|CREATE)(?![\w$#])|<<", re.I)


@cache
def _body(mark: str) -> Elements:
    """What may stand in a statement that `mark` ends, or only a `/`."""
    stop = re.escape(mark)
    guard = rf"(?!{stop})" if mark else ""
    return Elements(
        rf"[^'\"\-/\n{stop}]{{1,1024}}+|{guard}(?:{QUOTED}|{COMMENT}|\n(?!{SLASH})|[\-/])"
    )


class OracleSplitter(Splitter):
    """Cuts scripts for SQL*Plus and its relatives."""

    gap = Elements(rf"[\s\x00]{{1,1024}}+|{COMMENT}")
    opening = compile_pattern(
        r"'(?:(?:(?<=(?<![\w$#])[qQ]')|(?<=(?<![\w$#])[nN][qQ]'))\S)?+|\"|--|/\*"
    )
    comment = compile_pattern(r"--[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/")
    escapes = False

    def __init__(self, window: Window, longest: int = LONGEST) -> None:
        super().__init__(window, longest)
        self._slash_awaited = False  # by a unit that its nesting ended
        self._end_by(";")

    def _end_by(self, mark: str) -> None:
        self._mark = mark
        self.body = _body(mark)
        slash = rf"\n{SLASH}"
        end = re.escape(mark)
        self.terminator = compile_pattern(rf"{end}(?:[\s\x00]*+{end})*+|{slash}" if mark else slash)

    def state(self) -> State:
        """What is carried to the next piece."""
        return State(self._mark, self._slash_awaited)

    def resume(self, state: State) -> None:
        """Go on from there."""
        self._end_by(state.mark)
        self._slash_awaited = state.slash_awaited

    def take(self, gap: int, start: int) -> Piece | None:
        """A command of SQL*Plus, a PL/SQL unit, or a statement."""
        text = self.window.text
        awaited, self._slash_awaited = self._slash_awaited, False
        if self.begins_line(gap, start):
            if slash := _SLASH_LINE.match(text, start):
                self.at = slash.end()
                return None if awaited else self.piece(gap, start, self.at, PieceKind.COMMAND)
            if sqlplus.COMMAND.match(text, start):
                return self._command(gap, start)
        if _MAYBE_UNIT.match(text, start):
            end, long = self.reach(self.body, start, self.longest)
            end = start + self.longest if long else end
            if nesting := unit(self.window.text, start, end):
                return self._unit(gap, start, nesting)
        return self.statement(gap, start)

    def _command(self, gap: int, start: int) -> Piece | None:
        """A command of SQL*Plus, with the lines it goes on in."""
        lines = sqlplus.lines(self.window.text, start)
        piece, self.at = self.extent(lines, gap, start, PieceKind.COMMAND)
        if piece is None:
            return None
        mark = sqlplus.terminator(piece.text)
        if mark is not None:
            self._end_by(mark)
        return piece._replace(kind=sqlplus.kind(piece.text))

    # ------------------------------------------------------------------ PL/SQL

    def _unit(self, gap: int, start: int, nesting: Unit) -> Piece | None:
        """A unit of PL/SQL up to the line with `/`, or to where its blocks are closed."""
        end = None if nesting.opaque else self._unit_end(start, nesting)
        if end is None:
            elements = _OPAQUE if nesting.opaque else _UNIT
            piece, end = self.extent(elements, gap, start, PieceKind.PLSQL)
        else:
            piece = self.piece(gap, start, end, PieceKind.PLSQL)
        slash = _SLASH.match(self.window.text, end)
        self.at = slash.end() if slash else end
        self._slash_awaited = not slash
        return piece

    def _unit_end(self, start: int, nesting: Unit) -> int | None:
        """Where it ends, its last `;` included; None where that is too far to be seen."""
        for found in self.tokens(TOKEN, nesting.begin, start + self.longest):
            token = found["token"]
            if not token or token[0] == "\n":
                return found.start("token")
            if nesting.ends_with(token):
                return found.end()
        return None
