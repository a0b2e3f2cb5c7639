"""Every panel shows what a real server answers; acts are shown, agreed to, done and noted."""

import threading
from contextlib import suppress
from typing import Any

import pymysql
import pytest
from PySide6.QtCore import Qt

from app.domain.operating.sessions import ServerSession
from app.i18n import install
from app.models.operating.sessions import SESSIONS, session_key
from app.models.records import RecordTable
from app.views.operate.answers import AnswerPanel
from app.views.operate.desk import Desk
from app.views.operate.panels import PANELS
from app.views.operate.panels.big_keys import BigKeysPanel
from app.views.operate.panels.keys import KeysPanel
from app.views.operate.panels.listening import ListeningPanel
from app.views.operate.panels.locks import LocksPanel
from app.views.operate.panels.parameters import ParametersPanel
from app.views.operate.panels.sessions import SessionsPanel
from app.views.theme import DARK
from tests.fakes import FakeSession
from tests.servers.mariadb import MariaDB
from tests.servers.redis_servers import Redis
from tests.views.operate.conftest import Opened


def test_panels_have_their_own_keys_titles_and_icons() -> None:
    assert len({panel.key for panel in PANELS}) == len(PANELS)
    assert all(panel.key and panel.title and panel.icon for panel in PANELS)


def shown(qtbot: Any, desk: Desk, key: str) -> Any:
    """The panel, once its server has answered."""
    desk.open_panel(key)
    panel = desk.panels[key]
    if isinstance(panel, AnswerPanel):
        qtbot.waitUntil(lambda: panel._answered, timeout=10_000)
    return panel


@pytest.mark.parametrize("server", ["mariadb", "mysql9", "redis_server"])
def test_every_panel_shows_what_the_server_answers(
    qtbot: Any, opened: Opened, request: pytest.FixtureRequest, server: str
) -> None:
    type_ = {"mariadb": "mariadb", "mysql9": "mysql", "redis_server": "redis"}[server]
    desk = opened(type_, request.getfixturevalue(server).port)
    for key in desk.panels:
        panel = shown(qtbot, desk, key)
        if isinstance(panel, AnswerPanel):
            assert panel.records.states.now != "failed", key
    install("zh_CN")
    desk.retranslate()
    desk.apply_theme(DARK)
    assert opened.failures == []
    assert "sessions" in desk.panels
    assert ("locks" in desk.panels) is (type_ != "redis")
    assert ("keys" in desk.panels) is (type_ == "redis")


class Blocked:
    """A session that holds a row, and one that waits for it."""

    def __init__(self, server: MariaDB) -> None:
        server.sql("CREATE DATABASE shop")
        server.sql("CREATE TABLE shop.t (id INT PRIMARY KEY, v INT)")
        server.sql("INSERT INTO shop.t VALUES (1, 1)")
        self.holder, self.waiter = server.connect(), server.connect()
        with self.holder.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("UPDATE shop.t SET v = 2")
        self.thread = threading.Thread(target=self._wait)
        self.thread.start()

    def _wait(self) -> None:
        with suppress(pymysql.err.MySQLError), self.waiter.cursor() as cursor:
            cursor.execute("UPDATE shop.t SET v = 3")

    def close(self) -> None:
        for connection in (self.holder, self.waiter):
            with suppress(pymysql.err.MySQLError, OSError):
                connection.close()
        self.thread.join(10)


def test_a_blocker_is_seen_and_ended_and_the_journal_knows(
    qtbot: Any, opened: Opened, mariadb: MariaDB
) -> None:
    blocked = Blocked(mariadb)
    try:
        desk = opened("mariadb", mariadb.port)
        panel = shown(qtbot, desk, "locks")
        assert isinstance(panel, LocksPanel)
        qtbot.waitUntil(lambda: panel.tree.rowCount() == 1 or panel.refresh(), timeout=10_000)
        root = panel.tree.index(0, 0)
        assert panel.tree.rowCount(root) == 1, "the waiter hangs below the blocker"
        panel.records.view.setCurrentIndex(root)
        panel._kill(panel.session.kills[-1])
        ask = desk.room.proposals.ask
        assert ask is not None
        [statement] = ask.statements
        assert statement.startswith("KILL")
        with qtbot.waitSignal(desk.room.proposals.done, timeout=10_000) as heard:
            ask.yes.click()
        assert heard.args[0].worked
        [(act, consent, endpoint)] = opened.journal.intents
        assert act.commands[0].text == statement
        assert endpoint.name == "orders-db"
        assert consent.who
        assert opened.said
        qtbot.waitUntil(lambda: panel.tree.rowCount() == 0 or panel.refresh(), timeout=10_000)
    finally:
        blocked.close()


def test_on_production_the_name_must_be_typed(qtbot: Any, opened: Opened, mariadb: MariaDB) -> None:
    other = mariadb.connect()
    try:
        desk = opened("mariadb", mariadb.port, production=True)
        panel = shown(qtbot, desk, "sessions")
        assert isinstance(panel, SessionsPanel)
        panel.idle.setChecked(True)
        qtbot.waitUntil(lambda: panel.table.shown >= 1)
        panel.records.view.setCurrentIndex(panel.table.index(0, 0))
        panel._kill(panel.session.kills[-1])
        ask = desk.room.proposals.ask
        assert ask is not None
        assert not ask.yes.isEnabled()
        ask.word.setText("orders-db")
        assert ask.yes.isEnabled()
        ask.reject()
        assert opened.journal.intents == []
    finally:
        other.close()


def test_a_read_only_desk_refuses_at_once(qtbot: Any, opened: Opened, mariadb: MariaDB) -> None:
    desk = opened("mariadb", mariadb.port, read_only=True)
    panel = shown(qtbot, desk, "sessions")
    act = panel.session.plan_kill([ServerSession("1")], panel.session.kills[-1])
    desk.room.proposals.propose(act, desk)
    assert desk.room.proposals.ask is None
    assert "read-only" in str(opened.failures[-1])


def test_a_parameter_is_changed_in_its_cell(qtbot: Any, opened: Opened, mariadb: MariaDB) -> None:
    desk = opened("mariadb", mariadb.port)
    panel = shown(qtbot, desk, "parameters")
    assert isinstance(panel, ParametersPanel)
    qtbot.waitUntil(lambda: panel.table.total > 100)
    row = panel.table.row_of("long_query_time")
    assert row is not None
    column = [field.key for field in panel.fields].index("value")
    assert panel.table.setData(panel.table.index(row, column), "7")
    qtbot.waitUntil(lambda: desk.room.proposals.ask is not None)
    ask = desk.room.proposals.ask
    assert ask is not None
    with qtbot.waitSignal(desk.room.proposals.done, timeout=10_000):
        ask.yes.click()
    assert mariadb.rows("SELECT @@GLOBAL.long_query_time AS now")[0]["now"] == 7


def test_keys_are_scanned_opened_read_and_deleted(
    qtbot: Any, opened: Opened, redis_server: Redis
) -> None:
    for number in range(30):
        redis_server.command("SET", f"user:{number}:name", f"林{number}")
    redis_server.command("RPUSH", "queue", *range(500))
    desk = opened("redis", redis_server.port)
    desk.open_panel("keys")
    panel = desk.panels["keys"]
    assert isinstance(panel, KeysPanel)
    qtbot.waitUntil(lambda: panel.tree.rowCount() == 2, timeout=10_000)
    panel.panel.view.setCurrentIndex(panel.tree.index(0, 0))
    qtbot.waitUntil(lambda: panel.value.table.total == 200)
    panel.value.more.click()
    qtbot.waitUntil(lambda: panel.value.table.total == 400)
    panel.panel.view.setCurrentIndex(panel.tree.index(1, 0))
    panel._delete()
    qtbot.waitUntil(lambda: desk.room.proposals.ask is not None)
    ask = desk.room.proposals.ask
    assert ask is not None
    with qtbot.waitSignal(desk.room.proposals.done, timeout=10_000):
        ask.yes.click()
    assert redis_server.command("DBSIZE") == 1
    panel.line.setText("LRANGE queue 0 2")
    qtbot.keyClick(panel.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.value.table.total == 3)
    panel.line.setText("FLUSHALL")
    qtbot.keyClick(panel.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.room.proposals.ask is not None)
    ask = desk.room.proposals.ask
    assert ask is not None
    assert not ask.yes.isEnabled(), "a dangerous one must be typed"
    ask.reject()
    qtbot.waitUntil(lambda: not panel.walk.running, timeout=10_000)


def test_a_part_of_the_keys_gives_estimates_and_a_branch_is_scanned_alone(
    qtbot: Any, opened: Opened, redis_server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.workers.key_walk.ENOUGH", 2_000)
    redis_server.command("EVAL", "for i=1,9000 do redis.call('SET','user*:'..i,i) end", 0)
    redis_server.command("EVAL", "for i=1,1000 do redis.call('SET','cart:'..i,i) end", 0)
    desk = opened("redis", redis_server.port)
    desk.open_panel("keys")
    panel = desk.panels["keys"]
    assert isinstance(panel, KeysPanel)
    qtbot.waitUntil(lambda: panel.scan.text() == "Scan on", timeout=10_000)
    qtbot.waitUntil(lambda: panel.tree.rowCount() == 2)  # the levels come behind the pages
    assert "estimates" in panel.said.text()
    counts = [panel.tree.data(panel.tree.index(row, 1)) for row in range(2)]
    assert all(count.startswith("≈ ") for count in counts)
    assert 7_000 < int(counts[1].strip("≈ ").replace(",", "")) < 11_000
    panel.panel.view.setCurrentIndex(panel.tree.index(1, 0))
    panel._narrow()
    assert panel.pattern.text() == r"user\*:*"
    for _time in range(5):
        qtbot.waitUntil(lambda: not panel.walk.running, timeout=10_000)
        panel.walk.go_on()
    qtbot.waitUntil(lambda: panel.tree.data(panel.tree.index(0, 1)) == "9,000", timeout=10_000)
    assert panel.tree.rowCount() == 1
    assert panel.scan.text() == "Scan"


def test_a_key_is_read_and_deleted_in_the_database_that_is_chosen(
    qtbot: Any, opened: Opened, redis_server: Redis
) -> None:
    with redis_server.connect(db=3) as third:
        redis_server.command("SET", "a", "of zero")
        third.mset({"a": "of three", "b": "x"})
        desk = opened("redis", redis_server.port)
        desk.open_panel("keys")
        panel = desk.panels["keys"]
        assert isinstance(panel, KeysPanel)
        qtbot.waitUntil(
            lambda: panel.database.count() == 2 and not panel.walk.running, timeout=10_000
        )
        panel.database.setCurrentIndex(1)
        panel.database.activated.emit(1)
        qtbot.waitUntil(lambda: panel.tree.rowCount() == 2, timeout=10_000)
        panel.panel.view.setCurrentIndex(panel.tree.index(0, 0))
        qtbot.waitUntil(lambda: panel.value.table.total == 1)
        assert panel.value.table.record(0).value == b"of three"
        panel._delete()
        qtbot.waitUntil(lambda: desk.room.proposals.ask is not None)
        ask = desk.room.proposals.ask
        assert ask is not None
        with qtbot.waitSignal(desk.room.proposals.done, timeout=10_000):
            ask.yes.click()
        assert third.keys() == ["b"]
        assert redis_server.command("GET", "a") == "of zero"
        qtbot.waitUntil(lambda: not panel.walk.running, timeout=10_000)


def test_a_key_that_may_not_be_read_says_why(
    qtbot: Any, opened: Opened, redis_server: Redis
) -> None:
    redis_server.command("SET", "mine", "1")
    redis_server.command("SET", "theirs", "1")
    redis_server.command("ACL", "SETUSER", "default", "resetkeys", "~mine")
    desk = opened("redis", redis_server.port)
    desk.open_panel("keys")
    panel = desk.panels["keys"]
    assert isinstance(panel, KeysPanel)
    qtbot.waitUntil(lambda: panel.tree.rowCount() == 2, timeout=10_000)
    panel.panel.view.setCurrentIndex(panel.tree.index(1, 0))
    qtbot.waitUntil(lambda: "permission" in panel.value.said.text(), timeout=10_000)
    panel.panel.view.setCurrentIndex(panel.tree.index(0, 0))
    qtbot.waitUntil(lambda: panel.value.table.total == 1, timeout=10_000)
    qtbot.waitUntil(lambda: not panel.walk.running, timeout=10_000)


def test_big_keys_are_found_and_patterns_told(
    qtbot: Any, opened: Opened, redis_server: Redis
) -> None:
    for number in range(50):
        redis_server.command("SET", f"user:{number}", "x")
    redis_server.command("SET", "huge", "x" * 100_000)
    desk = opened("redis", redis_server.port)
    desk.open_panel("big-keys")
    panel = desk.panels["big-keys"]
    assert isinstance(panel, BigKeysPanel)
    panel.button.click()
    qtbot.waitUntil(lambda: panel.keys.table.total == 51, timeout=10_000)
    assert panel.keys.table.record(0).key == b"huge"
    assert {panel.patterns.table.record(row).pattern for row in (0, 1)} == {"huge", "user:*"}
    qtbot.waitUntil(lambda: panel._job is None)


def test_messages_are_heard_and_listening_ends(
    qtbot: Any, opened: Opened, redis_server: Redis
) -> None:
    desk = opened("redis", redis_server.port)
    desk.open_panel("listening")
    panel = desk.panels["listening"]
    assert isinstance(panel, ListeningPanel)
    panel.channels.setText("news weather.*")
    panel.button.click()
    qtbot.waitUntil(lambda: bool(redis_server.command("PUBSUB", "CHANNELS")), timeout=10_000)
    redis_server.command("PUBLISH", "news", "今天")
    qtbot.waitUntil(lambda: panel.table.total == 1, timeout=10_000)
    panel.button.click()
    qtbot.waitUntil(lambda: panel._job is None, timeout=1_500)


def test_twenty_thousand_sessions(qtbot: Any, qtmodeltester: Any) -> None:
    many = tuple(
        ServerSession(str(number), "app", seconds=number / 7, statement=f"SELECT {number}")
        for number in range(20_000)
    )
    session = FakeSession()
    session.listed = many
    table: RecordTable[ServerSession] = RecordTable(SESSIONS, session_key)
    table.replace(session.sessions())
    qtbot.waitUntil(lambda: table.shown == 20_000, timeout=20_000)
    qtmodeltester.check(table)
