"""How far an audit is, from its events."""

from collections.abc import Iterable

from app.flows.events import Event, Explaining, Failed, Finished, Gathered, Progress, Started


class RunProgress:
    """The share of the bytes that are audited; `files` of `total_files` are over, which those that
    were stopped in their middle are not.
    """

    def __init__(self) -> None:
        self.total_files = self.files = 0
        self._total = self._done = 0.0
        self._halves, self._explained = 1, 0.0
        self._sizes: dict[str, int] = {}
        self._shares: dict[str, float] = {}
        self._over: set[str] = set()

    def take(self, events: Iterable[Event]) -> None:
        """Go on by what happened."""
        for event in events:
            match event:
                case Gathered(files=files, size=size, explained=explained):
                    self.total_files, self._total = files, float(size)
                    self._halves = 1 + explained
                case Explaining(share=share):
                    self._explained = share
                case Started(path=path, size=size):
                    self._sizes[path] = size
                case Progress(path=path, share=share):
                    self._move(path, share)
                case Finished(report=report):
                    self._end(report.path)
                case Failed(failure=failure):
                    self._end(failure.path)
                    if failure.stopped and failure.path in self._over:
                        self._over.remove(failure.path)
                        self.files -= 1

    @property
    def share(self) -> float:
        """From 0 to 1; where plans are asked for, reading the files is the first half."""
        return (self._read + self._explained) / self._halves

    @property
    def _read(self) -> float:
        if not self._total:
            return self.files / self.total_files if self.total_files else 0.0
        return min(1.0, self._done / self._total)

    def _move(self, path: str, share: float) -> None:
        before = self._shares.get(path, 0.0)
        if share > before:
            self._done += (share - before) * self._sizes.get(path, 0)
            self._shares[path] = share

    def _end(self, path: str) -> None:
        self._move(path, 1.0)
        if path in self._sizes and path not in self._over:
            self._over.add(path)
            self.files += 1
