"""How far an act of many commands is, with a way to end it, and what came of each."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.act import Outcome
from app.i18n import N_, _, ngettext
from app.models.formats import count
from app.models.operating.acts import COMMANDS, Tried, commands_of
from app.models.records import RecordTable
from app.views.theme import GAP, Theme
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.acting import Acting

_SOON = 400
"""Milliseconds an act may take before anything is seen of it."""
_REDRAW = 100  # milliseconds between two looks at how far it is
_SIZE = 860, 440


class ActProgress(QDialog):
    """Comes up by itself where an act takes long, and stays where some of many went wrong.

    Closing it stops nothing: that is what its button is for.
    """

    def __init__(self, acting: Acting, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.acting = acting
        self._rows = commands_of(acting.act)
        self._tried = self._wrong = 0
        self._new = False
        self.setWindowTitle(acting.act.title)
        self.resize(*_SIZE)
        self.said, self.bar = QLabel(wordWrap=True), QProgressBar()
        self.bar.setRange(0, len(self._rows))
        self.bar.setTextVisible(False)
        self.wrong_only = QCheckBox(_("Only what went wrong"))
        self.table: RecordTable[Tried] = RecordTable(COMMANDS, lambda tried: tried.number)
        self.panel: TablePanel[Tried] = TablePanel(
            self.table, N_("Commands"),
            Empty(N_("Nothing went wrong"), N_("Every command that was tried did what it is for.")),
        )  # fmt: skip
        self.panel.apply_theme(theme)
        self.panel.add_to_bar(self.wrong_only)
        self.stop, self.leave = QPushButton(_("Stop")), QPushButton(_("Close"))
        self._lay_out()
        self._patience = QTimer(self, singleShot=True, interval=_SOON)
        self._patience.timeout.connect(self.show)
        self._clock = QTimer(self, interval=_REDRAW)
        self._clock.timeout.connect(self._redraw)
        self.wrong_only.toggled.connect(self._show_rows)
        self.stop.clicked.connect(self._stop)
        self.leave.clicked.connect(self.reject)
        acting.told.connect(self._note)
        acting.finished.connect(self._finish)
        self._patience.start()
        self._clock.start()
        self._show_rows()
        self._say()

    def _lay_out(self) -> None:
        title = QLabel(self.acting.act.title)
        title.setProperty("role", "title")
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GAP)
        buttons.addStretch(1)
        buttons.addWidget(self.stop)
        buttons.addWidget(self.leave)
        down = QVBoxLayout(self)
        down.setContentsMargins(5 * GAP, 4 * GAP, 5 * GAP, 4 * GAP)
        down.setSpacing(2 * GAP)
        for part in (title, self.said, self.bar):
            down.addWidget(part)
        down.addWidget(self.panel, 1)
        down.addLayout(buttons)
        for button in (self.stop, self.leave):
            button.setAutoDefault(False)

    @Slot(object, object)
    def _note(self, tried: int, outcome: Outcome) -> None:
        self._rows[tried - 1] = made = replace(self._rows[tried - 1], outcome=outcome)
        self._tried, self._new = tried, True
        self._wrong += made.wrong

    @Slot()
    def _redraw(self) -> None:
        """Hundreds of outcomes a second are not hundreds of repaints."""
        if self._new and self.isVisible():
            self._new = False
            self._say()
            self._show_rows()

    @Slot()
    def _show_rows(self) -> None:
        only = self.wrong_only.isChecked()
        self.panel.show_records([row for row in self._rows if row.wrong or not only])

    def _say(self) -> None:
        total = len(self._rows)
        said = ngettext("{tried} of {total} command", "{tried} of {total} commands", total).format(
            tried=count(self._tried), total=count(total)
        )
        if self._wrong:
            said += " · " + _("▲ {count} not done").format(count=count(self._wrong))
        if self.acting.cancelled and not self.acting.over:
            said += " · " + _("stopping")
        elif self.acting.over and self._tried < total:
            said += " · " + _("{count} not tried").format(count=count(total - self._tried))
        self.said.setText(said)
        self.said.setAccessibleDescription(said)
        self.bar.setValue(self._tried)

    @Slot()
    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.acting.cancel()
        self._say()

    @Slot()
    def _finish(self) -> None:
        """Show what went wrong of many; of a single one the notice says all there is to say."""
        self._patience.stop()
        self._clock.stop()
        self.stop.hide()
        self._say()
        incomplete = self._wrong or (self._tried < len(self._rows) and self._tried)
        if len(self._rows) > 1 and incomplete:
            self.wrong_only.setChecked(self._wrong > 0)
            self._show_rows()
            self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.show()
            self.leave.setFocus()
        else:
            self.close()
            self.deleteLater()
