"""The editor of SQL: a text, its colours and its margin; what can be done in it are parts.

Places that go in and out are in code points of `text`, as everywhere outside Qt.
"""

from typing import Protocol

from PySide6.QtCore import QEvent, QMargins, QMimeData, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.domain.dialect import Dialect, Language
from app.i18n import _
from app.models.editing.typed_text import Edit
from app.sql.editing import Part
from app.views.actions import actions_for
from app.views.console.editor.brackets import Brackets
from app.views.console.editor.carets import Carets
from app.views.console.editor.closing import Closing
from app.views.console.editor.colouring import Colouring
from app.views.console.editor.commands import editor_commands
from app.views.console.editor.completion import Completion
from app.views.console.editor.counted_text import CountedText
from app.views.console.editor.find_bar import FindBar
from app.views.console.editor.findings_feed import FindingsFeed
from app.views.console.editor.folding import Folding
from app.views.console.editor.formatting import Formatting
from app.views.console.editor.go_to_line import GoToLine
from app.views.console.editor.indenting import Indenting
from app.views.console.editor.line_commands import LineCommands
from app.views.console.editor.margin import Margin
from app.views.console.editor.markings import Markings
from app.views.console.editor.repainting import Repainting
from app.views.console.editor.snippets import Snippets
from app.views.console.editor.statements import Statements
from app.views.style import set_font
from app.views.theme import LIGHT, Theme

TAB = 4
"""Columns of a tab."""
_PALETTE = QKeySequence.StandardKey.DeleteEndOfLine  # Ctrl+K
_SMALLEST, _LARGEST = 6, 40  # points


class Keys(Protocol):
    """A part of the editor that has keys of its own."""

    def key(self, event: QKeyEvent) -> bool:
        """Act on a key; False where it means nothing here."""


class SqlEditor(CountedText):
    """Edits one script.

    Signals, beside those of its text:
        zoomed: the size of the font in points, chosen with Ctrl and the wheel.
    """

    zoomed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = LIGHT
        self.language: Language = Dialect.MYSQL
        self._font = self._shown_font = self.font()
        self.margin = Margin(self)
        self.colouring = Colouring(self)
        self.repainting = Repainting(self)
        self.statements = Statements(self)
        self.folding = Folding(self)
        self.brackets = Brackets(self)
        self.carets = Carets(self)
        self.lines = LineCommands(self)
        self.find_bar = FindBar(self)
        self.go_to_line = GoToLine(self)
        self.markings = Markings(self)
        self.findings = FindingsFeed(self)
        self.formatting = Formatting(self)
        self.snippets = Snippets(self)
        self.completion = Completion(self)
        self.margin.folds = self.folding
        self.keys: list[Keys] = [
            self.completion,
            self.snippets,
            self.carets,
            Closing(self),
            Indenting(self),
        ]
        """Who is asked about a key, the first first."""
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(False)
        self.setAcceptDrops(True)
        self.commands = editor_commands(self)
        """What can be done here, for menus and the palette."""
        self._actions = actions_for(self.commands, self)
        for action in self._actions:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.filled.connect(self.statements.reset)
        self.blockCountChanged.connect(self.fit_margins)
        self.blockCountChanged.connect(self.markings.moved)
        self.margin.picked.connect(self.markings.go_to_line)
        self.updateRequest.connect(self._scrolled)
        self.cursorPositionChanged.connect(self._cursor_moved)
        self.cursorPositionChanged.connect(self.folding.reveal)
        self.cursorPositionChanged.connect(self.statements.moved)
        self.statements.folded.connect(self.folding.show_folds)
        self.statements.current.connect(self.brackets.show_pair)
        self.statements.current.connect(self._show_statement)
        self.retranslate()
        self.apply_theme(LIGHT)
        self.fit_margins()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Files are no text: the page under it opens those that are dropped."""
        return not any(url.isLocalFile() for url in source.urls()) and (
            super().canInsertFromMimeData(source)
        )

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.setAccessibleName(_("SQL"))
        for action in self._actions:
            action.retranslate()
        self.find_bar.retranslate()
        self.go_to_line.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.theme = theme
        self.colouring.apply_theme(theme)
        self.margin.apply_theme(theme)
        self.find_bar.apply_theme(theme)
        self.completion.apply_theme(theme)
        self.markings.apply_theme()
        self._cursor_moved()

    def set_code_font(self, font: QFont) -> None:
        """Use another font."""
        self._font = self._shown_font = font
        self._show_font()

    def _show_font(self) -> None:
        set_font(self, self._shown_font)
        self.ensurePolished()
        self.setTabStopDistance(TAB * self.fontMetrics().horizontalAdvance(" "))
        self.fit_margins()

    def set_language(self, language: Language) -> None:
        """Read the text as SQL of that dialect, or as commands."""
        self.language = language
        self.colouring.set_language(language)
        self.statements.reset()
        self.findings.again()

    def close_lanes(self) -> None:
        """End the threads; the tab closes."""
        self.statements.close()
        self.completion.close()
        self.findings.close()
        self.formatting.close()

    def set_text(self, text: str) -> None:
        """Show another text, as `CountedText` does; the margin has room for all of it at once."""
        self.margin.reserve(text.count("\n") + 1)
        self.fit_margins()
        super().set_text(text)

    def current_statement(self) -> Part | None:
        """The statement the cursor means; None where nobody could say which."""
        return self.statements.at_cursor()

    def selected_or_current(self) -> tuple[str, int]:
        """What is to run, and where it begins: the selection, else the statement at the cursor.

        Nothing is an empty text.
        """
        start, end = self.selection
        if start < end:
            return self.text[start:end], start
        part = self.current_statement()
        return (part.text, part.start) if part else ("", start)

    def mark_error(self, position: int, length: int, text: str) -> None:
        """Mark what a server complained of, until `clear_errors`."""
        self.markings.mark_error(position, length, text)

    def clear_errors(self) -> None:
        """Unmark that: something else runs."""
        self.markings.clear_errors()

    def lines_changed(self, first: QTextBlock, last: QTextBlock, edit: Edit | None) -> None:
        """Let the parts look at the lines of an edit."""
        further = self.colouring.changed(first, last)
        if edit is not None:
            self.folding.changed(first, last)
            self.statements.edit(edit)
            if first == last and not further and not self.folding.any_shut:
                self.repainting.only(first)

    @Slot()
    def _cursor_moved(self) -> None:
        line = QTextEdit.ExtraSelection()
        line.cursor = self.textCursor()
        line.cursor.clearSelection()
        line.format.setBackground(QColor(self.theme.window))
        line.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.mark("line", [line])
        self.margin.show_current(line.cursor.blockNumber())

    @Slot(object)
    def _show_statement(self, part: Part | None) -> None:
        """Mark it in the margin."""
        if part is None:
            self.margin.show_statement(None)
            return
        cursor = self.cursor_over(part.start, part.end)
        first = self.document().findBlock(cursor.selectionStart()).blockNumber()
        self.margin.show_statement((first, cursor.blockNumber()))

    # keys, mouse, wheel, input methods

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what is wrong under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.cursorForPosition(event.pos()).position()
            self.markings.say_at(place, event.globalPos())
            return True
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        """Leave the keys of the window to the window that Qt's text would take."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.matches(_PALETTE):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask the parts, then type."""
        passive = self.isReadOnly() or self.composing
        if passive or not any(part.key(event) for part in self.keys):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put a caret there, or one more."""
        if not self.carets.click(event):
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what Qt does not know of over the text."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.folding.paint(painter)
        self.carets.paint(painter)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl, show the text larger or smaller."""
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def zoom(self, points: int) -> None:
        """Show the text larger or smaller."""
        size = self._shown_font.pointSize() + points
        self._zoom_to(max(_SMALLEST, min(_LARGEST, size)))

    def reset_zoom(self) -> None:
        """Show the text in the size the user chose for all code."""
        self._zoom_to(self._font.pointSize())

    def _zoom_to(self, size: int) -> None:
        self._shown_font = QFont(self._font)
        self._shown_font.setPointSize(size)
        self._show_font()
        self.zoomed.emit(size)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Let an input method compose, and keep the colours of the line."""
        if event.preeditString():
            self.completion.hide()
        super().inputMethodEvent(event)
        self.carets.also(event.commitString())
        self.colouring.again(self.textCursor().block())

    @property
    def composing(self) -> bool:
        """Whether an input method is at work: keys are its own."""
        return bool(self.textCursor().block().layout().preeditAreaText())

    # margin

    @Slot(QRect, int)
    def _scrolled(self, rect: QRect, dy: int) -> None:
        if dy:
            self.margin.scroll(0, dy)
        else:
            self.margin.update(0, rect.y(), self.margin.width(), rect.height())
        self.colouring.see()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin as high as the text."""
        super().resizeEvent(event)
        self.fit_margins()
        self.markings.moved()

    @Slot()
    def fit_margins(self) -> None:
        """Give numbers their width at the left, and the bar over the text its height."""
        width, bar = self.margin.wanted_width(), self._bar()
        height = bar.sizeHint().height() if bar else 0
        wanted = QMargins(width, height, 0, 0)
        if self.viewportMargins() != wanted:  # Qt measures every line anew for it
            self.setViewportMargins(wanted)
        inside = self.contentsRect()
        left, top = inside.left(), inside.top()
        self.margin.setGeometry(QRect(left, top + height, width, inside.height() - height))
        if bar:
            bar.setGeometry(QRect(left, top, inside.width(), height))

    def _bar(self) -> QWidget | None:
        """The bar that stands over the text."""
        for bar in (self.find_bar, self.go_to_line):
            if not bar.isHidden():
                return bar
        return None

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew where the font changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit_margins()
