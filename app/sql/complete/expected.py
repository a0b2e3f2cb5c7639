"""What may stand at the cursor, by the words before it."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.dialect import Dialect
from app.sql.complete import keywords
from app.sql.complete.scope import NO_ALIAS, SET_OPERATORS, Reader
from app.sql.complete.typed import Typed, is_word, unquoted
from app.sql.tokens import IDENTIFIER, NUMBER, PARAMETER, ROWS, STRING, VARIABLE

_QUERY = frozenset({"SELECT", "WITH", "VALUES"})
_CLAUSES = {
    word: clause
    for clause, words in {
        "SELECT": "SELECT RETURNING OVER",
        "FROM": "FROM JOIN STRAIGHT_JOIN USING UPDATE",
        "WHERE": "WHERE CONNECT START WHEN",
        "ORDER": "ORDER PARTITION",
        "LIMIT": "LIMIT OFFSET FETCH",
        **{word: word for word in ("GROUP", "HAVING", "SET", "VALUES", "ON", "INTO", "WINDOW")},
    }.items()
    for word in words.split()
}
_TABLES_BEHIND = frozenset("FROM JOIN STRAIGHT_JOIN TABLE TABLES REFERENCES ONLY DESCRIBE".split())
_WORDS_ONLY = frozenset(
    """INSERT REPLACE MERGE DELETE GROUP ORDER PARTITION CONNECT LEFT RIGHT FULL INNER OUTER CROSS
    NATURAL IS UNION EXCEPT INTERSECT MINUS CREATE ALTER DROP SHOW PURGE KILL FLUSH DUPLICATE NULLS
    FETCH MATCHED COMMENT LOCK START""".split()
)
_OPERATOR_WORDS = frozenset(
    """AND OR NOT XOR WHERE HAVING SELECT DISTINCT DISTINCTROW ALL UNIQUE ON WHEN THEN ELSE CASE
    BETWEEN LIKE RLIKE REGEXP IN ANY SOME EXISTS BY SET VALUES INTERVAL DIV MOD RETURN RETURNING IF
    ELSIF ELSEIF WHILE UNTIL PRIOR ESCAPE BINARY CONNECT_BY_ROOT NOCYCLE WITH DO SQL_NO_CACHE
    SQL_CALC_FOUND_ROWS HIGH_PRIORITY USING UPDATE""".split()
)
_OBJECTS_BEHIND = {
    "PROCEDURE": "procedures", "FUNCTION": "functions", "PACKAGE": "packages", "BODY": "packages",
    "SEQUENCE": "sequences", "DATABASE": "schemas", "SCHEMA": "schemas", "VIEW": "tables",
    "TABLE": "tables", "TRUNCATE": "tables",
}  # fmt: skip
_STARTS = frozenset({"", ";", "BEGIN", "THEN", "ELSE", "LOOP", "DO", "REPEAT", "EXCEPTION"})


@dataclass(frozen=True, slots=True)
class Expected:
    """What may stand there; `words` are keywords and phrases of them."""

    words: tuple[str, ...] = ()
    verbs: bool = False
    """A statement may begin."""
    tables: bool = False
    joined: bool = False
    """Behind JOIN: tables with a condition."""
    columns: bool = False
    functions: bool = False
    aliases: bool = False
    """Names the select list gives."""
    conditions: bool = False
    """Behind ON."""
    using: bool = False
    listed: tuple[str, ...] | None = None
    """Within a list of columns of a table: the ones that are in it already."""
    insert: bool = False
    """Behind the table of an INSERT: a whole list of columns."""
    of: tuple[str, ...] = ()
    """The table (with its schema) whose columns alone are meant."""
    objects: str = ""
    """Routines, packages, sequences or schemas, by the field of the catalogue."""


NOTHING = Expected()


class Place:
    """The words before the cursor, in the statement that begins at token `first`."""

    def __init__(self, typed: Typed, reader: Reader, first: int, last: int) -> None:
        self.typed, self.reader = typed, reader
        self.first, self.last = first, last
        self.kinds = typed.kinds
        self.dialect = typed.dialect
        here = typed.here
        opened = [
            at
            for at in range(first, here)
            if self.kinds[at] == "(" and reader.closing.get(at, last) >= here
        ]
        self.levels = [first, *(at + 1 for at in opened)]
        self.begin = self.levels[-1]
        self.line = self._line(self.begin)
        self.previous = typed.kind(1) if here > first else ""
        self.verb = self.kinds[first] if first < here else ""

    def expected(self) -> Expected:
        """What may stand here."""
        return (
            self._in_list()
            or self._at_start()
            or self._behind_word()
            or self._in_definition()
            or self._table()
            or self._value()
        )

    @property
    def clause(self) -> str:
        """The clause the cursor is in: of the innermost parentheses that have one."""
        for begin in reversed(self.levels):
            for at in reversed(self._line(begin)):
                kind = self.kinds[at]
                if kind in _CLAUSES and not (kind == "UPDATE" and self._behind(at, "KEY", "FOR")):
                    return _CLAUSES[kind]
                if kind == "UPDATE":
                    return "SET" if self._behind(at, "KEY") else "LIMIT"
                if kind in SET_OPERATORS:
                    return ""
        return ""

    # ------------------------------------------------------------------ kinds of places

    def _in_list(self) -> Expected | None:
        """Within parentheses that hold names of columns, or nothing but values."""
        if self.begin == self.first:
            return None
        opening = self.begin - 1
        before = self.kinds[opening - 1] if opening > self.first else ""
        names = tuple(
            unquoted(self.typed.words[at]).upper() for at in self.line if self.kinds[at] != ","
        )
        if before == "USING" and self._kind_at(self.first) != "MERGE":
            return Expected(using=True, listed=names)
        if before == "OVER":
            return self._in_window()
        path, at = self._path(opening - 1)
        if before == "INSERT" and self.verb == "MERGE":
            return Expected(listed=names, of=self._target())
        if not path:
            return None
        if self._kind_at(at) == "INTO" and self.verb in {"INSERT", "REPLACE"}:
            return Expected(listed=names, of=path)
        if self.verb in {"CREATE", "ALTER"} and self._kind_at(at) in {"ON", "REFERENCES"}:
            return Expected(listed=names, of=path)
        if self.verb == "CREATE" and self._kind_at(at) in {"TABLE", "EXISTS"}:
            return self._column_definition()
        return None

    def _column_definition(self) -> Expected:
        if self.previous in {"(", ","}:
            return Expected(("PRIMARY KEY", "FOREIGN KEY", "UNIQUE", "CONSTRAINT", "INDEX"))
        if self.previous == "REFERENCES":
            return Expected(tables=True)
        return Expected(keywords.COLUMN_TYPES[self.dialect is Dialect.ORACLE])

    def _in_window(self) -> Expected | None:
        words = ("PARTITION BY", "ORDER BY", "ROWS BETWEEN", "RANGE BETWEEN")
        return Expected(words) if not self.line else None

    def _at_start(self) -> Expected | None:
        if not self.line and self.begin == self.first:
            return Expected(self._verbs(), verbs=True)
        if self.verb == "EXPLAIN" and len(self.line) == 1:
            return Expected(keywords.following("EXPLAIN", self.dialect))
        if self.previous == "AS" and self.verb in {"CREATE", "ALTER"} and len(self.levels) == 1:
            return Expected(("SELECT", "WITH", "BEGIN"))
        if self.previous in {"CALL", "EXEC", "EXECUTE"} and len(self.line) == 1:
            return Expected(("IMMEDIATE",), objects="procedures")
        if self.previous == "USE" and len(self.line) == 1:
            return Expected(objects="schemas")
        if self.verb == "SET" and len(self.line) == 1:
            return Expected(keywords.SET)
        return None

    def _verbs(self) -> tuple[str, ...]:
        if self.first:
            return keywords.program_verbs(self.dialect)
        return keywords.verbs(self.dialect)

    def _behind_word(self) -> Expected | None:
        """Behind a word that goes on with others."""
        previous = self.previous
        if previous == "TRUNCATE" or (previous == "DESC" and len(self.line) == 1):
            return Expected(("TABLE",) if previous == "TRUNCATE" else (), tables=True)
        if previous not in _WORDS_ONLY:
            return None
        if previous in {"DROP", "ALTER"} and self.verb == "ALTER" and len(self.line) > 1:
            return None
        words = keywords.following(previous, self.dialect)
        return (
            Expected(words, tables=previous == "DELETE" and len(self.line) > 1) if words else None
        )

    def _in_definition(self) -> Expected | None:
        """In DROP, ALTER, CREATE, SHOW, and others that name one object."""
        if self.verb not in {"DROP", "ALTER", "CREATE", "SHOW", "GRANT", "REVOKE", "COMMENT"}:
            return None
        if self.verb == "ALTER" and self._kind_at(self.first + 1) == "TABLE" and len(self.line) > 2:
            return self._in_alter_table()
        previous = self.previous
        if previous == "ON" and len(self.levels) == 1:
            return Expected(tables=True)
        if self.verb == "CREATE" and not set(self.kinds[self.first : self.typed.here]) & _QUERY:
            return Expected(tables=True) if previous in {"REFERENCES", "LIKE"} else NOTHING
        if previous == "EXISTS":
            previous = self.kinds[self.typed.here - 3] if self.typed.here > 3 else ""
        what = _OBJECTS_BEHIND.get(previous)
        if what == "tables":
            return Expected(("IF EXISTS",) if self.verb == "DROP" else (), tables=True)
        if what:
            return Expected(objects=what)
        return None

    def _in_alter_table(self) -> Expected:
        path, _at = self._path_from(self.first + 2)
        previous = self.previous
        behind_name = self.typed.here == _at
        if behind_name or previous == ",":
            return Expected(keywords.in_alter_table(self.dialect))
        if previous in {"COLUMN", "DROP", "MODIFY", "CHANGE", "AFTER", "ALTER"}:
            if previous == "COLUMN" and self.typed.kind(2) == "ADD":
                return NOTHING
            return Expected(of=path, listed=())
        if previous == "REFERENCES":
            return Expected(tables=True)
        return Expected(keywords.COLUMN_TYPES[self.dialect is Dialect.ORACLE])

    def _table(self) -> Expected | None:
        """Where a table is meant, or stands right before the cursor."""
        previous, clause = self.previous, self.clause
        query = self.begin == self.first or self._kind_at(self.begin) in _QUERY
        if not query:
            if previous == "(" and self._kind_at(self.begin - 2) in {"FROM", "JOIN"}:
                return Expected(("SELECT", "WITH"), tables=True)
            return None
        if previous in _TABLES_BEHIND or self._writes_into():
            joined = previous in {"JOIN", "STRAIGHT_JOIN"}
            return Expected(("LATERAL",) if previous == "JOIN" else (), tables=True, joined=joined)
        if previous == "," and self._comma_in_from():
            return Expected(tables=True)
        if clause == "FROM" and self._is_operand():
            words = keywords.behind_table(self.dialect, joined=self._lacks_condition())
            return Expected(("SET", *words) if self.verb == "UPDATE" else words)
        if clause == "FROM" and previous == "AS":
            return NOTHING
        if clause == "INTO" and self.verb in {"INSERT", "REPLACE"} and self._is_operand():
            words = ("VALUES", "SELECT", "SET") if self.dialect is not Dialect.ORACLE else ()
            return Expected(words or ("VALUES", "SELECT"), insert=True, of=self._target())
        return None

    def _value(self) -> Expected:
        """In an expression: a value, or what follows one."""
        clause, previous = self.clause, self.previous
        if clause == "LIMIT" or previous == "AS":
            return NOTHING
        if previous == "ON":
            return Expected(("EXISTS", "NOT"), columns=True, functions=True, conditions=True)
        if self._is_operand():
            in_case = self._in_case()
            return Expected(keywords.behind_operand(clause, self.dialect, in_case=in_case))
        words = keywords.operand(self.dialect)
        if previous == "(":
            words = ("SELECT", *words)
        if previous == "NOT":
            words = (*keywords.following("NOT", self.dialect), *words)
        if previous in {"ALL", "DISTINCT"} and clause == "":
            words = ("SELECT", *words)
        if previous in {"SET", ",", "UPDATE"} and clause == "SET" and len(self.levels) == 1:
            return Expected(columns=True, of=())
        if clause == "VALUES":
            return Expected(words, functions=True)
        return Expected(words, columns=True, functions=True, aliases=previous == "BY" or (
            previous == "," and clause in {"ORDER", "GROUP"}) or clause == "HAVING")  # fmt: skip

    # ------------------------------------------------------------------ looking around

    def _line(self, begin: int) -> list[int]:
        """The tokens at a level from `begin` to the cursor, of the branch it is in."""
        line = list(self.reader.level(begin, self.typed.here))
        for number in range(len(line) - 1, -1, -1):
            if self.kinds[line[number]] in SET_OPERATORS:
                return line[number:]
        return line

    def _kind_at(self, at: int) -> str:
        return self.kinds[at] if self.first <= at < self.typed.here else ""

    def _behind(self, at: int, *kinds: str) -> bool:
        return self._kind_at(at - 1) in kinds

    def _is_operand(self) -> bool:
        """Whether the token before the cursor is a value, or ends one."""
        kind = self.previous
        if kind in {IDENTIFIER, NUMBER, STRING, VARIABLE, PARAMETER, ROWS, ")"}:
            return True
        if kind == "*":
            return self.typed.kind(2) in {"SELECT", ",", ".", "DISTINCT", "("}
        return (
            kind[:1].isalpha() or kind[:1] in "_$"
        ) and kind not in _OPERATOR_WORDS | NO_ALIAS | {"AS"} - {"END", "KEY"}

    def _writes_into(self) -> bool:
        previous = self.previous
        if previous == "UPDATE":
            return not self._behind(self.typed.here - 1, "FOR", "KEY", "THEN")
        if previous == "INTO":
            return self.verb in {"INSERT", "REPLACE", "MERGE"}
        return previous == "USING" and self.verb in {"MERGE", "DELETE"}

    def _comma_in_from(self) -> bool:
        """Whether a comma at this level parts tables: FROM is the last clause, or ON behind it."""
        for at in reversed(self.line):
            kind = self.kinds[at]
            if kind in {"FROM", "JOIN"} or (
                kind == "UPDATE" and not self._behind(at, "FOR", "KEY")
            ):
                return True
            if kind in _CLAUSES and kind not in {"ON", "USING"}:
                return False
        return False

    def _lacks_condition(self) -> bool:
        for at in reversed(self.line):
            if self.kinds[at] in {"ON", "USING", "FROM"}:
                return False
            if self.kinds[at] == "JOIN":
                return self._kind_at(at - 1) not in {"CROSS", "NATURAL"}
        return False

    def _in_case(self) -> bool:
        line = [self.kinds[at] for at in self.line]
        return line.count("CASE") > line.count("END")

    def _path(self, at: int) -> tuple[tuple[str, ...], int]:
        """The name that ends at token `at`, and the token before it."""
        found: list[str] = []
        while at >= self.first and self._is_name(at):
            found.insert(0, unquoted(self.typed.words[at]))
            at -= 1
            if self._kind_at(at) != ".":
                break
            at -= 1
        return tuple(found), at

    def _path_from(self, at: int) -> tuple[tuple[str, ...], int]:
        """The name that begins at token `at`, and the token behind it."""
        while self._kind_at(at) in {"IF", "EXISTS", "ONLY"}:
            at += 1
        found = []
        while at < self.typed.here and self._is_name(at):
            found.append(unquoted(self.typed.words[at]))
            at += 1
            if self._kind_at(at) != ".":
                break
            at += 1
        return tuple(found), at

    def _is_name(self, at: int) -> bool:
        kind = self._kind_at(at)
        return kind == IDENTIFIER or is_word(kind)

    def _target(self) -> tuple[str, ...]:
        """The table an INSERT or MERGE writes into."""
        for at in self._line(self.first):
            if self.kinds[at] == "INTO":
                return self._path_from(at + 1)[0]
        return ()


def inner(typed: Typed) -> tuple[int, int]:
    """The tokens of the statement the cursor is in, where that stands in a stored program."""
    kinds, here = typed.kinds, typed.here
    first = next((at + 1 for at in range(here - 1, -1, -1) if kinds[at] == ";"), 0)
    last = next((at for at in range(here, len(kinds)) if kinds[at] == ";"), len(kinds))
    if first == 0 and kinds[:1] not in (["CREATE"], ["BEGIN"], ["DECLARE"], ["<<"]):
        return first, last
    if first == 0 and kinds[0] == "CREATE" and "BEGIN" not in kinds[:here]:
        return first, last
    for at in _starts(kinds, first, here):
        first = at + 1
    return first, last


def _starts(kinds: list[str], first: int, here: int) -> Iterator[int]:
    """The words up to the cursor that a statement of a program begins behind."""
    verb = False
    for at in range(first, here):
        kind = kinds[at]
        if kind in {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "RETURN", "SET", ":="}:
            verb = True  # its THEN and ELSE are those of a CASE
        if kind == "BEGIN" or (not verb and kind in _STARTS):
            yield at
            verb = False
