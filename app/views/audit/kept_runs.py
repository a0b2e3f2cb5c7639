"""What the view of runs asks for: done in a lane, the answers as rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.audit_run import AuditRun
from app.flows.audit_files import Request
from app.flows.compare_runs import compared
from app.flows.keep_run import keep_run, series_of_paths
from app.models.monitoring.points import Points, points
from app.models.run_rows import Fate, MetRow, RunRow, by_series, met_rows, run_rows
from app.store.runs import RunStore
from app.views.audit.session import AuditSession
from app.workers.lane import Job


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The runs of the same paths, the oldest first, and each of their severities over time."""

    paths: tuple[str, ...]
    rows: tuple[RunRow, ...]
    errors: Points
    warnings: Points
    notices: Points

    @property
    def stretch(self) -> tuple[float, float]:
        """From the first run to the last, in seconds since 1970."""
        times = self.errors.times
        return float(times[0]), float(times[-1])


@dataclass(frozen=True, slots=True)
class Kept:
    """All runs by what they have in common, and what cannot be read.

    `now` is what a run of the files that are named now would have in common with others, `numbers`
    what there was as it was looked.
    """

    series: dict[str, Series]
    troubles: tuple[str, ...]
    now: str
    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs, and what became of the findings of the earlier."""

    before: AuditRun
    after: AuditRun
    rows: dict[Fate, list[MetRow]]


class KeptRuns:
    """Belongs to the GUI thread, and leaves it only in what it hands to a lane."""

    def __init__(self, session: AuditSession, store: RunStore) -> None:
        self._session, self._store = session, store

    def listed(self) -> Job[Kept]:
        """All runs that are kept."""

        paths = self._request().paths

        def read() -> Kept:
            numbers = self._store.every()
            listed = self._store.listed()
            series = {key: _series(runs) for key, runs in by_series(listed.runs).items()}
            troubles = tuple(f"{each} {each.hint}".strip() for each in listed.troubles)
            return Kept(series, troubles, series_of_paths(paths), numbers)

        return self._session.lane.submit(lambda _stop: read())

    def numbers(self) -> Job[frozenset[int]]:
        """Which runs there are; that takes next to nothing."""
        return self._session.lane.submit(lambda _stop: self._store.every())

    def keep(self) -> Job[str]:
        """Keep what is shown; a sentence about it."""
        store, result, request = self._store, self._session.result(), self._request()
        return self._session.lane.submit(lambda _stop: keep_run(store, request, result()))

    def delete(self, numbers: Iterable[int]) -> Job[None]:
        """Have these runs no more."""
        chosen = tuple(numbers)
        return self._session.lane.submit(lambda _stop: self._store.delete(chosen))

    def compare(self, before: int, after: int) -> Job[Comparison]:
        """What became of the findings of one run until another."""

        def compare() -> Comparison:
            (one, was), (other, found) = self._store.of(before), self._store.of(after)
            return Comparison(one, other, met_rows(compared(was, found)))

        return self._session.lane.submit(lambda _stop: compare())

    def _request(self) -> Request:
        paths = tuple(map(Path, self._session.files.desk.inputs))
        return Request(paths=paths, profile=self._session.manner.profile)


def _series(runs: Sequence[AuditRun]) -> Series:
    times = [run.at.timestamp() for run in runs]
    return Series(
        runs[-1].paths,
        tuple(run_rows(runs)),
        *(
            points(times, [getattr(run.counts, key) for run in runs])
            for key in ("error", "warning", "notice")
        ),
    )
