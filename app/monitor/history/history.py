"""The history of a console: one writes, any number read, and it never grows beyond its limit."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from app.domain.errors import ConsoleError, StoreTrouble
from app.domain.monitoring.sample import Capture, CaptureKind, Mark, Sample
from app.domain.monitoring.series import Series
from app.i18n import _
from app.monitor.history import file, recorder, shelf
from app.monitor.history.keeping import Keeping
from app.monitor.history.names import load
from app.monitor.history.raw import read_log
from app.monitor.history.reading import Open, Reader
from app.monitor.history.tail import Tail
from app.monitor.history.writer import Writer

T = TypeVar("T")


class History:
    """Values, captures and marks in one folder. Moments are seconds since 1970.

    `write`, `mark`, `capture` and `compact` may be called by one thread each; everything else by
    any thread but the one of the window. Of two consoles on one folder one writes and the other
    reads along, until the first is gone.
    """

    def __init__(
        self,
        folder: Path,
        keeping: Keeping = Keeping(),  # noqa: B008  (frozen)
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Open it; the folder is made where there is none.

        Raises:
            StoreTrouble: a newer Mohist wrote it, or the folder cannot be used.
        """
        self.folder, self.keeping = folder, keeping
        try:
            folder.mkdir(parents=True, exist_ok=True)
            kept = [each.path for each in shelf.files(folder)]
        except OSError as error:
            raise StoreTrouble(
                _("The history in {folder} cannot be opened: {reason}.").format(
                    folder=folder, reason=error.strerror or error
                ),
                hint=_("Check the folder and its rights."),
            ) from error
        for path in [*kept, folder / shelf.MARKS]:
            file.check_version(path)
        self._writer = Writer(folder, keeping, clock)
        self._others: dict[int, Open] = {}
        self._reading = threading.Lock()

    @property
    def is_writer(self) -> bool:
        """Whether it is this console that writes in the folder."""
        return self._writer.is_writer

    @property
    def trouble(self) -> ConsoleError | None:
        """Why nothing can be written now."""
        return self._writer.trouble

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences on what went for good: damaged files, raw samples that found no room."""
        return self._writer.notices

    def write(self, samples: Iterable[Sample]) -> None:
        """Keep them. What was kept is there after a crash at any moment.

        Samples may come late and twice; of two values of one moment the later counts. Where
        another console writes, nothing is done.

        Raises:
            ConsoleError: they could not be kept; said once, until it is well again (`trouble`).
        """
        self._writer.write(samples)

    def mark(self, mark: Mark) -> None:
        """Keep it; told again with its end, it is still one. Raises as `write`."""
        self._writer.mark(mark)

    def capture(self, capture: Capture) -> None:
        """Keep it for the flight recorder. Raises as `write`."""
        self._writer.capture(capture)

    def compact(self, stop: Callable[[], bool]) -> None:
        """Pack, roll, and delete what is too old or too much; once a minute is often enough.

        It goes by small steps: nobody who writes or reads meanwhile waits for more than one.

        Raises:
            ConsoleError: as `write`.
        """
        self._writer.compact(stop)

    def keep(self, keeping: Keeping) -> None:
        """Keep so much from the next `compact` on. From any thread."""
        self.keeping = self._writer.keeping = keeping

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return shelf.size(self.folder)

    def close(self) -> None:
        """Let go of the files, and let another console write."""
        self._writer.close()

    # ------------------------------------------------------------------ reading

    def series(self, instance: str, key: str, begin: float, end: float, most: int = 2000) -> Series:
        """The values of one key from `begin` to `end`, in `most` points at the most.

        Where there are more samples than that, or the raw ones are gone, a point tells of `step`
        seconds and has their lowest and highest value, so that no peak is lost.
        """
        return self._read(lambda reader: reader.series(instance, key, begin, end, most))

    def series_of(
        self, instance: str, keys: Sequence[str], begin: float, end: float, most: int = 2000
    ) -> dict[str, Series]:
        """The same of several keys, by key, in the time it takes to read one or two."""
        return self._read(lambda reader: reader.series_of(instance, tuple(keys), begin, end, most))

    def instances(self) -> tuple[str, ...]:
        """The ids of all there is anything of."""
        return self._read(lambda reader: reader.instances())

    def keys(self, instance: str) -> tuple[str, ...]:
        """All keys one ever had, as long as anything of them is kept."""
        return self._read(lambda reader: reader.keys(instance))

    def state_at(self, instance: str, at: float) -> Mapping[str, float]:
        """Every value as it was at that moment: of the last sample of each tier before it."""
        return self._read(lambda reader: reader.state_at(instance, at))

    def marks(self, begin: float, end: float, instance: str = "") -> tuple[Mark, ...]:
        """Marks that touch that time, oldest first; of one instance, those of all among them."""
        return self._read(lambda _reader: recorder.marks(self.folder, begin, end, instance))

    def captures(
        self, instance: str, kind: CaptureKind, begin: float, end: float
    ) -> tuple[float, ...]:
        """When captures were taken, oldest first."""
        return self._read(
            lambda _reader: recorder.captures(self.folder, instance, kind, begin, end)
        )

    def capture_at(self, instance: str, kind: CaptureKind, at: float) -> Capture | None:
        """The newest capture that was taken by then."""
        return self._read(lambda _reader: recorder.capture_at(self.folder, instance, kind, at))

    def _read(self, call: Callable[[Reader], T]) -> T:
        """Read; damaged files are set aside by the one who writes, and the rest is read.

        Raises:
            StoreTrouble: it cannot be read now.
        """
        attempts = len(shelf.files(self.folder)) + 1
        for attempt in range(attempts):
            before = {kept.path for kept in shelf.files(self.folder, "raw")}
            try:
                found = call(Reader(self.folder, self._open_of))
            except file.Damaged as error:
                if not self.is_writer or attempt == attempts - 1:
                    raise self._unreadable(error) from error
                self._writer.set_aside(error.path)
                continue
            except (sqlite3.Error, OSError) as error:
                raise self._unreadable(error) from error
            if before.issubset(kept.path for kept in shelf.files(self.folder, "raw")):
                break  # else a day went into the coarser steps meanwhile
        return found

    def _unreadable(self, error: Exception) -> StoreTrouble:
        return StoreTrouble(
            _("The history in {folder} cannot be read: {reason}.").format(
                folder=self.folder, reason=error
            ),
            hint=_("Try again; a damaged file is set aside by the console that writes."),
        )

    def _open_of(self, day: int) -> Open | None:
        """The samples of a day that are not packed: our own, or as another's log has them."""
        if (ours := self._writer.open_of(day)) is not None:
            return ours
        path = shelf.raw_path(self.folder, day)
        with self._reading, suppress(FileNotFoundError), file.reading(path) as connection:
            try:
                names = load(connection)
                there = Open(self._others[day].tail if day in self._others else Tail(), names)
                read_log(connection, there.tail)
            except ValueError as error:
                raise file.Damaged(path) from error
            self._others = {day: there, **dict(list(self._others.items())[:1])}
            return there
        return None
