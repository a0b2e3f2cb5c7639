"""The list of inputs and scripts on the screen; choosing a row limits the findings to it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.i18n import _
from app.models.desk import Input, Script
from app.models.files import FileColumn, FilesTable
from app.views.audit.files_delegate import FilesDelegate
from app.views.theme import ROW, Theme

_COUNT_WIDTH, _BESIDE = 32, 14  # pixels: at least, and beside the digits


class FilesView(QTableView):
    """Shows a `FilesTable`.

    Signals:
        chosen: what the current row stands for: an Input, a Script, or None for everything.
        remove_wanted: the path of an input.
    """

    chosen = Signal(object)
    remove_wanted = Signal(object)

    def __init__(self, files: FilesTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self._delegate = FilesDelegate(self, files)
        self.setModel(files)
        self.setItemDelegate(self._delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self._set_headers()
        files.layoutChanged.connect(self._keep_a_row)
        files.layoutChanged.connect(self._fit_counts)
        files.dataChanged.connect(self._fit_counts)
        self.show_all()
        self.retranslate()

    def _set_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW)
        rows.setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(FileColumn.NAME, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._fit_counts()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._files.sort)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._delegate.apply_theme(theme)
        self.viewport().update()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.setAccessibleName(_("Files"))
        self.setAccessibleDescription(
            _("The findings are those of the chosen row. Delete takes an input off the list.")
        )

    def show_path(self, path: str) -> None:
        """Choose the row of an input or a script."""
        row = self._files.row_of(path)
        if row is not None:
            self.setCurrentIndex(self._files.index(row, 0))

    def show_all(self) -> None:
        """Choose everything."""
        self.setCurrentIndex(self._files.index(0, 0))

    @Slot()
    def _keep_a_row(self) -> None:
        """Choose everything when the chosen row is gone."""
        if not self.currentIndex().isValid():
            self.show_all()

    @Slot()
    def _fit_counts(self) -> None:
        """Give the counts as much room as those of all files take, the rest to the names."""
        font = QFont(self.font())
        font.setBold(True)
        metrics = QFontMetrics(font)
        for column in FileColumn:
            if column is not FileColumn.NAME:
                digits = len(self._files.text(0, column))
                wide = max(_COUNT_WIDTH, metrics.horizontalAdvance("0" * digits) + _BESIDE)
                if wide != self.columnWidth(column):
                    self.setColumnWidth(column, wide)

    @property
    def line(self) -> Input | Script | None:
        """What the current row stands for."""
        index = self.currentIndex()
        return self._files.line(index.row()) if index.isValid() else None

    @property
    def input(self) -> str | None:
        """The input that the current row is, or belongs to."""
        line = self.line
        return None if line is None else self._files.desk.input_of(line.path)

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tell what the current row stands for."""
        super().currentChanged(current, previous)
        self.chosen.emit(self.line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the input of the current row off the list."""
        if event.key() == Qt.Key.Key_Delete and self.input is not None:
            self.remove_wanted.emit(self.input)
        else:
            super().keyPressEvent(event)
