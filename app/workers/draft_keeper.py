"""Keeps the tabs of the console on the disk while somebody types.

Every edit is handed to a thread of its own at once, which writes it and so makes it the system's;
the disk is asked to have it for good within `_SYNC`. A key never waits for either. So the program
may be killed at any moment, and nothing is lost that stood on the screen; a power cut may take what
was typed in the last third of a second.
"""

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.console.draft import Binding, Draft
from app.domain.errors import ConsoleError
from app.store.console.drafts import Drafts, Restored
from app.workers.lane import Job, Lane

_SYNC = 300  # milliseconds after an edit
_AGAIN = 3_000  # milliseconds until what failed is tried again

_Step: TypeAlias = Callable[[], bool | None]
"""Writes something; False where count of the text was lost."""


class DraftKeeper(QObject):
    """Lives in the GUI thread; nothing it does waits there, but for `close`.

    Signals:
        failed: a ConsoleError: what is typed cannot be kept for now. Said once, until it can.
        mended: all is kept again.
        asked_for: the id of a tab whose whole text must be `put`: it is not what was told of it.
    """

    failed = Signal(object)
    mended = Signal()
    asked_for = Signal(object)

    def __init__(self, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._lane = Lane("drafts", self)
        self._steps: deque[tuple[str, _Step]] = deque()  # filled here, emptied in the lane
        self._job: Job[frozenset[str]] | None = None
        self._in_trouble = False
        self._timer = QTimer(self, singleShot=True, interval=_SYNC)
        self._timer.timeout.connect(self.sync)
        self._retry = QTimer(self, singleShot=True, interval=_AGAIN)
        self._retry.timeout.connect(self._write)

    def open(self) -> Job[Restored]:
        """Read what is there. Nothing else may be asked before it succeeded."""
        return self._lane.submit(lambda _stop: self._drafts.open())

    def put(self, draft: Draft) -> None:
        """A new tab, or one with another text at once."""
        self._queue(draft.id, partial(self._drafts.add, draft))

    def edit(self, id_: str, position: int, removed: int, added: str) -> None:
        """`added` came in the place of `removed` characters."""
        self._queue(id_, partial(_edited, self._drafts, id_, position, removed, added))

    def bind(self, id_: str, binding: Binding) -> None:
        """What belongs to the tab beside its text is this now."""
        self._queue(id_, partial(self._drafts.bind, id_, binding))

    def check(self, id_: str, length: int) -> None:
        """Compare with the length of the text on the screen."""
        self._queue(id_, lambda: self._drafts.length(id_) == length)

    def arrange(self, order: tuple[str, ...], front: str) -> None:
        """The tabs stand in this order."""
        self._queue("", partial(self._drafts.arrange, order, front))

    def put_away(self, id_: str) -> None:
        """A tab was closed."""
        self._queue(id_, partial(self._drafts.close, id_))

    def reopen(self) -> Job[Draft | None]:
        """The tab that was closed last; None where there is none."""
        steps, drafts = self._steps, self._drafts

        def reopened() -> Draft | None:
            _do(steps)
            return drafts.reopen()

        return self._lane.submit(lambda _stop: reopened())

    @Slot()
    def sync(self) -> None:
        """Have all on the disk for good as soon as it can."""
        self._timer.stop()
        self._steps.append(("", self._drafts.sync))
        self._write()

    def close(self) -> None:
        """Write what waits, and end. The program does, too, and waits for the disk."""
        self._timer.stop()
        self._retry.stop()
        steps, drafts = self._steps, self._drafts

        def last() -> None:
            try:
                _do(steps)
            finally:
                drafts.shut()

        self._lane.close(last)

    # ------------------------------------------------------------------ writing

    def _queue(self, id_: str, step: _Step) -> None:
        self._steps.append((id_, step))
        if not self._timer.isActive():
            self._timer.start()
        if not self._in_trouble:
            self._write()

    @Slot()
    def _write(self) -> None:
        if self._job is None and self._steps:
            steps = self._steps
            self._job = self._lane.submit(lambda _stop: _do(steps))
            self._job.succeeded.connect(self._written)
            self._job.failed.connect(self._not_written)

    @Slot(object)
    def _written(self, lost: frozenset[str]) -> None:
        self._job = None
        if self._in_trouble:
            self._in_trouble = False
            self.mended.emit()
        for id_ in lost:
            self.asked_for.emit(id_)
        self._write()

    @Slot(object)
    def _not_written(self, error: ConsoleError) -> None:
        self._job = None
        self._retry.start()
        if not self._in_trouble:
            self._in_trouble = True
            self.failed.emit(error)


def _do(steps: deque[tuple[str, _Step]]) -> frozenset[str]:
    """Do what waits; what fails stays the first to be done. The tabs whose count was lost."""
    lost: set[str] = set()
    while steps:
        id_, step = steps[0]
        if step() is False:
            lost.add(id_)
        steps.popleft()
    return frozenset(lost)


def _edited(drafts: Drafts, id_: str, position: int, removed: int, added: str) -> bool:
    try:
        drafts.edit(id_, position, removed, added)
    except ValueError:
        return False
    return True
