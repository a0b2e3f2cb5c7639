"""SET, USE, SHOW, EXPLAIN, transactions, locks, prepared statements (manual, 15.3 to 15.8)."""

from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.changes import Changes
from app.sql.grammar.cursor import Refused
from app.sql.tokens import END, IDENTIFIER, STRING, VARIABLE
from app.sql.tree import (
    Column,
    Explain,
    Expression,
    Handler,
    LockTables,
    Name,
    Node,
    Prepare,
    SetVariables,
    Show,
    Statement,
    Transaction,
    Use,
    Variable,
    VariableAssignment,
)

_SCOPES = frozenset({"GLOBAL", "SESSION", "LOCAL", "PERSIST", "PERSIST_ONLY"})
_ENDS = frozenset({END, ";"})
_EXPLAINED = frozenset({"SELECT", "INSERT", "REPLACE", "UPDATE", "DELETE", "WITH", "TABLE", "("})


class Sessions(Changes):
    """What is said to one's own session."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("SELECT",): "query_into",
        ("(",): "query_into",
        ("VALUES",): "query_into",
        ("TABLE",): "query_into",
        ("WITH",): "with_statement",
        ("SET",): "set_variables",
        ("SET", "STATEMENT"): "set_statement",
        ("SET", "TRANSACTION"): "set_transaction",
        ("SET", "GLOBAL", "TRANSACTION"): "set_transaction",
        ("SET", "SESSION", "TRANSACTION"): "set_transaction",
        ("USE",): "use",
        ("SHOW",): "show",
        ("DESCRIBE",): "explain",
        ("DESC",): "explain",
        ("EXPLAIN",): "explain",
        ("ANALYZE",): "explain",
        ("HELP",): "help",
        ("BEGIN",): "transaction",
        ("START", "TRANSACTION"): "transaction",
        ("COMMIT",): "transaction",
        ("ROLLBACK",): "transaction",
        ("SAVEPOINT",): "savepoint",
        ("RELEASE", "SAVEPOINT"): "savepoint",
        ("XA",): "xa",
        ("LOCK",): "lock_tables",
        ("UNLOCK",): "unlock",
        ("PREPARE",): "prepare",
        ("EXECUTE",): "execute",
        ("DEALLOCATE",): "deallocate",
        ("DROP", "PREPARE"): "deallocate",
        ("HANDLER",): "handler",
    }

    def with_statement(self) -> Statement:
        """WITH before SELECT, UPDATE or DELETE."""
        start = self.at
        with_ = self.with_()
        if self.kinds[self.at] == "UPDATE":
            return self.update(with_)
        if self.kinds[self.at] == "DELETE":
            return self.delete(with_)
        self.at = start
        return self.query_into()

    # ------------------------------------------------------------------ SET

    def set_variables(self) -> SetVariables:
        """SET of variables, NAMES and CHARACTER SET, several with commas."""
        first = self.expect("SET")
        kind = ""
        if self.kinds[self.at] == "NAMES":
            kind = "NAMES"
        elif self.kinds[self.at] == "CHARSET" or self.kinds[self.at + 1] == "SET":
            kind = "CHARACTER SET"
        assignments = self.separated(self._set)
        return SetVariables(first, self.before, kind, assignments)

    def _set(self) -> VariableAssignment:
        first = self.at
        if self.accept("NAMES"):
            return self._set_charset(first)
        if self._charset_word():
            return self._set_charset(first)
        scope = ""
        if self.kinds[self.at + 1] not in {"=", ":=", "."}:
            scope = self.accept_any(_SCOPES)
        target: Node
        if self.kinds[self.at] is VARIABLE:
            self.at += 1
            target = Variable(self.before, self.before, self.text(self.before))
        else:
            name = self.name()
            target = Column(name.first, name.last, name)
        if not self.accept(":="):
            self.expect("=")
        value = self._set_value()
        return VariableAssignment(first, self.before, scope, target, value)

    def _set_value(self) -> Expression:
        """An expression, or a word that only stands in SET: ON, ALL, BINARY, ROW."""
        word, behind = self.kinds[self.at], self.kinds[self.at + 1]
        if word in {"ON", "ALL", "BINARY", "ROW", "SYSTEM"} and behind in _ENDS | {","}:
            name = self.any_word()
            return Column(name.first, name.last, name)
        return self.expression()

    def _charset_word(self) -> bool:
        wide = self.accept("CHARACTER", "SET") or self.accept("CHAR", "SET")
        return wide or self.accept("CHARSET")

    def _set_charset(self, first: int) -> VariableAssignment:
        self.accept("=")
        word = self.any_word()
        if self.accept("COLLATE"):
            self.any_word()
        return VariableAssignment(first, self.before, "", word, None)

    def set_transaction(self) -> SetVariables:
        """`SET [GLOBAL | SESSION] TRANSACTION ISOLATION LEVEL …, READ ONLY`."""
        first = self.expect("SET")
        self.accept_any({"GLOBAL", "SESSION"})
        self.expect("TRANSACTION")
        self.separated(self._characteristic)
        return SetVariables(first, self.before, "TRANSACTION", ())

    def _characteristic(self) -> None:
        if self.accept("READ"):
            self.expect_any({"ONLY", "WRITE"})
            return
        self.expect("ISOLATION", "LEVEL")
        if self.accept("REPEATABLE"):
            self.expect("READ")
        elif self.accept("READ"):
            self.expect_any({"COMMITTED", "UNCOMMITTED"})
        else:
            self.expect("SERIALIZABLE")

    def set_statement(self) -> Statement:
        """MariaDB: `SET STATEMENT variables FOR statement`."""
        self.expect("SET", "STATEMENT")
        self.separated(self._set)
        self.expect("FOR")
        return self.statement()

    # ------------------------------------------------------------------ looking

    def use(self) -> Use:
        """USE of a database."""
        first = self.expect("USE")
        name = self.any_word()
        return Use(first, self.before, name)

    def show(self) -> Show:
        """SHOW of anything: what, FROM or IN or of what, LIKE or WHERE, LIMIT."""
        first = self.expect("SHOW")
        words: list[str] = []
        while self.kinds[self.at] not in _ENDS | {"FROM", "IN", "LIKE", "WHERE", "LIMIT", "FOR"}:
            if self.kinds[self.at] in {IDENTIFIER, STRING, VARIABLE, "."}:
                break
            words.append(self.kinds[self.at])
            self.at += 1
        if not words:
            raise Refused(self.at, N_("something to show"))
        made = Show(first, 0, " ".join(words))
        while self.kinds[self.at] not in _ENDS:
            self._shown(made)
        made.last = self.before
        return made

    def _shown(self, made: Show) -> None:
        if self.accept("LIKE"):
            made.filter = self.string()
        elif self.accept("WHERE"):
            made.filter = self.expression()
        elif self.kinds[self.at] == "LIMIT":
            self.limit()
        elif self.accept("FOR"):
            self._for_whom()
        elif self.accept_any({"FROM", "IN"}):
            self._from_where(made)
        elif self.accept("USING") or self.accept("@"):
            self.any_word()
        elif self.kinds[self.at] is VARIABLE or self.accept(","):
            self.at += self.kinds[self.at] is VARIABLE
        else:
            made.name = self.any_word() if self.kinds[self.at] is STRING else self.name()

    def _from_where(self, made: Show) -> None:
        if self.kinds[self.at] not in {STRING, IDENTIFIER} and self.text(self.at).isdecimal():
            self.integer()  # SHOW BINLOG EVENTS FROM position
        elif self.kinds[self.at] is STRING:
            self.string()
        else:
            made.name = self.name()

    def _for_whom(self) -> None:
        """FOR QUERY n, FOR CHANNEL 'x', FOR user@host."""
        if not (self.accept("QUERY") or self.accept("CHANNEL") or self.accept("ALL")):
            self.any_word()
            if self.kinds[self.at] is VARIABLE:
                self.at += 1
            if self.accept("("):
                self.expect(")")
        elif self.kinds[self.at] is STRING:
            self.string()
        elif self.kinds[self.at] not in _ENDS:
            self.integer()

    def help(self) -> Show:
        """HELP, of the server's own manual."""
        first = self.expect("HELP")
        topic = self.any_word()
        return Show(first, self.before, "HELP", topic)

    def explain(self) -> Statement:
        """EXPLAIN of a statement or a connection, DESCRIBE of a table; ANALYZE of MariaDB."""
        first = self.at
        self.at += 1
        options = []
        if self.accept_any({"EXTENDED", "PARTITIONS", "ANALYZE"}):
            options.append(self.kinds[self.before])
        if self.accept("FORMAT"):
            self.expect("=")
            options.append(f"FORMAT={self.any_word().name.upper()}")
        if self.accept("INTO"):
            self.at += 1
        if self.accept("FOR", "CONNECTION"):
            self.integer()
            return Show(first, self.before, "EXPLAIN FOR CONNECTION")
        if self.accept("FOR"):
            self.expect_any({"SCHEMA", "DATABASE"})
            self.identifier()
        if self.kinds[self.at] in _EXPLAINED:
            inner = self.statement()
            return Explain(first, self.before, tuple(options), inner)
        if options:
            raise Refused(self.at, N_("a statement to explain"))
        table = self.name()
        if self.kinds[self.at] not in _ENDS:  # the name of a column, or a pattern
            self.any_word()
        return Show(first, self.before, "COLUMNS", table)

    # ------------------------------------------------------------------ transactions, locks

    def transaction(self) -> Transaction:
        """BEGIN, START TRANSACTION, COMMIT, ROLLBACK."""
        first = self.at
        kind = self.expect_any({"BEGIN", "START", "COMMIT", "ROLLBACK"})
        name = None
        if kind == "START":
            self.expect("TRANSACTION")
            kind = "START TRANSACTION"
            if self.kinds[self.at] not in _ENDS:
                self.separated(self._start_option)
        elif kind == "BEGIN":
            self.accept("WORK")
        else:
            self.accept("WORK")
            if kind == "ROLLBACK" and self.accept("TO"):
                self.accept("SAVEPOINT")
                name = self.identifier()
                kind = "ROLLBACK TO SAVEPOINT"
            else:
                self._completion()
        return Transaction(first, self.before, kind, name)

    def _start_option(self) -> None:
        if self.accept("READ"):
            self.expect_any({"ONLY", "WRITE"})
        else:
            self.expect("WITH", "CONSISTENT", "SNAPSHOT")

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
        while self.kinds[self.at] not in _ENDS:
            self.at += 1
        return Transaction(first, self.before, f"XA {verb}")

    def lock_tables(self) -> LockTables | Statement:
        """LOCK TABLES … READ | WRITE, and LOCK INSTANCE FOR BACKUP."""
        first = self.expect("LOCK")
        if self.accept("INSTANCE"):
            self.expect("FOR", "BACKUP")
            return LockTables(first, self.before, ())
        self.expect_any({"TABLES", "TABLE"})
        names = self.separated(self._locked)
        if self.accept("WAIT"):
            self.integer()
        else:
            self.accept("NOWAIT")
        return LockTables(first, self.before, names)

    def _locked(self) -> Name:
        name = self.name()
        if self.kinds[self.at] not in {"READ", "WRITE", "LOW_PRIORITY"}:
            self.accept("AS")
            self.word_or_string()
        if self.accept("READ"):
            self.accept("LOCAL")
        else:
            self.accept("LOW_PRIORITY")
            self.expect("WRITE")
            self.accept("CONCURRENT")
        return name

    def unlock(self) -> LockTables:
        """UNLOCK TABLES, UNLOCK INSTANCE."""
        first = self.expect("UNLOCK")
        self.expect_any({"TABLES", "TABLE", "INSTANCE"})
        return LockTables(first, self.before, ())

    # ------------------------------------------------------------------ prepared, handlers

    def prepare(self) -> Prepare:
        """PREPARE name FROM string | @variable."""
        first = self.expect("PREPARE")
        name = self.identifier()
        self.expect("FROM")
        source = self.expression()
        return Prepare(first, self.before, "PREPARE", name, source)

    def execute(self) -> Prepare:
        """EXECUTE name [USING …], EXECUTE IMMEDIATE of MariaDB."""
        first = self.expect("EXECUTE")
        kind, name, source = "EXECUTE", None, None
        if self.accept("IMMEDIATE"):
            kind, source = "EXECUTE IMMEDIATE", self.expression()
        else:
            name = self.identifier()
        using = self.separated(self.expression) if self.accept("USING") else ()
        return Prepare(first, self.before, kind, name, source, using)

    def deallocate(self) -> Prepare:
        """DEALLOCATE PREPARE and DROP PREPARE."""
        first = self.at
        self.expect_any({"DEALLOCATE", "DROP"})
        self.expect("PREPARE")
        name = self.identifier()
        return Prepare(first, self.before, "DEALLOCATE PREPARE", name)

    def handler(self) -> Handler:
        """HANDLER table OPEN | READ … | CLOSE."""
        first = self.expect("HANDLER")
        table = self.name()
        kind = self.expect_any({"OPEN", "READ", "CLOSE"})
        where = None
        while self.kinds[self.at] not in _ENDS:
            if self.accept("WHERE"):
                where = self.expression()
            else:
                self.at += 1
        return Handler(first, self.before, kind, table, where)
