"""Servers change places under an open page, and by it."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QInputDialog

from app.domain.endpoint import RedisAccess
from app.views.operate.panels.keys import KeysPanel
from app.views.operate.panels.replication import ReplicationPanel
from tests.servers.pairs import RedisWatched
from tests.servers.redis_servers import Redis
from tests.views.operate.conftest import Opened


def test_the_page_stays_and_its_session_goes_to_the_new_master(
    qtbot: Any, opened: Opened, redis_sentinel: RedisWatched
) -> None:
    watched = redis_sentinel
    for number in range(30):
        watched.master.command("SET", f"user:{number}", "x")
    watched.master.wait_until(lambda: watched.replica.command("DBSIZE") == 30)
    access = RedisAccess(
        sentinels=(f"127.0.0.1:{watched.sentinel.port}",), sentinel_master=watched.sentinel.name
    )
    desk = opened("redis", 1, redis=access)
    panels = dict(desk.panels)
    desk.open_panel("keys")
    keys = panels["keys"]
    assert isinstance(keys, KeysPanel)
    qtbot.waitUntil(lambda: keys.tree.rowCount() == 1 and not keys.walk.running, timeout=10_000)
    desk.open_panel("replication")
    panel = panels["replication"]
    assert isinstance(panel, ReplicationPanel)
    qtbot.waitUntil(lambda: panel.replicas.table.total == 1, timeout=10_000)
    assert "mymaster" in panel.summary.text()
    assert "sentinel failover-state none" in panel.summary.text()

    watched.master.kill()
    watched.sentinel.wait_until(lambda: watched.sentinel.master_port() == watched.replica.port)

    with qtbot.waitSignal(panel.poller.answered, timeout=20_000):
        panel.refresh()
    session: Any = desk.room.links.watch.session
    assert session.main.port == watched.replica.port
    assert panel.replicas.table.total == 0
    assert dict(desk.panels) == panels, "the page is the same"
    desk.open_panel("keys")
    assert keys.tree.rowCount() == 1, "and keeps what it showed"
    keys.refresh()
    qtbot.waitUntil(lambda: not keys.walk.running and keys.walk.held == 30, timeout=20_000)
    assert opened.failures == []


def test_a_server_is_made_a_replica_after_its_name_was_typed(
    qtbot: Any, opened: Opened, start_redis: Callable[..., Redis], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, master = start_redis(), start_redis()
    master.command("SET", "new", "1")
    server.command("SET", "old", "1")
    desk = opened("redis", server.port)
    desk.open_panel("replication")
    panel = desk.panels["replication"]
    assert isinstance(panel, ReplicationPanel)
    qtbot.waitUntil(lambda: panel._answered, timeout=10_000)
    answers = [("", False), (f" 127.0.0.1:{master.port} ", True)]
    monkeypatch.setattr(QInputDialog, "getText", lambda *_arguments: answers.pop(0))
    [follow] = [each for each in panel.commands() if each.name == "replication-follow"]
    follow.does()  # thought better of it
    follow.does()
    qtbot.waitUntil(lambda: desk.room.proposals.ask is not None, timeout=10_000)
    ask = desk.room.proposals.ask
    assert ask is not None
    assert not ask.yes.isEnabled()
    ask.word.setText(f"127.0.0.1:{server.port}")
    with qtbot.waitSignal(desk.room.proposals.done, timeout=10_000):
        ask.yes.click()
    server.wait_until(server.replicates)
    assert server.command("KEYS", "*") == ["new"]
    qtbot.waitUntil(lambda: panel.table.total == 1, timeout=10_000)
    assert len(opened.journal.intents) == 1
