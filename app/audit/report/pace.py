"""How far a report is while it is written, and whether anybody still wants it."""

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

from app.domain.result import AuditedFile, AuditResult

T = TypeVar("T")
"""A finding, or a finding and its code."""
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

    def over(self, file: AuditedFile, shown: Iterable[T], count: int) -> Iterator[T]:
        """Each of `shown`, of which there are so many, told of before it is given.

        May raise what the listener raises.
        """
        if self._told is None:
            yield from shown
            return
        weight = len(file.findings)
        for n, each in enumerate(shown):
            self._tell((self._done + weight * n / count) / self._all)
            yield each
        self._done += weight
        self._tell(self._done / self._all)

    def _tell(self, share: float) -> None:
        now = monotonic()
        if self._told is not None and (now - self._spoken >= _BEAT or share >= 1):
            self._spoken = now
            self._told(share)
