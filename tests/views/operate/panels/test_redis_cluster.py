"""Panels over a Redis cluster: every server is there, and one that is down says so."""

from collections.abc import Callable
from typing import Any

from app.domain.endpoint import RedisAccess, Tls, TlsMode, secret_id
from app.domain.operating.sessions import Kill
from app.views.operate.desk import Desk
from app.views.operate.panels.listening import ListeningPanel
from app.views.operate.panels.sessions import SessionsPanel
from app.views.operate.panels.slow_commands import SlowCommandsPanel
from tests.servers.redis_servers import RedisCluster
from tests.views.operate.conftest import Opened


def desk_of(opened: Opened, cluster: RedisCluster) -> Desk:
    opened.secrets[secret_id("i" * 32)] = cluster.password
    return opened(
        "redis", cluster.port, user=cluster.user, redis=RedisAccess(cluster=True),
        tls=Tls(TlsMode.VERIFY_FULL, ca=str(cluster.certificates.ca)),
    )  # fmt: skip


def test_a_client_of_a_replica_is_ended_and_a_server_that_is_down_has_a_row(
    qtbot: Any, opened: Opened, start_redis_cluster: Callable[..., RedisCluster]
) -> None:
    cluster = start_redis_cluster(3, 3)
    desk = desk_of(opened, cluster)
    desk.open_panel("sessions")
    panel = desk.panels["sessions"]
    assert isinstance(panel, SessionsPanel)
    panel.idle.setChecked(True)
    replica, fallen = cluster.replicas[:2]
    place = f"127.0.0.1:{replica.port}"

    def shown(program: str) -> list[int]:
        rows = range(panel.table.shown)
        return [row for row in rows if panel.table.record(row).program.startswith(program)]

    with replica.connect(client_name="worker") as worker:
        assert worker.ping()
        panel.refresh()
        qtbot.waitUntil(lambda: len(shown("worker")) == 1, timeout=10_000)
        [row] = shown("worker")
        assert panel.table.record(row).node == place
        panel.records.view.setCurrentIndex(panel.table.index(row, 0))
        panel._kill(Kill.SESSION)
        qtbot.waitUntil(lambda: desk.room.proposals.ask is not None)
        ask = desk.room.proposals.ask
        assert ask is not None
        with qtbot.waitSignal(desk.room.proposals.done, timeout=10_000):
            ask.yes.click()
        qtbot.waitUntil(lambda: not shown("worker"), timeout=10_000)
    fallen.kill()
    panel.refresh()

    def lost() -> list[str]:
        rows = range(panel.table.shown)
        return [panel.table.record(row).node for row in rows if not panel.table.record(row).id]

    qtbot.waitUntil(lambda: lost() == [f"127.0.0.1:{fallen.port}"], timeout=10_000)
    desk.open_panel("slow-commands")
    slow = desk.panels["slow-commands"]
    assert isinstance(slow, SlowCommandsPanel)
    qtbot.waitUntil(lambda: slow.table.shown > 0, timeout=10_000)
    assert "could not be asked" in slow.table.record(0).text


def test_sharded_channels_are_listened_to(
    qtbot: Any, opened: Opened, redis_cluster: RedisCluster
) -> None:
    desk = desk_of(opened, redis_cluster)
    desk.open_panel("listening")
    panel = desk.panels["listening"]
    assert isinstance(panel, ListeningPanel)
    panel.channels.setText("orders stock")
    panel.sharded.setChecked(True)
    panel.button.click()
    owners = {name: redis_cluster.owner(name) for name in ("orders", "stock")}
    qtbot.waitUntil(
        lambda: all(
            name in owner.command("PUBSUB", "SHARDCHANNELS") for name, owner in owners.items()
        ),
        timeout=10_000,
    )
    for name, owner in owners.items():
        owner.command("SPUBLISH", name, f"of {name}")
    qtbot.waitUntil(lambda: panel.table.total == 2, timeout=10_000)
    panel.refresh()
    qtbot.waitUntil(lambda: "orders (1), stock (1)" in panel.said.text(), timeout=10_000)
    assert "sharded" in panel.said.toolTip()
    panel.button.click()
    qtbot.waitUntil(lambda: panel._job is None, timeout=1_500)
