"""A result of any size: written once by one thread, read while it grows by any other.

    writer = ResultWriter(columns)              # in the lane that runs the statement
    writer.append(rows)                         # tuples, as the driver gives them
    writer.finish()                             # or .finish(error): the rows so far stay
    reader = writer.reader                      # hand it to whoever shows it
    reader.rows(0, 50)                          # the same Python values again
    made = reader.arrange([Order(2, True)], [anywhere("error", shown)], stop)   # in a worker
    reader.rows(0, 50, made)
    reader.close()                              # the disk is free again

Rows that came last stand in lists; some thousands together become a part: an Arrow array a column,
written to a file of its own and mapped where it is looked at. A result of one part never touches
the disk. What else was measured: `benchmarks/result_store.py`. Arrow is imported by whoever first
reads or writes: the window is up without it.
"""

import errno
import threading
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.domain.console.result import ResultColumn
from app.domain.errors import Cancelled, ConsoleError, UnreadableInput, Unwritable
from app.domain.stop import Stop
from app.i18n import _
from app.results.arranging import Arrangement, Order
from app.results.conditions import Condition
from app.results.folder import ResultFolder, our_folder

if TYPE_CHECKING:
    from app.results.part import Part

PART_ROWS = 16_384
PART_BYTES = 8 << 20
_HELD = 128  # parts that stay mapped
_STEP = 256  # rows between two looks at how heavy they are


class ResultReader:
    """What is there of a result so far. Any thread may ask at any time.

    `columns` are those of the head; `count` grows until `complete`; `trouble` is what ended the
    result before its time.
    """

    def __init__(self, columns: Sequence[ResultColumn]) -> None:
        self.columns: tuple[ResultColumn, ...] = tuple(columns)
        self.complete = False
        self.trouble: ConsoleError | None = None
        self.closed = False
        self._guard = threading.Lock()
        self._parts: list[Part] = []
        self._starts: list[int] = []
        self._held: dict[int, Part] = {}  # that stay mapped, those asked for last at the end
        self._kept = 0  # rows in parts
        self._tail: list[list[Any]] = [[] for _column in self.columns]
        self._tail_rows = 0
        self._learned: dict[int, dict[int, Any]] = {}

    @property
    def count(self) -> int:
        """Rows so far."""
        return self._kept + self._tail_rows

    @property
    def on_disk(self) -> int:
        """Bytes in files."""
        with self._guard:
            return sum(part.size for part in self._parts if part.path is not None)

    def rows(
        self, first: int, last: int, arrangement: Arrangement | None = None
    ) -> list[tuple[Any, ...]]:
        """Rows `first` to `last`, that one not included, as the driver gave them.

        Rows that are not there are left out. With an arrangement the numbers are its own.

        Raises:
            UnreadableInput: somebody took our file away, or broke it.
        """
        with self._telling():
            if arrangement is not None:
                numbers = arrangement.rows[max(first, 0) : max(last, 0)]
                return self._with_learned(numbers.tolist(), self._these(numbers))
            first, last = max(first, 0), min(last, self.count)
            if first < last:
                return self._with_learned(range(first, last), self._run(first, last))
        return []

    def cell(self, row: int, column: int) -> Any:
        """One value, by the number its row came with.

        Raises:
            IndexError: there is no such row.
            UnreadableInput: as with `rows`.
        """
        with self._guard:
            if column in self._learned.get(row, ()):
                return self._learned[row][column]
            if row >= self._kept or row < 0:
                if not 0 <= row - self._kept < self._tail_rows:
                    raise IndexError(row)
                return self._tail[column][row - self._kept]
            part = self._parts[bisect_right(self._starts, row) - 1]
        from app.results.forms import value_at

        with self._telling():
            self._paint_from([part])
            return value_at(part.columns[column], row - part.first)
        raise IndexError(row)

    def learn(self, row: int, column: int, value: Any) -> None:
        """Give this for a value that was cut, from now on; what reckons goes on with its head."""
        with self._guard:
            if not self.closed:
                self._learned.setdefault(row, {})[column] = value

    def column(self, number: int, arrangement: Arrangement | None = None) -> Any:
        """The values of a column as one Arrow `ChunkedArray`, to reckon with.

        Numbers are int64, uint64, decimals or float64, times timestamps (those with a zone in UTC)
        and durations; a column of several kinds is an array of texts. Not for the GUI thread.
        """
        from app.results.placing import comparable

        with self._telling(Cancelled("")):
            return comparable(self.parts(), number, arrangement)

    def arrange(
        self,
        order: Sequence[Order] = (),
        filters: Sequence[Condition] = (),
        stop: Stop | None = None,
    ) -> Arrangement:
        """Which rows are shown and in what order; rows that come later are not among them.

        Equal rows stay as they came; NULLs are last either way. Not for the GUI thread.

        Raises:
            BadInput: a regular expression makes no sense.
            Cancelled: `stop` was set, or the result closed meanwhile.
        """
        from app.results.placing import arrange

        with self._telling(Cancelled("")):
            return arrange(self.parts(), order, filters, stop or Stop())

    def distinct(
        self,
        column: int,
        arrangement: Arrangement | None = None,
        most: int = 1_000,
        stop: Stop | None = None,
    ) -> list[tuple[Any, int]]:
        """The values of a column with how often each is there, the most frequent first.

        Values as in `column`. Not for the GUI thread.
        """
        from app.results.placing import distinct

        with self._telling(Cancelled("")):
            return distinct(self.parts(), column, arrangement, most, stop or Stop())

    def parts(self) -> list["Part"]:
        """All parts so far; the rows that came last are made one, for now."""
        from app.results.forms import hold
        from app.results.part import Part

        with self._guard:
            parts, first = list(self._parts), self._kept
            tail = [list(column) for column in self._tail]
            rows = self._tail_rows
        if rows or not parts:
            parts.append(Part(first, rows, tuple(map(hold, tail))))
        return parts

    def close(self) -> None:
        """Let go of everything; whoever still asks finds no rows. Twice does no harm."""
        with self._guard:
            self.closed = True
            parts, self._parts, self._starts = self._parts, [], []
            self._held, self._learned = {}, {}
            self._kept = self._tail_rows = 0
            self._tail = [[] for _column in self.columns]
        for part in parts:
            part.let_go()
            part.drop()

    @contextmanager
    def _telling(self, closed: ConsoleError | None = None) -> Iterator[None]:
        """Say what is wrong with a file of ours; where the result was closed, `closed` if any."""
        try:
            yield
        except OSError as error:
            if not self.closed:
                raise UnreadableInput(
                    _("A part of this result is no longer on the disk: {problem}.").format(
                        problem=error
                    ),
                    hint=_("Run the statement again."),
                ) from error
            if closed is not None:
                raise closed from error

    # of the writer

    def _grow(self, columns: Sequence[Sequence[Any]], rows: int) -> None:
        with self._guard:
            if not self.closed:
                for held, fresh in zip(self._tail, columns, strict=True):
                    held.extend(fresh)
                self._tail_rows += rows

    def _settle(self, part: "Part") -> None:
        with self._guard:
            if not self.closed:
                self._parts.append(part)
                self._starts.append(part.first)
                self._kept += part.rows
                self._tail = [[] for _column in self.columns]
                self._tail_rows = 0
                return
        part.drop()

    # reading

    def _run(self, first: int, last: int) -> list[tuple[Any, ...]]:
        """Rows in a run, from however many parts."""
        with self._guard:
            kept, parts, starts = self._kept, self._parts, self._starts
            begin = max(bisect_right(starts, first) - 1, 0)
            end = bisect_right(starts, last - 1)
            some = parts[begin:end] if first < kept else []
            a, b = max(first - kept, 0), last - kept
            tail = [column[a:b] for column in self._tail] if b > 0 else []
        self._paint_from(some)
        found: list[tuple[Any, ...]] = []
        for part in some:
            found += part.run(max(first - part.first, 0), min(last - part.first, part.rows))
        found += zip(*tail, strict=True)
        return found

    def _with_learned(
        self, numbers: Sequence[int], rows: list[tuple[Any, ...]]
    ) -> list[tuple[Any, ...]]:
        """Rows of these numbers, with what was fetched whole since."""
        if self._learned and len(numbers) == len(rows):
            for place, number in enumerate(numbers):
                known = self._learned.get(number)
                if known:
                    rows[place] = tuple(known.get(at, old) for at, old in enumerate(rows[place]))
        return rows

    def _these(self, wanted: Any) -> list[tuple[Any, ...]]:
        """Rows by their numbers, in that order."""
        import numpy as np

        with self._guard:
            parts, starts, kept = list(self._parts), self._starts[:], self._kept
            tail = {
                int(row): tuple(column[row - kept] for column in self._tail)
                for row in wanted
                if kept <= row < kept + self._tail_rows
            }
        if not parts:
            return [tail[int(row)] for row in wanted if int(row) in tail]
        places = np.searchsorted(np.asarray(starts), wanted, side="right") - 1
        found: dict[int, tuple[Any, ...]] = tail
        used = np.unique(places)
        self._paint_from([parts[place] for place in used])
        for place in used:
            part = parts[place]
            mine = wanted[(places == place) & (wanted < kept)] - part.first
            found.update(zip((mine + part.first).tolist(), part.take(mine), strict=True))
        return [found[row] for row in wanted.tolist() if row in found]

    def _paint_from(self, parts: Sequence["Part"]) -> None:
        """Keep these mapped, and let go of those that were not asked for in a while."""
        if len(parts) > _HELD:  # somebody reads all of it
            return
        with self._guard:
            for part in parts:
                self._held.pop(part.first, None)
                self._held[part.first] = part
            gone = [self._held.pop(first) for first in list(self._held)[:-_HELD]]
        for part in parts:
            part.hold_on()
        for part in gone:
            part.let_go()


class ResultWriter:
    """Takes the rows of a result, in one thread; its `reader` may be anywhere.

    `folder` is where parts go, the program's own unless said otherwise.
    """

    def __init__(self, columns: Sequence[ResultColumn], folder: ResultFolder | None = None) -> None:
        self.reader = ResultReader(columns)
        self._folder = folder or our_folder()
        self._weight = 0

    def append(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Take more rows, each as wide as the head.

        Raises:
            Unwritable: the disk is full. The result is finished; what it has can be read.
        """
        from app.results.forms import weight

        reader = self.reader
        if reader.complete:
            raise reader.trouble or AssertionError("the result is finished")
        at = 0
        while at < len(rows) and not reader.closed:
            room = max(PART_ROWS - reader._tail_rows, 1)
            some = rows[at : at + min(room, _STEP)]
            at += len(some)
            columns = list(zip(*some, strict=True)) or [()] * len(reader.columns)
            reader._grow(columns, len(some))
            self._weight += sum(map(weight, columns))
            if reader._tail_rows >= PART_ROWS or self._weight >= PART_BYTES:
                self._spill()

    def finish(self, trouble: ConsoleError | None = None) -> None:
        """No more rows come: the result is whole, or `trouble` says why it is not."""
        reader = self.reader
        if reader.complete:
            return
        if reader._tail_rows and reader.trouble is None:
            reader._settle(self._part())
        reader.trouble = trouble
        reader.complete = True

    def _part(self) -> "Part":
        from app.results.forms import hold
        from app.results.part import Part

        reader = self.reader
        self._weight = 0
        return Part(reader._kept, reader._tail_rows, tuple(map(hold, reader._tail)))

    def _spill(self) -> None:
        part = self._part()
        try:
            part.spill(self._folder.new_file())
        except OSError as error:
            trouble = _no_room(error)
            self.reader._settle(part)  # it is in memory, and stays there
            self.finish(trouble)
            raise trouble from error
        self.reader._settle(part)


def _no_room(error: BaseException) -> Unwritable:
    code = getattr(error, "errno", None)
    if code in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
        return Unwritable(
            _("There is no room left on the disk for this result; the rows so far are shown."),
            hint=_("Close other results, or ask for fewer rows."),
        )
    return Unwritable(
        _("The result could not be kept on the disk: {problem}.").format(problem=error),
        hint=_("The rows so far are shown."),
    )
