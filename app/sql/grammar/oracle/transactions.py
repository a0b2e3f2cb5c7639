"""Transactions, roles of a session, locks, plans and calls."""

from typing import ClassVar

from app.sql.grammar.oracle.merges import Merges
from app.sql.tokens import STRING
from app.sql.tree import (
    Account,
    Accounts,
    Call,
    Explain,
    Expression,
    LockTables,
    Name,
    SetVariables,
    Transaction,
)

_LOCK_MODES = (
    ("ROW", "SHARE"), ("ROW", "EXCLUSIVE"), ("SHARE", "UPDATE"),
    ("SHARE", "ROW", "EXCLUSIVE"), ("SHARE",), ("EXCLUSIVE",),
)  # fmt: skip


class Transactions(Merges):
    """What begins and ends changes, and what calls them."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("COMMIT",): "commit",
        ("ROLLBACK",): "rollback",
        ("SAVEPOINT",): "savepoint",
        ("SET", "TRANSACTION"): "set_transaction",
        ("SET", "ROLE"): "set_role",
        ("SET", "CONSTRAINT"): "set_constraints",
        ("SET", "CONSTRAINTS"): "set_constraints",
        ("LOCK", "TABLE"): "lock_table",
        ("EXPLAIN", "PLAN"): "explain_plan",
        ("CALL",): "call_procedure",
    }

    def commit(self) -> Transaction:
        """`COMMIT [WORK] [COMMENT '…'] [WRITE …] [FORCE …]`."""
        first = self.expect("COMMIT")
        self.accept("WORK")
        if self.accept("COMMENT"):
            self.string()
        if self.accept("WRITE"):
            while self.accept_any({"WAIT", "NOWAIT", "IMMEDIATE", "BATCH"}):
                pass
        self._force()
        return Transaction(first, self.before, "COMMIT")

    def _force(self) -> None:
        """Of a transaction in doubt: by its number, or the newest damaged one."""
        if self.accept("FORCE") and not self.accept("CORRUPT_XID_ALL"):
            self.accept("CORRUPT_XID")
            self.separated(self.primary)

    def rollback(self) -> Transaction:
        """`ROLLBACK [WORK] [TO [SAVEPOINT] name | FORCE '…']`."""
        first = self.expect("ROLLBACK")
        self.accept("WORK")
        name = None
        if self.accept("TO"):
            self.accept("SAVEPOINT")
            name = self.identifier()
        self._force()
        return Transaction(first, self.before, "ROLLBACK", name)

    def savepoint(self) -> Transaction:
        """`SAVEPOINT name`."""
        first = self.expect("SAVEPOINT")
        name = self.identifier()
        return Transaction(first, self.before, "SAVEPOINT", name)

    def set_transaction(self) -> SetVariables:
        """`SET TRANSACTION [READ ONLY | … ] [NAME '…']`."""
        first = self.expect("SET")
        self.expect("TRANSACTION")
        if self.accept("READ"):
            self.expect_any({"ONLY", "WRITE"})
        elif self.accept("ISOLATION"):
            self.expect("LEVEL")
            if not self.accept("SERIALIZABLE"):
                self.expect("READ", "COMMITTED")
        elif self.accept("USE"):
            self.expect("ROLLBACK", "SEGMENT")
            self.identifier()
        elif self.kinds[self.at] != "NAME":
            self.expect("READ")
        if self.accept("NAME"):
            self.string()
        return SetVariables(first, self.before, "TRANSACTION", ())

    def set_role(self) -> Accounts:
        """`SET ROLE role [IDENTIFIED BY …], … | ALL [EXCEPT …] | NONE`."""
        first = self.expect("SET")
        self.expect("ROLE")
        made = Accounts(first, 0, "SET ROLE", ())
        if self.accept("ALL"):
            if self.accept("EXCEPT"):
                made.accounts = self.separated(self._role)
        elif not self.accept("NONE"):
            made.accounts = self.separated(self._role)
        made.last = self.before
        return made

    def _role(self) -> Account:
        name = self.identifier()
        if self.accept("IDENTIFIED"):
            self.expect("BY")
            self.string() if self.kinds[self.at] is STRING else self.any_word()
        return Account(name.first, self.before, name.name, "")

    def set_constraints(self) -> SetVariables:
        """`SET CONSTRAINTS names | ALL IMMEDIATE | DEFERRED`."""
        first = self.expect("SET")
        self.expect_any({"CONSTRAINT", "CONSTRAINTS"})
        if not self.accept("ALL"):
            self.names()
        self.expect_any({"IMMEDIATE", "DEFERRED"})
        return SetVariables(first, self.before, "CONSTRAINTS", ())

    def lock_table(self) -> LockTables:
        """`LOCK TABLE names IN mode MODE [NOWAIT | WAIT n]`."""
        first = self.expect("LOCK")
        self.expect("TABLE")
        names = self.separated(self._locked)
        self.expect("IN")
        if not any(self.accept(*mode) for mode in _LOCK_MODES):
            self.expect("EXCLUSIVE")
        self.expect("MODE")
        self.wait()
        return LockTables(first, self.before, names)

    def _locked(self) -> Name:
        name = self.qualified_name()
        self.partition_extension()
        return name

    def explain_plan(self) -> Explain:
        """`EXPLAIN PLAN [SET STATEMENT_ID = '…'] [INTO table] FOR statement`."""
        first = self.expect("EXPLAIN")
        self.expect("PLAN")
        if self.accept("SET"):
            self.expect("STATEMENT_ID", "=")
            self.primary()
        if self.accept("INTO"):
            self.qualified_name()
        self.expect("FOR")
        with self.deeper():
            explained = self.statement()
        return Explain(first, self.before, ("PLAN",), explained)

    def call_procedure(self) -> Call:
        """`CALL procedure(arguments) [INTO :variable]`, of a package or an object too."""
        first = self.expect("CALL")
        name = self.qualified_name()
        arguments: tuple[Expression, ...] = ()
        if self.kinds[self.at] == "(":
            arguments = self.arguments_in_parentheses()
            if self.kinds[self.at] == "@":
                self.link(name)
            while self.accept("."):
                self.any_word()
                if self.kinds[self.at] == "(":
                    arguments += self.arguments_in_parentheses()
        if self.accept("INTO"):
            arguments += (self.primary(),)
        return Call(first, self.before, name, arguments)
