"""Splitting a script as the mysql and mariadb clients do (client/mysql.cc, `add_line`).

What they do beyond the manual: within executed comments a delimiter still ends the statement;
`--` needs no blank behind it where a statement begins; a client command is known by its name
only at the start of a line that has no delimiter; and what stands before a DELIMITER of its own
may be several statements with `;` between them, for they let the server take many. Beyond what
they do: a stored program without DELIMITER is kept whole, as GUI clients write them.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from app.domain.dialect import Dialect
from app.sql.dollars import opening_tag
from app.sql.possessive import compile_pattern
from app.sql.rows import INTO_VALUES, LONG, ROWS_AT_LEAST, first_rows, literal_rows
from app.sql.split.oracle_mode import ModeProgram, mode_program
from app.sql.split.piece import LONGEST, Piece, PieceKind
from app.sql.split.programs import BEHIND, MAYBE, TOKEN, Program, program
from app.sql.split.splitter import BLANKS, LINE, MARGIN, Elements, Splitter, State
from app.sql.split.window import Window

_LONGEST_PROGRAM = 4 * 1024 * 1024
_LONGEST_DUMPED = 8 * 1024 * 1024
_LONGEST_DELIMITER = 15  # the client cuts it there
_EXECUTED = {Dialect.MYSQL: "!", Dialect.MARIADB: "M?!"}
_STRING = r"""'(?:[^'\\]++|\\.)*+(?:'|\Z)|"(?:[^"\\]++|\\.)*+(?:"|\Z)|`[^`]*+(?:`|\Z)"""
_STRING = _STRING.replace(r"\\.", r"\\(?:.|\Z)")
_SANDBOX = r"/\*M!\d*+\\-[^*\n]*+\*/"  # in MariaDB's dumps; a command for its client only
_SQL = PieceKind.SQL  # members of an enumeration are slow to get at in Python 3.11
_new = tuple.__new__  # makes a named tuple in half the time
_BLANK = r"[\s\x00]"

_PLAIN_MOST = 4096  # code points of a statement that is looked at in one go, with its gap
_PLAIN = compile_pattern(
    rf"{_BLANK}*+((?:SELECT|INSERT|UPDATE|DELETE|REPLACE|SET|COMMIT)(?![\w$])[^'\"`\#/\-\\;]*+"
    r"(?:(?:'[^'\\]*+(?:\\.[^'\\]*+)*+'|\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"|`[^`]*+`|-(?!-)|/(?!\*))"
    r"[^'\"`\#/\-\\;]*+)*+);",
    re.I | re.S,
)
"""A statement without comments that no client command begins like, and its gap of blanks."""

_CODED = compile_pattern(
    r"CREATE\s++(?:DEFINER\s*+=\s*+\S++\s++)?+(?:FUNCTION|PROCEDURE|LIBRARY)\b", re.I
)
_DELIMITER = compile_pattern(r"DELIMITER(?![\w$])", re.I)
_DELIMITER_LINE = compile_pattern(
    r"DELIMITER[ \t]+(?:'([^'\n]+)|\"([^\"\n]+)|`([^`\n]+)|(\S+))", re.I
)
_COMMAND = compile_pattern(
    r"(?:(?:clear|edit|ego|exit|go|nopager|notee|nowarning|print|quit|rehash|status|warnings"
    r"|resetconnection|ssl_session_data_print)[ \t]*"
    r"|(?:charset|connect|help|pager|prompt|query_attributes|system|tee|\?)(?:[ \t].*)?"
    r"|\\[!#?cehnpPqrRsStTwWxC](?![\w$]).*)",
    re.I,
)
_NAME = compile_pattern(
    r"(?:clear|edit|ego|exit|go|nopager|notee|nowarning|print|quit|rehash|status|warnings"
    r"|resetconnection|ssl_session_data_print|charset|connect|help|pager|prompt|query_attributes"
    r"|system|tee|source|use|\?|\\.)(?![\w$])",
    re.I,
)
_INCLUDE = compile_pattern(r"(?:source[ \t]|\\\.).*\S", re.I)
_USE = compile_pattern(r"(?:use[ \t]|\\u[ \t]).*\S", re.I)
_NO_PROGRAM = compile_pattern(
    r"(?:DROP|USE|SELECT|INSERT|REPLACE|UPDATE|DELETE|CALL|GRANT|REVOKE|TRUNCATE|RENAME|FLUSH|SHOW"
    r"|ANALYZE|COMMIT|ROLLBACK|START|LOCK|UNLOCK|SET(?!\s++STATEMENT)|ALTER(?!\s++EVENT)"
    r"|CREATE\s++(?:TEMPORARY\s++)?+(?:TABLE|VIEW|INDEX|UNIQUE|DATABASE|SCHEMA|USER|ROLE))(?![\w$])",
    re.I,
)
"""How a statement begins that has no `;` in it."""
_COMMAND_FIRST = frozenset("cCeEgGnNpPqQrRsStTuUwWhH?\\")


def _comment(dialect: Dialect) -> str:
    """One that is not executed, or that nobody closes."""
    return rf"/\*(?!{_EXECUTED[dialect]})(?:[^*]++|\*(?!/))*+(?:\*/|\Z)"


@lru_cache(maxsize=64)
def _gap(end: str, dialect: Dialect) -> Elements:
    """Blanks and comments; `end` is what ends a statement, where that begins as a comment does."""
    comment = rf"{_SANDBOX}|--[^\n]*+(?:\n|\Z)|\#[^\n]*+(?:\n|\Z)|{_comment(dialect)}"
    return Elements(rf"{_BLANK}{{1,1024}}+|{f'(?!{end})' if end else ''}(?:{comment})")


class _Lexis:
    """The patterns that go with a delimiter."""

    def __init__(self, delimiter: str, dialect: Dialect) -> None:
        end, first = re.escape(delimiter), re.escape(delimiter[0])
        comment = _comment(dialect)
        self.gap = _gap(end if delimiter[0] in "-#/" else "", dialect)
        self.body = Elements(
            rf"[^'\"`\#/\-\\{first}]{{1,1024}}+|(?!{end}|\\[gG])(?:{_STRING}"
            rf"|\#[^\n]*+|--(?={_BLANK}|\Z)[^\n]*+|{comment}|[^'\"`\#])"
        )
        self.terminator = compile_pattern(rf"{end}(?:{_BLANK}*+{end})*+|\\[gG]")


lexis = lru_cache(maxsize=64)(_Lexis)


class MysqlSplitter(Splitter):
    """Cuts scripts for the mysql or mariadb client."""

    opening = compile_pattern(r"['\"`#]|--|/\*")
    comment = compile_pattern(r"(?:--|#)[^\n]*+\n?|/\*(?:[^*]++|\*(?!/))*+\*/")
    escapes = True

    def __init__(self, window: Window, dialect: Dialect, longest: int = LONGEST) -> None:
        super().__init__(window, longest)
        self._dialect = dialect
        self._unclosed_until = 0  # offset; no use looking for a whole program before it
        self._no_rows_until = 0  # offset; no use looking for an INSERT of a dump before it
        self._delimiter_at = 0  # offset; none before it
        self._delimit(";")

    def _delimit(self, delimiter: str) -> None:
        self._delimiter = delimiter
        read = lexis(delimiter, self._dialect)
        self.gap, self.body, self.terminator = read.gap, read.body, read.terminator

    def state(self) -> State:
        """What is carried to the next piece."""
        return State(self._delimiter, unclosed=max(self._unclosed_until - self.offset(), 0))

    def resume(self, state: State) -> None:
        """Go on from there."""
        self._delimit(state.mark)
        self._unclosed_until = self.offset() + state.unclosed

    def take(self, gap: int, start: int) -> Piece | None:
        """A client command, a stored program, or a statement."""
        text = self.window.text
        first = text[start]
        if first in "dD" and _DELIMITER.match(text, start):
            return self._delimiter_command(gap, start)
        if (
            first in _COMMAND_FIRST
            and _NAME.match(text, start)
            and (piece := self._command(gap, start))
        ):
            return piece
        if first in "cC" and _CODED.match(text, start) and (piece := self._coded(gap, start)):
            return piece
        if self._delimiter == ";" and MAYBE.match(text, start):
            piece = self._program(gap, start)
            if piece:
                return piece
        if self._delimiter != ";" and (piece := self._one_of_several(gap, start)):
            return piece
        if first in "iIrR" and (piece := self._dumped(gap, start)):
            return piece
        piece = self.statement(gap, start)
        return _named(piece) if first in _COMMAND_FIRST else piece

    def plain(self) -> Iterator[Piece]:
        """Statements without comments, one behind the other, as far as they were read."""
        window, at = self.window, self.at
        while self._delimiter == ";":
            text = window.text
            found = _PLAIN.match(text, at, at + _PLAIN_MOST)
            if found is None or found.end() - at > self.longest:
                return
            start, end = found.span(1)
            gap, self.at = text[at:start], found.end()
            said = text[start:end].rstrip(BLANKS)
            yield _new(Piece, (said, window.position(start), _SQL, gap, False, True, None))
            at = self.at

    # ------------------------------------------------------------------ dumps

    def _dumped(self, gap: int, start: int) -> Piece | None:
        """An INSERT of a dump, if one begins here: many rows of literals, and `;` ends a line.

        Where that ends is known without looking at each of its characters: a line ends with `;`,
        and up to there is nothing but rows.
        """
        window = self.window
        if self._delimiter != ";" or window.text.find(";\n", start, start + ROWS_AT_LEAST) >= 0:
            return None
        if window.position(start).offset < self._no_rows_until:
            return None
        if len(window.text) < start + LONG and not window.whole:
            window.grow(start + LONG)
        head = INTO_VALUES.match(window.text, start)
        if not head or "\\" in head[0] or not first_rows(window.text, head.end()):
            return None
        end = self._line_that_ends(start)
        piece = self.piece(gap, start, end) if end - start >= LONG else None
        rows = literal_rows(piece.text) if piece else None
        if not piece or not rows or rows.end < len(piece.text):
            looked_at = end - start if end else len(window.text) - start
            self._no_rows_until = window.position(start).offset + looked_at
            return None
        self.pass_terminator(end)
        return piece

    def _line_that_ends(self, start: int) -> int:
        """Where the first `;` stands that ends a line; 0 where that is too far off."""
        window, most = self.window, start + min(self.longest, _LONGEST_DUMPED)
        at = start
        while True:
            end = window.text.find("\n", at, most)
            if end < 0:
                if window.whole or len(window.text) >= most:
                    return 0
                at = len(window.text)
                window.grow(most)
            elif window.text[end - 1] == ";":
                return end - 1
            elif window.text.endswith(";\r", at, end):
                return end - 2
            else:
                at = end + 1

    # ------------------------------------------------------------------ client commands

    def _delimiter_command(self, gap: int, start: int) -> Piece | None:
        """DELIMITER takes the rest of its line, whatever it holds."""
        piece, self.at = self.extent(LINE, gap, start, PieceKind.COMMAND)
        found = _DELIMITER_LINE.match(piece.text) if piece else None
        delimiter = next(filter(None, found.groups()), "") if found else ""
        if delimiter and "\\" not in delimiter:
            self._delimit(delimiter[:_LONGEST_DELIMITER])
        return piece

    def _command(self, gap: int, start: int) -> Piece | None:
        """A command that is known by its name, at the start of a line without a delimiter."""
        if not self.begins_line(gap, start):
            return None
        end, long = self.reach(LINE, start, self.longest)
        line = self.window.text[start:end].rstrip(BLANKS)
        kind = _kind(line)
        if kind is None or long or (self._delimiter in line and line[0] != "\\"):
            return None
        self.at = end
        return self.piece(gap, start, end, kind)

    # ------------------------------------------------------------------ code between dollars

    def _coded(self, gap: int, start: int) -> Piece | None:
        """A program of MySQL 9 with its code between dollars, whatever that holds."""
        if self._dialect is not Dialect.MYSQL:
            return None
        window = self.window
        end, _long = self.reach(self.body, start, _LONGEST_PROGRAM)
        tag = opening_tag(window.text, start, end)
        if tag is None:
            return None
        at = window.text.find(tag[0], tag.end())
        while at < 0 and not window.whole and len(window.text) < start + _LONGEST_PROGRAM:
            window.grow(2 * len(window.text))
            at = window.text.find(tag[0], tag.end())
        if at < 0 or at > start + _LONGEST_PROGRAM:
            return None
        end, _long = self.reach(self.body, at + len(tag[0]), _LONGEST_PROGRAM)
        piece = self.piece(gap, start, end)
        self.pass_terminator(end)
        return piece

    # ------------------------------------------------------------------ several at a time

    def _one_of_several(self, gap: int, start: int) -> Piece | None:
        """A statement whose `;` has another one between it and the delimiter."""
        window = self.window
        offset = window.position(start).offset
        if offset >= self._delimiter_at:
            end, long = self.reach(self.body, start, _LONGEST_PROGRAM)
            if long:
                return None
            self._delimiter_at = offset + end - start
        end = start + self._delimiter_at - offset
        text = window.text
        if _NO_PROGRAM.match(text, start, end):
            tokens = TOKEN.finditer(text, start, end)
            last = next((each.start() for each in tokens if each.group() == ";"), end)
        elif BEHIND.search(text, start, end) and (nesting := program(text, start, end)):
            tokens = TOKEN.finditer(text, nesting.begin, end)
            last = next((each.start() for each in tokens if nesting.ends_with(each.group())), end)
            if not BEHIND.match(text, last, end):
                return None
        else:
            return None
        behind, _long = self.reach(self.gap, min(last + 1, end), _LONGEST_PROGRAM)
        if behind >= end:
            return None
        self.at = last + 1
        return self.piece(gap, start, last)

    # ------------------------------------------------------------------ stored programs

    def _program(self, gap: int, start: int) -> Piece | None:
        """A stored program with all its `;`, if one begins here and its blocks are closed."""
        if self.window.position(start).offset < self._unclosed_until:
            return None
        end, _long = self.reach(self.body, start, _LONGEST_PROGRAM)
        nesting: Program | ModeProgram | None = None
        if self._dialect is Dialect.MARIADB:
            nesting = mode_program(self.window.text, start, end)
        nesting = nesting or program(self.window.text, start, end)
        end = self._program_end(start, nesting) if nesting else 0
        if not end:
            return None
        piece = self.piece(gap, start, end)
        self.pass_terminator(end)
        return piece

    def _program_end(self, start: int, nesting: Program | ModeProgram) -> int:
        """Where the `;` behind the program stands; 0 where its blocks are not closed."""
        at, until = nesting.begin, start + _LONGEST_PROGRAM
        for found in self.tokens(TOKEN, at, until):
            if nesting.ends_with(found.group()):
                return found.start()
            if nesting.lost:
                break
            at = found.start()
        text = self.window.text
        if nesting.closed and not nesting.lost and self.window.whole and len(text) <= until:
            return self.last_element(start)
        self._unclosed_until = self.window.position(start).offset + at - start
        return 0


def _named(piece: Piece | None) -> Piece | None:
    """`piece`, a command or an include if its text is one in spite of its delimiter."""
    if piece and len(piece.text) < MARGIN and (kind := _kind(piece.text)):
        return piece._replace(kind=kind)
    return piece


def _kind(line: str) -> PieceKind | None:
    """What kind of client command `line` is, if it is one; USE is carried out by the server."""
    if _INCLUDE.fullmatch(line):
        return PieceKind.INCLUDE
    if _USE.fullmatch(line):
        return PieceKind.SQL
    return PieceKind.COMMAND if _COMMAND.fullmatch(line) else None
