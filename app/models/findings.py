"""The table of findings: 100,000 rows that arrive, sort and filter without holding up the window.

What is shown is a list of numbers, a finding's number in the store or `-1 - n` for the headline
of group `n`. A new list is made in slices (see `findings_order`) and put in place at once.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from app.domain.finding import Finding
from app.i18n import N_, _
from app.models.findings_order import (
    Choice,
    Column,
    Group,
    Grouping,
    Order,
    chosen,
    grouped,
    ordered,
)
from app.models.findings_store import FindingStore
from app.models.ordering import Steps, rows_of
from app.models.severities import SHAPES, STALE, WORST_FIRST, shown
from app.models.slices import Slices
from app.models.source_text import visible

Index: TypeAlias = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Role = Qt.ItemDataRole
_PAUSE = 700  # milliseconds at least between two sortings while findings arrive
_SHARE = 4  # times as long as a sorting took is the pause before the next

TITLES = {
    Column.SEVERITY: N_("Severity"),
    Column.RULE: N_("Rule"),
    Column.MESSAGE: N_("Message"),
    Column.OBJECT: N_("Object"),
    Column.FILE: N_("File"),
    Column.LINE: N_("Line"),
}


@dataclass(frozen=True, slots=True)
class _Arranged:
    """A sorting that is done: of the first `count` findings, all in order, and what is shown."""

    order: Order
    count: int
    numbers: list[int]
    groups: list[Group]


class FindingsTable(QAbstractTableModel):
    """Shows what a `FindingStore` holds; cells are text only.

    Signals:
        arranged: what is shown was put in order, or chosen, anew.
        counted: the totals of the store changed.
    """

    arranged = Signal()
    counted = Signal()

    def __init__(
        self,
        file_title: Callable[[str], str] = str,
        rule_title: Callable[[str], str] = str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.store = FindingStore()
        self.order = Order()
        self.choice = Choice()
        self.grouping = Grouping.NONE
        self.stale: frozenset[str] = frozenset()
        self._file_title, self._rule_title = file_title, rule_title
        self._lines: list[int] = []
        self._groups: list[Group] = []
        self._folded: set[str] = set()
        self._sorted: _Arranged | None = None
        self._begun = 0.0
        self._slices = Slices(self)
        self._slices.finished.connect(self._put_in_place)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE)
        self._later.timeout.connect(self.arrange)

    # what is in it

    def add(self, found: Iterable[tuple[str, Sequence[Finding]]]) -> None:
        """Take findings, each some of a file; shown below the others until they are sorted."""
        first = len(self.store)
        for path, findings in found:
            self.store.add(path, findings)
        fresh = range(first, len(self.store))
        if not fresh:
            return
        if self.grouping is Grouping.NONE:
            self._append([n for n in fresh if self.choice.admits(self.store, n)])
        self._arrange_later()
        self.counted.emit()

    def clear(self) -> None:
        """Forget all findings."""
        self._start_anew(lambda: self.store.clear())

    def forget(self, paths: Iterable[str]) -> None:
        """Forget the findings of some files."""
        self._start_anew(lambda: self.store.forget(paths))
        self.arrange()

    def change(self, path: str, change: Callable[[Finding], Finding]) -> None:
        """Replace every finding of a file by `change` of it; then choose and sort again."""
        self.store.change(path, change)
        self._sorted = None
        self.arrange()
        self.counted.emit()

    def _start_anew(self, empty: Callable[[], None]) -> None:
        self._slices.stop()
        self._later.stop()
        self.beginResetModel()
        empty()
        self._lines, self._groups, self._sorted = [], [], None
        self.endResetModel()
        self.counted.emit()

    def _append(self, numbers: list[int]) -> None:
        if numbers:
            first = len(self._lines)
            self.beginInsertRows(ROOT, first, first + len(numbers) - 1)
            self._lines += numbers
            self.endInsertRows()

    # what is shown of it

    def choose(self, choice: Choice) -> None:
        """Show only what `choice` admits."""
        if choice != self.choice:
            self.choice = choice
            self.arrange()

    def group_by(self, grouping: Grouping) -> None:
        """Gather by file or rule; every group is open."""
        if grouping is not self.grouping:
            self.grouping = grouping
            self._folded.clear()
            self.arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, soon."""
        if not 0 <= column < len(Column):  # Qt says -1 for "as it came"
            return
        wanted = Order(Column(column), order == Qt.SortOrder.DescendingOrder)
        if wanted != self.order:
            self.order = wanted
            self.arrange()

    @property
    def arranging(self) -> bool:
        """Whether what is shown is behind what is wanted."""
        return self._slices.busy or self._later.isActive()

    @Slot()
    def arrange(self) -> None:
        """Begin to sort and choose; what was begun before is dropped."""
        self._later.stop()
        self._begun = time.monotonic()
        self._slices.start(self._arrangement())

    def _arrange_later(self) -> None:
        if self._sorted is None and not self._slices.busy:
            self.arrange()
        elif not self.arranging:
            self._later.start()

    def _arrangement(self) -> Steps[_Arranged]:
        order, count, known = self.order, len(self.store), self._sorted
        if known and (known.order, known.count) == (order, count):
            numbers = known.numbers
        else:
            numbers = yield from ordered(self.store, order, count)
        picked = yield from chosen(self.store, numbers, self.choice)
        if self.grouping is Grouping.NONE:
            groups = [Group("", picked)]
        else:
            groups = yield from grouped(self.store, picked, self.grouping)
        return _Arranged(order, count, numbers, groups)

    @Slot(object)
    def _put_in_place(self, arranged: _Arranged) -> None:
        """Show a new list, with selection and current row where they were, as far as shown."""
        fresh = self._lines_of(arranged.groups)
        late = range(arranged.count, len(self.store))
        if self.grouping is Grouping.NONE:
            fresh += [n for n in late if self.choice.admits(self.store, n)]
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        held = [(self._lines[index.row()], index.column()) for index in old]
        self._sorted, self._groups, self._lines = arranged, arranged.groups, fresh
        sought = {number for number, _column in held if number >= 0}
        rows = rows_of(fresh, sought)
        new = [self.index(rows[n], c) if n in rows else QModelIndex() for n, c in held]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()
        took = round((time.monotonic() - self._begun) * 1000)
        self._later.setInterval(max(_PAUSE, _SHARE * took))
        if late:
            self._later.start()
        self.arranged.emit()

    def _lines_of(self, groups: list[Group]) -> list[int]:
        if self.grouping is Grouping.NONE:
            return list(groups[0].numbers)
        lines: list[int] = []
        for n, group in enumerate(groups):
            lines.append(-1 - n)
            if group.key not in self._folded:
                lines += group.numbers
        return lines

    # rows

    @property
    def shown(self) -> int:
        """How many findings are shown, in folded groups too."""
        if self.grouping is Grouping.NONE:
            return len(self._lines)
        return sum(len(group.numbers) for group in self._groups)

    def number(self, row: int) -> int | None:
        """The number of the finding in a row; None for a headline."""
        line = self._lines[row]
        return line if line >= 0 else None

    def row_of(self, number: int) -> int | None:
        """The row of a finding; None where it is not shown."""
        try:
            return self._lines.index(number)
        except ValueError:
            return None

    def group(self, row: int) -> Group | None:
        """The group whose headline is in a row."""
        line = self._lines[row]
        return self._groups[-1 - line] if line < 0 else None

    def folded(self, group: Group) -> bool:
        """Whether only the headline of a group is shown."""
        return group.key in self._folded

    def fold(self, row: int, folded: bool) -> None:
        """Hide or show the findings of the group whose headline is in a row."""
        group = self.group(row)
        if group is None or self.folded(group) == folded:
            return
        first, last = row + 1, row + len(group.numbers)
        if folded:
            self._folded.add(group.key)
            self.beginRemoveRows(ROOT, first, last)
            del self._lines[first : last + 1]
            self.endRemoveRows()
        else:
            self._folded.discard(group.key)
            self.beginInsertRows(ROOT, first, last)
            self._lines[first:first] = group.numbers
            self.endInsertRows()
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def fold_all(self, folded: bool) -> None:
        """Fold or open every group."""
        self._folded = {group.key for group in self._groups} if folded else set()
        self.arrange()

    def mark_stale(self, paths: Iterable[str]) -> None:
        """Show that these files, and no others, changed since they were audited."""
        stale = frozenset(paths)
        if stale != self.stale:
            self.stale = stale
            self._repaint(Column.FILE, Column.FILE)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.store.forget_words()
        self._sorted = None
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self._repaint(Column.SEVERITY, Column.LINE)
        self.arrange()

    def _repaint(self, first: Column, last: Column) -> None:
        if self._lines:
            end = self.index(len(self._lines) - 1, last)
            self.dataChanged.emit(self.index(0, first), end)

    # what Qt asks

    def rowCount(self, parent: Index = ROOT) -> int:
        """Findings and headlines that are shown."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        """The columns, one for each `Column`."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """The text of a cell; nothing else is answered."""
        if role != Role.DisplayRole or not index.isValid():
            return None
        return self.text(index.row(), Column(index.column()))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """The title of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole and section == Column.LINE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return _(TITLES[Column(section)]) if role == Role.DisplayRole else None

    def text(self, row: int, column: Column) -> str:
        """What a cell shows; a headline has its text in the first column."""
        line = self._lines[row]
        if line < 0:
            return self._headline(self._groups[-1 - line]) if column == Column.SEVERITY else ""
        match column:
            case Column.SEVERITY:
                return shown(self.store.kind(line))
            case Column.RULE:
                return self.store.rule(line)
            case Column.MESSAGE:
                return _plain(self.store.finding(line).message)
            case Column.OBJECT:
                return _plain(self.store.finding(line).object)
            case Column.FILE:
                path = self.store.path(line)
                title = _plain(self._file_title(path))
                return f"{title} {STALE}" if path in self.stale else title
        return str(self.store.line(line))

    def group_title(self, group: Group) -> str:
        """What is common to the findings of a group: the rule or the file."""
        by_rule = self.grouping is Grouping.RULE
        return self._rule_title(group.key) if by_rule else self._file_title(group.key)

    def _headline(self, group: Group) -> str:
        counts = "  ".join(
            f"{SHAPES[kind]} {group.counts[kind]:,}" for kind in WORST_FIRST if group.counts[kind]
        )
        return f"{self.group_title(group)}   {counts}"


def _plain(text: str) -> str:
    """`text` from a stranger's file, with stand-ins for what acts and is not seen."""
    return text if text.isprintable() else visible(text)
