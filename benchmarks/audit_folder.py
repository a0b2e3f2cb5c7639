"""How late the window is with a folder of 10,000 files: opened, audited, looked at, exported, kept.

    python benchmarks/audit_folder.py [--files N] [--statements N] [--platform offscreen]

The measure is that of `gui_lateness.py`: how many milliseconds after its time a precise 16 ms timer
fires in the GUI thread; beside it stands how much CPU that thread took at a stretch. The audit is a
real one, with its processes, over scripts in folders of their own; the last row has all phases,
and how many ticks were more than 16 ms late.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.audit.report import BINARY, FORMATS
from app.domain.finding import Severity
from app.models.findings_order import Choice, Column, Grouping, words_of
from app.models.preferences import Preferences
from app.models.run_rows import Fate
from app.store.runs import RunStore
from app.views.audit import AuditPage
from app.views.audit.export import ENDINGS
from app.views.audit.runs_view import RunsView
from app.views.style_sheet import style_sheet
from app.views.theme import LIGHT, palette
from app.workers.tidy import Tidy
from benchmarks.gui_lateness import WATCHED, Clock, Figures, after

GOAL = 16.0  # milliseconds, of 99 ticks of 100
FOLDERS = 100
STATEMENTS = (
    "CREATE TABLE orders_{n} (id BIGINT PRIMARY KEY, note TEXT, paid FLOAT(10, 2)) ENGINE=InnoDB;",
    "CREATE INDEX idx_note_{n} ON orders_{n} (id, paid, id);",
    "INSERT INTO orders_{n} (id, note) VALUES (1, 'first'), (2, 'second');",
    "UPDATE orders_{n} SET note = 'paid' WHERE id = 7;",
    "DELETE FROM orders_{n};",
    "SELECT * FROM orders_{n} WHERE note LIKE '%{n}%' ORDER BY RAND();",
    "SELECT o.id, c.name FROM orders_{n} o JOIN customer c ON c.id = o.id WHERE o.paid = NULL;",
    "ALTER TABLE orders_{n} ADD COLUMN state INT NOT NULL DEFAULT 0 COMMENT '状态';",
)


def write_scripts(folder: Path, files: int, statements: int = len(STATEMENTS)) -> None:
    """Migrations of many applications, each file with statements of its own."""
    for n in range(files):
        place = folder / f"app{n % FOLDERS:02}"
        place.mkdir(parents=True, exist_ok=True)
        text = "\n".join(statement.format(n=n) for statement in STATEMENTS[:statements])
        (place / f"V{n // FOLDERS + 1}__change.sql").write_text(f"-- 变更 {n}\n{text}\n", "utf-8")


class Bench:
    """The phases, one after the other, on one page."""

    def __init__(self, page: AuditPage, folder: Path, out: Path) -> None:
        self._page, self._folder, self._out = page, folder, out
        self._clock = Clock()

    def phases(self) -> Iterator[Figures]:
        """Everything somebody does with such a folder."""
        clock, page = self._clock, self._page
        yield clock.during("idle", after(WATCHED))
        yield self._audit()
        yield clock.during("then they are sorted", self._settled)
        yield from self._files()
        yield from self._findings()
        yield from self._exports()
        yield from self._runs()
        page.watching.toggle()
        yield clock.during("watched", after(3 * WATCHED))
        page.watching.toggle()
        yield self._fix()

    def _audit(self) -> Figures:
        page = self._page
        page.take_files([self._folder])
        ran = self._clock.during("opened and audited", lambda: not page.session.running)
        scripts, found = len(page.session.files.desk.scripts), len(page.session.findings.store)
        pace = f"{scripts:,} files, {found:,} findings, {scripts / ran.seconds:,.0f} files a second"
        return replace(ran, note=pace)

    def _settled(self) -> bool:
        return not self._page.session.findings.arranging

    def _files(self) -> Iterator[Figures]:
        """Down the list of files, and everything again."""
        view, over = self._page.files, after(WATCHED)

        def down() -> bool:
            row = (view.currentIndex().row() + 37) % view.model().rowCount()
            view.setCurrentIndex(view.model().index(row, 0))
            return over()

        yield self._clock.during("down the files", down)
        view.show_all()
        yield self._clock.during("all files again", self._settled)

    def _findings(self) -> Iterator[Figures]:
        clock, table, view = self._clock, self._page.session.findings, self._page.findings.view
        for column in (Column.OBJECT, Column.MESSAGE, Column.FILE):
            view.sortByColumn(column, Qt.SortOrder.DescendingOrder)
            yield clock.during(f"sort by {column.name.lower()}", self._settled)
        for typed in ("o", "ord", "orders_77", ""):
            table.choose(Choice(words=words_of(typed)))
            yield clock.during(f"filter by {typed!r}", self._settled)
        table.choose(Choice(severities=frozenset({Severity.ERROR})))
        yield clock.during("errors only", self._settled)
        table.choose(Choice())
        yield clock.during("all again", self._settled)
        for grouping in (Grouping.FILE, Grouping.RULE, Grouping.NONE):
            table.group_by(grouping)
            yield clock.during(f"group: {grouping}", self._settled)

    def _exports(self) -> Iterator[Figures]:
        exporting = self._page.exporting
        for name in (*FORMATS, *BINARY):
            path = self._out / f"audit.{ENDINGS[name]}"
            exporting.write(path, name)
            yield self._clock.during(f"export: {name}", lambda: not exporting.busy)

    def _runs(self) -> Iterator[Figures]:
        """Keep the run twice, and compare."""
        view, clock = self._page.runs, self._clock
        self._page.toggle_runs()
        yield clock.during("history: listed", lambda: view._listing is None)
        session = self._page.session
        for n in (1, 2):
            view.keep()
            yield clock.during(f"history: kept {n}", partial(_shows, view, n))
            if n == 1:  # a run is kept once
                session.run_again(list(session.files.desk.scripts)[:1])
                yield clock.during("one file again", lambda: not session.running)
        yield clock.during("history: compared", lambda: view.comparison is not None)
        view.fates.choose(Fate.STILL)
        yield clock.during("history: still there", lambda: not view.findings.table.arranging)
        self._page.toggle_runs()

    def _fix(self) -> Figures:
        dialog = self._page.acting.fix()
        figures = self._clock.during(
            "fixes looked for",
            lambda: dialog._looking is None and dialog._counting is None
            and not dialog.files.arranging,
        )  # fmt: skip
        fixes = f"{dialog.files.total:,} files to mend"
        dialog.reject()
        return replace(figures, note=fixes)


def _shows(view: RunsView, number: int) -> bool:
    return view.runs.table.total >= number


def main() -> None:
    """Print a row for each phase, and all of them together."""
    arguments = argparse.ArgumentParser(description="How late the window is with a large folder")
    arguments.add_argument("--files", type=int, default=10_000)
    arguments.add_argument("--statements", type=int, default=len(STATEMENTS), help="in each")
    arguments.add_argument("--platform", default="offscreen", help="a Qt platform, such as xcb")
    chosen = arguments.parse_args()
    os.environ["QT_QPA_PLATFORM"] = chosen.platform
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    app.setPalette(palette(LIGHT))
    app.setStyleSheet(style_sheet(LIGHT))
    Tidy(app)  # as the program does
    late, busy = list[float](), list[float]()
    seconds = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "scripts"
        write_scripts(folder, chosen.files, chosen.statements)
        page = AuditPage(Preferences(Path(name) / "settings.json"), RunStore(Path(name) / "runs"))
        page.apply_theme(LIGHT)
        page.resize(1400, 900)
        page.show()
        for figures in Bench(page, folder, Path(name)).phases():
            print(figures.line(), flush=True)
            late += figures.late
            busy += figures.busy
            seconds += figures.seconds
        page.shut()
    over = sum(each > GOAL for each in late)
    print(Figures("all", late, seconds, f"{over:,} over {GOAL:g} ms", tuple(busy)).line())


if __name__ == "__main__":
    main()
