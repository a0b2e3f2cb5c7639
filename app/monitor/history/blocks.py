"""Blocks in a file: samples of several layouts put into one, and one column taken out of them."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.monitor.history.names import Keys, layout_of
from app.monitor.history.packing import Block, unpack
from app.monitor.history.tail import Kept

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WRITE = "INSERT OR REPLACE INTO block VALUES (?, ?, ?, ?, ?)"


def of_kept(kept: Sequence[Kept], keys_of: Callable[[int], Keys]) -> tuple[Block, Keys]:
    """One block of samples, whatever their layouts; of two values of one moment the later."""
    import numpy as np

    ordered = sorted(kept, key=lambda each: each.at)
    layouts = {each.layout for each in ordered}
    moments = np.array([each.at for each in ordered], np.int64)
    flags = np.array([each.flags for each in ordered], np.int64)
    times, place_of = np.unique(moments, return_inverse=True)
    if len(layouts) == 1 and len(times) == len(moments):
        keys = keys_of(layouts.pop())
        rows = np.frombuffer(b"".join(each.values.tobytes() for each in ordered), "<f4")
        return Block(times, flags, rows.reshape(len(ordered), len(keys)).T), keys
    keys = tuple(sorted({key for layout in layouts for key in keys_of(layout)}))
    place = {key: number for number, key in enumerate(keys)}
    columns = np.full((len(keys), len(times)), np.nan, np.float32)
    all_flags = np.zeros(len(times), np.int64)
    where = {
        layout: np.array([place[key] for key in keys_of(layout)], np.int64) for layout in layouts
    }
    for at, each in zip(place_of, ordered, strict=True):
        values = np.frombuffer(each.values, np.float32)
        there = np.isfinite(values)
        columns[where[each.layout][there], at] = values[there]
        all_flags[at] |= each.flags
    return Block(times, all_flags, columns), keys


def merged(old: Block, old_keys: Keys, new: Block, new_keys: Keys) -> tuple[Block, Keys]:
    """Both in one; where they have a value of the same moment, that of `new` counts."""
    import numpy as np

    keys = old_keys if old_keys == new_keys else tuple(sorted({*old_keys, *new_keys}))
    times = np.union1d(old.times, new.times)
    flags = np.zeros(len(times), np.int64)
    columns = np.full((len(keys), len(times)), np.nan, np.float32)
    place = {key: number for number, key in enumerate(keys)}
    for block, its_keys in ((old, old_keys), (new, new_keys)):
        at = np.searchsorted(times, block.times)
        flags[at] |= block.flags
        where = np.ix_(np.array([place[key] for key in its_keys], np.int64), at)
        columns[where] = np.where(np.isfinite(block.columns), block.columns, columns[where])
    return Block(times, flags, columns), keys


def layouts_of(
    connection: sqlite3.Connection, instance: int, first: int, last: int
) -> dict[int, Keys]:
    """The keys an instance had, by layout."""
    numbers = connection.execute(
        "SELECT DISTINCT layout FROM block WHERE instance = ? AND tier IN (0, 1, 2, 3, 4)"
        " AND slice BETWEEN ? AND ?",
        (instance, first, last),
    ).fetchall()
    return {number: layout_of(connection, number) for (number,) in numbers}


@dataclass(frozen=True, slots=True)
class Found:
    """One block as it was read, and the keys of its columns."""

    tier: int
    slice: int
    keys: Keys
    block: Block


def each(
    connection: sqlite3.Connection, instance: int, keys: Keys, first: int, last: int
) -> Iterator[Found]:
    """All blocks from slice `first` to `last` with one of `keys` (() for any); no damaged ones.

    Only those are read: blocks of other tiers lie beside them, and are much more.
    """
    span, wanted = (instance, first, last), set(keys)
    layouts = {
        number: its_keys
        for number, its_keys in layouts_of(connection, *span).items()
        if not keys or not wanted.isdisjoint(its_keys)
    }
    rows = connection.execute(
        "SELECT tier, slice, layout, packed FROM block WHERE instance = ?"
        " AND tier IN (0, 1, 2, 3, 4) AND slice BETWEEN ? AND ?"
        " AND layout IN (SELECT value FROM json_each(?)) ORDER BY slice",
        (*span, json.dumps(list(layouts))),
    )
    for tier, slice_, layout, packed in rows:
        with suppress(ValueError):
            yield Found(tier, slice_, layouts[layout], unpack(packed))


def column(block: Block, keys: Keys, key: str, every: int = 1) -> "NDArray[np.float64] | None":
    """The rows of one key, `every` of them, if it is there."""
    import numpy as np

    try:
        at = keys.index(key) * every
    except ValueError:
        return None
    if at + every > len(block.columns):
        return None  # the layout is not the block's: damaged
    return block.columns[at : at + every].astype(np.float64)
