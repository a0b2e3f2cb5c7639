"""SET of variables, character sets and transactions (manual, 15.7.6 and 15.3.7)."""

from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.changes import Changes
from app.sql.grammar.cursor import Refused
from app.sql.grammar.named_variables import SCOPES
from app.sql.tokens import END, VARIABLE
from app.sql.tree import (
    Column,
    Expression,
    Name,
    Node,
    SetVariables,
    Statement,
    VariableAssignment,
)

_VALUES = frozenset({"ON", "ALL", "BINARY", "ROW", "SYSTEM"})
"""Reserved words that are the value of a variable where they stand alone."""
_ASSIGNED = frozenset({"=", ":=", "."})
"""What stands behind the name of a variable, which may be a word that else means something."""
_BEHIND_VALUE = frozenset({",", ";", "FOR", END})


class Variables(Changes):
    """SET, but for passwords and roles."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("SET",): "set_variables",
        **{
            ("SET", word, sign): "set_variables"
            for word in ("ROLE", "TRANSACTION", "STATEMENT")
            for sign in _ASSIGNED
        },
        **{
            ("SET", scope, "TRANSACTION", sign): "set_variables"
            for scope in ("GLOBAL", "SESSION", "LOCAL")
            for sign in _ASSIGNED
        },
        ("SET", "STATEMENT"): "set_statement",
        ("SET", "TRANSACTION"): "set_transaction",
        ("SET", "GLOBAL", "TRANSACTION"): "set_transaction",
        ("SET", "SESSION", "TRANSACTION"): "set_transaction",
        ("SET", "LOCAL", "TRANSACTION"): "set_transaction",
    }

    def set_variables(self) -> SetVariables:
        """SET of variables, NAMES and CHARACTER SET, several with commas."""
        first = self.expect("SET")
        kind = ""
        if self._sees_charset():
            kind = "NAMES" if self.kinds[self.at] == "NAMES" else "CHARACTER SET"
        assignments = self.separated(self._set)
        return SetVariables(first, self.before, kind, assignments)

    def _set(self) -> VariableAssignment:
        """One assignment; only what belongs to the server has a default."""
        first, own, scope = self.at, False, ""
        if self._sees_charset():
            return self._set_charset()
        if self.kinds[first] is VARIABLE:
            target: Node = self.variable(assigned=True)
            own = self.text(first)[:2] != "@@"
        else:
            scope = self._scope()
            name = self._variable_name()
            target = Column(name.first, name.last, name)
        self.expect_any({"=", ":="})
        value = self.expression() if own else self.variable_value()
        return VariableAssignment(first, self.before, scope, target, value)

    def _scope(self) -> str:
        """GLOBAL and its kin; in MariaDB they may also be the name of a variable."""
        mysql = self.dialect is Dialect.MYSQL
        if self.sees("NAMES", "="):
            raise Refused(self.at, N_("the name of a variable"))
        if self.kinds[self.at + 1] in ({"."} if mysql else _ASSIGNED):
            return ""
        scope = self.accept_any(SCOPES)
        if scope in {"PERSIST", "PERSIST_ONLY"}:
            self.note("persist")
        if scope and mysql and self.kinds[self.at] in SCOPES:
            raise Refused(self.at, N_("the name of a variable"))
        return scope

    def _variable_name(self) -> Name:
        """`name`, `instance.name`, `DEFAULT.name` of a key cache, `NEW.column` in a trigger."""
        first = self.at
        if self.accept("DEFAULT", "."):
            part = self.identifier().name
            return Name(first, self.before, ("DEFAULT", part))
        return self.table_name()

    def variable_value(self) -> Expression:
        """An expression, DEFAULT, or a word that only stands in SET: ON, ALL, BINARY, ROW."""
        if self.kinds[self.at] in _VALUES and self.kinds[self.at + 1] in _BEHIND_VALUE:
            name = self.any_word()
            return Column(name.first, name.last, name)
        return self.value()

    # ------------------------------------------------------------------ character sets

    def _sees_charset(self) -> bool:
        word, behind = self.kinds[self.at], self.kinds[self.at + 1]
        if word in {"CHARACTER", "CHAR"}:
            return behind == "SET"
        return word in {"NAMES", "CHARSET"} and behind not in {"=", ":=", "."}

    def _set_charset(self) -> VariableAssignment:
        """`NAMES x [COLLATE y]`, `CHARACTER SET x`; DEFAULT and BINARY are charsets too."""
        first = self.at
        names = self.accept("NAMES")
        if not names and not self.accept("CHARSET"):
            self.at += 2
        default = self.kinds[self.at] == "DEFAULT"
        if default or self.kinds[self.at] == "BINARY":
            word = self.any_word()
        else:
            word = self.word_or_string()
        of_mariadb = self.dialect is Dialect.MARIADB
        collated = names and (of_mariadb or not default) and self.accept("COLLATE")
        if collated and not (of_mariadb and self.accept("DEFAULT")):
            self.word_or_string()
        return VariableAssignment(first, self.before, "", word, None)

    # ------------------------------------------------------------------ transactions

    def set_transaction(self) -> SetVariables:
        """`SET [GLOBAL | SESSION] TRANSACTION [ISOLATION LEVEL …] [, READ ONLY | WRITE]`."""
        first = self.expect("SET")
        self.accept_any(SCOPES)
        self.expect("TRANSACTION")
        kinds = self.separated(self._characteristic)
        if len(kinds) != len(set(kinds)):
            raise Refused(self.before, N_("each of them once"))
        return SetVariables(first, self.before, "TRANSACTION", ())

    def _characteristic(self) -> str:
        if self.accept("READ"):
            self.expect_any({"ONLY", "WRITE"})
            return "READ"
        self.expect("ISOLATION", "LEVEL")
        level = self.expect_any({"REPEATABLE", "READ", "SERIALIZABLE"})
        if level == "REPEATABLE":
            self.expect("READ")
        elif level == "READ":
            self.expect_any({"COMMITTED", "UNCOMMITTED"})
        return "ISOLATION"

    def set_statement(self) -> Statement:
        """MariaDB: `SET STATEMENT variables FOR statement`; the statement is what is returned."""
        first = self.at
        self.expect("SET", "STATEMENT")
        self.separated(self._set_meanwhile)
        self.expect("FOR")
        found = self.statement()
        found.first = first
        return found

    def _set_meanwhile(self) -> None:
        """`name = value`, without a scope."""
        self._variable_name()
        self.expect_any({"=", ":="})
        self.variable_value()
