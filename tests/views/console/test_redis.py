"""The same page at a Redis: commands, typed replies, what is dangerous confirmed by its name."""

from typing import Any

from app.domain.console.result import Level
from app.views.console.production_dialog import ProductionDialog
from tests.servers.redis_servers import Redis
from tests.views.console.conftest import Opened


def test_commands_run_and_the_dangerous_ask(
    console: Opened, redis_server: Redis, qtbot: Any
) -> None:
    at = console.add(redis_server.port, "redis", access={"user": ""})
    sheet = console.sheet(at)
    console.run(sheet, "# two of them\nSET 名 张三\nHSET h f 1\nHGETALL h\nGET h\n")
    said = sheet.below.messages.lines
    assert said[-1].level is Level.ERROR
    assert "wrong kind" in said[-1].text
    assert redis_server.command("GET", "名") == "张三"
    sheet.editor.selectAll()
    sheet.insert("FLUSHDB")
    sheet.run(whole=True)
    qtbot.waitUntil(lambda: sheet.running.asking is not None)
    dialog = sheet.running.asking
    assert isinstance(dialog, ProductionDialog)
    assert not dialog.yes.isEnabled()
    dialog.word.setText("FLUSHDB")
    assert dialog.yes.isEnabled()
    dialog.yes.click()
    qtbot.waitUntil(lambda: not sheet.running.busy)
    assert redis_server.command("DBSIZE") == 0
    console.run(sheet, "AUTH geheim")
    assert "not sent from here" in sheet.below.messages.lines[-1].text
    assert "geheim" not in repr(console.history)
    assert "geheim" not in repr(console.journal.__dict__)
