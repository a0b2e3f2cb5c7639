"""The root of the evil is found and ended, whoever is selected."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pymysql
import pytest
from PySide6.QtWidgets import QToolButton

from app.views.operate.panels.locks import LocksPanel
from tests.servers.mariadb import MariaDB
from tests.views.operate.conftest import Opened


class Chain:
    """1 holds a row; 2 holds another and waits for the first; 3 waits for the second."""

    def __init__(self, server: MariaDB) -> None:
        server.sql("CREATE DATABASE shop")
        server.sql("CREATE TABLE shop.t (id INT PRIMARY KEY, v INT)")
        server.sql("INSERT INTO shop.t VALUES (1, 1), (2, 2)")
        self.sessions = [server.connect() for _number in range(3)]
        self._do(0, "BEGIN", "UPDATE shop.t SET v = 9 WHERE id = 1")
        self._do(1, "BEGIN", "UPDATE shop.t SET v = 9 WHERE id = 2")
        self.threads = [
            threading.Thread(target=self._do, args=(number, f"UPDATE shop.t SET v = 8{where}"))
            for number, where in ((1, " WHERE id = 1"), (2, " WHERE id = 2"))
        ]  # fmt: skip
        for thread in self.threads:
            thread.start()

    def _do(self, number: int, *statements: str) -> None:
        with suppress(pymysql.err.MySQLError), self.sessions[number].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    @property
    def ids(self) -> list[str]:
        return [str(session.thread_id()) for session in self.sessions]

    def close(self) -> None:
        for session in self.sessions:
            with suppress(pymysql.err.MySQLError, OSError):
                session.close()
        for thread in self.threads:
            thread.join(10)


def settle(server: MariaDB) -> None:
    """InnoDB shows what it had cached to whoever asks within 100 ms: the next test would see it."""
    until = time.monotonic() + 0.2
    server.wait_until(lambda: time.monotonic() > until)


@pytest.fixture
def chain(mariadb: MariaDB) -> Iterator[Chain]:
    made = Chain(mariadb)
    yield made
    made.close()
    settle(mariadb)


@pytest.mark.parametrize("selected", [True, False])
def test_the_root_is_ended_without_looking_for_it(
    qtbot: Any, opened: Opened, mariadb: MariaDB, chain: Chain, selected: bool
) -> None:
    desk = opened("mariadb", mariadb.port)
    desk.open_panel("locks")
    panel = desk.panels["locks"]
    assert isinstance(panel, LocksPanel)
    panel.refreshing.set_interval(1)
    qtbot.waitUntil(lambda: panel.tree.total == 3, timeout=10_000)
    buttons = {
        button.text(): button for button in panel.records.actions_bar.findChildren(QToolButton)
    }
    assert not buttons["End the root that blocks it…"].isEnabled(), "nobody is chosen"
    assert panel.said.text().startswith("1 at the root, 2 sessions wait")
    root, _middle, last = chain.ids
    if selected:
        waiter = next(n for n in panel.tree.nodes() if n.record and n.record.party.session == last)
        panel.records.view.setCurrentIndex(panel.tree.index_of(waiter))
        buttons["End the root that blocks it…"].click()
    else:
        buttons["End all root blockers…"].click()
    ask = desk.room.proposals.ask
    assert ask is not None
    assert ask.statements == (f"KILL CONNECTION {root}",)
    shown = " ".join(label.text() for label in ask.findChildren(type(panel.said)))
    assert "2 sessions wait" in shown
    assert "SET v = 9 WHERE id = 1" in shown
    assert "transaction open for" in shown
    with qtbot.waitSignal(desk.room.proposals.done, timeout=10_000) as heard:
        ask.yes.click()
    assert heard.args[0].worked
    qtbot.waitUntil(lambda: panel.tree.total == 2, timeout=10_000)


def test_a_prepared_transaction_without_a_session_is_told_how_to_end(
    qtbot: Any, opened: Opened, mariadb: MariaDB
) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE TABLE shop.t (id INT PRIMARY KEY, v INT)")
    mariadb.sql("INSERT INTO shop.t VALUES (1, 1)")
    gone, waiter = mariadb.connect(), mariadb.connect()
    with gone.cursor() as cursor:
        for statement in (
            "XA START 'x'", "UPDATE shop.t SET v = 2", "XA END 'x'", "XA PREPARE 'x'"
        ):  # fmt: skip
            cursor.execute(statement)
    gone.close()

    def wait() -> None:
        with suppress(pymysql.err.MySQLError), waiter.cursor() as cursor:
            cursor.execute("UPDATE shop.t SET v = 3")

    thread = threading.Thread(target=wait)
    thread.start()
    try:
        desk = opened("mariadb", mariadb.port)
        desk.open_panel("locks")
        panel = desk.panels["locks"]
        assert isinstance(panel, LocksPanel)
        panel.refreshing.set_interval(1)
        qtbot.waitUntil(lambda: panel.tree.total == 2, timeout=10_000)
        panel._kill_all_roots()
        assert desk.room.proposals.ask is None
        assert "XA ROLLBACK" in opened.failures[-1].hint  # type: ignore[attr-defined]
    finally:
        mariadb.sql("XA ROLLBACK 'x'")
        thread.join(10)
        waiter.close()
        settle(mariadb)
