"""The audit of what is typed: judged beside the window once nobody types for a moment."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.domain.dialect import Dialect
from app.domain.stop import Stop
from app.workers.lane import Job, Lane

if TYPE_CHECKING:
    from app.audit.profile import Profile
    from app.flows.judge_text import Judged
    from app.views.console.editor.editor import SqlEditor

_SOON = 350  # milliseconds without a key
_LONG = 1_000  # lines; shorter texts are judged whole


class FindingsFeed(QObject):
    """Feeds the markings of one editor. An answer about a text that has changed is dropped."""

    def __init__(self, editor: "SqlEditor") -> None:
        super().__init__(editor)
        self._editor = editor
        self._lane = Lane("findings", self)
        self._job: Job[list[Judged]] | None = None
        self._profile: Profile | None = None
        self._on = True
        self._soon = QTimer(self, interval=_SOON, singleShot=True)
        self._soon.timeout.connect(self._judge)
        editor.edited.connect(self.again)
        editor.filled.connect(self.again)
        editor.cursorPositionChanged.connect(self._moved)

    def close(self) -> None:
        """End the thread."""
        self._soon.stop()
        self._lane.close()

    @property
    def busy(self) -> bool:
        """Whether the text of now is not judged yet."""
        return self._soon.isActive() or self._job is not None

    def set_profile(self, profile: "Profile | None") -> None:
        """Judge by another profile; None is the built-in default."""
        self._profile = profile
        self.again()

    def set_on(self, on: bool) -> None:
        """Judge, or leave the text in peace."""
        self._on = on
        self.again()

    @Slot()
    def again(self) -> None:
        """Judge the text anew, in a moment; what is being judged is old."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._soon.start()

    @Slot()
    def _moved(self) -> None:
        if self._editor.blockCount() > _LONG and not self.busy:
            self._soon.start()  # another part of it may be near now

    @Slot()
    def _judge(self) -> None:
        editor = self._editor
        language = editor.language
        if not self._on or not isinstance(language, Dialect) or editor.filling:
            editor.markings.show_findings([])
            return
        if self._job is not None:
            self._job.cancel()
        call = partial(_judged, editor.text, editor.position, language, self._profile)
        self._job = self._lane.submit(call)
        self._job.succeeded.connect(self._show)

    @Slot(object)
    def _show(self, found: "list[Judged]") -> None:
        self._job = None
        self._editor.markings.show_findings(found)


def _judged(
    text: str, near: int, dialect: Dialect, profile: "Profile | None", stop: Stop
) -> "list[Judged]":
    from app.flows.judge_text import judge_text  # the rules are heavy: the thread fetches them

    return judge_text(text, near, dialect, stop, profile)
