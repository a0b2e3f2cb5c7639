"""A read-only instance is looked at in every way there is, and its server has seen no write.

The server is the witness, not our own guard: MySQL's and MariaDB's general log, counters and
binary log; Redis' statistics of commands, and what it says each command may do; the statements
that came to the Oracle server of the tests.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pytest

from app.domain.act import Command as ActCommand
from app.domain.act import Consent
from app.domain.errors import Refused, StatementFailed, Unsupported
from app.views.operate.answers import AnswerPanel
from app.views.operate.desk import Desk
from app.views.operate.panels.big_keys import BigKeysPanel
from app.views.operate.panels.keys import KeysPanel
from app.views.operate.panels.listening import ListeningPanel
from app.views.widgets.tree_panel import TreePanel
from tests.engines.oracle.rac import rac
from tests.servers.mysql_family import MysqlFamilyServer
from tests.servers.oracle.server import OracleServer
from tests.servers.redis_servers import Redis
from tests.views.operate.conftest import Opened
from tests.views.operate.tried import (
    Tried,
    TriedCluster,
    TriedMysql,
    TriedOracle,
    TriedRedis,
)

_SOON = 15_000  # milliseconds
MARK = "/* mohist */ "


class Visitor:
    """Opens a server read-only, and does all that can be done there without a dialog."""

    def __init__(self, qtbot: Any, opened: Opened, tried: Tried) -> None:
        self.qtbot, self.opened = qtbot, opened
        if tried.password is not None:
            opened.secrets["instance/" + "i" * 32 + "/password"] = tried.password
        self.desk: Desk = opened(tried.type_, tried.port, read_only=True, **tried.access())

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=_SOON)

    def ask(self, call: Callable[[Any], object], link: str = "watch") -> Any:
        """What a session of the desk answers to a call; raises what it raised."""
        told: list[Any] = []
        job = getattr(self.desk.room.links, link).ask(call)
        job.succeeded.connect(told.append)
        job.failed.connect(told.append)
        self.until(lambda: told)
        if isinstance(told[0], Exception):
            raise told[0]
        return told[0]

    def look_at_everything(self) -> None:
        for key, panel in self.desk.panels.items():
            self.desk.open_panel(key)
            match panel:
                case AnswerPanel():
                    self._look_at(panel)
                case KeysPanel():
                    self._look_at_keys(panel)
                case BigKeysPanel():
                    self._weigh(panel)
                case ListeningPanel():
                    self._listen(panel)
        self.ask(lambda session: session.find_topology(), "heavy")

    def _look_at(self, panel: AnswerPanel) -> None:
        self.until(lambda: panel._answered)
        with self.qtbot.waitSignal(panel.poller.finished, timeout=_SOON):
            panel.refresh()
        model = panel.records.view.model()
        self.until(lambda: model.rowCount() or not panel.poller.running)
        if model.rowCount():
            panel.records.view.setCurrentIndex(model.index(0, 0))
        for command in panel.commands():
            if command.can and not command.text.endswith("…"):  # the others would ask, and change
                command.does()
        if isinstance(panel.records, TreePanel):
            for row in range(model.rowCount()):
                panel.records.view.expand(model.index(row, 0))
        self.ask(lambda session: session.ping(), "heavy")  # what was asked beside is answered
        self.ask(lambda session: session.ping())

    def _look_at_keys(self, panel: KeysPanel) -> None:
        self.until(lambda: panel.tree.rowCount())
        for row in range(panel.tree.rowCount()):
            panel.panel.view.setCurrentIndex(panel.tree.index(row, 0))
            self.ask(lambda session: session.ping())
        panel.line.setText("LRANGE queue 0 2")
        panel.line.returnPressed.emit()
        self.until(lambda: panel.value.table.total)

    def _weigh(self, panel: BigKeysPanel) -> None:
        panel.button.click()
        self.until(lambda: panel._job is None and panel.keys.table.total)

    def _listen(self, panel: ListeningPanel) -> None:
        panel.channels.setText("news w*")
        panel.button.click()
        self.until(lambda: panel._job is not None)
        self.ask(lambda session: session.channels())
        panel.button.click()
        self.until(lambda: panel._job is None)

    def was_answered(self) -> None:
        """What could not be shown (the plan of a session that is idle) was said to be so."""
        assert [e for e in self.opened.failures if not isinstance(e, Refused | Unsupported)] == []

    def refused(self, *statements: str) -> None:
        """Each is refused by the session: as a question, and as an act that was agreed to."""
        for statement in statements:
            act = ActCommand(statement, words=tuple(statement.split()))
            with pytest.raises(Refused):
                self.ask(partial(self._run, statement))
            with pytest.raises(Refused, match="read-only"):
                self.ask(partial(self._perform, act), "act")

    def _run(self, statement: str, session: Any) -> object:
        return session.run(statement)

    def _perform(self, act: ActCommand, session: Any) -> object:
        return session.perform(act, Consent("lin"), lambda _id: "")


# ---------------------------------------------------------------------- MariaDB and MySQL


class GeneralLog:
    """What came to a server by TCP, which is what we use; tests ask by its socket."""

    _ENTRY = re.compile(r"^(?:\S[^\t]*)?\t+ *(\d+) (\w[\w ]*?)\t(.*)$")

    def __init__(self, server: MysqlFamilyServer) -> None:
        [[name]] = server.sql("SELECT CONCAT(@@datadir, @@general_log_file)")
        self._file = server.folder / str(name).removeprefix(f"{server.folder}/")

    def entries(self) -> Iterator[tuple[str, str]]:
        ours: set[str] = set()
        found: list[list[str]] = []
        for line in self._file.read_text(errors="replace").splitlines():
            if entry := self._ENTRY.match(line):
                number, kind, text = entry.groups()
                if kind == "Connect" and "@127.0.0.1" in text:
                    ours.add(number)
                found.append([number, kind, text])
            elif found:
                found[-1][2] += "\n" + line
        return ((kind, text) for number, kind, text in found if number in ours)


_COUNTED_READS = re.compile(
    r"Com_(select|show_.*|set_option|explain_.*|change_db|admin_commands|help|stmt_.*)"
)
_DRIVER = {"SET AUTOCOMMIT = 1", "SET AUTOCOMMIT = 0", "SET NAMES utf8mb4", "ROLLBACK"}
_READS = (
    "SELECT",
    "SHOW",
    "WITH",
    "EXPLAIN",
    "DESCRIBE",
    "SET SESSION",
    "SET @@",
    "HELP",
    "KILL QUERY",
)


def counters(server: MysqlFamilyServer) -> dict[str, int]:
    rows = server.sql("SHOW GLOBAL STATUS LIKE 'Com\\_%'")
    return {str(name): int(value) for name, value in rows}


@pytest.mark.parametrize(
    ("type_", "start"), [("mariadb", "start_mariadb"), ("mysql", "start_mysql9")]
)
def test_a_mysql_server_sees_no_write(
    qtbot: Any, opened: Opened, request: pytest.FixtureRequest, type_: str, start: str
) -> None:
    server: MysqlFamilyServer = request.getfixturevalue(start)(
        "--general-log=ON", "--general-log-file=general.log", "--log-output=FILE"
    )
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.orders (id INT PRIMARY KEY, note VARCHAR(20))")
    server.sql("INSERT INTO shop.orders VALUES (1, 'one')")
    log = GeneralLog(server)
    logs, before, place = server.sql("SHOW BINARY LOGS"), counters(server), server.position()
    visitor = Visitor(qtbot, opened, TriedMysql(type_, server))
    visitor.look_at_everything()
    writes = (
        "INSERT INTO shop.orders VALUES (2, 'two')", "DELETE FROM shop.orders",
        "DROP TABLE shop.orders", "SET GLOBAL long_query_time = 7", "CALL sys.ps_setup_save(1)",
        "SELECT * FROM shop.orders INTO OUTFILE '/tmp/planted'", "KILL 1", "FLUSH TABLES",
    )  # fmt: skip
    visitor.refused(*writes)
    with pytest.raises(StatementFailed, match="1792"):
        visitor.ask(lambda session: session.fetch("UPDATE shop.orders SET note = 'past the guard'"))
    visitor.was_answered()
    seen = list(log.entries())
    assert len(seen) > 50
    assert {kind for kind, _text in seen} <= {"Connect", "Query", "Quit", "Init DB"}
    for kind, text in seen:
        if kind != "Query" or text in _DRIVER:
            continue
        assert text.startswith(MARK), text
        said = text.removeprefix(MARK)
        assert said.startswith(_READS) or "past the guard" in said, text
        assert not any(write in text for write in writes), text
    changed = {name for name, count in counters(server).items() if count != before[name]}
    assert {name for name in changed if not _COUNTED_READS.fullmatch(name)} <= {"Com_update"}
    assert counters(server)["Com_update"] - before["Com_update"] == 1, "the one past the guard"
    assert server.sql("SHOW BINARY LOGS") == logs
    assert server.position() == place
    assert server.sql("SELECT * FROM shop.orders") == [(1, "one")]


# -------------------------------------------------------------------------------- Redis

_TELLING = {
    "client|list", "client|setname", "client|no-touch", "client|id", "client|info", "config|get",
    "slowlog|get", "slowlog|len", "latency|latest", "latency|history", "latency|doctor",
    "acl|whoami", "acl|users", "acl|getuser", "acl|log", "acl|cat", "acl|dryrun", "hello", "ping",
    "select", "info", "subscribe", "psubscribe", "unsubscribe", "punsubscribe", "pubsub|channels",
    "pubsub|numsub", "pubsub|numpat", "pubsub|shardchannels", "pubsub|shardnumsub", "command|info",
    "time", "role", "memory|stats", "memory|doctor", "module|list", "cluster|info",
    "cluster|slots", "cluster|nodes", "cluster|shards", "cluster|links", "cluster|myid",
}  # fmt: skip
"""What is not flagged as reading keys, for it reads none: the server and the connection."""


def changes(nodes: Sequence[Redis]) -> list[str]:
    """How many writes each has done since it last saved, by its own count."""
    return [node.info("persistence")["rdb_changes_since_last_save"] for node in nodes]


@pytest.mark.parametrize("kind", ["redis_server", "redis_cluster"])
def test_a_redis_server_sees_no_write(
    qtbot: Any, opened: Opened, request: pytest.FixtureRequest, kind: str
) -> None:
    server = request.getfixturevalue(kind)
    tried = TriedCluster(server) if kind == "redis_cluster" else TriedRedis(server)
    nodes: Sequence[Redis] = getattr(server, "nodes", [server])
    for number in range(20):
        tried.command("SET", f"user:{number}:name", "林")
    tried.command("RPUSH", "queue", *range(500))
    tried.command("HSET", "hash", "field", "value")
    for node in nodes:
        node.command("CONFIG", "RESETSTAT")
    before = changes(nodes)
    visitor = Visitor(qtbot, opened, tried)
    visitor.look_at_everything()
    visitor.refused(
        "SET user:1:name x", "DEL queue", "FLUSHALL", "CONFIG SET maxmemory 1", "CLIENT KILL ID 1",
        "EVAL return(1) 0", "EXPIRE queue 1", "REPLICAOF NO ONE", "LPOP queue", "GETDEL hash",
        "SLOWLOG RESET", "ACL SETUSER x on",
    )  # fmt: skip
    visitor.was_answered()
    seen = {name.removeprefix("cmdstat_") for node in nodes for name in node.info("commandstats")}
    assert len(seen) > 20
    for name in seen - {"config|resetstat"}:
        [info] = nodes[0].command("COMMAND", "INFO", name)
        assert "write" not in info[2], name
        assert "readonly" in info[2] or name in _TELLING, name
    assert changes(nodes) == before
    assert tried.command("LLEN", "queue") == 500


# ------------------------------------------------------------------------------- Oracle


def test_an_oracle_server_sees_no_write(
    qtbot: Any, opened: Opened, oracle_server: Callable[..., OracleServer]
) -> None:
    dictionary = rac()
    server = oracle_server(dictionary)
    visitor = Visitor(qtbot, opened, TriedOracle(server, dictionary))
    visitor.look_at_everything()
    assert visitor.ask(lambda session: session.run("SELECT 1 FROM dual")).rows
    assert len(server.statements) > 20
    visitor.refused(
        "INSERT INTO t VALUES (1)", "DELETE FROM t", "BEGIN NULL; END;", "DROP TABLE t",
        "ALTER SYSTEM KILL SESSION '1,2'", "SELECT * FROM t FOR UPDATE", "COMMIT",
        "EXPLAIN PLAN FOR SELECT 1 FROM dual", "CREATE TABLE t (a NUMBER)",
    )  # fmt: skip
    visitor.was_answered()
    for text, _binds in server.statements:
        if text == "ROLLBACK":
            continue
        assert text.startswith(MARK), text
        said = text.removeprefix(MARK)
        assert said.startswith(("SELECT", "WITH", "SET TRANSACTION READ ONLY")), text
        assert "FOR UPDATE" not in said.upper(), text
