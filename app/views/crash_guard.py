"""The last resort: what nobody caught, in any thread, is kept, and brought before the user."""

import logging
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from app import files
from app.domain.errors import ConsoleError
from app.views.crash_report import in_a_line, place_of, report_of

_log = logging.getLogger(__name__)


class CrashGuard(QObject):
    """Stands where Python's own last resorts stand.

    `present` gets the errors that are no bugs (`ConsoleError`), `show` the report of a bug; both
    are called in the GUI thread, when it has come back to its event loop, for what failed may be
    in the middle of drawing. The same bug again is only counted in the log, and so is everything
    once showing one has failed itself: bugs cannot pile up dialogs.
    """

    _expected = Signal(object)
    _caught = Signal(str)

    def __init__(
        self,
        folder: Path,
        present: Callable[[Exception], object],
        show: Callable[[str], object],
    ) -> None:
        super().__init__()
        self._folder, self._present, self._show = folder, present, show
        self._times: Counter[str] = Counter()
        self._showing = False
        queued = Qt.ConnectionType.QueuedConnection
        self._expected.connect(self._bring_expected, queued)
        self._caught.connect(self._bring, queued)

    def install(self) -> None:
        """Take the place of Python's hooks."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        sys.unraisablehook = self._unraisable_hook

    @staticmethod
    def remove() -> None:
        """Give Python's hooks their place back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__

    def take(self, error: BaseException) -> None:
        """See to an error; any thread may call this."""
        if isinstance(error, ConsoleError):
            self._expected.emit(error)
            return
        place = place_of(error)
        self._times[place] += 1
        _log.error("bug, time %d: %s, %s", self._times[place], place, in_a_line(error))
        if self._times[place] == 1:
            report = report_of(error)
            self._keep(report)
            self._caught.emit(report)

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        if not issubclass(kind, ConsoleError):
            sys.__excepthook__(kind, error, trace)
        self.take(error)

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.take(arguments.exc_value)

    def _unraisable_hook(self, arguments: "sys.UnraisableHookArgs") -> None:
        if arguments.exc_value is not None:
            self.take(arguments.exc_value)

    def _keep(self, report: str) -> None:
        name = f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
        try:
            files.write(self._folder / name, report.encode("utf-8", "backslashreplace"))
        except OSError as error:
            _log.warning("the crash report was not kept: %s", error)

    @Slot(object)
    def _bring_expected(self, error: ConsoleError) -> None:
        self._present(error)

    @Slot(str)
    def _bring(self, report: str) -> None:
        """Show one report at a time; where showing fails, this stays as it is: no more."""
        if not self._showing:
            self._showing = True
            self._show(report)

    @Slot()
    def shown(self) -> None:
        """The report was read; the next bug may be shown."""
        self._showing = False
