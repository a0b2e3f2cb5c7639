"""How a session of MySQL or MariaDB reads SQL: what `SET sql_mode` changes about it.

Of the modes two make other statements of the same text, quoted names and `||` that joins strings;
the groups ANSI, ORACLE and their like have both (MySQL 5.7 manual, 5.1.10; MariaDB, SQL_MODE).
NO_BACKSLASH_ESCAPES, which would move the ends of literals, is not followed. Of the modes that
refuse values those of zero dates are: every dump has them off.
"""

from typing import NamedTuple, TypeAlias

from app.domain.dialect import Dialect
from app.sql.possessive import compile_pattern
from app.sql.tokens import CONCAT, IDENTIFIER, STRING, Tokens
from app.sql.tree import Column, Name, Node, SetVariables, Statement, Variable, VariableAssignment

_GROUPS = frozenset({"ANSI", "DB2", "MAXDB", "MSSQL", "ORACLE", "POSTGRESQL"})
_SPEAKING = compile_pattern(r"(?i)(?:/\*[M!]\d*\s*)?SET\s[^;]{0,500}?sql_mode")
_WORD = compile_pattern(r"\w++")
_BITS = {
    "PIPES_AS_CONCAT": 2, "ANSI_QUOTES": 4, "STRICT_TRANS_TABLES": 1 << 21,
    "STRICT_ALL_TABLES": 1 << 22, "NO_ZERO_DATE": 1 << 24,
}  # fmt: skip
"""Of sql_mode as a number (MODE_… in the source)."""
_STRICT = frozenset({"STRICT_TRANS_TABLES", "STRICT_ALL_TABLES", "TRADITIONAL"})
_NO_ZERO_DATE = frozenset({"NO_ZERO_DATE", "TRADITIONAL"})
_BY_DEFAULT = {
    Dialect.MYSQL: frozenset({"STRICT_TRANS_TABLES", "NO_ZERO_DATE"}),
    Dialect.MARIADB: frozenset({"STRICT_TRANS_TABLES"}),
}
"""What is on of these where nobody says (MySQL since 5.7, MariaDB since 10.2.4)."""
_GLOBAL = ("@@global.", "@@persist")


Words: TypeAlias = frozenset[str]


class Modes(NamedTuple):
    """What of sql_mode is on."""

    ansi_quotes: bool = False
    pipes_as_concat: bool = False


PLAIN = Modes()


class ModeKeeper:
    """Follows a session: `modes` are those its next statement is read in."""

    def __init__(self, dialect: Dialect) -> None:
        self.modes = PLAIN
        self._words = self._by_default = _BY_DEFAULT.get(dialect, frozenset())
        self._saved: dict[str, Words] = {}

    @property
    def zero_dates(self) -> bool:
        """Whether 0000-00-00 is written as it stands."""
        return _STRICT.isdisjoint(self._words) or _NO_ZERO_DATE.isdisjoint(self._words)

    def follow(self, statement: Statement, tokens: Tokens) -> None:
        """Go on behind a statement; whoever asks may leave out those that `may_set_modes` denies.

        What a variable of the user's holds is known where it was filled from @@sql_mode.
        """
        if not isinstance(statement, SetVariables):
            return
        for each in statement.assignments:
            if each.value is None:
                continue
            target = _name(each.target).lower()
            if target.startswith("@") and not target.startswith("@@"):
                self._saved[target] = self._told(each.value, tokens)
            elif target.rpartition(".")[2].lstrip("@") == "sql_mode" and _is_own(each, target):
                self._words = self._told(each.value, tokens)
        whole = not _GROUPS.isdisjoint(self._words)
        self.modes = Modes(
            whole or "ANSI_QUOTES" in self._words, whole or "PIPES_AS_CONCAT" in self._words
        )

    def _told(self, value: Node, tokens: Tokens) -> Words:
        """The modes that a value names; with those of now where it is made of them.

        Whoever takes one out of a group has it all the same, for the group stays.
        """
        if isinstance(value, Variable) and not value.name.startswith("@@"):
            return self._saved.get(value.name.lower(), self._by_default)
        text = tokens.source(value.first, value.last)
        if text.isdecimal():  # as mysqlbinlog writes it
            return frozenset(word for word, bit in _BITS.items() if int(text[:19]) & bit)
        words = [word.upper() for word in _WORD.findall(text)]
        if words == ["DEFAULT"]:
            return self._by_default
        if "SQL_MODE" not in words:
            return frozenset(words)
        return self._words.difference(words) if words[0] == "REPLACE" else self._words.union(words)


def may_set_modes(text: str) -> bool:
    """Whether a statement may be one that `ModeKeeper` has to follow, at a glance."""
    return _SPEAKING.match(text) is not None


def read_in(tokens: Tokens, modes: Modes) -> Tokens:
    """The tokens of a statement, as a session in these modes takes them; they are changed."""
    kinds, text = tokens.kinds, tokens.text
    for at, start in enumerate(tokens.starts):
        kind = kinds[at]
        if kind is STRING and modes.ansi_quotes and text[start] == '"':
            kinds[at] = IDENTIFIER
        elif kind == "||" and modes.pipes_as_concat:
            kinds[at] = CONCAT
    return tokens


def _name(target: Node) -> str:
    match target:
        case Variable() | Name():
            return target.name
        case Column():
            return target.name.name
    return ""


def _is_own(assignment: VariableAssignment, target: str) -> bool:
    """Whether it is the session's own variable that is set."""
    return assignment.scope in {"", "SESSION", "LOCAL"} and not target.startswith(_GLOBAL)
