"""The one who writes in the folder: keeps what comes, packs, rolls, and deletes in small steps."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.domain.errors import ConsoleError
from app.domain.monitoring.sample import Capture, Mark, Sample
from app.files import StillLocked, locked
from app.i18n import _
from app.monitor.history import file, recorder, rolling, shedding, shelf
from app.monitor.history.keeping import DAY, Keeping
from app.monitor.history.raw import RawFile
from app.monitor.history.reading import Open

_LOCK = "writer.lock"
_LATE = 60.0  # seconds a slice is left open for samples that come late
_ROLL_AFTER = 1800.0  # seconds after its end a day is rolled
_ROLL_AGAIN = 900.0  # seconds until a day is rolled once more for samples that came late
_MOST_OPEN = 4  # raw files: more than today's is open only for what comes late
_AHEAD = DAY  # a sample dated later than that is a mistake
_TRY_AGAIN = 5.0  # seconds between two attempts to be the one who writes

_BREATH = 0.001  # seconds in which who waits to write gets its turn
_MOST_NOTICES = 20

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Writer:
    """What is open for writing. Its lock is held for a small step at a time."""

    def __init__(self, folder: Path, keeping: Keeping, clock: Callable[[], float]) -> None:
        self._folder, self._clock = folder, clock
        self.keeping = keeping
        """Read anew by every `compact`."""
        self._writing = threading.Lock()
        self._raw: dict[int, RawFile] = {}
        self._captures: recorder.CaptureFile | None = None
        self._captures_day = 0
        self._marks: sqlite3.Connection | None = None
        self._lock = ExitStack()
        self._asked = float("-inf")
        self._newest = 0.0  # when the newest sample was taken
        self._settled: set[int] = set()  # days whose samples are packed and rolled
        self._rolled_at: dict[int, float] = {}  # when, on the clock of `_now`
        self.is_writer = False
        """Whether it is this console that writes in the folder."""
        self.trouble: ConsoleError | None = None
        """Why nothing can be written now."""
        self.notices: tuple[str, ...] = ()
        """Sentences on what went for good: damaged files, raw samples that found no room."""
        with self._writing:
            self._may_write()

    def write(self, samples: Iterable[Sample]) -> None:
        """As `History.write`."""
        days: dict[int, list[Sample]] = {}
        latest = self._now() + _AHEAD
        for sample in samples:
            if 0 < sample.at < latest:  # and not NaN
                days.setdefault(shelf.day_of(sample.at), []).append(sample)
                self._newest = max(self._newest, sample.at)
        with self._writing:
            if self._may_write():
                for day, of_day in sorted(days.items()):
                    self._kept(partial(self._write, day, of_day))

    def _write(self, day: int, samples: list[Sample]) -> None:
        self._settled.discard(day)
        raw = self._raw_of(day)
        try:
            raw.write(samples)
        except BaseException:
            self._drop(day)
            raise

    def mark(self, mark: Mark) -> None:
        """As `History.mark`."""
        with self._writing:
            if self._may_write():
                self._kept(lambda: self._mark(mark))

    def _mark(self, mark: Mark) -> None:
        path = self._folder / shelf.MARKS
        with file.judging(path):
            if self._marks is None:
                self._marks = file.opened(path, file.MARKS)
            recorder.add_mark(self._marks, mark)

    def capture(self, capture: Capture) -> None:
        """As `History.capture`."""
        with self._writing:
            if self._may_write() and 0 < capture.at < self._now() + _AHEAD:
                self._kept(lambda: self._captures_of(shelf.day_of(capture.at)).add(capture))

    def _kept(self, call: Callable[[], T], *, heals: bool = True) -> T | None:
        """Do it, twice where a damaged file was in the way; tell what fails once.

        Only what is written anew `heals`: on a full disk, deleting often goes well all the same.
        """
        try:
            try:
                done = call()
            except file.Damaged as error:
                self._set_aside(error.path)
                done = call()
        except (sqlite3.Error, OSError, file.Damaged) as error:
            trouble = file.trouble(error, self._folder)
            known, self.trouble = self.trouble, trouble
            self._close_files()
            if known is None or str(known) != str(trouble):
                raise trouble from error
            return None
        if heals:
            self.trouble = None
        return done

    def _may_write(self) -> bool:
        """Whether we are the one who writes; asked again now and then."""
        if self.is_writer:
            return True
        now = time.monotonic()
        if now - self._asked < _TRY_AGAIN:
            return False
        self._asked = now
        try:
            self._lock.enter_context(locked(self._folder / _LOCK, 0.0))
        except StillLocked:
            self._notice(_("Another console writes the history; this one reads it."))
            return False
        except OSError:
            return False
        self.is_writer = True
        return True

    def _now(self) -> float:
        """By the clock, which may be set back: time that has samples has been."""
        return max(self._clock(), self._newest)

    def _raw_of(self, day: int) -> RawFile:
        if day not in self._raw:
            while len(self._raw) >= _MOST_OPEN:
                self._drop(min(self._raw))
            self._raw[day] = RawFile(shelf.raw_path(self._folder, day))
        return self._raw[day]

    def _drop(self, day: int) -> None:
        if day in self._raw:
            self._raw.pop(day).close()

    def _captures_of(self, day: int) -> recorder.CaptureFile:
        if self._captures is None or self._captures_day != day:
            if self._captures is not None:
                self._captures.close()
                self._captures = None
            self._captures = recorder.CaptureFile(shelf.captures_path(self._folder, day))
            self._captures_day = day
        return self._captures

    def _set_aside(self, path: Path) -> None:
        self._close_files()
        kept = file.set_aside(path)
        _log.warning("%s is damaged; kept as %s", path, kept)
        self._notice(
            _("{file} was damaged and is kept as {kept}; a new one is begun.").format(
                file=path.name, kept=kept.name if kept else path.name
            )
        )

    def _notice(self, text: str) -> None:
        if text not in self.notices:
            self.notices = (*self.notices, text)[-_MOST_NOTICES:]

    def _close_files(self) -> None:
        for day in list(self._raw):
            self._drop(day)
        if self._captures is not None:
            self._captures.close()
        if self._marks is not None:
            self._marks.close()
        self._captures = self._marks = None

    # ------------------------------------------------------------------ keeping it small

    def compact(self, stop: Callable[[], bool]) -> None:
        """As `History.compact`."""
        if not self.is_writer:
            return
        now = self._now()
        steps: list[Callable[[], bool]] = [
            partial(self._settle_some, kept.first, now)
            for kept in shelf.files(self._folder, "raw")
            if kept.first not in self._settled and not self._was_rolled(kept.first, now)
        ]
        steps += [self._drop_some_old, self._drop_some_more, self._drop_some_marks]
        for step in steps:
            more: bool | None = True
            while more and not stop():
                with self._writing:
                    more = self._kept(step, heals=False)
                time.sleep(_BREATH)  # a lock alone would be ours again before any other wakes up

    def _was_rolled(self, day: int, now: float) -> bool:
        """Whether that is so lately: a collector whose clock is wrong sends late samples all day,
        and a day costs as much to roll for one of them as for all.
        """
        return now - self._rolled_at.get(day, float("-inf")) < _ROLL_AGAIN

    def _settle_some(self, day: int, now: float) -> bool:
        """A step in packing and rolling the samples of a day; whether there is more to do."""
        if not shelf.raw_path(self._folder, day).exists():
            return False
        raw = self._raw_of(day)
        if raw.pack_some(now - _LATE):
            return True
        if (day + 1) * DAY + _ROLL_AFTER > now:
            return False
        if rolling.roll_one(raw, self._folder, day):
            return True
        self._settled.add(day)
        self._rolled_at[day] = now
        self._drop(day)
        return False

    def _drop_some_old(self) -> bool:
        for kept in shedding.outdated(self._folder, self.keeping, self._now()):
            if kept.kind == "raw" and kept.first not in self._settled and self.trouble is None:
                continue  # it came late, and is not rolled yet
            if self._removed(kept):
                return True
        return False

    def _drop_some_more(self) -> bool:
        kept = shedding.too_much(self._folder, self.keeping)
        if kept is None:
            return False
        self._shrink_logs()
        kept = shedding.too_much(self._folder, self.keeping)
        if kept is None:
            return False
        self._notice(
            _("The history reached its limit on the disk: the oldest of it is deleted early.")
        )
        if kept.kind == "captures" and self._captures_of(kept.first).shed():
            return True
        if kept.last < shelf.day_of(self._now()):
            return self._removed(kept)
        return kept.kind == "raw" and self._raw_of(kept.first).shed()

    def _shrink_logs(self) -> None:
        """Have what was committed in the files proper; the logs may be as large as they are."""
        held: list[RawFile | recorder.CaptureFile] = list(self._raw.values())
        if self._captures is not None:
            held.append(self._captures)
        for each in held:
            with file.judging(each.path):
                file.give_back(each.connection)

    def _removed(self, kept: shelf.Kept) -> bool:
        """Delete a whole file."""
        if kept.kind == "raw":
            self._drop(kept.first)
            self._settled.discard(kept.first)
            self._rolled_at.pop(kept.first, None)
        elif kept.kind == "captures" and self._captures is not None:
            self._captures.close()
            self._captures = None
        return file.remove(kept.path) > 0

    def _drop_some_marks(self) -> bool:
        path = self._folder / shelf.MARKS
        if self._marks is None:
            return False
        with file.judging(path):
            return recorder.drop_marks(self._marks, self._now() - self.keeping.marks)

    def set_aside(self, path: Path) -> None:
        """Get a damaged file that a reader met out of the way."""
        with self._writing:
            self._set_aside(path)

    def open_of(self, day: int) -> Open | None:
        """The samples of a day that is being written."""
        raw = self._raw.get(day)
        return Open(raw.tail, raw.names) if raw is not None else None

    def close(self) -> None:
        """Let go of the files, and let another console write."""
        with self._writing:
            self._close_files()
            self._lock.close()
            self.is_writer, self._asked = False, float("inf")
