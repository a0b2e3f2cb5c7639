"""The samples of one day, while they are written: a log first, then packed by quarters of an hour.

Only one thread is in here at a time (`History` sees to it); readers are in `reading`.
"""

import sqlite3
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from app.domain.monitoring.sample import Sample
from app.monitor.history import blocks, file
from app.monitor.history.keeping import SLICE
from app.monitor.history.names import Names, load
from app.monitor.history.packing import RESTARTED, pack, unpack
from app.monitor.history.tail import TIERS, Kept, Tail, Who, pack_log, unpack_log

_TIER = {tier: number for number, tier in enumerate(TIERS)}
_AT_ONCE = 12  # instances packed in one step, and rows of the log deleted in one


class RawFile:
    """What of a day is open for writing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with file.judging(path):
            self.connection = file.opened(path, file.RAW)
            try:
                self.names: Names = load(self.connection)
                self.tail = Tail()
                read_log(self.connection, self.tail)
            except ValueError as error:
                self.connection.close()
                raise file.Damaged(path) from error
            except BaseException:
                self.connection.close()
                raise
        self._packed: dict[Who, int] = {}
        self._done: dict[int, int] = {}  # rows of the log that are packed: a slice, the last row

    def close(self) -> None:
        """Done with the file."""
        self.connection.close()

    def write(self, samples: Iterable[Sample]) -> None:
        """Keep them, all or none; after an error this object is of no more use.

        Raises:
            file.Damaged, sqlite3.OperationalError: they are not kept.
        """
        kept = sorted(map(self._numbered, samples), key=_order)
        rows: list[tuple[int, list[Kept]]] = [
            (slice_, list(group))
            for slice_, group in groupby(kept, lambda each: each.at // (SLICE * 1000))
        ]
        added = []
        with file.judging(self.path), file.whole(self.connection):
            self.names.save(self.connection)
            for slice_, of_slice in rows:
                made = self.connection.execute(
                    "INSERT INTO tail (slice, packed) VALUES (?, ?)", (slice_, pack_log(of_slice))
                )
                added.append((slice_, of_slice, made.lastrowid or 0))
        for slice_, of_slice, number in added:
            self.tail.add(slice_, of_slice, number)

    def _numbered(self, sample: Sample) -> Kept:
        instance, tier = self.names.instance(sample.instance), _TIER[sample.tier]
        layout, values = self.names.laid_out(instance, tier, sample.values)
        flags = RESTARTED if sample.restarted else 0
        return Kept(instance, tier, round(sample.at * 1000), flags, layout, values)

    # ------------------------------------------------------------------ packing

    def pack_some(self, before: float) -> bool:
        """One small step in packing the slices that ended before; whether there is more to do."""
        with file.judging(self.path):
            if self._done:
                self._delete_some()
                return True
            ended = [number for number in self.tail.slices if (number + 1) * SLICE <= before]
            if not ended:
                return False
            slice_ = min(ended)
            whose = self.tail.slices[slice_]
            wanting = [who for who, stack in whose.items() if self._packed.get(who) != len(stack)]
            if wanting:
                self._pack(slice_, {who: whose[who].all() for who in wanting[:_AT_ONCE]})
            else:
                self._packed.clear()
                self._done[slice_] = self.tail.last
                self.tail.drop(slice_)
            return True

    def _pack(self, slice_: int, whose: dict[Who, list[Kept]]) -> None:
        with file.whole(self.connection):
            for (instance, tier), kept in whose.items():
                block, keys = blocks.of_kept(kept, lambda number: self.names.layouts[number - 1])
                old = self.connection.execute(
                    "SELECT layout, packed FROM block WHERE instance = ? AND tier = ?"
                    " AND slice = ?",
                    (instance, tier, slice_),
                ).fetchone()
                if old:
                    try:
                        before = unpack(old[1])
                    except ValueError:
                        pass  # damaged: what is new is all there is
                    else:
                        old_keys = self.names.layouts[old[0] - 1]
                        block, keys = blocks.merged(before, old_keys, block, keys)
                layout = self.names.layout(keys)
                self.names.save(self.connection)
                row = (instance, tier, slice_, layout, pack(block))
                self.connection.execute(blocks.WRITE, row)
                self.connection.execute(
                    "INSERT OR IGNORE INTO fresh VALUES (?, ?)", (instance, tier)
                )
        for who, kept in whose.items():
            self._packed[who] = len(kept)

    def _delete_some(self) -> None:
        """Delete rows of the log whose samples are packed."""
        slice_, last = next(iter(self._done.items()))
        with file.whole(self.connection):
            gone = self.connection.execute(
                "DELETE FROM tail WHERE no IN"
                " (SELECT no FROM tail WHERE slice = ? AND no <= ? LIMIT ?)",
                (slice_, last, _AT_ONCE),
            ).rowcount
        if gone < _AT_ONCE:
            del self._done[slice_]

    def shed(self, most_rows: int = 64) -> bool:
        """Delete some of the oldest blocks, and give their room back; whether there were any."""
        with file.judging(self.path):
            oldest = self.connection.execute("SELECT min(slice) FROM block").fetchone()[0]
            if oldest is None:
                return False
            with file.whole(self.connection):
                self.connection.execute(
                    "DELETE FROM block WHERE (instance, tier, slice) IN"
                    " (SELECT instance, tier, slice FROM block WHERE slice = ? LIMIT ?)",
                    (oldest, most_rows),
                )
            file.give_back(self.connection)
            return True


def read_log(connection: sqlite3.Connection, tail: Tail) -> None:
    """Take what is new in the log, and forget what is packed by now; damaged rows are left out."""
    rows = connection.execute(
        "SELECT no, slice, packed FROM tail WHERE no > ? ORDER BY no", (tail.last,)
    )
    for number, slice_, packed in rows:
        try:
            kept = unpack_log(packed)
        except ValueError:
            continue
        tail.add(slice_, sorted(kept, key=_order), number)
    there = {slice_ for (slice_,) in connection.execute("SELECT DISTINCT slice FROM tail")}
    for slice_ in set(tail.slices) - there:
        tail.drop(slice_)


def _order(kept: Kept) -> tuple[int, int, int, int]:
    return kept.at // (SLICE * 1000), kept.instance, kept.tier, kept.at
