"""The DDL of an object, in colours, to copy or to take into an editor."""

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.domain.dialect import Dialect
from app.domain.errors import Cancelled, ConsoleError
from app.domain.schema.details import Definition
from app.i18n import N_, _
from app.models.source_colours import Colours, colour
from app.models.source_text import visible
from app.sql.script_text import as_script
from app.views.inks import ink_of
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.states import Empty, States

_COLOURED = 200_000  # code points up to which a text is coloured
_LONGEST = 1_000_000  # code points shown; all is copied
NO_DEFINITION = Empty(N_("No definition"), N_("The server shows none to this account."))


@dataclass(frozen=True, slots=True)
class Script:
    """DDL as a script, with its colours."""

    text: str
    colours: Colours
    lacking: tuple[str, ...] = ()


def script_of(definition: Definition, dialect: Dialect) -> Script:
    """Make a script of a definition; for a worker, as it cuts the text into tokens."""
    text = as_script(definition.statements, dialect)
    shown = visible(text[:_LONGEST])
    colours = colour(shown, dialect) if len(shown) <= _COLOURED else Colours()
    return Script(text, colours, definition.lacking)


class DdlView(QWidget):
    """Shows a `Script`; `empty` is said where it has no text.

    Signals:
        open_wanted: the text, to be opened in an editor.
        cancel_wanted, retry_wanted: a button of a state.
    """

    open_wanted = Signal(str)
    cancel_wanted = Signal()
    retry_wanted = Signal()

    def __init__(self, empty: Empty = NO_DEFINITION, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._font = LIGHT, QFont()
        self._script: Script | None = None
        self.text = QTextBrowser(openLinks=False)
        self.text.setProperty("pane", True)
        self.text.document().setDocumentMargin(2 * GAP)
        self.states = States(empty)
        self.copy, self.open = QPushButton(), QPushButton()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.text)
        self._stack.addWidget(self.states)
        bar = QHBoxLayout()
        bar.setSpacing(2 * GAP)
        bar.addWidget(self.copy)
        bar.addWidget(self.open)
        bar.addStretch(1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(2 * GAP)
        down.addWidget(self._stack, 1)
        down.addLayout(bar)
        self.copy.clicked.connect(self._copy)
        self.open.clicked.connect(self._open)
        self.states.cancel_wanted.connect(self.cancel_wanted)
        self.states.retry_wanted.connect(self.retry_wanted)
        self.retranslate()
        self.clear()

    @property
    def script(self) -> Script | None:
        """What is shown."""
        return self._script

    def clear(self) -> None:
        """Show nothing."""
        self._show(None)
        self.states.rest()
        self._stack.setCurrentWidget(self.text)

    def wait(self, doing: str) -> None:
        """Say what is waited for."""
        self._show(None)
        self.states.show_busy(doing)
        self._stack.setCurrentWidget(self.states)

    def fail(self, error: ConsoleError) -> None:
        """Say what went wrong."""
        self._show(None)
        if isinstance(error, Cancelled):
            self.clear()
            return
        self.states.show_failed(error)
        self._stack.setCurrentWidget(self.states)

    def show_script(self, script: Script) -> None:
        """Show this, or that there is nothing to show."""
        self._show(script)
        self.states.rest()
        if script.text:
            self._stack.setCurrentWidget(self.text)
        else:
            self.states.show_empty()
            self._stack.setCurrentWidget(self.states)

    def _show(self, script: Script | None) -> None:
        self._script = script
        self.text.setHtml("" if script is None else self._html(script))
        for button in (self.copy, self.open):
            button.setEnabled(script is not None and bool(script.text))

    def _html(self, script: Script) -> str:
        shown = visible(script.text[:_LONGEST])
        parts, at = [], 0
        for start, end, ink in script.colours.within(0, len(shown)):
            parts.append(escape(shown[at:start]))
            inked = escape(shown[start:end])
            parts.append(f'<span style="color:{ink_of(ink, self._theme)}">{inked}</span>')
            at = end
        text = "".join((*parts, escape(shown[at:])))
        family = escape(self._font.family() or "monospace")
        size = f"font-size:{self._font.pointSize()}pt; " if self._font.pointSize() > 0 else ""
        return (
            f"<pre style=\"font-family:'{family}'; {size}white-space:pre-wrap; margin:0\">"
            f"{text}</pre>"
        )

    @Slot()
    def _copy(self) -> None:
        if self._script is not None:
            QGuiApplication.clipboard().setText(self._script.text)

    @Slot()
    def _open(self) -> None:
        if self._script is not None:
            self.open_wanted.emit(self._script.text)

    def set_code_font(self, font: QFont) -> None:
        """Use another font."""
        self._font = font
        self._show(self._script)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.states.apply_theme(theme)
        self._show(self._script)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.copy.setText(_("Copy"))
        self.copy.setToolTip(_("Copy all of it as text"))
        self.open.setText(_("Open in an editor"))
        self.text.setAccessibleName(_("Definition"))
        self.states.retranslate()
