"""Completion: asks beside the window what may be typed, and never holds up or swallows a key.

An answer counts only for the text it was asked for. Further letters narrow what is shown; who
provides it is asked again where there was too much to list, or nothing is left.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, Slot
from PySide6.QtGui import QKeyEvent

from app.domain.console.candidate import Candidate, Candidates
from app.domain.console.snippet import Snippet
from app.domain.stop import Stop
from app.models.editing.choices import Choices
from app.models.editing.typed_text import Edit
from app.views.console.editor.choice_list import ChoiceList
from app.views.console.editor.words import word_before
from app.views.theme import Theme
from app.workers.lane import Job, Lane

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor

Provider: TypeAlias = Callable[[str, int, Stop], Candidates]
"""Told a text and a place in it, in a thread of its own: what may stand there."""
_BY_ITSELF = 2  # letters after which it comes unasked
_COMMITS = frozenset(".,();=")
_PAGE = 9


class Completion(QObject):
    """The list of one editor, and who fills it."""

    def __init__(self, editor: "SqlEditor") -> None:
        super().__init__(editor)
        self._editor = editor
        self._provider: Provider | None = None
        self._snippets: Sequence[Snippet] = ()
        self._lane = Lane("completion", self)
        self._job: Job[Candidates] | None = None
        self._start = 0  # of what one of them replaces
        self._behind = 0  # code points behind the cursor that it replaces too
        self._more = False
        self._chosen = False  # the user went to a line by key
        self.choices = Choices()
        self.list = ChoiceList(self.choices, editor)
        self.list.clicked.connect(self._clicked)
        self.list.hide()
        editor.edited.connect(self._edited)
        editor.cursorPositionChanged.connect(self._moved)
        editor.verticalScrollBar().valueChanged.connect(self.hide)
        editor.installEventFilter(self)

    def set_provider(self, provider: Provider | None) -> None:
        """Who tells what may be typed; called in a thread."""
        self._provider = provider

    def set_snippets(self, snippets: Sequence[Snippet]) -> None:
        """The snippets of the user and of the program."""
        self._snippets = tuple(snippets)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.list.apply_theme(theme)

    def close(self) -> None:
        """End the thread."""
        self.hide()
        self._lane.close()

    @property
    def visible(self) -> bool:
        """Whether the list is seen."""
        return self.list.isVisible()

    @Slot()
    def hide(self) -> None:
        """Take the list away; an answer on its way is dropped."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.list.hide()
        self._chosen = False

    # asking

    @Slot()
    def ask(self) -> None:
        """Ask what may be typed at the cursor, now."""
        editor = self._editor
        if editor.composing or editor.isReadOnly() or editor.carets:
            return
        if self._job is not None:
            self._job.cancel()
        if self._provider is None:
            start = editor.position - len(word_before(editor.textCursor()))
            self._offer(Candidates(start, editor.position))
            return
        text, position = editor.text, editor.position
        self._job = self._lane.submit(partial(self._provider, text, position))
        self._job.succeeded.connect(partial(self._answered, position))

    def _answered(self, asked: int, found: Candidates) -> None:
        """Show an answer; it is that of the text of now, for an edit cancels the job."""
        self._job = None
        if asked == self._editor.position:
            self._offer(found)

    def _offer(self, found: Candidates) -> None:
        self._start, self._more = found.start, found.more
        self._behind = max(found.end - self._editor.position, 0)
        self.choices.offer(found.items, self._fitting_snippets())
        self._narrow()

    def _fitting_snippets(self) -> list[Snippet]:
        typed = self._typed()
        if not typed and not self.visible:
            return []
        language = self._editor.language
        return [each for each in self._snippets if each.dialect in {None, language}]

    def _narrow(self) -> None:
        typed = self._typed()
        self.choices.narrow(typed)
        if not self.choices.rowCount() or self._is_all(typed):
            self.list.hide()
            return
        if not self._chosen:
            self.list.setCurrentIndex(self.choices.index(0, 0))
        self.list.show_at(self._line_on_screen())
        self._chosen = False

    def _is_all(self, typed: str) -> bool:
        """Whether the only one that fits stands there already."""
        only = self.choices.choice(0)
        insert = only.of.insert if isinstance(only.of, Candidate) else ""
        return self.choices.rowCount() == 1 and insert == typed

    def _typed(self) -> str:
        """What of it is typed already."""
        editor = self._editor
        return editor.text[self._start : editor.position]

    def _line_on_screen(self) -> QRect:
        editor = self._editor
        place = editor.cursorRect(editor.cursor_over(self._start, self._start))
        return QRect(editor.viewport().mapToGlobal(place.topLeft()), place.size())

    @Slot(object, object, object)
    def _edited(self, position: int, removed: int, added: str) -> None:
        """Go along with what is typed; anything else that changes the text ends it."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        edit, editor = Edit(position, removed, added), self._editor
        if editor.composing or editor.carets or not editor.hasFocus():
            self.hide()
            return
        typing = len(edit.added) == 1 and not edit.removed
        if self.visible and position >= self._start and (typing or not edit.added):
            self._follow()
        elif typing:
            self._come_unasked(edit.added)
        else:
            self.hide()

    def _follow(self) -> None:
        """What is shown, narrowed by what is typed now; the cursor is told of after the text."""
        typed = self._typed_now()
        if typed is None:
            self.hide()
        elif self._more:
            self.ask_soon()
        else:
            self.choices.narrow(typed)
            if self.choices.rowCount():
                self._narrow()
            else:
                self.ask_soon()

    def _typed_now(self) -> str | None:
        typed = self._typed()
        return typed if all(letter.isalnum() or letter in "_$#@:" for letter in typed) else None

    def _come_unasked(self, letter: str) -> None:
        word = word_before(self._editor.textCursor())
        if letter == "." or (len(word) >= _BY_ITSELF and not word[0].isdigit()):
            self.ask_soon()
        else:
            self.hide()

    def ask_soon(self) -> None:
        """Ask once the key is done."""
        if self._provider is not None or self._snippets:
            self.ask()

    @Slot()
    def _moved(self) -> None:
        """Out of the word, away with the list."""
        if self.visible and not self._start <= self._editor.position:
            self.hide()

    # keys

    def key(self, event: QKeyEvent) -> bool:
        """Choose by key; False for what is typed."""
        if not self.visible:
            return False
        match event.key():
            case Qt.Key.Key_Escape:
                self.hide()
            case Qt.Key.Key_Down | Qt.Key.Key_Up | Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                    self.hide()
                    return False
                by = _PAGE if event.key() in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp} else 1
                down = event.key() in {Qt.Key.Key_Down, Qt.Key.Key_PageDown}
                self.list.step(by if down else -by)
                self._chosen = True
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Tab:
                return not event.modifiers() and self._take()
            case Qt.Key.Key_Left | Qt.Key.Key_Right | Qt.Key.Key_Home | Qt.Key.Key_End:
                self.hide()
                return False
            case _:
                if self._chosen and event.text() in _COMMITS and event.text():
                    self._take()
                return False
        return True

    def _take(self) -> bool:
        """Put in what is chosen; False where it stands there already, so that Enter is Enter."""
        row = self.list.currentIndex().row()
        choice = self.choices.choice(max(row, 0)).of
        editor, start = self._editor, self._start
        end = editor.position + self._behind
        typed = self._typed()
        self.hide()
        if isinstance(choice, Snippet):
            editor.snippets.put(choice, start, end)
            return True
        if not choice.insert or choice.insert == typed:
            return False
        editor.replace(start, end, choice.insert)
        place = start + (len(choice.insert) if choice.caret is None else choice.caret)
        editor.select(place, place)
        self.hide()
        return True

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self._take()
        self._editor.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Away with the list where the keyboard goes elsewhere."""
        if event.type() in {QEvent.Type.FocusOut, QEvent.Type.Hide}:
            self.hide()
        return super().eventFilter(watched, event)
