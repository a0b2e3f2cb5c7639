"""Laying SQL out anew: the statements of the selection, or the one at the cursor."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.domain.dialect import Dialect
from app.domain.stop import Stop
from app.sql.format import Change, changes
from app.workers.lane import Job, Lane

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor


class Formatting(QObject):
    """Formats in a thread; what comes of it is put in where nothing was typed meanwhile."""

    def __init__(self, editor: "SqlEditor") -> None:
        super().__init__(editor)
        self._editor = editor
        self._lane = Lane("format", self)
        self._job: Job[list[Change]] | None = None
        editor.edited.connect(self._forget)

    def close(self) -> None:
        """End the thread."""
        self._lane.close()

    @property
    def busy(self) -> bool:
        """Whether something is being laid out."""
        return self._job is not None

    @Slot()
    def format(self) -> None:
        """Lay out the statements of the selection, or the one at the cursor; one step to undo."""
        editor, language = self._editor, self._editor.language
        if not isinstance(language, Dialect) or editor.isReadOnly():
            return
        self._forget()
        self._job = self._lane.submit(partial(_changes, editor.text, language, editor.selection))
        self._job.succeeded.connect(self._put)

    @Slot()
    def _forget(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    @Slot(object)
    def _put(self, found: list[Change]) -> None:
        self._job = None
        editor = self._editor
        place = editor.position
        cursor = editor.textCursor()
        cursor.beginEditBlock()
        for change in reversed(found):
            if change.start <= place < change.end:
                place = change.start + _same_letter(
                    editor.text[change.start : change.end], change.text, place - change.start
                )
            elif change.end <= place:
                place += len(change.text) - (change.end - change.start)
            editor.replace(change.start, change.end, change.text)
        cursor.endEditBlock()
        if found:
            editor.select(place, place)


def _changes(text: str, dialect: Dialect, within: tuple[int, int], _stop: Stop) -> list[Change]:
    return changes(text, dialect, within=within)


def _same_letter(old: str, new: str, at: int) -> int:
    """Where the cursor goes: before as many letters that are no blanks as it stood before."""
    wanted = sum(not letter.isspace() for letter in old[at:])
    for place in range(len(new), -1, -1):
        if wanted == 0:
            return place
        if place and not new[place - 1].isspace():
            wanted -= 1
    return 0
