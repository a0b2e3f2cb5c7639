"""A stage of a connection, timed and told."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.connecting import Stage, StageReport, StageState, Tell
from app.domain.errors import Cancelled, ConsoleError
from app.i18n import _


class StageClock:
    """What is to be said of a stage when it ends well."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()
        self._state = StageState.PASSED
        self._text = self._hint = ""

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.perf_counter() - self._begun

    def passed(self, text: str) -> None:
        """What was found."""
        self._text = text

    def warned(self, text: str, hint: str = "") -> None:
        """It went on, but the user should know."""
        self._state, self._text, self._hint = StageState.WARNED, text, hint

    def skipped(self, text: str) -> None:
        """There was nothing to do."""
        self._state, self._text = StageState.SKIPPED, text

    def report(self, stage: Stage) -> StageReport:
        """What to tell at the end."""
        return StageReport(stage, self._state, self.seconds, self._text, self._hint)


@contextmanager
def stage(tell: Tell, which: Stage) -> Iterator[StageClock]:
    """Tell that a stage runs, and how it ended: a ConsoleError's own words where it failed."""
    tell(StageReport(which, StageState.RUNNING))
    clock = StageClock()
    try:
        yield clock
    except Cancelled:
        tell(StageReport(which, StageState.SKIPPED, clock.seconds, _("cancelled")))
        raise
    except ConsoleError as error:
        tell(StageReport(which, StageState.FAILED, clock.seconds, str(error), error.hint))
        raise
    tell(clock.report(which))
