"""How a server with ten million keys is looked at: when something is seen, how late the window is.

    python benchmarks/key_tree.py [millions] [--port PORT]

A Redis server of the tests is filled (90 s, 1.1 GiB for ten million), or the one at PORT is used as
it is. The key page is opened on it, walks until it holds as many keys as it may, opens a branch on
the way, is stopped, and looks for one branch that few keys are in.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtWidgets import QApplication

from app.views.operate.desk import Desk
from app.views.operate.panels.keys import KeysPanel
from benchmarks.operate_lateness import Clock, line, opened, spin
from tests.servers.redis_servers import Redis
from tests.views.operate.tried import TriedRedis

_FILL = """for n=ARGV[1]+0,ARGV[2]-1 do
 if n%3>0 then redis.call('SET','user:'..(n*7919%ARGV[3])..':profile','x')
 else redis.call('SET',string.format('session:%x',n*2654435761%4294967296),'x') end end"""
_STEP = 100_000


def fill(server: Redis, count: int) -> None:
    """Start it, and give it so many keys: users, sessions."""
    begun = time.perf_counter()
    server.start()
    for start in range(0, count, _STEP):
        server.command("EVAL", _FILL, 0, start, min(count, start + _STEP), count)
    print(f"filled with {count:,} keys in {time.perf_counter() - begun:.0f} s")


def mebibytes() -> int:
    """What this process holds now."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(each for each in lines if each.startswith("VmRSS")).split()[1]) // 1024


def look(desk: Desk) -> None:
    """Walk, open, stop, narrow; print each."""
    panel = desk.panels["keys"]
    assert isinstance(panel, KeysPanel)
    walk, clock, before = panel.walk, Clock(), mebibytes()
    clock.start()
    begun = time.perf_counter()
    desk.open_panel("keys")
    spin(lambda: panel.tree.rowCount() > 0, 30)
    print(f"the first branches after {time.perf_counter() - begun:.2f} s")
    while not (walk.full or walk.complete):
        spin(lambda: not walk.running, 300)
        took = time.perf_counter() - begun
        print(f"{walk.held:,} of {walk.total:,} keys held after {took:.1f} s:"
              f" {walk.held / took:,.0f} a second, {walk.share:.0%} seen,"
              f" {mebibytes() - before} MiB more")  # fmt: skip
        print("   ", ", ".join(f"{n.record.name.decode()} {n.record.keys:,}"
                               for n in panel.tree.top if n.record))  # fmt: skip
        walk.go_on()
    print(line("window while it walks", clock))
    clock.start()
    begun = time.perf_counter()
    at = panel.tree.index(panel.tree.rowCount() - 1, 0)
    panel.panel.view.expand(at)
    spin(lambda: panel.tree.rowCount(at) > 0, 30)
    print(
        f"a branch opened in {time.perf_counter() - begun:.2f} s: {panel.tree.rowCount(at):,} rows"
    )
    spin(lambda: False, 1)
    print(line("window while it opens", clock))
    clock.start()
    panel.refresh()
    spin(lambda: walk.held > 20_000, 30)
    begun = time.perf_counter()
    walk.stop()
    spin(lambda: not walk.running, 30)
    print(f"stopped in {time.perf_counter() - begun:.2f} s")
    panel.pattern.setText("user:77777*")
    begun = time.perf_counter()
    panel.refresh()
    spin(lambda: not walk.running, 600)
    print(f"a pattern that {walk.held:,} keys fit: all of them after"
          f" {time.perf_counter() - begun:.1f} s")  # fmt: skip
    print(line("window meanwhile", clock))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("millions", type=float, nargs="?", default=10.0)
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    application = QApplication(sys.argv[:1])
    server = Redis()
    try:
        if not asked.port:
            fill(server, int(asked.millions * 1_000_000))
        port = asked.port or server.port
        with (
            tempfile.TemporaryDirectory() as folder,
            opened(Path(folder), TriedRedis(server), port) as desk,
        ):
            look(desk)
    finally:
        server.close()
    application.quit()


if __name__ == "__main__":
    main()
