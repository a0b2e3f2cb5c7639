"""What looks at things: USE, SHOW, DESCRIBE, EXPLAIN, HELP (manual, 15.7.7 and 15.8)."""

from collections.abc import Callable
from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import BITS, Refused
from app.sql.grammar.variables import Variables
from app.sql.tokens import END, NUMBER, STRING
from app.sql.tree import Explain, Show, Statement, Use

_EXPLAINED = frozenset(
    {"SELECT", "INSERT", "REPLACE", "UPDATE", "DELETE", "WITH", "TABLE", "VALUES", "("}
)
_FROM = frozenset({"FROM", "IN"})
_SCOPES = frozenset({"GLOBAL", "SESSION", "LOCAL"})
_PROFILED = frozenset("ALL CPU IPC MEMORY SOURCE SWAPS BLOCK CONTEXT PAGE".split())
_SECOND_PROFILED = {"BLOCK": "IO", "CONTEXT": "SWITCHES", "PAGE": "FAULTS"}
_ROUTINES = frozenset({"PROCEDURE", "FUNCTION", "PACKAGE", "LIBRARY"})
_CREATED = frozenset(
    """TABLE VIEW PROCEDURE FUNCTION TRIGGER EVENT SEQUENCE LIBRARY PACKAGE DATABASE SCHEMA
    SERVER USER""".split()
)
_PLAIN = frozenset(
    """ENGINES PRIVILEGES AUTHORS CONTRIBUTORS PROFILES PROCESSLIST REPLICAS USER_STATISTICS
    CLIENT_STATISTICS INDEX_STATISTICS TABLE_STATISTICS""".split()
)
_FILTERED = frozenset("DATABASES SCHEMAS STATUS VARIABLES COLLATION CHARSET".split())
_OF_DATABASE = frozenset({"TABLES", "TRIGGERS", "EVENTS"})
_INDEXES = frozenset({"INDEX", "INDEXES", "KEYS"})
_REPLICAS = frozenset({"SLAVE", "REPLICA"})


class Shows(Variables):
    """Statements that change nothing."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("USE",): "use",
        ("HELP",): "help",
        ("SHOW",): "show",
        ("DESCRIBE",): "explain",
        ("DESC",): "explain",
        ("EXPLAIN",): "explain",
        ("ANALYZE",): "explain",
    }

    def use(self) -> Use:
        """USE of a database."""
        first = self.expect("USE")
        name = self.identifier()
        return Use(first, self.before, name)

    def help(self) -> Show:
        """HELP, of the server's own manual."""
        first = self.expect("HELP")
        topic = self.word_or_string()
        return Show(first, self.before, "HELP", topic)

    # ------------------------------------------------------------------ EXPLAIN

    def explain(self) -> Statement:
        """EXPLAIN of a statement or a connection, DESCRIBE of a table; ANALYZE of MariaDB."""
        first = self.at
        verb = self.expect_any({"DESCRIBE", "DESC", "EXPLAIN", "ANALYZE"})
        options = self._explain_options(verb)
        if self.accept_noting("explain-connection", "FOR", "CONNECTION"):
            self.number() if self.dialect is Dialect.MYSQL else self.expression()
            return Show(first, self.before, "EXPLAIN FOR CONNECTION")
        if self.accept_noting("explain-schema", "FOR"):
            self.expect_any({"SCHEMA", "DATABASE"})
            self.identifier()
        self.accept_noting("explain-plan", "PLAN")
        if self.kinds[self.at] in {"ALTER", "CREATE", "DROP"}:
            self.note("explain-definition", self.at)
            inner = self.statement()
            return Explain(first, self.before, options, inner)
        if self.kinds[self.at] in _EXPLAINED:
            if verb == "ANALYZE":
                self.note("analyze", first)
            inner = self.statement()
            return Explain(first, self.before, options, inner)
        if verb == "ANALYZE" or not {*options} <= {"EXTENDED", "PARTITIONS"}:
            raise Refused(self.at, N_("a statement to explain"))
        table = self.table_name()
        if self.sees_identifier() or self.kinds[self.at] is STRING:
            self.word_or_string()  # the name of a column, or a pattern
        self.as_of()
        return Show(first, self.before, "COLUMNS", table)

    def _explain_options(self, verb: str) -> tuple[str, ...]:
        """`EXTENDED | PARTITIONS`, or `[ANALYZE] [FORMAT = x] [INTO @variable]`."""
        found: list[str] = []
        if self.kinds[self.at] in {"EXTENDED", "PARTITIONS"} and not self._ends_behind_it():
            word = self.kinds[self.at]
            self.at += 1
            self.note("explain-partitions")
            if word == "EXTENDED" and self.dialect is Dialect.MARIADB:
                self.accept("ALL")
            return (word,)
        if verb != "ANALYZE" and self.accept_noting("explain-analyze", "ANALYZE"):
            found.append("ANALYZE")
        if self.accept("FORMAT", "="):
            found.append(f"FORMAT={self.word_or_string().name.upper()}")
            if found[-1] == "FORMAT=TREE":
                self.note("explain-tree")
        if self.accept_noting("explain-into", "INTO"):
            self.variable()
        return tuple(found)

    def _ends_behind_it(self) -> bool:
        """Whether the word here is all that is left, so that it is a name."""
        return self.kinds[self.at + 1] in {END, ";", "."}

    # ------------------------------------------------------------------ SHOW

    def show(self) -> Show:
        """SHOW of anything."""
        first = self.expect("SHOW")
        make = self._SHOWN.get(self.kinds[self.at])
        if make is None:
            raise Refused(self.at, N_("something to show"))
        self.at += 1
        made = Show(first, 0, self.kinds[self.before])
        make(self, made)
        made.last = self.before
        return made

    def _show_plain(self, made: Show) -> None:
        """Nothing behind it."""
        if made.what.endswith("_STATISTICS"):
            self.note("statistics")
        elif made.what in {"AUTHORS", "CONTRIBUTORS", "REPLICAS"}:
            self.note(f"show-{made.what.lower()}")

    def _show_filtered(self, made: Show) -> None:
        """`[LIKE 'pattern' | WHERE condition]`."""
        if self.accept("LIKE"):
            made.filter = self.one_string()
        else:
            made.filter = self.where()

    def _show_of_database(self, made: Show) -> None:
        """`[FROM database] [LIKE … | WHERE …]`."""
        if self.accept_any(_FROM):
            made.name = self.identifier()
        self.as_of()
        self._show_filtered(made)

    def as_of(self) -> None:
        """`[FOR SYSTEM_TIME] AS OF time`, of servers that keep what was."""
        if self.sees("FOR", "SYSTEM_TIME") or self.sees("AS", "OF"):
            self.note("as-of", self.at)
            self.accept("FOR", "SYSTEM_TIME")
            self.expect("AS", "OF")
            self.expression(BITS)

    def _show_modified(self, made: Show) -> None:
        """`EXTENDED`, `FULL`, and what is shown."""
        if made.what == "EXTENDED":
            self.note("show-extended")
            self.accept("FULL")
        made.what = self.expect_any(
            {"TABLES", "TRIGGERS", "COLUMNS", "FIELDS", "PROCESSLIST"} | _INDEXES
        )
        self._SHOWN[made.what](self, made)

    def _show_scoped(self, made: Show) -> None:
        """`GLOBAL | SESSION STATUS | VARIABLES`."""
        made.what = self.expect_any({"STATUS", "VARIABLES"})
        self._show_filtered(made)

    def _show_of_table(self, made: Show) -> None:
        """`FROM table [FROM database]`; of columns LIKE, of indexes only WHERE."""
        self.expect_any(_FROM)
        made.name = self.table_name()
        if self.accept_any(_FROM):
            self.identifier()
        self.as_of()
        if made.what in _INDEXES:
            made.filter = self.where()
        else:
            self._show_filtered(made)

    def _show_table_status(self, made: Show) -> None:
        self._shown_next(made, {"STATUS"})
        self._show_of_database(made)

    def _show_open_tables(self, made: Show) -> None:
        self._shown_next(made, {"TABLES"})
        self._show_of_database(made)

    def _show_charset(self, made: Show) -> None:
        self.expect("SET")
        made.what = "CHARACTER SET"
        self._show_filtered(made)

    def _shown_next(self, made: Show, words: set[str] | frozenset[str]) -> str:
        """Take one more word of what is shown."""
        word = self.expect_any(words)
        made.what = f"{made.what} {word}"
        return word

    # ------------------------------------------------------------------ objects

    def _show_create(self, made: Show) -> None:
        word = self._shown_next(made, _CREATED)
        if word in {"PACKAGE", "SEQUENCE", "LIBRARY", "SERVER"}:
            self.note(f"show-{word.lower()}")
        if word == "PACKAGE" and self.accept("BODY"):
            made.what += " BODY"
        if word in {"DATABASE", "SCHEMA"}:
            if self.accept("IF"):
                self.expect("NOT", "EXISTS")
            made.name = self.identifier()
        elif word == "USER":
            if not self.sees_end():
                self.account()
        else:
            made.name = self.table_name()
            self.as_of()

    def _show_routines(self, made: Show) -> None:
        """`PROCEDURE | FUNCTION … STATUS`, or CODE of one of them."""
        if made.what in {"PACKAGE", "LIBRARY"}:
            self.note(f"show-{made.what.lower()}")
        if made.what == "PACKAGE" and self.accept("BODY"):
            made.what += " BODY"
        if self._shown_next(made, {"STATUS", "CODE"}) == "CODE":
            made.name = self.table_name()
        else:
            self._show_filtered(made)

    def _show_engine(self, made: Show) -> None:
        if not self.accept("ALL"):
            made.name = self.word_or_string()
        if self.dialect is Dialect.MARIADB:
            self.accept("TRANSACTION")
        self._shown_next(made, {"STATUS", "MUTEX", "LOGS"})

    def _show_storage(self, made: Show) -> None:
        made.what = self.expect_any({"ENGINES"})

    def _show_plugins(self, made: Show) -> None:
        if self.accept_noting("install-soname", "SONAME"):
            self.accept("LIKE")
            self.one_string()

    def _show_grants(self, made: Show) -> None:
        if not self.accept("FOR"):
            return
        self.account()
        if self.accept_noting("show-grants-using", "USING"):
            self.accounts()

    # ------------------------------------------------------------------ messages, profiles

    def _show_count(self, made: Show) -> None:
        if not self.touches(self.before):
            raise Refused(self.at, N_("a parenthesis without a blank before it"))
        self.expect("(", "*", ")")
        made.what = f"COUNT(*) {self.expect_any({'WARNINGS', 'ERRORS'})}"

    def _show_messages(self, made: Show) -> None:
        self.limit()

    def _show_profile(self, made: Show) -> None:
        if self.kinds[self.at] in _PROFILED:
            self.separated(self._profiled)
        if self.accept("FOR", "QUERY"):
            self.integer()
        self.limit()

    def _profiled(self) -> None:
        second = _SECOND_PROFILED.get(self.expect_any(_PROFILED))
        if second:
            self.expect(second)

    def _show_running(self, made: Show) -> None:
        """MariaDB: EXPLAIN or ANALYZE of what a connection runs."""
        self.note("show-explain")
        if self.accept("FORMAT", "="):
            self.word_or_string()
        self.expect("FOR")
        self.expression()

    # ------------------------------------------------------------------ logs and replicas

    def _show_binary(self, made: Show) -> None:
        if made.what == "MASTER":
            self.note("show-master")
        if self._shown_next(made, {"LOGS", "LOG", "STATUS"}) == "LOG":
            self._shown_next(made, {"STATUS"})
            self.note("binary-log-status")

    def _show_events_of_log(self, made: Show) -> None:
        """`BINLOG | RELAYLOG EVENTS [IN 'file'] [FROM place] [LIMIT …]`; BINLOG STATUS."""
        if made.what == "RELAYLOG":
            self.connection_name()
        if self._shown_next(made, {"EVENTS", "STATUS"}) == "STATUS":
            self.note("binlog-status")
            return
        if self.accept("IN"):
            self.one_string()
        if self.accept("FROM"):
            self.expect(NUMBER)
        self.limit()
        self.channel()

    def _show_all(self, made: Show) -> None:
        self.note("all-replicas")
        self._shown_next(made, {"SLAVES", "REPLICAS"})
        self._shown_next(made, {"STATUS"})

    def _show_replica(self, made: Show) -> None:
        self.note(made.what.lower())
        self.connection_name()
        replica = made.what == "REPLICA"
        if self._shown_next(made, {"STATUS", "HOSTS"}) == "STATUS":
            self.channel()
        elif replica:
            self.note("show-replica-hosts")

    def connection_name(self) -> None:
        """MariaDB's name of a connection to a primary."""
        if self.kinds[self.at] is STRING and self.dialect is Dialect.MARIADB:
            self.one_string()

    def channel(self) -> None:
        """`[FOR CHANNEL 'name']` of replication."""
        if self.accept("FOR", "CHANNEL"):
            self.one_string()

    _SHOWN: ClassVar["dict[str, Callable[[Shows, Show], None]]"] = {
        **dict.fromkeys(_PLAIN, _show_plain),
        **dict.fromkeys(_FILTERED, _show_filtered),
        **dict.fromkeys(_OF_DATABASE, _show_of_database),
        **dict.fromkeys({"EXTENDED", "FULL"}, _show_modified),
        **dict.fromkeys(_SCOPES, _show_scoped),
        **dict.fromkeys({"COLUMNS", "FIELDS"} | _INDEXES, _show_of_table),
        **dict.fromkeys({"CHARACTER", "CHAR"}, _show_charset),
        **dict.fromkeys(_ROUTINES, _show_routines),
        **dict.fromkeys({"WARNINGS", "ERRORS"}, _show_messages),
        **dict.fromkeys({"EXPLAIN", "ANALYZE"}, _show_running),
        **dict.fromkeys({"BINARY", "MASTER"}, _show_binary),
        **dict.fromkeys({"BINLOG", "RELAYLOG"}, _show_events_of_log),
        **dict.fromkeys(_REPLICAS, _show_replica),
        "TABLE": _show_table_status, "OPEN": _show_open_tables, "CREATE": _show_create,
        "ENGINE": _show_engine, "STORAGE": _show_storage, "PLUGINS": _show_plugins,
        "GRANTS": _show_grants, "COUNT": _show_count, "PROFILE": _show_profile, "ALL": _show_all,
    }  # fmt: skip
