"""Replication: where from, what, and when to start and stop (manual, 15.4)."""

from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import BITS, Refused
from app.sql.grammar.maintenance import Upkeep
from app.sql.tokens import NUMBER, STRING, VARIABLE
from app.sql.tree import Administration

_REPLICAS = frozenset({"SLAVE", "REPLICA", "SLAVES", "REPLICAS"})
_THREADS = frozenset({"IO_THREAD", "SQL_THREAD", "RELAY_THREAD"})
_CREDENTIALS = frozenset({"USER", "PASSWORD", "DEFAULT_AUTH", "PLUGIN_DIR"})
_SOURCE_STARTS = ("MASTER_", "SOURCE_", "RELAY_LOG_")
_SOURCE_OPTIONS = frozenset(
    """IGNORE_SERVER_IDS PRIVILEGE_CHECKS_USER REQUIRE_ROW_FORMAT REQUIRE_TABLE_PRIMARY_KEY_CHECK
    ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS GTID_ONLY NETWORK_NAMESPACE GET_MASTER_PUBLIC_KEY
    GET_SOURCE_PUBLIC_KEY DO_DOMAIN_IDS IGNORE_DOMAIN_IDS""".split()
)
_SOURCE_NUMBERS = frozenset(
    """ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS AUTO_POSITION CONNECTION_AUTO_FAILOVER CONNECT_RETRY
    DELAY DEMOTE_TO_REPLICA DEMOTE_TO_SLAVE GET_MASTER_PUBLIC_KEY GET_SOURCE_PUBLIC_KEY GTID_ONLY
    HEARTBEAT_PERIOD LOG_POS PORT RELAY_LOG_POS REQUIRE_ROW_FORMAT RETRY_COUNT SERVER_ID SSL
    SSL_VERIFY_SERVER_CERT ZSTD_COMPRESSION_LEVEL""".split()
)
"""Options whose value is a number, without MASTER_ or SOURCE_; all others take a string."""
_SOURCE_WORDS = frozenset(
    "NULL OFF ON STREAM GENERATE LOCAL NO SLAVE_POS CURRENT_POS REPLICA_POS".split()
)
"""Values of such an option that are words."""
_PAIRS = "REPLICATE_REWRITE_DB"
_TABLES = frozenset({"REPLICATE_DO_TABLE", "REPLICATE_IGNORE_TABLE"})
_PATTERNS = frozenset({"REPLICATE_WILD_DO_TABLE", "REPLICATE_WILD_IGNORE_TABLE"})
_DATABASES = frozenset({"REPLICATE_DO_DB", "REPLICATE_IGNORE_DB"})
_RESET_NOTED = {
    "BINARY": "reset-binary-logs",
    "MASTER": "reset-master",
    "QUERY": "query-cache",
    "REPLICA": "replica",
    "SLAVE": "slave",
}


class Replication(Upkeep):
    """What is said to a replica, and to a source about its logs."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("CHANGE", "MASTER"): "change_source",
        ("CHANGE", "REPLICATION", "SOURCE"): "change_source",
        ("CHANGE", "REPLICATION", "FILTER"): "change_filter",
        **{
            (verb, *words): "start_or_stop_replica"
            for verb in ("START", "STOP")
            for words in (("SLAVE",), ("REPLICA",), ("ALL", "SLAVES"), ("ALL", "REPLICAS"))
        },
        ("START", "GROUP_REPLICATION"): "group_replication",
        ("STOP", "GROUP_REPLICATION"): "group_replication",
        ("RESET",): "reset",
        ("PURGE",): "purge",
        ("BINLOG",): "binlog",
    }

    # ------------------------------------------------------------------ the source

    def change_source(self) -> Administration:
        """`CHANGE MASTER | REPLICATION SOURCE TO option = value, … [FOR CHANNEL …]`."""
        first = self.expect("CHANGE")
        kind = "CHANGE MASTER"
        if self.accept("REPLICATION"):
            self.expect("SOURCE")
            kind = "CHANGE REPLICATION SOURCE"
        else:
            self.expect("MASTER")
            self.connection_name()
        self.expect("TO")
        self.separated(self._source_option)
        self.channel()
        return Administration(first, self.before, kind)

    def _source_option(self) -> None:
        word = self.kinds[self.at]
        if not word.startswith(_SOURCE_STARTS) and word not in _SOURCE_OPTIONS:
            raise Refused(self.at, N_("an option of replication"))
        self.at += 1
        self.expect("=")
        if self.accept("("):
            if self.kinds[self.at] != ")":
                self.separated(lambda: self.expression(BITS))
            self.expect(")")
        elif word == "PRIVILEGE_CHECKS_USER" and self.kinds[self.at] != "NULL":
            self.account()
        elif not self.accept_any(_SOURCE_WORDS):
            of_source = word.removeprefix("MASTER_").removeprefix("SOURCE_")
            self.number() if of_source in _SOURCE_NUMBERS else self.one_string()

    def _plain_value(self) -> None:
        """A string or a number."""
        if self.kinds[self.at] is not STRING and self.kinds[self.at] is not NUMBER:
            raise Refused(self.at, N_("a string or a number"))
        self.at += 1

    def change_filter(self) -> Administration:
        """`CHANGE REPLICATION FILTER rule = (…), … [FOR CHANNEL …]`."""
        first = self.at
        self.expect("CHANGE", "REPLICATION", "FILTER")
        self.separated(self._filter)
        self.channel()
        return Administration(first, self.before, "CHANGE REPLICATION FILTER")

    def _filter(self) -> None:
        rule = self.expect_any(_TABLES | _PATTERNS | _DATABASES | {_PAIRS})
        self.expect("=", "(")
        if self.kinds[self.at] != ")":
            if rule in _TABLES:
                self.separated(self._qualified_table)
            elif rule in _PATTERNS:
                self.separated(self.one_string)
            elif rule in _DATABASES:
                self.separated(self.identifier)
            else:
                self.separated(self._renamed_database)
        self.expect(")")

    def _qualified_table(self) -> None:
        if len(self.table_name().parts) < 2:
            raise Refused(self.before, N_("a table with its database"))

    def _renamed_database(self) -> None:
        self.expect("(")
        self.identifier()
        self.expect(",")
        self.identifier()
        self.expect(")")

    # ------------------------------------------------------------------ start and stop

    def start_or_stop_replica(self) -> Administration:
        """START and STOP of a replica, its threads, and until when."""
        first = self.at
        verb = self.expect_any({"START", "STOP"})
        self.accept("ALL")
        what = self.expect_any(_REPLICAS)
        self.connection_name()
        if self.kinds[self.at] in _THREADS:
            self.separated(lambda: self.expect_any(_THREADS))
        if verb == "START":
            if self.accept("UNTIL"):
                self._until()
            while self.accept_any(_CREDENTIALS):
                self.note("replica-credentials")
                self.expect("=")
                self.one_string()
        self.channel()
        return Administration(first, self.before, f"{verb} {what}")

    def _until(self) -> None:
        if not self.accept_noting("until-gaps", "SQL_AFTER_MTS_GAPS"):
            told = self.separated(self._until_option)
            if len(told) > 1 and "MASTER_GTID_POS" in told:
                raise Refused(self.before, N_("the end of the statement"))

    def _until_option(self) -> str:
        word = self.kinds[self.at]
        known = {"SQL_BEFORE_GTIDS", "SQL_AFTER_GTIDS"}
        if not word.startswith(_SOURCE_STARTS) and word not in known:
            raise Refused(self.at, N_("a place in the log"))
        self.at += 1
        if word.startswith("SOURCE_"):
            self.note("until-source")
        self.expect("=")
        self._plain_value()
        return word

    def group_replication(self) -> Administration:
        """START and STOP of GROUP_REPLICATION."""
        first = self.at
        verb = self.expect_any({"START", "STOP"})
        self.expect("GROUP_REPLICATION")
        if verb == "START" and self.kinds[self.at] in _CREDENTIALS:
            self.separated(self._credential)
        return Administration(first, self.before, f"{verb} GROUP_REPLICATION")

    def _credential(self) -> None:
        self.expect_any(_CREDENTIALS)
        self.expect("=")
        self.one_string()

    # ------------------------------------------------------------------ logs

    def reset(self) -> Administration:
        """RESET of logs, replicas and the query cache; of persisted variables."""
        first = self.expect("RESET")
        if self.accept_noting("reset-persist", "PERSIST"):
            if self.accept("IF"):
                self.expect("EXISTS")
            if self.sees_identifier():
                self.table_name()
            return Administration(first, self.before, "RESET PERSIST")
        kinds = self.separated(self._reset)
        return Administration(first, self.before, f"RESET {kinds[0]}")

    def _reset(self) -> str:
        word = self.expect_any(_RESET_NOTED)
        self.note(_RESET_NOTED[word])
        if word == "QUERY":
            self.expect("CACHE")
            return "QUERY CACHE"
        if word in _REPLICAS:
            self.connection_name()
            self.accept("ALL")
            self.channel()
            return word
        if word == "BINARY":
            self.expect("LOGS", "AND", "GTIDS")
            word = "BINARY LOGS AND GTIDS"
        if self.accept("TO"):
            self.integer()
        return word

    def purge(self) -> Administration:
        """`PURGE BINARY | MASTER LOGS TO 'file' | BEFORE moment`."""
        first = self.expect("PURGE")
        if self.expect_any({"BINARY", "MASTER"}) == "MASTER":
            self.note("purge-master")
        self.expect("LOGS")
        if self.expect_any({"TO", "BEFORE"}) == "TO":
            self.one_string()
            return Administration(first, self.before, "PURGE BINARY LOGS")
        moment = self.expression()
        return Administration(first, self.before, "PURGE BINARY LOGS", (moment,))

    def binlog(self) -> Administration:
        """BINLOG, which mysqlbinlog writes; MariaDB's may hold it in two variables."""
        first = self.expect("BINLOG")
        if self.kinds[self.at] is VARIABLE and self.dialect is Dialect.MARIADB:
            self.variable()
            self.expect(",")
            self.variable()
        else:
            self.one_string()
        return Administration(first, self.before, "BINLOG")
