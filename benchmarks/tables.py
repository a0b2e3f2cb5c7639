"""How late the window is while a table of 20,000 sessions is refreshed, sorted and filtered.

    python benchmarks/tables.py [--rows N] [--platform offscreen]

A precise 16 ms timer in the GUI thread is the measure, as in `gui_lateness.py`: how many
milliseconds after its time it fires. Twelve columns; a refresh changes every tenth record, ends
some and begins as many. All phases are measured in one run, an idle one first.
"""

import argparse
import os
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.models import formats
from app.models.fields import Align, Field, State
from app.models.record_order import Order
from app.models.records import RecordTable
from app.views.style_sheet import style_sheet
from app.views.theme import LIGHT, interface_font, palette
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.tidy import Tidy
from benchmarks.gui_lateness import Clock, Figures, after

WATCHED = 3.0  # seconds of the phases that have no end by themselves
EVERY = 2.0  # seconds between two refreshes
SQL = "SELECT o.id, o.total FROM orders o JOIN customer c ON c.id = o.customer_id WHERE o.id = {n}"


@dataclass(frozen=True, slots=True)
class Session:
    """What a server tells of one of its sessions."""

    id: int
    user: str
    host: str
    schema: str | None
    command: str
    seconds: float
    state: str | None
    transaction: float | None
    rows: int
    memory: int
    isolation: str
    sql: str | None


def _state(session: Session) -> State:
    return State.WARNING if session.seconds > 7000 else State.NONE


FIELDS: tuple[Field[Session], ...] = (
    Field("id", "Id", attrgetter("id"), str, Align.RIGHT, width=72),
    Field("user", "User", attrgetter("user"), width=96),
    Field("host", "Host", attrgetter("host"), width=140),
    Field("schema", "Schema", attrgetter("schema"), width=80),
    Field("command", "Command", attrgetter("command"), width=80),
    Field("seconds", "Time", attrgetter("seconds"), formats.duration, Align.RIGHT, state=_state),
    Field("state", "State", attrgetter("state")),
    Field("trx", "Transaction", attrgetter("transaction"), formats.duration, Align.RIGHT),
    Field("rows", "Rows", attrgetter("rows"), formats.count, Align.RIGHT, width=90),
    Field("memory", "Memory", attrgetter("memory"), formats.size, Align.RIGHT, width=80),
    Field("isolation", "Isolation", attrgetter("isolation"), width=120),
    Field("sql", "Statement", attrgetter("sql"), width=240, stretch=True, code=True),
)


def session(number: int, by: random.Random) -> Session:
    """One session, of which half do something."""
    works = by.random() < 0.5
    return Session(
        number,
        by.choice(("app_orders", "app_stock", "report", "root")),
        f"10.{by.randrange(8)}.{by.randrange(32)}.{by.randrange(256)}:{by.randrange(65536)}",
        by.choice(("shop", "stock", None)),
        "Query" if works else "Sleep",
        by.random() * 7200,
        by.choice(("Sending data", "updating", "statistics")) if works else None,
        by.random() * 900 if works else None,
        by.randrange(2_000_000),
        by.randrange(1 << 30),
        "REPEATABLE READ",
        SQL.format(n=number) if works else None,
    )


def refreshed(sessions: list[Session], by: random.Random) -> list[Session]:
    """The same server two seconds later: new objects, most of them equal to those before."""
    first = max(it.id for it in sessions) + 1
    gone = len(sessions) // 200
    stay = [
        replace(it, seconds=it.seconds + EVERY) if by.random() < 0.1 else replace(it)
        for it in sessions[gone:]
    ]
    return stay + [session(first + n, by) for n in range(gone)]


def phases(panel: TablePanel[Session], rows: int) -> Iterator[Figures]:
    """Everything that may hold the window up, one after the other."""
    clock, table, by = Clock(), panel.table, random.Random(1)
    sessions = [session(n, by) for n in range(rows)]
    samples = [refreshed(sessions, by) for _ in range(4)]

    def settled() -> bool:
        return not table.arranging

    def shown(phase: str, what: Callable[[], object]) -> Figures:
        """From the call on, which counts, until it is on the screen and a little longer."""
        begun: list[Callable[[], bool]] = []

        def over() -> bool:
            if not begun:
                what()
                begun.append(after(0.3))
            return settled() and begun[0]()

        return clock.during(phase, over)

    yield clock.during("idle", after(WATCHED))
    yield shown("first sample", lambda: panel.show_records(sessions))
    yield clock.during("idle with rows", after(WATCHED))
    panel.view.select(table.key_at(40))
    for n, sample in enumerate(samples):
        yield shown(f"refresh {n + 1}", lambda sample=sample: panel.show_records(sample))  # type: ignore[misc]
    yield refreshing(clock, panel, samples)
    panel.view.selectAll()
    yield shown("refresh, all selected", lambda: panel.show_records(samples[0]))
    panel.view.clearSelection()
    for number, field in enumerate(FIELDS):
        if field.key in ("user", "seconds", "sql"):
            way = Qt.SortOrder.AscendingOrder
            yield shown(
                f"sort by {field.key}",
                lambda number=number, way=way: panel.view.sortByColumn(number, way),  # type: ignore[misc]
            )
    for text in ("o", "or", "orders -sleep", "time>1h user:report", ""):
        yield shown(f"filter {text!r}", lambda text=text: panel.view.filter_by(text))  # type: ignore[misc]
    bar = panel.view.verticalScrollBar()

    def scrolled() -> bool:
        bar.setValue((bar.value() + 7) % max(1, bar.maximum()))
        return over()

    over = after(WATCHED)
    yield clock.during("scroll, at full speed", scrolled)


def refreshing(clock: Clock, panel: TablePanel[Session], samples: list[list[Session]]) -> Figures:
    """A fresh sample every two seconds, as a page asks for them."""
    left = list(samples)
    timer = QTimer(interval=int(EVERY * 1000))

    def refresh() -> None:
        if left:
            panel.show_records(left.pop())

    timer.timeout.connect(refresh)
    timer.start()
    figures = clock.during("refreshed every 2 s", after(EVERY * (len(samples) + 1)))
    timer.stop()
    return figures


def main() -> None:
    """Print a row for each phase."""
    arguments = argparse.ArgumentParser(description="How late the window is under large tables")
    arguments.add_argument("--rows", type=int, default=20_000)
    arguments.add_argument("--platform", default="offscreen", help="a Qt platform, such as xcb")
    chosen = arguments.parse_args()
    os.environ["QT_QPA_PLATFORM"] = chosen.platform
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    app.setFont(interface_font())
    app.setPalette(palette(LIGHT))
    app.setStyleSheet(style_sheet(LIGHT))
    Tidy(app)  # as the program does
    table: RecordTable[Session] = RecordTable(
        FIELDS, attrgetter("id"), order=Order("seconds", descending=True)
    )
    panel = TablePanel(table, "Sessions", Empty("No sessions"))
    panel.apply_theme(LIGHT)
    panel.resize(1400, 900)
    panel.show()
    for figures in phases(panel, chosen.rows):
        print(figures.line(), flush=True)


if __name__ == "__main__":
    main()
