"""The bar over a text in which one types what to find, what to put instead, or a line to go to."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.i18n import _
from app.models.editing.search import Wanted
from app.views.console.editor.finding import Searching
from app.views.style import style
from app.views.theme import GAP, Theme

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor


class _Line(QLineEdit):
    """A line in which Enter steps on and Esc leaves."""

    def __init__(self, bar: "FindBar") -> None:
        super().__init__()
        self._bar = bar

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._bar.key(event):
            super().keyPressEvent(event)


class FindBar(QFrame):
    """Finds and replaces in one editor, over its text, whose lines move down."""

    def __init__(self, editor: "SqlEditor") -> None:
        super().__init__(editor)
        self.setObjectName("notice")
        self.setAutoFillBackground(True)
        self._editor = editor
        self.searching = Searching(editor)
        self.searching.told.connect(self._say)
        self.wanted, self.instead = _Line(self), _Line(self)
        self.words = QLabel()
        self.case, self.word, self.regex, self.selection = (QToolButton() for _n in range(4))
        self.previous, self.next, self.shut = QToolButton(), QToolButton(), QToolButton()
        self.one, self.all = QPushButton(), QPushButton()
        for button, text in (
            (self.case, "Aa"),
            (self.word, "|ab|"),
            (self.regex, ".*"),
            (self.selection, "≡"),
        ):
            button.setText(text)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.previous.setText("↑")
        self.next.setText("↓")
        self.shut.setText("✕")
        self._lay_out()
        for button in (self.case, self.word, self.regex):
            button.toggled.connect(self._want)
        self.selection.toggled.connect(self._want_selection)
        self.wanted.textChanged.connect(self._want)
        self.previous.clicked.connect(partial(self.step, -1))
        self.next.clicked.connect(partial(self.step, 1))
        self.shut.clicked.connect(self.leave)
        self.one.clicked.connect(self._replace)
        self.all.clicked.connect(self._replace_all)
        self.retranslate()
        self.hide()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        grid.setSpacing(GAP)
        choices = QHBoxLayout()
        choices.setSpacing(GAP)
        for button in (self.case, self.word, self.regex, self.selection, self.previous, self.next):
            choices.addWidget(button)
        choices.addWidget(self.words, 1)
        choices.addWidget(self.shut)
        grid.addWidget(self.wanted, 0, 0)
        grid.addLayout(choices, 0, 1)
        self._second = QWidget()
        second = QHBoxLayout(self._second)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(GAP)
        second.addWidget(self.one)
        second.addWidget(self.all)
        second.addStretch(1)
        grid.addWidget(self.instead, 1, 0)
        grid.addWidget(self._second, 1, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.wanted.setPlaceholderText(_("Find"))
        self.instead.setPlaceholderText(_("Replace with"))
        self.one.setText(_("Replace"))
        self.all.setText(_("Replace all"))
        for widget, text in (
            (self.wanted, _("Find")),
            (self.instead, _("Replace with")),
            (self.case, _("Capitals and small letters are different")),
            (self.word, _("Whole words only")),
            (self.regex, _("A pattern (regular expression); $1 is its first group")),
            (self.selection, _("Only in the selection")),
            (self.previous, _("Previous (Shift+F3)")),
            (self.next, _("Next (F3)")),
            (self.shut, _("Close (Esc)")),
        ):
            widget.setToolTip(text)
            widget.setAccessibleName(text)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        style(self.words, f"color: {theme.muted};")
        self.searching.show_hits()

    # opening and leaving

    def open(self, *, replace: bool = False) -> None:
        """Stand over the text, with the selection as what is wanted."""
        start, end = self._editor.selection
        selected = self._editor.text[start:end]
        for widget in (self.instead, self._second):
            widget.setVisible(replace)
        self.show()
        self._editor.fit_margins()
        if "\n" in selected:
            self.selection.setChecked(True)
        elif selected:
            self.wanted.setText(selected)
        self._want()
        self.wanted.selectAll()
        self.wanted.setFocus()

    @Slot()
    def leave(self) -> None:
        """Go back to the text."""
        self.hide()
        self.selection.setChecked(False)
        self.searching.want(None)
        self._editor.fit_margins()
        self._editor.setFocus()

    def step(self, by: int) -> None:
        """Go to the next or the previous hit; what was wanted last is wanted again."""
        if not self.isVisible() and self.wanted.text():
            self.searching.want(self._wanted_now())
        self.searching.step(by)

    def key(self, event: QKeyEvent) -> bool:
        """Enter and Shift+Enter step, Ctrl+Enter replaces all, Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return True
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return False
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.instead.isVisible():
            self._replace_all()
        elif self.instead.hasFocus() and not back:
            self._replace()
        else:
            self.step(-1 if back else 1)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves, wherever in the bar one is."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    # what is wanted

    def _wanted_now(self) -> Wanted:
        return Wanted(
            self.wanted.text(),
            self.case.isChecked(),
            self.word.isChecked(),
            self.regex.isChecked(),
        )

    @Slot()
    def _want(self) -> None:
        self.searching.want(self._wanted_now())
        self.searching.here()

    @Slot(bool)
    def _want_selection(self, on: bool) -> None:
        self.searching.within(selection=on)

    @Slot()
    def _replace(self) -> None:
        self.searching.replace(self.instead.text())

    @Slot()
    def _replace_all(self) -> None:
        self.searching.replace_all(self.instead.text())

    @Slot(object, object)
    def _say(self, text: str, bad: bool) -> None:
        self.words.setText(text)
        self.words.setToolTip(text)
        theme = self._editor.theme
        style(self.words, f"color: {theme.error if bad else theme.muted};")
