"""The upkeep of tables, and FLUSH (manual, 15.7.3 and 15.7.8)."""

from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.sessions import Sessions
from app.sql.tokens import STRING
from app.sql.tree import Administration, Maintenance, Name

_LOGGED = frozenset({"NO_WRITE_TO_BINLOG", "LOCAL"})
_OBJECTS = frozenset({"TABLE", "TABLES", "VIEW"})
_CHECKS = frozenset({"QUICK", "FAST", "MEDIUM", "EXTENDED", "CHANGED"})
_LOGS = frozenset({"BINARY", "ENGINE", "ERROR", "GENERAL", "SLOW", "RELAY"})
_FLUSHED = frozenset(
    """PRIVILEGES LOGS STATUS THREADS HOSTS USER_RESOURCES OPTIMIZER_COSTS MASTER SLAVE REPLICA
    DES_KEY_FILE SSL USER_VARIABLES USER_STATISTICS CLIENT_STATISTICS INDEX_STATISTICS
    TABLE_STATISTICS""".split()
)
_FLUSHED_NOTED = {
    "DES_KEY_FILE": "flush-des-keys",
    "THREADS": "flush-threads",
    "HOSTS": "flush-hosts",
    "MASTER": "flush-replica",
    "OPTIMIZER_COSTS": "flush-costs",
    "QUERY": "query-cache",
    **dict.fromkeys(("SLAVE", "REPLICA"), "flush-replica"),
    "USER_VARIABLES": "flush-user-variables",
    "SSL": "flush-ssl",
    **dict.fromkeys(
        ("USER_STATISTICS", "CLIENT_STATISTICS", "INDEX_STATISTICS", "TABLE_STATISTICS"),
        "statistics",
    ),
}


class Upkeep(Sessions):
    """ANALYZE, CHECK, CHECKSUM, OPTIMIZE, REPAIR; CACHE INDEX, LOAD INDEX; FLUSH."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        **{
            (verb, *local, what): "maintenance"
            for verb in ("ANALYZE", "CHECK", "CHECKSUM", "OPTIMIZE", "REPAIR")
            for local in ((), ("NO_WRITE_TO_BINLOG",), ("LOCAL",))
            for what in ("TABLE", "TABLES", "VIEW")
        },
        ("CACHE", "INDEX"): "cache_index",
        ("LOAD", "INDEX"): "load_index",
        ("FLUSH",): "flush",
    }

    def maintenance(self) -> Maintenance:
        """`ANALYZE | CHECK | CHECKSUM | OPTIMIZE | REPAIR TABLE names options`."""
        first, kind = self.at, self.kinds[self.at]
        self.at += 1
        if kind not in {"CHECK", "CHECKSUM"}:
            self.accept_any(_LOGGED)
        views = self.expect_any(_OBJECTS) == "VIEW"
        if views:
            self.note("check-view")
        if views and kind not in {"CHECK", "REPAIR"}:
            raise Refused(self.before, "TABLE")
        made = Maintenance(first, 0, kind, self.separated(self.table_name))
        if kind == "ANALYZE":
            self._analyzed()
        elif views:
            self._viewed(kind)
        elif kind == "CHECK":
            self._checked()
        elif kind == "CHECKSUM":
            self.accept_any({"QUICK", "EXTENDED"})
        elif kind == "REPAIR":
            self._repaired()
        else:
            self.waiting()
        made.last = self.before
        return made

    def _analyzed(self) -> None:
        if self.accept_noting("histogram", "UPDATE", "HISTOGRAM", "ON"):
            self.separated(self.identifier)
            if self.accept("USING"):
                self.note("histogram-data")
                self.expect("DATA")
                self.one_string()
                return
            if self.accept("WITH"):
                self.integer()
                self.expect("BUCKETS")
            if self.accept_any({"AUTO", "MANUAL"}):
                self.note("histogram-auto")
                self.expect("UPDATE")
        elif self.accept_noting("histogram", "DROP", "HISTOGRAM", "ON"):
            self.separated(self.identifier)
        elif self.accept_noting("persistent-statistics", "PERSISTENT", "FOR") and not self.accept(
            "ALL"
        ):
            self.expect("COLUMNS")
            self._persistent()
            self.expect("INDEXES")
            self._persistent()

    def _persistent(self) -> None:
        """`ALL`, or names in parentheses, also none."""
        if not self.accept("ALL") and not self.accept("(", ")"):
            self.parenthesised(lambda: self.separated(self.index_name))

    def _checked(self) -> None:
        while self.accept("FOR", "UPGRADE") or self.accept_any(_CHECKS):
            pass

    def _viewed(self, kind: str) -> None:
        """`FOR UPGRADE`, or FROM MYSQL of what MySQL left behind."""
        if not self.accept("FOR", "UPGRADE") and kind == "REPAIR" and self.accept("FROM"):
            self.expect("MYSQL")

    def _repaired(self) -> None:
        while self.accept_any({"QUICK", "EXTENDED", "USE_FRM"}):
            pass

    # ------------------------------------------------------------------ key caches

    def cache_index(self) -> Administration:
        """`CACHE INDEX table [INDEX (names)], … [PARTITION (…)] IN cache`."""
        first = self.at
        self.expect("CACHE", "INDEX")
        self.separated(self._cached)
        self.expect("IN")
        if not self.accept("DEFAULT"):
            self.identifier()
        return Administration(first, self.before, "CACHE INDEX")

    def load_index(self) -> Administration:
        """`LOAD INDEX INTO CACHE table [PARTITION (…)] [INDEX (names)] [IGNORE LEAVES], …`."""
        first = self.at
        self.expect("LOAD", "INDEX", "INTO", "CACHE")
        self.separated(self._cached)
        return Administration(first, self.before, "LOAD INDEX")

    def _cached(self) -> Name:
        """A table with its indexes; one with partitions stands alone."""
        follows = self.kinds[self.before] == ","
        table = self.table_name()
        partitioned = self.accept("PARTITION")
        if partitioned and follows:
            raise Refused(self.before, "INDEX")
        if partitioned:
            self.parenthesised(lambda: self.accept("ALL") or bool(self.separated(self.identifier)))
        if self.accept_any({"INDEX", "KEY"}):
            self.parenthesised(lambda: self.separated(self.index_name))
        if self.kinds[self.at + 1] == "LEAVES":
            self.expect("IGNORE", "LEAVES")
        if partitioned and self.kinds[self.at] == ",":
            raise Refused(self.at, N_("no further table"))
        return table

    # ------------------------------------------------------------------ FLUSH

    def flush(self) -> Administration:
        """`FLUSH [LOCAL] TABLES …`, or logs, caches and counters with commas between them."""
        first = self.expect("FLUSH")
        self.accept_any(_LOGGED)
        if self.accept_any({"TABLES", "TABLE"}):
            self._flushed_tables()
            kind = "FLUSH TABLES"
        else:
            kinds = self.separated(self._flushed)
            kind = f"FLUSH {kinds[0]}"
        return Administration(first, self.before, kind)

    def _flushed_tables(self) -> None:
        names = self.separated(self.table_name) if self.sees_identifier() else ()
        if self.accept("WITH"):
            self.expect("READ", "LOCK")
            if self.accept_noting("disable-checkpoint", "AND"):
                self.expect("DISABLE", "CHECKPOINT")
        elif names and self.accept("FOR"):
            self.expect("EXPORT")

    def _flushed(self) -> str:
        if self.kinds[self.at + 1] == "STATUS" and self.accept_any({"GLOBAL", "SESSION"}):
            self.note("flush-status-scope")
        word = self.expect_any(_FLUSHED | _LOGS | {"QUERY"})
        if construct := _FLUSHED_NOTED.get(word):
            self.note(construct)
        if word == "QUERY":
            self.expect("CACHE")
            return "QUERY CACHE"
        if word in {"SLAVE", "REPLICA"} and self.kinds[self.at] is STRING:
            self.one_string()
        if word not in _LOGS:
            return word
        self.expect("LOGS")
        if word == "RELAY":
            if self.kinds[self.at] is STRING:
                self.note("relay-log-connection", self.at)
                self.one_string()
            self.channel()
        elif word == "BINARY" and self.accept_noting("delete-domain-id", "DELETE_DOMAIN_ID", "="):
            self.expect("(")
            if not self.accept(")"):
                self.separated(self.number)
                self.expect(")")
        return f"{word} LOGS"
