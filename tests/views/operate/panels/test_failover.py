"""The master of a service is killed under an open page."""

from typing import Any

from app.domain.endpoint import RedisAccess
from app.views.operate.panels.keys import KeysPanel
from app.views.operate.panels.replication import ReplicationPanel
from tests.servers.pairs import RedisWatched
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
