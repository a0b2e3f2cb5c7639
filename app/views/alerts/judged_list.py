"""What the tabs have in common in which something that the judge keeps is listed and edited."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.monitoring.alert import Alert
from app.models.records import RecordTable
from app.views.alerts.judging import JudgeKeeper, Judging
from app.views.widgets.edited_list import EditedList
from app.views.widgets.states import Empty
from app.workers.lane import Job

T = TypeVar("T")
K = TypeVar("K")


class JudgedList(EditedList[T], Generic[T, K]):
    """One whose records the judge keeps; `K` is what it knows of them."""

    def __init__(
        self, keeper: JudgeKeeper, read: Callable[[Judging], K], name: str, table: RecordTable[T],
        title: str, empty: Empty, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name, table, title, empty, parent)
        self._keeper, self._read = keeper, read
        self.panel.retry_wanted.connect(self.refresh)

    def _waiting(self) -> str:
        """What is said while the judge is asked."""
        raise NotImplementedError

    def _fill(self, known: K) -> None:
        """This is what the judge knows now."""
        raise NotImplementedError

    @Slot()
    def refresh(self) -> None:
        """Ask for them anew."""
        if not self._keeper.judges:
            return
        self.panel.wait(self._waiting(), cancel=False)
        job = self._keeper.judge_do(self._read)
        job.succeeded.connect(self._take_known)
        job.failed.connect(self.panel.fail)

    def _do(self, call: Callable[[Judging], Iterable[Alert]]) -> Job[tuple[object, ...]]:
        """Have it done, and show what there is then; the keeper tells of alerts in the answer."""

        def done(judge: Judging) -> tuple[object, ...]:
            return (*call(judge), self._read(judge))

        job = self._keeper.judge_do(done)
        job.succeeded.connect(self._take_last)
        return job

    @Slot(object)
    def _take_known(self, known: Any) -> None:
        self._fill(known)

    @Slot(object)
    def _take_last(self, done: tuple[Any, ...]) -> None:
        self._fill(done[-1])
