"""Take the screenshots of the documentation, from the real program and its built-in sample.

    python docs/screenshots/make.py

Needs no screen. Each state is made as a user makes it, then grabbed; look at the pictures after.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from PySide6.QtCore import QEventLoop, QSize
from PySide6.QtWidgets import QApplication

from app.main import Console, build

SIZE = QSize(1366, 820)
PATIENCE = 60.0  # seconds
MANY = 60  # scripts that keep an audit busy for as long as a picture takes

MENDED = (
    ("DELETE FROM orders;\n", "DELETE FROM orders WHERE id = 7;\n"),
    ("SELECT * FROM 订单;\nUPDATE 订单 SET 状态 = 'paid';\n", "SELECT * FROM 订单;\n"),
    ("SELECT id FROM orders;\n", "SELECT id FROM orders WHERE note LIKE '%7';\n"),
)
"""Scripts as they were, and as they are when they are audited again."""


CACHE = (
    "# 每晚 3 点 清理购物车 / the baskets of guests, emptied at night",
    "SELECT 2",
    "KEYS basket:guest:*",
    "SET basket:4711 '{\"items\": []}'",
    "HGETALL basket:totals",
    "ZADD basket:ages 1764460800 4711",
    "EVAL \"local keys = redis.call('KEYS', ARGV[1])",
    "for _, key in ipairs(keys) do redis.call('DEL', key) end",
    'return #keys" 0 basket:guest:*',
    "CONFIG SET maxmemory-policy allkeys-lru",
    "FLUSHDB",
)
"""A script as it is handed to redis-cli."""
CHOSEN = "redis-script-calls-dangerous"
"""The rule whose finding in it is shown."""
PIPELINE = (
    ("SET", "订单:1", "待付款"), ("LRANGE", "orders:open", "0", "-1"), ("DEL", "orders:open"),
    ("EXPIRE", "订单:1", "-1"),
)  # fmt: skip
"""Commands in the protocol, as `redis-cli --pipe` takes them."""


class Studio:
    """One program, put into one state after the other."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._app = QApplication.instance() or QApplication(["mohist"])
        self._console: Console | None = None
        self._closed: list[Console] = []  # a window in the collector takes Qt's parts with it

    def open(self, language: str = "en", theme: str = "light") -> Console:
        """A new window in that language and theme, with nothing in it."""
        self.close()
        assert isinstance(self._app, QApplication)
        made = build(
            self._app,
            self._home / "settings",
            self._home / "state",
            self._home / "data",
            language,
        )
        made.preferences.change(theme=theme, recent=())
        made.window.resize(SIZE)
        made.window.show()
        self._console = made
        return made

    def close(self) -> None:
        """Close the window that is open, and wait for its processes."""
        if self._console:
            self._console.close()
            self._console.window.hide()
            self._closed.append(self._console)
            self._console = None

    def wait(self, until: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Let the program run until something holds."""
        end = time.monotonic() + seconds
        while not until() and time.monotonic() < end:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def settle(self) -> None:
        """Let what is on its way arrive: sorting, the source, the status bar."""
        end = time.monotonic() + 1.5
        self.wait(lambda: time.monotonic() > end)

    def command(self, name: str) -> None:
        """Do what the user can do under that name."""
        assert self._console
        next(c for c in self._console.audit.commands() if c.name == name).does()

    def take(self, name: str) -> None:
        """Grab the window."""
        assert self._console
        self.settle()
        self._console.window.grab().save(str(HERE / f"{name}.png"))

    def sample(self, console: Console) -> None:
        """Audit the built-in sample and choose its second finding."""
        self.command("sample")
        self.wait(lambda: not console.audit.session.empty and not console.audit.session.running)
        self.settle()
        self.command("next")
        self.command("next")

    def fixes(self, name: str) -> None:
        """Grab the dialog of fixes over the sample, with every rule ticked."""
        assert self._console
        dialog = self._console.audit.acting.fix()
        self.wait(lambda: dialog.kinds.total > 0)
        self.settle()
        dialog.kinds.tick(dialog.kinds.keys)
        self.settle()
        dialog.grab().save(str(HERE / f"{name}.png"))
        dialog.reject()

    def commands(self, name: str, folder: Path, language: str, theme: str) -> None:
        """Grab the audit of commands of Redis, with a finding of the script chosen."""
        page = self.open(language, theme).audit
        page.take_files([redis(folder)])
        self.wait(lambda: page.session.whole)
        self.settle()
        store = page.session.findings.store
        chosen = next(n for n in store.numbers if store.finding(n).rule == CHOSEN)
        page.findings.view.show_number(chosen)
        self.take(name)

    def history(self, name: str, folder: Path) -> None:
        """Keep the run of a folder, of the folder mended, and compare both."""
        assert self._console
        page = self._console.audit
        folder.mkdir()
        for number, (first, _then) in enumerate(MENDED, 1):
            (folder / f"V{number}__change.sql").write_text(first, "utf-8")
        page.take_files([folder])
        self.wait(lambda: page.session.whole)
        self.command("runs")
        page.runs.keep()
        self.wait(lambda: page.runs.runs.table.total == 1)
        for number, (_first, then) in enumerate(MENDED, 1):
            (folder / f"V{number}__change.sql").write_text(then, "utf-8")
        self.command("run")
        self.wait(lambda: page.session.whole)
        page.runs.keep()
        self.wait(lambda: page.runs.comparison is not None)
        self.take(name)


def redis(folder: Path) -> Path:
    """A script of commands, and a pipeline in the protocol."""
    folder.mkdir()
    (folder / "nightly.redis").write_text("\n".join(CACHE) + "\n", "utf-8")
    written = bytearray()
    for command in PIPELINE:
        parts = [part.encode() for part in command]
        written += b"*%d\r\n" % len(parts)
        written += b"".join(b"$%d\r\n%b\r\n" % (len(part), part) for part in parts)
    (folder / "orders.resp.redis").write_bytes(written)
    return folder


def broken(folder: Path) -> Path:
    """A folder with one good script, one that is not text, one in two encodings."""
    folder.mkdir()
    (folder / "V1__orders.sql").write_text("DELETE FROM orders;\n", "utf-8")
    (folder / "V2__picture.sql").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0")
    (folder / "V3__notes.sql").write_bytes("-- 备注\n".encode() + "-- 备注\n".encode("gb18030"))
    return folder


def many(folder: Path) -> Path:
    """A folder that takes a while."""
    folder.mkdir()
    lines = "".join(f"UPDATE account_{n} SET note = 'n';\nDELETE FROM t{n};\n" for n in range(3000))
    for n in range(MANY):
        (folder / f"V{n + 1}__change.sql").write_text(lines, "utf-8")
    return folder


def main() -> None:
    """All states, one picture each."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        os.environ["MOHIST_HOME"] = name
        studio = Studio(home)
        studio.open()
        studio.take("empty-light")
        for language, theme, picture in (
            ("en", "light", "findings-light"),
            ("en", "dark", "findings-dark"),
            ("zh_CN", "light", "findings-chinese"),
            ("zh_CN", "dark", "findings-chinese-dark"),
        ):
            studio.sample(studio.open(language, theme))
            studio.take(picture)
            if picture != "findings-chinese-dark":
                look = picture.removeprefix("findings-")
                studio.fixes(f"fixes-{look}")
                studio.open(language, theme)
                studio.history(f"runs-{look}", home / look)
                studio.commands(f"redis-{look}", home / f"redis-{look}", language, theme)
        console = studio.open()
        console.audit.take_files([broken(home / "broken")])
        studio.wait(lambda: not console.audit.session.running)
        studio.settle()
        studio.command("next")
        studio.take("error-light")
        console = studio.open()
        console.audit.take_files([many(home / "many")])
        studio.wait(lambda: console.audit.session.findings.rowCount() > 0)
        studio.settle()
        studio.command("next")
        studio.take("running-light")
        studio.command("stop")
        studio.wait(lambda: not console.audit.session.running)
        studio.close()


if __name__ == "__main__":
    main()
