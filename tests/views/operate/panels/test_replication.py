"""A replication group in its panel: its members are seen, and one is made the primary."""

from typing import Any

from app.domain.inventory import TopologyRole
from app.views.operate.panels.replication import ReplicationPanel
from tests.servers.mysql_group import NAME, MySQLGroup
from tests.views.operate.conftest import Opened


def test_a_member_is_chosen_and_made_the_primary(
    qtbot: Any, opened: Opened, mysql9_group: MySQLGroup
) -> None:
    first, second, _third = mysql9_group.members
    desk = opened("mysql", first.port)
    desk.open_panel("replication")
    panel = desk.panels["replication"]
    assert isinstance(panel, ReplicationPanel)
    qtbot.waitUntil(lambda: panel.replicas.table.total == 3, timeout=10_000)
    assert f"{NAME}: 3 of 3 members online" in panel.summary.text()
    promote = next(each for each in panel.commands() if each.name == "replication-promote")
    could = promote.can
    assert not could
    address = f"127.0.0.1:{second.port}"
    table = panel.replicas.table
    row = next(n for n in range(3) if table.record(n).address == address)
    panel.replicas.view.setCurrentIndex(table.index(row, 0))
    assert promote.can
    promote.does()
    qtbot.waitUntil(lambda: desk.room.proposals.ask is not None, timeout=10_000)
    ask: Any = desk.room.proposals.ask
    [statement] = ask.statements
    assert statement.startswith("SELECT group_replication_set_as_primary(")
    assert not ask.yes.isEnabled(), "the member's name is to be typed"
    ask.word.setText(address)
    with qtbot.waitSignal(desk.room.proposals.done, timeout=20_000) as heard:
        ask.yes.click()
    assert heard.args[0].worked
    assert mysql9_group.primary is second
    qtbot.waitUntil(
        lambda: (
            any(
                (each.address, each.role) == (address, TopologyRole.GROUP_PRIMARY)
                for each in map(table.record, range(table.rowCount()))
            )
            or panel.refresh()
        ),
        timeout=10_000,
    )
    [(act, _consent, _endpoint)] = opened.journal.intents
    assert act.name == "replication-promote"
