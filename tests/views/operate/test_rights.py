"""What somebody may not do is grey and says why; a change of rights reaches what is open."""

from typing import Any

from app.domain.journal import Deed
from app.domain.people import Role, Status, User
from app.domain.rights import Rights
from app.flows.rights import made_in_rights
from app.views.actions import CommandAction
from app.workers.link import LinkState
from tests.servers.mariadb import MariaDB
from tests.servers.redis_servers import Redis
from tests.views.operate.conftest import Opened

LIN = User("u1", "lin", role=Role.DEVELOPER)


def action(panel: Any, name: str) -> CommandAction:
    found: CommandAction = panel.findChild(CommandAction, name)
    return found


def test_commands_are_grey_for_who_may_not_and_say_why(
    qtbot: Any, opened: Opened, redis_server: Redis
) -> None:
    opened.standing.become(LIN, made_in_rights())
    desk = opened("redis", redis_server.port, production=True)
    desk.open_panel("sessions")
    sessions: Any = desk.panels["sessions"]
    for box in (sessions.idle, sessions.own):
        box.setChecked(True)
    qtbot.waitUntil(lambda: sessions.table.shown > 0, timeout=10_000)
    kill = action(sessions, "sessions-kill-shown")
    assert not kill.isEnabled()
    assert "developer" in kill.toolTip()
    assert kill.statusTip()
    opened.standing.become(User("u2", "wang", role=Role.DBA), made_in_rights())
    assert kill.isEnabled()
    assert "developer" not in kill.toolTip()
    assert kill.statusTip() == ""


def test_who_is_blocked_is_logged_out_and_not_let_in_again(
    qtbot: Any, opened: Opened, redis_server: Redis
) -> None:
    desk = opened("redis", redis_server.port)
    watch = desk.room.links.watch
    opened.standing.become(User("u1", "lin", status=Status.BLOCKED), Rights())
    qtbot.waitUntil(lambda: watch.state is not LinkState.READY, timeout=10_000)
    with qtbot.waitSignal(watch.ask(lambda session: session.ping()).failed) as heard:
        pass
    assert "blocked" in str(heard.args[0])
    assert [event.what for event in opened.journal.events] == [Deed.CONNECTED, Deed.REFUSED]


def test_a_parameter_that_may_not_be_set_has_no_choice_how_it_would_hold(
    qtbot: Any, opened: Opened, mariadb: MariaDB
) -> None:
    opened.standing.become(LIN, made_in_rights())
    desk = opened("mariadb", mariadb.port, production=True)
    panel: Any = desk.panels["parameters"]
    assert not panel.persist.isEnabled()
    assert "developer" in panel.persist.toolTip()
    opened.standing.become(User("u2", "wang", role=Role.DBA), made_in_rights())
    assert panel.persist.isEnabled()
    assert "developer" not in panel.persist.toolTip()


def test_the_command_line_of_redis_says_that_it_only_reads(
    qtbot: Any, opened: Opened, redis_server: Redis
) -> None:
    opened.standing.become(LIN, made_in_rights())
    desk = opened("redis", redis_server.port, production=True)
    desk.open_panel("keys")
    keys: Any = desk.panels["keys"]
    assert "only reads" in keys.line.placeholderText()
    assert "developer" in keys.line.toolTip()
    keys.line.setText("PING")
    keys.line.returnPressed.emit()
    qtbot.waitUntil(lambda: keys.value.table.total == 1)
    keys.line.setText("SET mohist:rights 1")
    keys.line.returnPressed.emit()
    qtbot.waitUntil(lambda: bool(opened.failures))
    assert "developer" in str(opened.failures[0])
    assert opened.journal.events[-1].what is Deed.REFUSED
    assert not opened.journal.intents
    opened.standing.become(User("u2", "wang", role=Role.DBA), made_in_rights())
    assert "only reads" not in keys.line.placeholderText()
