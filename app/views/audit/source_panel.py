"""The source beside the rule: opens the script of a finding in a thread and shows its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError
from app.domain.finding import Finding, Position
from app.i18n import _
from app.models.findings_store import Kind
from app.models.source_colours import Colours, colour
from app.models.source_text import SourceText, read_source
from app.views.audit.source_view import SourceView
from app.views.theme import GAP, Theme
from app.workers.lane import Job, Lane

_TOP = Position(1, 1, 0)


@dataclass(frozen=True, slots=True)
class Shown:
    """A script to show: how it was read, why it broke off, lines to mark, the finding meant."""

    path: str
    encoding: str | None = None
    dialect: Dialect | None = None
    failure: str = ""
    marks: Mapping[int, Kind] = field(default_factory=dict)
    finding: Finding | None = None

    @property
    def place(self) -> Position:
        """Where to look."""
        return self.finding.start if self.finding else _TOP


_NOTHING = Shown("")


class SourcePanel(QWidget):
    """One script at a time; a late answer about another is dropped.

    Signals:
        picked: the path of the script and the number of a line whose mark was clicked.
    """

    picked = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane = Lane("source", self)
        self._reading: Job[SourceText] | None = None
        self._colouring: Job[Colours] | None = None
        self._wanted = _NOTHING
        self.view = SourceView()
        self.view.setProperty("pane", True)
        self.view.picked.connect(self._pick)
        self._head, self._message = QLabel(), QLabel()
        self._head.setProperty("role", "muted")
        self._head.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setWordWrap(True)
        self._message.setMargin(4 * GAP)
        self._message.setProperty("role", "card")
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._message)
        self._stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self._head)
        layout.addWidget(self._stack, 1)
        self.clear()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.view.retranslate()
        if self._wanted.path:
            self._say_where()
        else:
            self.clear()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.view.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font."""
        self.view.set_font(font)

    def close_lane(self) -> None:
        """End what is being read; the window closes."""
        self._lane.close()

    # what is shown

    @property
    def message(self) -> str:
        """What is said in the place of a source, empty while one is shown."""
        return self._message.text() if self._stack.currentWidget() is self._message else ""

    @property
    def head(self) -> str:
        """What is said over the source: which script, and how much of it."""
        return self._head.text()

    def clear(self) -> None:
        """Show no script."""
        self._forget()
        self._head.clear()
        self.say(_("Choose a finding to see its source."))

    def say(self, text: str) -> None:
        """Say something in the place of a source."""
        self._message.setText(text)
        self._stack.setCurrentWidget(self._message)

    def show_failure(self, path: str, failure: str) -> None:
        """Say why there is nothing to show of a script."""
        self._forget()
        self._head.setText(path)
        self.say(failure)

    def show_script(self, wanted: Shown) -> None:
        """Show a script, from the place of its finding or from its top."""
        same = wanted.path == self._wanted.path and self._reading is None
        self._wanted = wanted
        same = same and self._stack.currentWidget() is self.view
        if same and self.view.source.shows(wanted.place):
            self._mark()
            return
        self._cancel()
        self._head.setText(wanted.path)
        self._reading = self._lane.submit(
            partial(read_source, wanted.path, wanted.encoding, wanted.place)
        )
        self._reading.succeeded.connect(self._show)
        self._reading.failed.connect(self._fail)

    def reload(self) -> None:
        """Read the script anew when its source is asked for again: it changed."""
        self._wanted = replace(self._wanted, path="")

    def _forget(self) -> None:
        self._cancel()
        self._wanted = _NOTHING

    def _cancel(self) -> None:
        for job in (self._reading, self._colouring):
            if job:
                job.cancel()
        self._reading = self._colouring = None

    @Slot(object)
    def _show(self, source: SourceText) -> None:
        self._reading = None
        self.view.show_source(source)
        self._stack.setCurrentWidget(self.view)
        self._say_where()
        self._mark()
        if source.whole and self._wanted.dialect:
            text = "\n".join(source.lines)
            self._colouring = self._lane.submit(partial(colour, text, self._wanted.dialect))
            self._colouring.succeeded.connect(self.view.show_colours)

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._forget()
        self.say(f"{error} {error.hint}".strip())

    def _mark(self) -> None:
        finding = self._wanted.finding
        self.view.show_marks(self._wanted.marks)
        self.view.show_finding(finding)
        if finding and not self.view.source.shows(finding.start):
            self.say(_("The file is shorter than it was. It changed since it was audited."))

    def _say_where(self) -> None:
        source = self.view.source
        said = [self._wanted.path]
        if not source.whole:
            said.append(
                _("only lines {first} to {last} are shown, without colours").format(
                    first=f"{source.first:,}", last=f"{source.last:,}"
                )
            )
        if self._wanted.failure:
            said.append(self._wanted.failure)
        self._head.setText("  ·  ".join(said))
        self._head.setToolTip("\n".join(said))

    @Slot(object)
    def _pick(self, line: int) -> None:
        self.picked.emit(self._wanted.path, line)
