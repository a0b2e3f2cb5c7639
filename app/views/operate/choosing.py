"""What to compare with: other instances of the type, and this one as it was."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.models.operating.comparison import CANDIDATES, Candidate
from app.models.records import RecordTable
from app.views.theme import GAP, Theme
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel

_SIZE = 720, 480


class ChooseDialog(QDialog):
    """Space or a click ticks, Enter or a double-click takes the one alone.

    Signals:
        chosen: the candidates that were ticked, in their order.
    """

    chosen = Signal(object)

    def __init__(
        self, candidates: Sequence[Candidate], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Compare parameters"))
        self.resize(*_SIZE)
        self.table: RecordTable[Candidate] = RecordTable(
            CANDIDATES, lambda each: each.key, checkable=True
        )
        self.panel: TablePanel[Candidate] = TablePanel(
            self.table, N_("Compare with"),
            Empty(N_("There is nothing to compare with"),
                  N_("The inventory has no other instance of this type, and no value of a parameter"
                     " was seen to change here."), icon="parameters"),
        )  # fmt: skip
        self.panel.apply_theme(theme)
        said = QLabel(
            _("What stands now is the first column. Several may be chosen; each instance is asked"
              " through a login of its own, and nothing is changed."), wordWrap=True,
        )  # fmt: skip
        said.setProperty("role", "muted")
        self.compare, self.leave = QPushButton(_("Compare")), QPushButton(_("Cancel"))
        self.compare.setProperty("primary", True)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GAP)
        buttons.addStretch(1)
        for button in (self.compare, self.leave):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        down = QVBoxLayout(self)
        down.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        down.setSpacing(2 * GAP)
        down.addWidget(said)
        down.addWidget(self.panel, 1)
        down.addLayout(buttons)
        self.table.ticked.connect(self._look)
        self.panel.activated.connect(self._take_one)
        self.compare.clicked.connect(self._take)
        self.leave.clicked.connect(self.reject)
        self.panel.show_records(candidates)
        self._look()

    @property
    def ticked(self) -> list[Candidate]:
        """Those that are ticked, as they stand."""
        return [
            self.table.record(row) for row in range(self.table.shown) if self.table.is_ticked(row)
        ]

    @Slot()
    def _look(self) -> None:
        self.compare.setEnabled(bool(self.ticked))

    @Slot()
    def _take(self) -> None:
        self.chosen.emit(self.ticked)
        self.accept()

    @Slot(object)
    def _take_one(self, candidate: Candidate) -> None:
        """Enter on a row means it, and what is ticked besides."""
        self.chosen.emit([*dict.fromkeys((*self.ticked, candidate))])
        self.accept()
