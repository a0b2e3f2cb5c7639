"""The editor with a long script: opening it, and a key in it, as the GUI thread feels them.

    QT_QPA_PLATFORM=offscreen .venv/bin/python benchmarks/editor.py [lines]

All of its parts are at work: colours, statements, folds, and the audit of what is typed. Times are
those of the GUI thread's own work (`cpu`) and by the clock, threads and other programs included.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.views.console.editor.editor import SqlEditor
from app.views.theme import code_font

LINE = "SELECT a.id, COUNT(*) FROM orders a WHERE a.state = '已付款' AND b > 12 /* c */;\n"
KEYS = 300
PAUSE = 0.03  # seconds between two keys: 33 a second


class Turns:
    """How long turns of the event loop took, in milliseconds."""

    def __init__(self) -> None:
        self._cpu: list[float] = []
        self._clock: list[float] = []

    def take(self, turn: Callable[[], object]) -> None:
        """Take the time of one."""
        cpu, clock = time.thread_time(), time.perf_counter()
        turn()
        self._cpu.append(1e3 * (time.thread_time() - cpu))
        self._clock.append(1e3 * (time.perf_counter() - clock))

    def __str__(self) -> str:
        return f"cpu {_spread(self._cpu)}   clock {_spread(self._clock)}"


def _spread(times: list[float]) -> str:
    times = sorted(times)
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    return f"p50 {p50:5.1f}  p99 {p99:5.1f}  max {times[-1]:5.1f} ms"


def press(app: QApplication, editor: SqlEditor, key: Qt.Key) -> None:
    """Press a key and let the window draw what came of it."""
    QTest.keyClick(editor, key)
    app.processEvents()


def main() -> None:
    """Open a script and type in it."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    app = QApplication([])
    editor = SqlEditor()
    editor.set_code_font(code_font("", 11))
    editor.resize(1400, 900)
    editor.show()
    editor.activateWindow()
    editor.setFocus()
    app.processEvents()
    opening, begun = Turns(), time.perf_counter()
    opening.take(lambda: editor.set_text("-- 日志 😀\n" + LINE * lines))
    while editor.filling:
        opening.take(app.processEvents)
    filled = time.perf_counter() - begun
    print(f"{lines:,} lines are there after {filled:.1f} s; a turn {opening}")
    while editor.colouring.busy or editor.findings.busy:
        app.processEvents()
    for name, place in (("top", 100), ("middle", len(editor.text) // 2)):
        editor.select(place, place)
        keys, between = Turns(), Turns()
        for n in range(KEYS):
            typed = Qt.Key.Key_Return if n % 11 == 0 else Qt.Key(ord("ABCDE ("[n % 7]))
            keys.take(partial(press, app, editor, typed))
            until = time.perf_counter() + PAUSE
            while time.perf_counter() < until:
                between.take(app.processEvents)
                time.sleep(0.001)
        print(f"a key at the {name}: {keys}")
        print(f"   turns between: {between}")
    editor.close_lanes()


if __name__ == "__main__":
    main()
