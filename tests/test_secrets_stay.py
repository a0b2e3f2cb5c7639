"""A password that was typed, used and kept is in no file, log, exception or process list."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.domain.act import Command
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance, new_id
from app.main import build
from tests.planted import Planted
from tests.servers.redis_servers import Redis


def test_what_was_typed_is_nowhere(
    qtbot: Any, qapp: Any, tmp_path: Path, start_redis: Callable[..., Redis], caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    planted = Planted()
    password = planted.secret("redis")
    server = start_redis("--requirepass", password)
    home = tmp_path / "home"
    console = build(qapp, home / "settings", home / "state", home / "data")
    console.preferences.change(secrets="run")
    qtbot.addWidget(console.window)
    console.window.show()
    try:
        with qtbot.waitSignal(console.estate.changed, timeout=10_000):
            console.estate.load()
        instance = Instance(new_id(), "cache", DatabaseType.REDIS, "127.0.0.1", server.port)
        console.inventory.doing.edit(instance)
        editor = console.inventory.doing.editor
        assert editor is not None
        assert editor.access is not None
        editor.access._secrets["password"].setText(password)
        with qtbot.waitSignal(console.estate.changed, timeout=10_000):
            editor._try_accept()
        qtbot.waitUntil(lambda: console.inventory.doing.editor is None)
        console.inventory._open(console.estate.now.all(Instance)[0])
        desk = console.operate.desk
        assert desk is not None
        qtbot.waitUntil(lambda: bool(desk.panels), timeout=10_000)
        act = desk.room.links.session.plan_command("SET greeting hello")  # type: ignore[union-attr]
        assert isinstance(act.commands[0], Command)
        desk.room.proposals.propose(act, desk)
        ask = desk.room.proposals.ask
        assert ask is not None
        with qtbot.waitSignal(desk.room.proposals.done, timeout=10_000):
            ask.yes.click()
        assert server.log is not None
        planted.absent_in(repr(console.estate.now), "the inventory")
        planted.absent_in(caplog.text, "the log")
        planted.absent_in_processes()
    finally:
        console.window.close()
        console.close()
    assert isinstance(console.estate.now, Inventory)
    assert list((home / "data" / "journal").glob("*.jsonl")), "the act was noted"
    planted.absent_below(home)
