"""Parameters side by side: of other instances as they answer, and of earlier moments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.errors import ConsoleError
from app.domain.operating.comparison import Compared, Seen, as_of, compare
from app.flows.compare_parameters import parameters_of
from app.i18n import N_, _
from app.models.operating.comparison import Candidate, Column, fields_of
from app.models.record_order import Order
from app.models.records import RecordTable
from app.views.operate.others import Others
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.handing import Handing
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.survey import Survey


@dataclass(slots=True)
class _Side:
    """A column on its way."""

    title: str
    values: Mapping[str, str] | None = None
    error: ConsoleError | None = None


class ComparisonView(Handing):
    """Shows one comparison at a time; a server that is slow or silent holds up no other.

    Signals:
        left: the user wants the parameters back.
    """

    left = Signal()

    def __init__(self, kind: str, others: Others, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind, self._others = kind, others
        self._theme, self._font = LIGHT, QFont()
        self._sides: dict[str, _Side] = {}
        self._survey: Survey | None = None
        self.panel: TablePanel[Compared] | None = None
        self.back, self.cancel, self.said = QPushButton(), QPushButton(), QLabel(wordWrap=True)
        self.differing, self.unexpected = QCheckBox(), QCheckBox()
        self.differing.setChecked(True)
        self.back.clicked.connect(self.leave)
        self.cancel.clicked.connect(self._give_up)
        for box in (self.differing, self.unexpected):
            box.toggled.connect(self._fill)
        QShortcut(
            QKeySequence("Alt+Left"), self, self.leave,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )  # fmt: skip
        across = QHBoxLayout()
        across.setSpacing(3 * GAP)
        across.addWidget(self.back)
        across.addWidget(self.said, 1)
        for part in (self.cancel, self.differing, self.unexpected):
            across.addWidget(part)
        self._down = QVBoxLayout(self)
        self._down.setContentsMargins(0, 0, 0, 0)
        self._down.setSpacing(2 * GAP)
        self._down.addLayout(across)
        self.retranslate()

    # ------------------------------------------------------------------ what is compared

    def begin(
        self, name: str, now: Mapping[str, str], chosen: Sequence[Candidate], seen: Seen
    ) -> None:
        """Compare what is `now` with what was chosen: ask instances, look moments up."""
        self.stop()
        self._sides = {"": _Side(name, now)}
        questions = {}
        for each in chosen:
            side = self._sides[each.key] = _Side(each.title)
            if each.moment is not None:
                side.values = as_of(seen, each.moment)
            elif each.endpoint is not None:
                questions[each.key] = partial(parameters_of, each.endpoint, self._others.connect)
        if questions:
            self._survey = survey = Survey(questions, self)
            survey.answered.connect(self._take)
            survey.failed.connect(self._note)
            survey.finished.connect(partial(self._end, survey))
        self._build()

    @Slot(str, object)
    def _take(self, key: str, values: Mapping[str, str]) -> None:
        self._sides[key].values = values
        self._build()

    @Slot(str, object)
    def _note(self, key: str, error: ConsoleError) -> None:
        self._sides[key].error = error
        self._build()

    def _end(self, survey: Survey) -> None:
        survey.deleteLater()
        if survey is self._survey:
            self._survey = None
            self._build()

    @Slot()
    def _give_up(self) -> None:
        if self._survey is not None:
            self._survey.cancel()

    def stop(self) -> None:
        """Wait for nobody any more."""
        survey, self._survey = self._survey, None
        if survey is not None:
            survey.close()
            survey.deleteLater()

    @Slot()
    def leave(self) -> None:
        """Back to the parameters."""
        self.stop()
        self.left.emit()

    # ---------------------------------------------------------------------- what is shown

    def _build(self) -> None:
        """A table with these columns: the heading of one that fails is another."""
        columns = [self._column(key, side) for key, side in self._sides.items()]
        table = RecordTable(
            fields_of(columns), lambda each: each.name, order=Order("difference", descending=True)
        )
        kept = self.panel.state() if self.panel is not None else b""
        typed = self.panel.filter.text() if self.panel is not None else ""
        panel: TablePanel[Compared] = TablePanel(
            table, N_("Comparison"),
            Empty(N_("Nothing differs"),
                  N_("All parameters are the same, or hidden by the choices above."),
                  icon="parameters"),
        )  # fmt: skip
        panel.apply_theme(self._theme)
        panel.set_code_font(self._font)
        if self.panel is not None:
            self._down.removeWidget(self.panel)
            self.panel.deleteLater()
        self.panel = panel
        self.hand_focus_to(panel)
        self._down.addWidget(panel, 1)
        if kept:
            panel.restore(kept)
        panel.filter.setText(typed)
        panel.filter.want()
        self._fill()
        self._say()

    def _column(self, key: str, side: _Side) -> Column:
        if side.values is not None:
            return Column(side.title)
        if side.error is None and self._survey is not None and key in self._survey.waiting:
            return Column(side.title, _("asking…"))
        return Column(f"▲ {side.title}", _("no answer"), failed=True)

    @Slot()
    def _fill(self) -> None:
        if self.panel is None:
            return
        found = compare([side.values for side in self._sides.values()], self._kind)
        self.panel.show_records(
            each for each in found
            if (each.differs or not self.differing.isChecked())
            and not (each.expected and self.unexpected.isChecked())
        )  # fmt: skip

    def _say(self) -> None:
        waiting = self._survey.waiting if self._survey is not None else ()
        self.cancel.setVisible(bool(waiting))
        parts = []
        if waiting:
            asked = len(self._sides) - 1
            parts.append(
                _("{there} of {all} are there").format(there=asked - len(waiting), all=asked)
            )
        for key, side in self._sides.items():
            if side.error is not None:
                parts.append(f"▲ {side.title}: {side.error} {side.error.hint}".rstrip())
            elif side.values is None and key not in waiting:
                parts.append(f"▲ {side.title}: " + _("it was not waited for"))
        self.said.setText("\n".join(parts))

    def set_code_font(self, font: QFont) -> None:
        """Use another font for values."""
        self._font = font
        if self.panel is not None:
            self.panel.set_code_font(font)

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        if self.panel is not None:
            self.panel.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.back.setText(_("← Parameters"))
        self.back.setToolTip(_("Back to the parameters of this instance (Alt+←)"))
        self.cancel.setText(_("Cancel"))
        self.differing.setText(_("Only what differs"))
        self.unexpected.setText(_("Hide what must differ"))
        self.unexpected.setToolTip(
            _("Names of hosts, ids, files and places, which every server has for itself")
        )
        if self._sides:
            self._build()
