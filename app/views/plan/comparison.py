"""Two plans side by side, a line a step, and in words what is another."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.domain.plan import Plan
from app.i18n import N_, _
from app.models.plan_pairs import PAIRS, PairRow, pair_key, pair_rows
from app.models.records import RecordTable
from app.plans.comparing import Comparison, compare
from app.views.theme import GAP, Theme
from app.views.widgets.handing import Handing
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel

_MOST = 8  # sentences shown


class ComparisonView(Handing):
    """Shows how one plan differs from another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self._names = ("", "")
        self.words = QLabel(wordWrap=True)
        self.table: RecordTable[PairRow] = RecordTable(PAIRS, pair_key)
        self.panel = TablePanel(
            self.table,
            N_("Two plans"),
            Empty(
                N_("Nothing to compare with"),
                N_("Once a statement has had another plan, both stand here side by side."),
                icon="compare",
            ),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self.words)
        layout.addWidget(self.panel, 1)
        self.hand_focus_to(self.panel)

    def show_plans(self, before: Plan, after: Plan, names: tuple[str, str]) -> None:
        """Compare two plans; `names` say of each when it was made."""
        self._comparison, self._names = compare(before, after), names
        self.panel.show_records(pair_rows(self._comparison))
        self._say()

    @Slot()
    def clear(self) -> None:
        """Show none."""
        self._comparison = None
        self.panel.show_records(())
        self._say()

    def _say(self) -> None:
        comparison = self._comparison
        self.words.setVisible(comparison is not None)
        if comparison is None:
            return
        heading = _("Left: {before}. Right: {after}.").format(
            before=self._names[0], after=self._names[1]
        )
        said = comparison.sentences[:_MOST]
        if comparison.same:
            said = (_("It is the same plan; only figures may differ."),)
        self.words.setText("\n".join((heading, *said)))

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.panel.retranslate()
        self._say()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.panel.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for statements."""
        self.panel.set_code_font(font)
