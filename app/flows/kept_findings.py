"""The findings of a file, packed and kept aside, and yet in the order of their places.

They come in batches, nearly in order: what only the end of a file tells, and what a server's plans
say, stands anywhere before. Batches that follow each other make a run, and runs are merged while
they are read.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from heapq import merge
from typing import NamedTuple

from app.domain.finding import Finding
from app.domain.packed import Kind, Packed, Place, place_of, unpacked
from app.flows.spill import Slot, Spill

_MANY = 500  # findings that are packed together
_FEW = 100  # findings for which a batch of their own is not worth it


class _Batch(NamedTuple):
    """Some of the findings, where they are kept, and the place of the last."""

    slot: Slot
    last: Place


class KeptFindings(Collection[Finding]):
    """Findings that are read anew each time somebody goes through them."""

    def __init__(self, spill: Spill, runs: Sequence[Sequence[_Batch]], count: int) -> None:
        self._spill, self._runs, self._count = spill, runs, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Finding]:
        runs = list(map(self._run, self._runs))
        return runs[0] if len(runs) == 1 else merge(*runs, key=place_of)

    def __contains__(self, finding: object) -> bool:
        return any(each == finding for each in self)

    def _run(self, batches: Sequence[_Batch]) -> Iterator[Finding]:
        for batch in batches:
            yield from unpacked(self._spill.read(batch.slot))


class Keeping:
    """Takes the findings of a file as they come; `tally` counts them."""

    __slots__ = ("_count", "_loose", "_runs", "_spill", "tally")

    def __init__(self, spill: Spill) -> None:
        self._spill = spill
        self._loose: list[Finding] = []
        self._runs: list[list[_Batch]] = []
        self._count = 0
        self.tally: Counter[Kind] = Counter()

    def take(self, findings: Collection[Finding]) -> None:
        """Keep some more."""
        if isinstance(findings, Packed) and len(findings) >= _FEW:
            self._pack()
            self._keep(findings)
            return
        self._loose += findings
        if len(self._loose) >= _MANY:
            self._pack()

    def findings(self) -> KeptFindings:
        """Those that came until now."""
        self._pack()
        return KeptFindings(self._spill, tuple(map(tuple, self._runs)), self._count)

    def _pack(self) -> None:
        for first in range(0, len(self._loose), _MANY):
            self._keep(Packed(self._loose[first : first + _MANY]))
        self._loose = []

    def _keep(self, packed: Packed) -> None:
        """Put a batch behind the last run if it follows it, and only there: the earlier run goes
        first where places are the same, and what is of one place stays as it came.
        """
        batch = _Batch(self._spill.keep(packed.content), packed.last)
        if self._runs and self._runs[-1][-1].last <= packed.first:
            self._runs[-1].append(batch)
        else:
            self._runs.append([batch])
        self._count += len(packed)
        self.tally.update(dict(packed.tally))
