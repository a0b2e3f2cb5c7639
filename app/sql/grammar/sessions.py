"""Transactions, locks, prepared statements, HANDLER (manual, 15.3, 15.5 and 15.2.5)."""

from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.shows import Shows
from app.sql.tokens import END, NUMBER, STRING
from app.sql.tree import (
    Expression,
    Handler,
    Literal,
    LockTables,
    Name,
    Prepare,
    Transaction,
    Variable,
)

_ENDS = frozenset({END, ";"})
_ORDERS = frozenset({"=", "<=", ">=", "<", ">"})
_STEPS = frozenset({"FIRST", "NEXT", "PREV", "LAST"})


_LONGEST_PART = 64  # bytes of an XA identifier
_GREATEST_FORMAT = 2**31 - 1


def _is_short(text: str) -> bool:
    return len(text.encode()) - 2 <= _LONGEST_PART


def _is_format(text: str) -> bool:
    digits = text if text[:2] in {"0x", "0b"} else text.partition(".")[0].lstrip("0")
    return not digits.isalnum() or int(digits[:20], 0) <= _GREATEST_FORMAT


class Sessions(Shows):
    """What is said to one's own session."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("BEGIN",): "begin",
        ("START", "TRANSACTION"): "start_transaction",
        ("COMMIT",): "complete",
        ("ROLLBACK",): "complete",
        ("SAVEPOINT",): "savepoint",
        ("RELEASE", "SAVEPOINT"): "savepoint",
        ("XA",): "xa",
        ("LOCK",): "lock",
        ("UNLOCK",): "unlock",
        ("PREPARE",): "prepare",
        ("EXECUTE",): "execute",
        ("DEALLOCATE",): "deallocate",
        ("DROP", "PREPARE"): "deallocate",
        ("HANDLER",): "handler",
    }

    # ------------------------------------------------------------------ transactions

    def begin(self) -> Transaction:
        """BEGIN [WORK]."""
        first = self.expect("BEGIN")
        if self.accept_any({"PESSIMISTIC", "OPTIMISTIC"}):
            self.note("tidb-transaction")
        else:
            self.accept("WORK")
        return Transaction(first, self.before, "BEGIN")

    def start_transaction(self) -> Transaction:
        """START TRANSACTION with its options, each at most once."""
        first = self.at
        self.expect("START", "TRANSACTION")
        if self.kinds[self.at] in {"READ", "WITH"}:
            given = self.separated(self._start_option)
            if len(given) != len(set(given)):
                raise Refused(self.before, N_("each of them once"))
        return Transaction(first, self.before, "START TRANSACTION")

    def _start_option(self) -> str:
        if self.accept("READ"):
            self.expect_any({"ONLY", "WRITE"})
            return "READ"
        if self.accept("WITH", "CAUSAL", "CONSISTENCY", "ONLY"):
            self.note("tidb-transaction")
        else:
            self.expect("WITH", "CONSISTENT", "SNAPSHOT")
        return "WITH"

    def complete(self) -> Transaction:
        """COMMIT and ROLLBACK, also to a savepoint."""
        first = self.at
        kind = self.expect_any({"COMMIT", "ROLLBACK"})
        self.accept("WORK")
        if kind == "ROLLBACK" and self.accept("TO"):
            self.accept("SAVEPOINT")
            name = self.identifier()
            return Transaction(first, self.before, "ROLLBACK TO SAVEPOINT", name)
        self._completion()
        return Transaction(first, self.before, kind)

    def _completion(self) -> None:
        """`[AND [NO] CHAIN] [[NO] RELEASE]`; CHAIN and RELEASE exclude each other."""
        chained = False
        if self.accept("AND"):
            chained = not self.accept("NO")
            self.expect("CHAIN")
        if self.accept("NO"):
            self.expect("RELEASE")
        elif not chained:
            self.accept("RELEASE")

    def savepoint(self) -> Transaction:
        """SAVEPOINT and RELEASE SAVEPOINT."""
        first = self.at
        kind = "RELEASE SAVEPOINT" if self.accept("RELEASE") else "SAVEPOINT"
        self.expect("SAVEPOINT")
        name = self.identifier()
        return Transaction(first, self.before, kind, name)

    def xa(self) -> Transaction:
        """XA START, END, PREPARE, COMMIT, ROLLBACK, RECOVER."""
        first = self.expect("XA")
        verb = self.expect_any(
            {"START", "BEGIN", "END", "PREPARE", "COMMIT", "ROLLBACK", "RECOVER"}
        )
        if verb == "RECOVER":
            if self.accept_noting("xa-format", "FORMAT", "="):
                self.word_or_string()
            elif self.accept_noting("xa-convert", "CONVERT"):
                self.expect("XID")
            return Transaction(first, self.before, "XA RECOVER")
        self._xid()
        if verb in {"START", "BEGIN"}:
            self.accept_any({"JOIN", "RESUME"})
        elif verb == "END" and self.accept("SUSPEND"):
            self.accept("FOR", "MIGRATE")
        elif verb == "COMMIT":
            self.accept("ONE", "PHASE")
        return Transaction(first, self.before, f"XA {verb}")

    def _xid(self) -> None:
        """`global [, branch [, format]]`, the first two as strings."""
        self._part_of_xid()
        if self.accept(","):
            self._part_of_xid()
            if self.accept(","):
                at = self.expect(NUMBER)
                if self.dialect is Dialect.MARIADB and not self.asks(_is_format, at):
                    raise Refused(at, N_("a smaller number"))

    def _part_of_xid(self) -> None:
        at = self.at
        self.text_literal()
        if self.kinds[at] is STRING and not self.asks(_is_short, at):
            raise Refused(at, N_("a shorter text"))

    # ------------------------------------------------------------------ locks

    def lock(self) -> LockTables:
        """LOCK TABLES … READ | WRITE, and LOCK INSTANCE FOR BACKUP."""
        first = self.expect("LOCK")
        if self.accept_noting("lock-instance", "INSTANCE"):
            self.expect("FOR", "BACKUP")
            return LockTables(first, self.before, ())
        self.expect_any({"TABLES", "TABLE"})
        names = self.separated(self._locked)
        self.waiting()
        return LockTables(first, self.before, names)

    def _locked(self) -> Name:
        name = self.table_name()
        if self.accept("AS") or self.kinds[self.at] not in {"READ", "WRITE", "LOW_PRIORITY"}:
            self.identifier()
        if self.accept("READ"):
            self.accept("LOCAL")
        else:
            self.accept_noting("low-priority-lock", "LOW_PRIORITY")
            self.expect("WRITE")
            self.accept_noting("lock-concurrent", "CONCURRENT")
        return name

    def unlock(self) -> LockTables:
        """UNLOCK TABLES, UNLOCK INSTANCE."""
        first = self.expect("UNLOCK")
        if self.expect_any({"TABLES", "TABLE", "INSTANCE"}) == "INSTANCE":
            self.note("lock-instance")
        return LockTables(first, self.before, ())

    # ------------------------------------------------------------------ prepared statements

    def prepare(self) -> Prepare:
        """PREPARE name FROM string | @variable; of MariaDB any expression."""
        first = self.expect("PREPARE")
        name = self.identifier()
        self.expect("FROM")
        source = self.expression()
        if not self._is_text(source):
            self.note("prepare-expression", source.first)
        return Prepare(first, self.before, "PREPARE", name, source)

    def execute(self) -> Prepare:
        """EXECUTE name [USING …], EXECUTE IMMEDIATE of MariaDB."""
        first = self.expect("EXECUTE")
        kind, name = "EXECUTE", None
        source: Expression | None = None
        if self.accept("IMMEDIATE"):
            self.note("execute-immediate", first)
            kind, source = "EXECUTE IMMEDIATE", self.expression()
        else:
            name = self.identifier()
        using = self.separated(self._used) if self.accept("USING") else ()
        for value in using:
            if kind == "EXECUTE" and not isinstance(value, Variable):
                self.note("execute-values", value.first)
        return Prepare(first, self.before, kind, name, source, using)

    def _is_text(self, source: Expression) -> bool:
        """Whether it is what every server prepares: one string, a variable of the user."""
        if isinstance(source, Literal):
            return self.kinds[source.first] is STRING and source.first == source.last
        return isinstance(source, Variable) and source.name[:2] != "@@"

    def _used(self) -> Expression:
        """A value for a place-holder; MariaDB has DEFAULT and IGNORE as well."""
        return self.value() if self.dialect is Dialect.MARIADB else self.expression()

    def deallocate(self) -> Prepare:
        """DEALLOCATE PREPARE and DROP PREPARE."""
        first = self.at
        self.expect_any({"DEALLOCATE", "DROP"})
        self.expect("PREPARE")
        name = self.identifier()
        return Prepare(first, self.before, "DEALLOCATE PREPARE", name)

    # ------------------------------------------------------------------ HANDLER

    def handler(self) -> Handler:
        """HANDLER table OPEN | READ … | CLOSE."""
        first = self.expect("HANDLER")
        table = self.table_name()
        kind = self.expect_any({"OPEN", "READ", "CLOSE"})
        if kind != "OPEN" and len(table.parts) > 1:
            raise Refused(table.first + 1, "READ | CLOSE")
        made = Handler(first, 0, kind, table)
        if kind == "OPEN":
            self.optional_alias()
        elif kind == "READ":
            self._handler_place()
            made.where = self.where()
            self.limit()
        made.last = self.before
        return made

    def _handler_place(self) -> None:
        """`FIRST | NEXT`, or an index with where to go in it."""
        bare = self.kinds[self.at] in {"FIRST", "NEXT"}
        if bare and self.kinds[self.at + 1] in _ENDS | {"WHERE", "LIMIT"}:
            self.at += 1
            return
        self.identifier()
        if self.expect_any(_ORDERS | _STEPS) in _ORDERS:
            self.parenthesised(lambda: self.separated(self.value))
