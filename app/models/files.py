"""The list of what is audited, as a table.

The first row stands for all; then comes each input in the order it was named, a folder followed
by its scripts. 10,000 scripts are no reason to hold up the window.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from typing import Any, TypeAlias, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Slot,
)

from app.domain.finding import Severity
from app.flows.events import Event
from app.i18n import _
from app.models.desk import Desk, FileState, Input, Script
from app.models.severities import FAILED, GOOD, SHAPES, STALE, STOPPED

T = TypeVar("T")
Index: TypeAlias = QModelIndex | QPersistentModelIndex
Line: TypeAlias = Input | Script | None
"""What a row shows; None stands for everything."""
ROOT = QModelIndex()
Role = Qt.ItemDataRole
_MANY = 500  # scripts, from which on new ones are not shown at once
_PAUSE = 250  # milliseconds until then
_FEW = 8  # scripts that are worth looking for, to repaint only them


class FileColumn(IntEnum):
    """The columns of the list."""

    NAME = 0
    ERRORS = 1
    WARNINGS = 2
    NOTICES = 3


_COUNTED: Mapping[FileColumn, Severity] = {
    FileColumn.ERRORS: Severity.ERROR,
    FileColumn.WARNINGS: Severity.WARNING,
    FileColumn.NOTICES: Severity.NOTICE,
}


class FilesTable(QAbstractTableModel):
    """Shows a desk, of which it is the only one to make changes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = Desk()
        self._stale: frozenset[str] = frozenset()
        self._lines: list[Line] = [None]
        self._by = FileColumn.NAME
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE)
        self._soon.timeout.connect(self._lay_out)

    # changes

    def change(self, change: Callable[[Desk], T]) -> T:
        """Let `change` add inputs to the desk, or remove some, or begin an audit."""
        result = change(self.desk)
        self._lay_out()
        return result

    def take(self, events: Iterable[Event]) -> None:
        """Keep what happens; shown once for all of `events`."""
        before = len(self.desk.scripts)
        touched = {self.desk.take(event) for event in events}
        if len(self.desk.scripts) == before:
            self._repaint_scripts(touched)
        elif before < _MANY:
            self._lay_out()
        elif not self._soon.isActive():
            self._soon.start()

    def mark_stale(self, paths: frozenset[str]) -> None:
        """Show that these scripts, and no others, changed since they were audited."""
        if paths != self._stale:
            self._stale = paths
            self._repaint()

    # rows

    def line(self, row: int) -> Line:
        """What a row shows."""
        return self._lines[row]

    def scripts_of(self, row: int) -> frozenset[str] | None:
        """The scripts a row stands for; None for all of them."""
        match self._lines[row]:
            case Input(scripts=scripts):
                return frozenset(script.path for script in scripts)
            case Script(path=path):
                return frozenset({path})
        return None

    def row_of(self, path: str) -> int | None:
        """The row of an input or a script."""
        line = self.desk.scripts.get(path) or self.desk.inputs.get(path)
        index = self._index_of(line, 0) if line else QModelIndex()
        return index.row() if index.isValid() else None

    @Slot()
    def _lay_out(self) -> None:
        """Put the rows in order anew, each persistent index with what it showed."""
        self._soon.stop()
        lines: list[Line] = [None]
        for named in self.desk.inputs.values():
            if not named.is_file:
                lines.append(named)
            lines += self._in_order(named)
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        held = [(self._lines[index.row()], index.column()) for index in old]
        self._lines = lines
        new = [self._index_of(line, column) for line, column in held]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _index_of(self, line: Line, column: int) -> QModelIndex:
        try:
            return self.index(self._lines.index(line), column)
        except ValueError:
            return QModelIndex()

    def _in_order(self, named: Input) -> Iterable[Script]:
        if self._by is FileColumn.NAME:
            return named.scripts
        severity = _COUNTED[self._by]
        return sorted(named.scripts, key=lambda script: -script.counts[severity])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the scripts of each input by name, or those with the most findings first."""
        if 0 <= column < len(FileColumn) and column != self._by:
            self._by = FileColumn(column)
            self._lay_out()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(FileColumn) - 1)
        self._repaint()

    def _repaint_scripts(self, paths: set[str]) -> None:
        """Repaint some scripts, what they are in, and the totals."""
        if len(paths) > _FEW:
            self._repaint()
            return
        inputs = {self.desk.scripts[path].above for path in paths if path}
        for row in {0, *(self.row_of(path) or 0 for path in paths | inputs)}:
            last = self.index(row, len(FileColumn) - 1)
            self.dataChanged.emit(self.index(row, 0), last)

    def _repaint(self) -> None:
        last = self.index(len(self._lines) - 1, len(FileColumn) - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    # what Qt asks

    def rowCount(self, parent: Index = ROOT) -> int:
        """Inputs, scripts, and one for all."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Name and counts."""
        return 0 if parent.isValid() else len(FileColumn)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """The text of a cell; what there is to know about its row as the tool tip."""
        if not index.isValid():
            return None
        if role == Role.DisplayRole:
            return self.text(index.row(), FileColumn(index.column()))
        if role == Role.ToolTipRole:
            return self._tip(self._lines[index.row()])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Titles: of the counts, the shape of their severity."""
        if role != Role.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        column = FileColumn(section)
        return _("Files") if column is FileColumn.NAME else SHAPES[_COUNTED[column]]

    def is_inside(self, row: int) -> bool:
        """Whether a row shows a script of a folder."""
        line = self._lines[row]
        return isinstance(line, Script) and line.above != line.path

    def text(self, row: int, column: FileColumn) -> str:
        """What a cell shows."""
        line = self._lines[row]
        if column is FileColumn.NAME:
            return self._first_cell(line)
        severity = _COUNTED[column]
        match line:
            case None:
                count = self.desk.totals[severity]
            case _:
                count = line.counts[severity]
        return _brief(count) if count else ""

    def _first_cell(self, line: Line) -> str:
        match line:
            case None:
                return _("All files: {count}").format(count=f"{len(self.desk.scripts):,}")
            case Input(path=path):
                title = self.desk.title(path)
                fruitless = _("{title}  no SQL files here").format(title=title)
                return fruitless if line.fruitless else title
        mark = self.mark(line)
        name = f"{line.name}{_progress(line)}"
        return f"{mark} {name}" if mark else name

    def mark(self, script: Script) -> str:
        """The shape for how a script is: failed, stopped, changed since, or without a finding."""
        if script.failed:
            return FAILED
        if script.path in self._stale:
            return STALE
        if script.state is FileState.STOPPED:
            return STOPPED
        clean = script.state is FileState.DONE and not +script.counts
        return GOOD if clean else ""

    def _tip(self, line: Line) -> str | None:
        if line is None:
            return None
        if isinstance(line, Script) and line.failure:
            return f"{line.path}\n{line.failure}"
        if line.path in self._stale:
            stale = _("It changed on disk since it was audited.")
            return f"{line.path}\n{stale}"
        return line.path


def _progress(script: Script) -> str:
    """How far it is; a small script is read at once, long before it is audited."""
    if script.state is not FileState.RUNNING:
        return ""
    return f"  {script.share:.0%}" if 0 < script.share < 1 else "  …"


def _brief(count: int) -> str:
    """A count in at most five characters, up to a hundred million."""
    if count < 10_000:
        return f"{count:,}"
    return f"{count // 1_000:,}k" if count < 1_000_000 else f"{count // 1_000_000:,}M"
