"""Searching an editor's text: hits are counted a few milliseconds at a time, marked in sight."""

from bisect import bisect_left, bisect_right
from collections.abc import Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QTextEdit

from app.i18n import _
from app.models.editing.search import Hit, Pattern, Wanted, replacement
from app.models.slices import Slices
from app.views.theme import blend

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor

MOST = 100_000
"""Hits that are counted."""
_ONE_BY_ONE = 1_000  # hits that are replaced each for itself: folds and carets between them stay
_SOON = 120  # milliseconds without an edit


class Searching(QObject):
    """Finds and replaces in one editor.

    Signals:
        told: how it stands, in words; "" where nothing is wanted. And whether that is bad.
    """

    told = Signal(object, object)

    def __init__(self, editor: "SqlEditor") -> None:
        super().__init__(editor)
        self._editor = editor
        self._pattern: Pattern | None = None
        self._range: QTextCursor | None = None
        self._hits: list[Hit] = []
        self._starts: list[int] = []
        self._gave_up = False
        self._step = 0  # where to go once all are found
        self._instead: str | None = None  # what to replace them all with once they are found
        self._done = ""  # to be said of what was replaced, once
        self._slices = Slices(self)
        self._slices.finished.connect(self._all_found)
        self._again = QTimer(self, interval=_SOON, singleShot=True)
        self._again.timeout.connect(self._look)
        editor.edited.connect(self._text_changed)
        editor.verticalScrollBar().valueChanged.connect(self.show_hits)

    @property
    def busy(self) -> bool:
        """Whether it is still looking."""
        return self._slices.busy or self._again.isActive()

    @property
    def hits(self) -> list[Hit]:
        """What was found so far."""
        return self._hits

    def want(self, wanted: Wanted | None) -> None:
        """Look for something else; None for nothing."""
        self._pattern = Pattern(wanted) if wanted and wanted.text else None
        self._look()

    def within(self, *, selection: bool) -> None:
        """Look only in what is selected now, or in all of the text."""
        cursor = self._editor.textCursor()
        self._range = QTextCursor(cursor) if selection and cursor.hasSelection() else None
        self._look()

    @property
    def in_selection(self) -> bool:
        """Whether it looks only in what was selected."""
        return self._range is not None

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) hit, round the end of the text."""
        if self.busy:
            self._step = by
            return
        if not self._hits:
            return
        cursor = self._editor.textCursor()
        if by > 0:
            at = bisect_left(self._starts, cursor.selectionEnd())
        else:
            at = bisect_left(self._starts, cursor.selectionStart()) - 1
        self._go(at % len(self._hits))

    def here(self) -> None:
        """Go to the hit at the cursor or the first behind it: what was typed so far is found."""
        if self.busy:
            self._step = 2
        elif self._hits:
            start = self._editor.textCursor().selectionStart()
            self._go(bisect_left(self._starts, start) % len(self._hits))

    def replace(self, template: str) -> None:
        """Replace the hit that is selected, and go to the next; where none is, go there first."""
        cursor = self._editor.textCursor()
        at = bisect_left(self._starts, cursor.selectionStart())
        found = self._hits[at] if at < len(self._hits) else None
        selected = (cursor.selectionStart(), cursor.selectionEnd())
        if (
            self.busy
            or found is None
            or self._pattern is None
            or (found.start, found.end) != selected
        ):
            self.step(1)
        else:
            cursor.insertText(replacement(template, found, self._pattern.wanted))
            self._editor.setTextCursor(cursor)
            self.step(1)  # once they are counted again

    def replace_all(self, template: str) -> None:
        """Replace every hit; one step to undo."""
        self._instead = template
        if not self.busy:
            self._replace_all()

    @Slot()
    def show_hits(self) -> None:
        """Mark the hits in sight."""
        editor = self._editor
        if not self._hits:
            editor.mark("hits", [])
            return
        top, bottom = editor.in_sight()
        colour = QColor(blend(editor.theme.warning, editor.theme.surface, 0.3))
        selections = []
        first = max(bisect_right(self._starts, top) - 1, 0)
        for hit in self._hits[first : bisect_left(self._starts, bottom)]:
            made = QTextEdit.ExtraSelection()
            made.cursor = _over(editor, hit)
            made.format.setBackground(colour)
            selections.append(made)
        editor.mark("hits", selections)

    # looking

    @Slot()
    def _text_changed(self) -> None:
        if self._pattern is not None:
            self._slices.stop()
            self._again.start()

    @Slot()
    def _look(self) -> None:
        self._again.stop()
        self._slices.stop()
        self._hits, self._starts, self._gave_up = [], [], False
        if self._pattern is None or self._pattern.error:
            self._say()
            self.show_hits()
            return
        self._slices.start(self._work(self._pattern))

    def _work(self, pattern: Pattern) -> Generator[None, None, None]:
        start, end = 0, None
        if self._range is not None:
            start, end = self._range.selectionStart(), self._range.selectionEnd()
        hits, starts = [], []
        for n, hit in enumerate(pattern.hits(self._editor.text, start, end)):
            if hit is None or n == MOST:
                self._gave_up = hit is None
                break
            hits.append(hit)
            starts.append(hit.start)
            if n % 50 == 0:
                yield
        self._hits, self._starts = hits, starts

    @Slot()
    def _all_found(self) -> None:
        self.show_hits()
        done, self._done = self._done, ""
        if done:
            self.told.emit(done, False)
        else:
            self._say()
        step, self._step = self._step, 0
        if self._instead is not None:
            self._replace_all()
        elif step == 2:
            self.here()
        elif step:
            self.step(step)

    def _go(self, at: int) -> None:
        self._editor.setTextCursor(_over(self._editor, self._hits[at]))
        self._editor.ensureCursorVisible()
        self.show_hits()
        self._say(at)

    def _say(self, at: int | None = None) -> None:
        pattern = self._pattern
        if pattern is None:
            self.told.emit("", False)
        elif pattern.error:
            self.told.emit(pattern.error, True)
        elif self._gave_up:
            said = _("This pattern takes too long. Make it simpler.")
            self.told.emit(said, True)
        elif not self._hits:
            self.told.emit(_("Nothing found."), True)
        else:
            count = f"{len(self._hits):,}" + ("+" if len(self._hits) == MOST else "")
            if at is None:
                said = _("Found: {count}").format(count=count)
            else:
                said = _("{number} of {count}").format(number=f"{at + 1:,}", count=count)
            self.told.emit(said, False)

    def _replace_all(self) -> None:
        template, self._instead = self._instead or "", None
        hits, pattern = self._hits, self._pattern
        if not hits or pattern is None:
            return
        texts = [replacement(template, hit, pattern.wanted) for hit in hits]
        cursor = self._editor.textCursor()
        cursor.beginEditBlock()
        if len(hits) <= _ONE_BY_ONE:
            for hit, text in zip(reversed(hits), reversed(texts), strict=True):
                _over(self._editor, hit).insertText(text)
        else:
            whole = Hit(hits[0].start, hits[-1].end, ())
            _over(self._editor, whole).insertText(self._joined(hits, texts))
        cursor.endEditBlock()
        self._look()
        self._done = _("Replaced: {count}").format(count=f"{len(hits):,}")

    def _joined(self, hits: list[Hit], texts: list[str]) -> str:
        """The text from the first hit to the last, with the others in their place."""
        units = self._editor.text.encode("utf-16-le", "surrogatepass")
        parts, at = [], hits[0].start
        for hit, text in zip(hits, texts, strict=True):
            parts.append(units[2 * at : 2 * hit.start].decode("utf-16-le", "surrogatepass"))
            parts.append(text)
            at = hit.end
        return "".join(parts)


def _over(editor: "SqlEditor", hit: Hit) -> QTextCursor:
    cursor = QTextCursor(editor.document())
    last = editor.document().characterCount() - 1
    cursor.setPosition(min(hit.start, last))
    cursor.setPosition(min(hit.end, last), QTextCursor.MoveMode.KeepAnchor)
    return cursor
