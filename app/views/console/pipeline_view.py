"""How a file of commands looks in its window: what is in it, how it is sent, what came of it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.domain.console.pipeline import (
    Kind,
    LineTrouble,
    PipelineDone,
    PipelineEnding,
    PipelineFile,
    PipelineOrder,
)
from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError
from app.i18n import N_, _, ngettext
from app.models.console.pipeline import KINDS, TROUBLES
from app.models.fields import State
from app.models.formats import count, percent, size
from app.models.records import RecordTable
from app.views.style import style
from app.views.theme import GAP, Theme
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel

_BAR = 3  # pixels
_BATCH, _LARGEST = 1000, 10_000
_WHOLE = 1000  # of the bar


class PipelineView(QWidget):
    """Fills the dialog, which tells it what to show."""

    def __init__(self, endpoint: Endpoint, name: str, theme: Theme) -> None:
        super().__init__()
        self._endpoint = endpoint
        self._word = ""
        self._sendable = False
        self.title = _label(_("Send the commands of {file}").format(file=name), "title")
        self.said, self.hit, self.warned = _label("", ""), _label("", "muted"), _label("", "error")
        self.bar = QProgressBar(maximum=_WHOLE, textVisible=False)
        self.kinds: TablePanel[Kind] = TablePanel(
            RecordTable(KINDS, lambda it: (it.name, it.weight)), N_("Commands of the file"),
            Empty(N_("No commands")),
        )  # fmt: skip
        self.troubles: TablePanel[LineTrouble] = TablePanel(
            RecordTable(TROUBLES, lambda it: (it.line, it.text)), N_("Lines with a trouble"),
            Empty(N_("No trouble")),
        )  # fmt: skip
        self.batch = QSpinBox(minimum=1, maximum=_LARGEST, value=_BATCH, singleStep=100)
        self.stop_at_error = QCheckBox(_("Stop at the first error"))
        self.stop_at_error.setChecked(True)
        self.atomic = QCheckBox(_("Each batch is a transaction (MULTI … EXEC)"))
        self.asked, self.word = _label("", "heading"), QLineEdit()
        self.send, self.stop, self.leave = QPushButton(), QPushButton(), QPushButton()
        self._edge, self._place = QFrame(), _label("", "heading")
        self._lay_out()
        self.apply_theme(theme)

    def _lay_out(self) -> None:
        at = self._endpoint
        self._edge.setFixedHeight(_BAR)
        where = f"▲ {at.name}" if at.production else at.name
        self._place.setText(f"{where} · {at.environment}" if at.environment else where)
        self.parts = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self.parts.addWidget(self.kinds)
        self.parts.addWidget(self.troubles)
        self.troubles.hide()
        self.word.textChanged.connect(self._look)
        self.atomic.setVisible(not at.access.redis.cluster)
        inside = QVBoxLayout()
        inside.setContentsMargins(5 * GAP, 3 * GAP, 5 * GAP, 4 * GAP)
        inside.setSpacing(2 * GAP)
        above: tuple[QWidget, ...] = (
            self.title, self._place, self.said, self.hit, self.warned, self.bar,
        )  # fmt: skip
        for part in above:
            inside.addWidget(part)
        inside.addWidget(self.parts, 1)
        inside.addWidget(self._options())
        inside.addWidget(self.asked)
        inside.addWidget(self.word)
        inside.addLayout(self._buttons())
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self._edge)
        down.addLayout(inside, 1)
        hidden: tuple[QWidget, ...] = (
            self.hit, self.warned, self.asked, self.word, self.options,
        )  # fmt: skip
        for part in hidden:
            part.hide()

    def _options(self) -> QWidget:
        self.options = QWidget()
        row = QHBoxLayout(self.options)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GAP)
        caption = QLabel(_("Commands in a batch"))
        caption.setBuddy(self.batch)
        self.batch.setAccessibleName(caption.text())
        for part in (caption, self.batch, self.stop_at_error, self.atomic):
            row.addWidget(part)
        row.addStretch(1)
        return self.options

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * GAP)
        row.addStretch(1)
        for button, text in (
            (self.send, _("Send")), (self.stop, _("Stop")), (self.leave, _("Close")),
        ):  # fmt: skip
            button.setText(text)
            button.setAutoDefault(False)
            row.addWidget(button)
        self.leave.setDefault(True)
        self.stop.hide()
        self._look()
        return row

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours: it may stand open for long."""
        production = self._endpoint.production
        ink = theme.error if production else theme.accent
        style(self._edge, f"background: {ink}; border: none;")
        if production:
            style(self._place, f"color: {theme.error};")
        for part in (self.kinds, self.troubles):
            part.apply_theme(theme)

    # ------------------------------------------------------------------ what was chosen

    @property
    def order(self) -> PipelineOrder:
        """How it shall be sent."""
        atomic = self.atomic.isChecked() and not self._endpoint.access.redis.cluster
        return PipelineOrder(self.batch.value(), self.stop_at_error.isChecked(), atomic)

    @property
    def typed(self) -> str:
        """What had to be typed, and was."""
        return self._word if self.may_send else ""

    @property
    def may_send(self) -> bool:
        """Whether it can be sent, and all that must be typed is."""
        return self._sendable and (not self._word or self.word.text().strip() == self._word)

    @Slot()
    def _look(self) -> None:
        self.send.setEnabled(self.may_send)

    # ------------------------------------------------------------------ what is shown

    @Slot(object)
    def show_read(self, share: float) -> None:
        """It is being looked through."""
        self.bar.setValue(int(share * _WHOLE))
        self.said.setText(_("Looking through the file: {share}").format(share=percent(share)))

    def show_file(self, file: PipelineFile) -> None:
        """It was looked through."""
        self.bar.hide()
        text = ngettext(
            "{count} command ({size}), of which {writes} may change something. SHA-256 {digest}…",
            "{count} commands ({size}), of which {writes} may change something. SHA-256 {digest}…",
            file.commands,
        )
        self.said.setText(
            text.format(
                count=count(file.commands), size=size(file.stamp[1]), writes=count(file.writes),
                digest=file.digest[:16],
            )
        )  # fmt: skip
        self.kinds.show_records(file.kinds)
        self._show_troubles((*file.wrong, *file.doubtful))
        self._sendable = not file.wrongs and file.commands > 0
        if file.wrongs:
            self._warn(
                ngettext(
                    "{count} line cannot be sent, and so nothing is. Correct the file first.",
                    "{count} lines cannot be sent, and so nothing is. Correct the file first.",
                    file.wrongs,
                ).format(count=count(file.wrongs))
            )
        elif file.doubtfuls:
            self._warn(
                ngettext(
                    "{count} line will hardly be taken by the server.",
                    "{count} lines will hardly be taken by the server.",
                    file.doubtfuls,
                ).format(count=count(file.doubtfuls))
            )
        self.options.setVisible(self._sendable)
        if self._sendable:
            self._ask_word(file)
        self._look()

    def _ask_word(self, file: PipelineFile) -> None:
        names = file.dangerous
        at = self._endpoint
        if file.writes and (at.production or len(names) > 1):
            self._word = at.name
        else:
            self._word = names[0] if names else ""
        if self._word:
            self.asked.setText(_("Type {name} to confirm.").format(name=self._word))
            self.word.setPlaceholderText(self._word)
            self.word.setAccessibleName(self.asked.text())
            self.asked.show()
            self.word.show()
            self.word.setFocus()
        if names:
            said = _("May change or delete far more than one key: {names}.")
            self._warn(said.format(names=", ".join(names)))

    def show_weighed(self, existing: int, of: int) -> None:
        """What a sample of its keys says."""
        text = ngettext(
            "Of a sample of {of} key that it writes, {existing} exists now ({share}).",
            "Of a sample of {of} keys that it writes, {existing} exist now ({share}).",
            of,
        )
        self.hit.setText(
            text.format(of=count(of), existing=count(existing), share=percent(existing / of))
        )
        self.hit.show()

    @Slot(object)
    def show_unweighed(self, error: ConsoleError) -> None:
        """Nobody could be asked."""
        self.hit.setText(
            _("How many of its keys exist is not known: {reason}").format(reason=error)
        )
        self.hit.show()

    @Slot(object)
    def show_failed(self, error: ConsoleError) -> None:
        """Nothing is sent."""
        self.bar.hide()
        self._sendable = False
        self._warn(f"{error} {error.hint}".strip())
        self._look()

    def show_sending(self) -> None:
        """It begins."""
        for part in (self.options, self.asked, self.word, self.send, self.warned):
            part.hide()
        self._show_troubles(())
        self.stop.setEnabled(True)
        self.stop.show()
        self.bar.show()

    def show_progress(self, share: float, text: str) -> None:
        """How far it is."""
        self.bar.setValue(int(share * _WHOLE))
        self.said.setText(text)

    def show_done(self, done: PipelineDone, text: str) -> None:
        """What came of it."""
        self._show_troubles(done.troubles)
        self.hit.setText(text)
        self.hit.show()
        bad = done.ending is not PipelineEnding.DONE or done.progress.errors
        state = State.ERROR if done.ending is PipelineEnding.LOST else State.WARNING
        state = state if bad else State.GOOD
        self.hit.setProperty("role", "error" if state is State.ERROR else "")
        self.hit.style().polish(self.hit)
        self.hit.setText(f"{state.shape} {text}")

    def show_rest(self) -> None:
        """It is over."""
        self._sendable = False
        self.stop.hide()
        self.bar.hide()
        self._look()
        self.leave.setFocus()

    def _show_troubles(self, troubles: tuple[LineTrouble, ...]) -> None:
        self.troubles.show_records(troubles)
        self.troubles.setVisible(bool(troubles))

    def _warn(self, text: str) -> None:
        self.warned.setText(f"{State.ERROR.shape} {text}")
        self.warned.show()


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label
