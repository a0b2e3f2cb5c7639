"""The statement at the cursor, and what can be folded: looked up beside the window.

The script is told of all edits and asked in a thread, for an open quote may make one statement of
5 MB. Whoever asks at once gets what was looked up last if it is still true.
"""

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.stop import Stop
from app.models.editing.typed_text import Edit
from app.sql.editing import Fold, Part, Script, folds
from app.workers.lane import Job, Lane

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor

T = TypeVar("T")
_SOON, _LATER = 60, 400  # milliseconds without a key


class _Kept:
    """The script, and the edits it was not told of yet; for one thread at a time."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._edits: list[Edit] = []
        self._lock = threading.Lock()

    def edit(self, edit: Edit) -> None:
        """Remember an edit; never waits."""
        self._edits.append(edit)

    def ask(self, question: Callable[[Script], T]) -> T:
        """Tell the script what it does not know, and ask it."""
        with self._lock:
            edits, self._edits = self._edits, []
            for edit in edits:
                self._script.edit(*edit)
            return question(self._script)


class Statements(QObject):
    """Knows the statements of an editor.

    Signals:
        current: the statement at the cursor (a `Part`, or None), a moment after it moved.
        folded: what can be folded (a list of `Fold`), a moment after the text changed.
    """

    current = Signal(object)
    folded = Signal(object)

    def __init__(self, editor: "SqlEditor") -> None:
        super().__init__(editor)
        self._editor = editor
        self._lane = Lane("script", self)
        self._kept = _Kept(Script("", editor.language))
        self._asked: tuple[int, int] = (-1, -1)  # revision and position of what is known
        self._part: Part | None = None
        self._revision = 0
        self._job: Job[Part | None] | None = None
        self._folds: Job[list[Fold]] | None = None
        self._soon = QTimer(self, interval=_SOON, singleShot=True)
        self._soon.timeout.connect(self._look)
        self._later = QTimer(self, interval=_LATER, singleShot=True)
        self._later.timeout.connect(self._look_for_folds)

    def close(self) -> None:
        """End the thread."""
        self._soon.stop()
        self._later.stop()
        self._lane.close()

    def reset(self) -> None:
        """The text is another, or read in another language."""
        self._revision += 1
        self._kept = _Kept(Script(self._editor.text, self._editor.language))
        self._soon.start()
        self._later.start()

    def edit(self, edit: Edit) -> None:
        """The text changed."""
        self._revision += 1
        self._kept.edit(edit)
        self._soon.start()
        self._later.start()

    @Slot()
    def moved(self) -> None:
        """The cursor moved."""
        self._soon.start()

    def at_cursor(self) -> Part | None:
        """The statement the cursor means now."""
        now = self._revision, self._editor.position
        if now != self._asked:
            self._asked, self._part = now, self._kept.ask(lambda script: script.at(now[1]))
        return self._part

    @Slot()
    def _look(self) -> None:
        if self._job:
            self._job.cancel()
        now = self._revision, self._editor.position
        self._job = self._lane.submit(partial(_at, self._kept, now[1]))
        self._job.succeeded.connect(partial(self._found, now))

    def _found(self, asked: tuple[int, int], part: Part | None) -> None:
        if asked == (self._revision, self._editor.position):
            self._asked, self._part = asked, part
            self.current.emit(part)

    @Slot()
    def _look_for_folds(self) -> None:
        if self._folds:
            self._folds.cancel()
        self._folds = self._lane.submit(partial(_all_folds, self._kept))
        self._folds.succeeded.connect(partial(self._found_folds, self._revision))

    def _found_folds(self, revision: int, found: list[Fold]) -> None:
        if revision == self._revision:
            self.folded.emit(found)


def _at(kept: _Kept, position: int, _stop: Stop) -> Part | None:
    return kept.ask(lambda script: script.at(position))


def _all_folds(kept: _Kept, _stop: Stop) -> list[Fold]:
    return kept.ask(folds)
