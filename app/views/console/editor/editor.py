"""The editor of SQL: a text, its colours and its margin; what can be done in it are parts.

Places that go in and out are in code points of `text`, as everywhere outside Qt.
"""

from typing import Protocol

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.domain.dialect import Dialect, Language
from app.i18n import _
from app.models.editing.typed_text import TypedText
from app.sql.editing import Part
from app.views.actions import actions_for
from app.views.console.editor.brackets import Brackets
from app.views.console.editor.carets import Carets
from app.views.console.editor.closing import Closing
from app.views.console.editor.colouring import Colouring
from app.views.console.editor.commands import editor_commands
from app.views.console.editor.filling import Filling
from app.views.console.editor.folding import Folding
from app.views.console.editor.indenting import Indenting
from app.views.console.editor.line_commands import LineCommands
from app.views.console.editor.margin import Margin
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


class SqlEditor(QPlainTextEdit):
    """Edits one script.

    Signals:
        edited: position, removed, added: at `position` (code points) so many code points went,
            and the text `added` came. Replayed in their order they make `text`.
        zoomed: the size of the font in points, chosen with Ctrl and the wheel.
    """

    edited = Signal(object, object, object)
    zoomed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = LIGHT
        self.language: Language = Dialect.MYSQL
        self._typed = TypedText()
        self._font = self._shown_font = self.font()
        self._selections: dict[str, list[QTextEdit.ExtraSelection]] = {}
        self.margin = Margin(self)
        self.colouring = Colouring(self)
        self.statements = Statements(self)
        self.folding = Folding(self)
        self.brackets = Brackets(self)
        self.carets = Carets(self)
        self.lines = LineCommands(self)
        self.margin.folds = self.folding
        self._filling = Filling(self)
        self._filling.done.connect(self.statements.reset)
        self.keys: list[Keys] = [self.carets, Closing(self), Indenting(self)]
        """Who is asked about a key, the first first."""
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(False)
        self.setAcceptDrops(True)
        self.commands = editor_commands(self)
        """What can be done here, for menus and the palette."""
        self._actions = actions_for(self.commands, self)
        for action in self._actions:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.document().contentsChange.connect(self._contents_changed)
        self.blockCountChanged.connect(self._fit_margin)
        self.updateRequest.connect(self._scrolled)
        self.cursorPositionChanged.connect(self._cursor_moved)
        self.cursorPositionChanged.connect(self.folding.reveal)
        self.cursorPositionChanged.connect(self.statements.moved)
        self.statements.folded.connect(self.folding.show_folds)
        self.statements.current.connect(self.brackets.show_pair)
        self.statements.current.connect(self._show_statement)
        self.retranslate()
        self.apply_theme(LIGHT)
        self._fit_margin()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.setAccessibleName(_("SQL"))
        for action in self._actions:
            action.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.theme = theme
        self.colouring.apply_theme(theme)
        self.margin.apply_theme(theme)
        self._cursor_moved()

    def set_code_font(self, font: QFont) -> None:
        """Use another font."""
        self._font = self._shown_font = font
        self._show_font()

    def _show_font(self) -> None:
        set_font(self, self._shown_font)
        self.ensurePolished()
        self.setTabStopDistance(TAB * self.fontMetrics().horizontalAdvance(" "))
        self._fit_margin()

    def set_language(self, language: Language) -> None:
        """Read the text as SQL of that dialect, or as commands."""
        self.language = language
        self.colouring.set_language(language)
        self.statements.reset()

    def close_lanes(self) -> None:
        """End the threads; the tab closes."""
        self.statements.close()

    # text

    @property
    def text(self) -> str:
        """All of it, with LF for line ends."""
        return self._typed.text

    def set_text(self, text: str) -> None:
        """Show another text, which is no edit and cannot be undone; a long one comes in slices.

        Nobody can type until all of it is there: see `filling`.
        """
        self._filling.start(text)

    @property
    def filling(self) -> bool:
        """Whether there is still some of the text to come."""
        return self._filling.busy

    @property
    def position(self) -> int:
        """Where the cursor stands."""
        return self._typed.to_points(self.textCursor().position())

    @property
    def selection(self) -> tuple[int, int]:
        """Start and end of what is selected."""
        cursor = self.textCursor()
        return (
            self._typed.to_points(cursor.selectionStart()),
            self._typed.to_points(cursor.selectionEnd()),
        )

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

    def select(self, start: int, end: int) -> None:
        """Select a part and bring it in sight; the cursor stands at its end."""
        self.setTextCursor(self.cursor_over(start, end))
        self.ensureCursorVisible()

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in the place of a part; one step to undo."""
        self.cursor_over(start, end).insertText(text)

    def cursor_over(self, start: int, end: int) -> QTextCursor:
        """A cursor of Qt's that selects a part."""
        cursor = QTextCursor(self.document())
        last = self._typed.units
        cursor.setPosition(min(self._typed.to_units(start), last))
        cursor.setPosition(min(self._typed.to_units(end), last), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def points(self, unit: int) -> int:
        """A place of Qt's in code points."""
        return self._typed.to_points(unit)

    @Slot(int, int, int)
    def _contents_changed(self, at: int, removed: int, added: int) -> None:
        document = self.document()
        total, before = document.characterCount() - 1, self._typed.units
        at = min(at, total)
        added, removed = min(added, total - at), min(removed, before - at)
        if before - removed + added != total:  # Qt told it wrong: all of it is compared
            at, removed, added = 0, before, total
        cursor = QTextCursor(document)
        cursor.setPosition(at)
        cursor.setPosition(at + added, QTextCursor.MoveMode.KeepAnchor)
        came = cursor.selectedText().replace("\u2029", "\n")
        edit = self._typed.replace(at, removed, came)
        first, last = document.findBlock(at), document.findBlock(at + added)
        self.colouring.changed(first, last)
        if edit is not None and not self.filling:
            self.folding.changed(first, last)
            self.statements.edit(edit)
            self.edited.emit(*edit)

    # marks in the text

    def mark(self, name: str, selections: list[QTextEdit.ExtraSelection]) -> None:
        """Mark parts of the text, instead of what was marked under that name; last on top."""
        if not selections and not self._selections.get(name):
            return
        self._selections[name] = selections
        self.setExtraSelections([each for all_ in self._selections.values() for each in all_])

    @Slot()
    def _cursor_moved(self) -> None:
        line = QTextEdit.ExtraSelection()
        line.cursor = self.textCursor()
        line.cursor.clearSelection()
        line.format.setBackground(QColor(self.theme.window))
        line.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.mark("line", [line])
        self.margin.update()

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

    def event(self, event: QEvent) -> bool:
        """Leave the keys of the window to the window that Qt's text would take."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.matches(_PALETTE):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask the parts, then type."""
        if self.isReadOnly() or not any(part.key(event) for part in self.keys):
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
        self._fit_margin()

    @Slot()
    def _fit_margin(self) -> None:
        width = self.margin.wanted_width()
        self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self.margin.setGeometry(QRect(inside.left(), inside.top(), width, inside.height()))

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew where the font changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_margin()
