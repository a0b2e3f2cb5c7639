"""The whole window over a real Secret Service that is locked, missing, or silent: whoever sits in
front of it is told, and never waits for it.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer

from app.domain.inventory import DatabaseType, Instance
from tests.servers.desktop import Desktop
from tests.servers.redis_servers import Redis
from tests.somebody import Somebody, instance

_SOON = 15_000  # milliseconds
_LATE = 3.0
"""Seconds the window may be away on a slow machine; who waited for a keychain would be for 60."""
_TURNS = 30


class Pulse(QObject):
    """Counts the turns of the window's loop inside a `with`, and sees that none is long."""

    def __enter__(self) -> "Pulse":
        self.turns, self._longest = 0, 0.0
        self._last = time.monotonic()
        self._timer = QTimer(self, interval=10)
        self._timer.timeout.connect(self._turn)
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        self._turn()
        assert self._longest < _LATE

    def wait(self, qtbot: Any, turns: int = 1) -> None:
        """Until the loop turned so often again."""
        wanted = self.turns + turns
        qtbot.waitUntil(lambda: self.turns >= wanted, timeout=_SOON)

    def _turn(self) -> None:
        now = time.monotonic()
        self._longest = max(self._longest, now - self._last)
        self._last = now
        self.turns += 1


@pytest.fixture
def user(qtbot: Any, qapp: Any, tmp_path: Path, desktop: Desktop) -> Iterator[Somebody]:
    made = Somebody(qtbot, qapp, tmp_path / "home")
    yield made
    made.leave()


def test_whoever_sits_there_is_told_and_never_waits(
    user: Somebody, desktop: Desktop, redis_server: Redis, tmp_path: Path
) -> None:
    redis_server.command("CONFIG", "SET", "requirepass", "in the keychain")

    def keep(name: str) -> Instance:
        made = instance(name, DatabaseType.REDIS, redis_server.port)
        return user.keep(made, password="in the keychain")

    said: list[Exception] = []
    user.console.inventory.doing.failed.connect(said.append)
    with Pulse():  # there is none
        keep("nowhere")
        user.qtbot.waitUntil(lambda: bool(said), timeout=_SOON)
    assert "A password of nowhere was not kept. This system has no keychain" in str(said[0])

    desktop.start_keychain()
    shop, cache = keep("shop"), keep("cache")
    with Pulse():  # it works
        front = user.open(shop)
    assert front.panels
    user.act(front, front.room.links.session.plan_command("SET greeting hello"))  # type: ignore[union-attr]

    desktop.lock_keychain()
    with Pulse():  # it is locked
        error = user.open(cache).connecting._error
    assert error is not None
    assert "The keychain is locked." in str(error)
    assert error.hint

    desktop.freeze_keychain()
    with Pulse() as pulse:  # it says nothing
        again = user.console.operate.desk
        assert again is not None
        again.connecting.again.click()
        pulse.wait(user.qtbot, _TURNS)
        assert again.connecting._job is not None  # it still waits, and the window does not
        for number in range(len(user.console.window.pages)):
            user.console.window.show_page(number)
            pulse.wait(user.qtbot)
        user.act(front, front.room.links.session.plan_command("SET greeting again"))  # type: ignore[union-attr]
        again.connecting.cancel.click()
        user.qtbot.waitUntil(lambda: again.connecting._job is None, timeout=_SOON)
    [noted] = (tmp_path / "home/data/journal").glob("*.jsonl")
    assert "SET greeting again" in noted.read_text("utf-8")
    begun = time.monotonic()
    user.leave()
    assert time.monotonic() - begun < _SOON / 1000
