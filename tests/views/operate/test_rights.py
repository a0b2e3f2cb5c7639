"""What somebody may not do is grey and says why; a change of rights reaches what is open."""

from typing import Any

from app.domain.journal import Deed
from app.domain.people import Role, Status, User
from app.domain.rights import Rights
from app.flows.rights import made_in_rights
from app.views.actions import CommandAction
from app.workers.link import LinkState
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
