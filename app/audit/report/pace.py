"""How far a report is while it is written, and whether anybody still wants it."""

from collections.abc import Iterator, Sequence
from time import monotonic

from app.domain.finding import Finding
from app.domain.result import AuditedFile, AuditResult

_BEAT = 0.05  # seconds between two words to whoever listens


class Pace:
    """Counts the findings that are written against all there are; one for each report.

    A report may show but some findings of a file; behind the last the whole file is done.
    """

    def __init__(self, result: AuditResult) -> None:
        self._told = result.told
        self._all = max(1, sum(len(file.findings) for file in result.files)) if self._told else 1
        self._done = 0
        self._spoken = 0.0

    def over(self, file: AuditedFile, shown: Sequence[Finding]) -> Iterator[Finding]:
        """Each of `shown`, told of before it is given; may raise what the listener raises."""
        if self._told is None:
            yield from shown
            return
        weight = len(file.findings)
        for n, finding in enumerate(shown):
            self._tell((self._done + weight * n / len(shown)) / self._all)
            yield finding
        self._done += weight
        self._tell(self._done / self._all)

    def _tell(self, share: float) -> None:
        now = monotonic()
        if self._told is not None and (now - self._spoken >= _BEAT or share >= 1):
            self._spoken = now
            self._told(share)
