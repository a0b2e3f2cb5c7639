"""The question before a write: what each statement would hit, and on production the name to type.

The blast radius is looked up while the question stands; whoever agrees earlier does so knowing that
it is not known yet.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.domain.console.blast import BlastRadius
from app.domain.dialect import Dialect
from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError
from app.i18n import N_, _, ngettext
from app.models.console.weighed import WEIGHED, Weighed
from app.models.fields import State
from app.models.formats import count
from app.models.records import RecordTable
from app.views.style import style
from app.views.theme import GAP, Theme
from app.views.widgets.details_panel import DetailsPanel
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.lane import Job

_BAR = 3  # pixels
_SIZE_OF_ONE, _SIZE_OF_MANY = (700, 460), (980, 620)
_MOST = 50
"""Statements that are looked up; of a longer script the rest is shown without."""


class ProductionDialog(QDialog):
    """Asks once and is gone. "No" has the focus; Enter and Esc say no.

    Signals:
        agreed: run it; with what was typed, "" where nothing had to be.
    """

    agreed = Signal(object)

    def __init__(
        self,
        endpoint: Endpoint,
        writes: Sequence[Weighed],
        weigh: Callable[[str], Job[BlastRadius]],
        dialect: Dialect | None,
        theme: Theme,
        font: QFont,
        parent: QWidget | None = None,
        *,
        names: frozenset[str] = frozenset(),
    ) -> None:
        """`names` are commands that must be confirmed by name, whatever the instance is."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._endpoint, self._theme = endpoint, theme
        self._writes = {each.number: each for each in writes}
        self._jobs: list[Job[BlastRadius]] = []
        self._names = names
        one = next(iter(names), "") if len(names) < 2 else endpoint.name
        self._word = endpoint.name if endpoint.production else one
        self.setWindowTitle(self._title())
        self.word, self.yes, self.no = QLineEdit(), QPushButton(), QPushButton()
        self.table: RecordTable[Weighed] = RecordTable(WEIGHED, lambda it: it.number)
        self.panel: TablePanel[Weighed] = TablePanel(
            self.table, N_("Statements that may change something"), Empty(N_("Nothing"))
        )
        self.details: DetailsPanel[Weighed] = DetailsPanel(WEIGHED, dialect, sparse=True)
        self._lay_out()
        for part in (self.panel, self.details):
            part.apply_theme(theme)
            part.set_code_font(font)
        self.panel.current_changed.connect(self._show_details)
        self.panel.show_records(self._writes.values())
        self.panel.view.setCurrentIndex(self.table.index(0, 0))
        self.details.show_record(writes[0])
        self._look_up(weigh)
        self.finished.connect(self._give_up)

    def _title(self) -> str:
        number = len(self._writes)
        if self._endpoint.production:
            said = ngettext(
                "Run a statement on production that may change something",
                "Run {count} statements on production that may change something",
                number,
            )
        elif self._names:
            said = ngettext(
                "Run a command that may change or delete far more than one key",
                "Run {count} commands, some of which may change or delete far more than one key",
                number,
            )
        else:
            said = ngettext(
                "Run a statement that changes every row",
                "Run {count} statements that change every row",
                number,
            )
        return said.format(count=count(number))

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setFixedHeight(_BAR)
        ink = self._theme.error if self._endpoint.production else self._theme.warning
        style(bar, f"background: {ink}; border: none;")
        inside = QVBoxLayout()
        inside.setContentsMargins(5 * GAP, 3 * GAP, 5 * GAP, 4 * GAP)
        inside.setSpacing(2 * GAP)
        inside.addWidget(self._label(self._title(), "title"))
        where = self._label(f"▲ {self._endpoint.name}", "heading")
        if self._endpoint.environment:
            where.setText(f"{where.text()} · {self._endpoint.environment}")
        style(where, f"color: {ink};")
        inside.addWidget(where)
        bare = sum(each.bare for each in self._writes.values())
        if bare:
            said = ngettext(
                "A statement names no rows: it changes every row of its table.",
                "{count} statements name no rows: they change every row of their tables.",
                bare,
            ).format(count=count(bare))
            inside.addWidget(self._label(f"{State.ERROR.shape} {said}", "error"))
        parts = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        parts.addWidget(self.panel)
        parts.addWidget(self.details)
        self.panel.setVisible(len(self._writes) > 1)
        inside.addWidget(parts, 1)
        self._add_word(inside)
        self._add_buttons(inside)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(bar)
        down.addLayout(inside, 1)
        self.resize(*(_SIZE_OF_MANY if len(self._writes) > 1 else _SIZE_OF_ONE))

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        return label

    def _add_word(self, layout: QVBoxLayout) -> None:
        if not self._word:
            self.word.setParent(self)
            self.word.hide()
            return
        asked = _("Type {name} to confirm.").format(name=self._word)
        layout.addWidget(self._label(asked, "heading"))
        self.word.setAccessibleName(asked)
        self.word.setPlaceholderText(self._word)
        self.word.textChanged.connect(self._look)
        layout.addWidget(self.word)

    def _add_buttons(self, layout: QVBoxLayout) -> None:
        self.yes.setText(_("Run it"))
        self.no.setText(_("No"))
        self.yes.setAutoDefault(False)
        self.no.setDefault(True)
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(2 * GAP)
        row.addStretch(1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        layout.addLayout(row)
        (self.word if self._word else self.no).setFocus()
        self._look()

    # ------------------------------------------------------------------ what is looked up

    def _look_up(self, weigh: Callable[[str], Job[BlastRadius]]) -> None:
        for each in [*self._writes.values()][:_MOST]:
            job = weigh(each.statement)
            job.succeeded.connect(partial(self._found, each.number))
            job.failed.connect(partial(self._not_found, each.number))
            self._jobs.append(job)

    def _found(self, number: int, radius: BlastRadius) -> None:
        self._show(replace(self._writes[number], radius=radius))

    def _not_found(self, number: int, error: ConsoleError) -> None:
        self._show(replace(self._writes[number], error=error))

    def _show(self, weighed: Weighed) -> None:
        self._writes[weighed.number] = weighed
        self.table.update(weighed)
        shown = self.details.record
        if shown is not None and shown.number == weighed.number:
            self.details.show_record(weighed)

    @Slot(object)
    def _show_details(self, weighed: Weighed | None) -> None:
        if weighed is not None:
            self.details.show_record(self._writes[weighed.number])

    @property
    def weighed(self) -> Iterable[Weighed]:
        """What is known by now."""
        return self._writes.values()

    @Slot()
    def _give_up(self) -> None:
        for job in self._jobs:
            job.cancel()

    # ------------------------------------------------------------------ yes or no

    @property
    def may_agree(self) -> bool:
        """Whether the name was typed, where one has to be."""
        return not self._word or self.word.text().strip() == self._word.strip()

    @Slot()
    def _look(self) -> None:
        self.yes.setEnabled(self.may_agree)

    @Slot()
    def accept(self) -> None:
        """Agree, unless the name has still to be typed."""
        if self.may_agree:
            self.agreed.emit(self._word)
            super().accept()
