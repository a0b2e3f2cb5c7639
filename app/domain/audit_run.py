"""A run of the audit that is kept, to be compared with others: its figures, and what it found."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from app.domain.finding import Severity
from app.domain.result import Counts
from app.i18n import _


@dataclass(frozen=True, slots=True)
class AuditRun:
    """When it was, of what, and what it came to.

    `number` counts from 1 over all runs, 0 for one that is not kept yet. `at` has its time zone.
    `paths` are what was asked for, absolute, and `folder` the one that holds them: paths of
    findings are seen from it. `profile` is its name or file. `failures` counts inputs that could
    not be read; `seconds` is the time by the clock on the wall.
    """

    number: int
    at: datetime
    folder: str
    paths: tuple[str, ...]
    profile: str
    counts: Counts
    failures: int
    seconds: float

    @property
    def series(self) -> str:
        """What runs of the same paths have in common: 12 hexadecimal digits."""
        return series_of(self.folder, self.paths)


def series_of(folder: str, paths: tuple[str, ...]) -> str:
    """See `AuditRun.series`."""
    text = "\0".join((folder, *paths)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class RunFinding:
    """A finding as a run keeps it: enough to know it again, and to say it in any language.

    `path` is seen from the run's folder, with slashes; `line` counts from 1. For `mark`,
    `template` and `values` see `app.domain.finding.Finding`.
    """

    path: str
    rule: str
    mark: str
    severity: Severity
    line: int
    object: str
    template: str
    values: tuple[tuple[str, str], ...]

    @property
    def identity(self) -> tuple[str, ...]:
        """What it is known by in another run; what a server's plan told has no mark."""
        if self.mark:
            return self.path, self.rule, self.mark
        return self.path, self.rule, self.object, *(text for _name, text in self.values)

    @property
    def message(self) -> str:
        """The message, in the language spoken now."""
        return _(self.template).format(**dict(self.values))
