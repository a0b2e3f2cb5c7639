"""All of one alert beside the list, the form that silences it, and what was around its moment."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.models.alerts.fields import DETAILS
from app.models.alerts.rows import AlertRow
from app.views.alerts.around import AroundView
from app.views.alerts.keeper import AlertKeeper
from app.views.alerts.silence_form import Quiet, SilenceForm
from app.views.theme import GAP, Theme
from app.views.widgets.chart import Redraw
from app.views.widgets.details_panel import DetailsPanel


class AlertDetails(QWidget):
    """Shows one alert.

    Signals:
        silence_agreed: the AlertRows that were asked about, and a Quiet.
        form_left: the form is gone; the list shall have the focus again.
        chart_chosen: the chart shall be seen large.
        failed: a ConsoleError that is to be shown to the user.
    """

    silence_agreed = Signal(object, object)
    form_left = Signal()
    chart_chosen = Signal()
    failed = Signal(object)

    def __init__(self, keeper: AlertKeeper, redraw: Redraw, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: Sequence[AlertRow] = ()
        self.text: DetailsPanel[AlertRow] = DetailsPanel(DETAILS, sparse=True)
        self.form = SilenceForm()
        self.form.hide()
        self.around = AroundView(keeper, redraw)
        upper = QWidget()
        above = QVBoxLayout(upper)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(2 * GAP)
        above.addWidget(self.text, 1)
        above.addWidget(self.form)
        self.split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self.split.addWidget(upper)
        self.split.addWidget(self.around)
        self.split.setSizes([320, 380])
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.split)
        self.form.agreed.connect(self._agree)
        self.form.left.connect(self.leave_form)
        self.around.chosen.connect(self.chart_chosen)
        self.around.failed.connect(self.failed)

    def show_row(self, row: AlertRow | None) -> None:
        """Show this one; None leaves what is there."""
        self.text.show_record(row)
        self.around.show_row(row)

    def ask_silence(self, rows: Sequence[AlertRow]) -> None:
        """Ask how long these shall be silent. What is chosen meanwhile changes nothing of it."""
        self._asked = tuple(rows)
        self.form.begin(len(self._asked))

    @Slot(object)
    def _agree(self, quiet: Quiet) -> None:
        asked = self._asked
        self.leave_form()
        self.silence_agreed.emit(asked, quiet)

    @Slot()
    def leave_form(self) -> None:
        """Silence nothing."""
        self._asked = ()
        self.form.hide()
        self.form_left.emit()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.text.apply_theme(theme)
        self.around.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.text.retranslate()
        self.form.retranslate()
        self.around.retranslate()
