"""A day told in coarser steps: mean, lowest and highest value and how many there were.

A rolled block has four columns a key. What is rolled twice (after a crash, or because samples came
late) is merged step by step: of two tellings the one of more samples stands, so that late samples
of a day whose raw ones are gone never hide what was known.
"""

import sqlite3
from pathlib import Path

from app.monitor.history import blocks, file
from app.monitor.history.keeping import LEVELS
from app.monitor.history.names import Keys, Names, layout_of, load
from app.monitor.history.packing import RESTARTED, Block, pack, unpack
from app.monitor.history.raw import RawFile
from app.monitor.history.shelf import rolled_path

EACH = 4
MEAN, LOW, HIGH, COUNT = range(EACH)


def roll_one(raw: RawFile, folder: Path, day: int) -> bool:
    """Roll one instance and tier of what is fresh in the file; whether there was one.

    The coarse files are written first: a crash in between rolls once more.
    """
    with file.judging(raw.path):
        found = raw.connection.execute("SELECT instance, tier FROM fresh LIMIT 1").fetchone()
        if found is None:
            return False
        instance, tier = found
        name = raw.connection.execute(
            "SELECT id FROM instance WHERE no = ?", (instance,)
        ).fetchone()
        samples = _day(raw, instance, tier)
    if samples and name:
        for level in LEVELS:
            path = rolled_path(folder, level, day)
            _save(path, day, name[0], tier, *_rolled(*samples, level))
    with file.judging(raw.path), file.whole(raw.connection):
        raw.connection.execute(
            "DELETE FROM fresh WHERE instance = ? AND tier = ?", (instance, tier)
        )
    return True


def _day(raw: RawFile, instance: int, tier: int) -> tuple[Block, Keys] | None:
    rows = raw.connection.execute(
        "SELECT layout, packed FROM block WHERE instance = ? AND tier = ?", (instance, tier)
    )
    read = []
    for layout, packed in rows:
        try:
            read.append((unpack(packed), raw.names.layouts[layout - 1]))
        except (ValueError, IndexError):
            continue
    return together(read) if read else None


def together(read: list[tuple[Block, Keys]]) -> tuple[Block, Keys]:
    """Blocks that follow each other, in one."""
    import numpy as np

    keys = read[0][1]
    if any(other != keys for _block, other in read):
        keys = tuple(sorted({key for _block, its_keys in read for key in its_keys}))
    place = {key: number for number, key in enumerate(keys)}
    count = sum(len(block.times) for block, _keys in read)
    columns = np.full((len(keys), count), np.nan, np.float32)
    at = 0
    for block, its_keys in read:
        end = at + len(block.times)
        columns[[place[key] for key in its_keys], at:end] = block.columns
        at = end
    times = np.concatenate([block.times for block, _keys in read])
    flags = np.concatenate([block.flags for block, _keys in read])
    return Block(times, flags, columns), keys


def _rolled(block: Block, keys: Keys, level: int) -> tuple[Block, Keys]:
    import numpy as np

    steps = block.times // (level * 1000)
    starts = np.flatnonzero(np.diff(steps, prepend=steps[0] - 1))
    values = block.columns.astype(np.float64)
    there = np.isfinite(values)
    counts = np.add.reduceat(there, starts, axis=1, dtype=np.float64)
    lows = np.minimum.reduceat(np.where(there, values, np.inf), starts, axis=1)
    highs = np.maximum.reduceat(np.where(there, values, -np.inf), starts, axis=1)
    sums = np.add.reduceat(np.where(there, values, 0.0), starts, axis=1)
    nothing = counts == 0
    means = np.clip(sums / np.where(nothing, 1, counts), lows, highs)
    rows = np.stack([means, lows, highs, counts], axis=1)
    rows[:, :COUNT][np.repeat(nothing[:, None, :], COUNT, axis=1)] = np.nan
    flags = np.bitwise_and(block.flags[starts], RESTARTED)
    columns = rows.reshape(EACH * len(keys), len(starts)).astype(np.float32)
    return Block(steps[starts] * level * 1000, flags, columns), keys


def _save(path: Path, day: int, name: str, tier: int, block: Block, keys: Keys) -> None:
    with file.judging(path):
        connection = file.opened(path, file.ROLLED)
        try:
            names = _named(connection, path)
            instance = names.instance(name)
            old = connection.execute(
                "SELECT layout, packed FROM block WHERE instance = ? AND tier = ? AND slice = ?",
                (instance, tier, day),
            ).fetchone()
            if old:
                block, keys = _merged(connection, old, block, keys)
            row = (instance, tier, day, names.layout(keys), pack(block))
            with file.whole(connection):
                names.save(connection)
                connection.execute(blocks.WRITE, row)
        finally:
            connection.close()


def _named(connection: sqlite3.Connection, path: Path) -> Names:
    try:
        return load(connection)
    except ValueError as error:
        raise file.Damaged(path) from error


def _merged(
    connection: sqlite3.Connection, old: tuple[int, bytes], block: Block, keys: Keys
) -> tuple[Block, Keys]:
    import numpy as np

    old_keys = layout_of(connection, old[0])
    try:
        before = unpack(old[1])
    except ValueError:
        return block, keys
    if len(before.columns) != EACH * len(old_keys):
        return block, keys
    all_keys = tuple(sorted({*old_keys, *keys}))
    place = {key: number for number, key in enumerate(all_keys)}
    times = np.union1d(before.times, block.times)
    flags = np.zeros(len(times), np.int64)
    shape = (len(all_keys), EACH, len(times))
    tellings = []
    for each, its_keys in ((before, old_keys), (block, keys)):
        rows = np.full(shape, np.nan)
        rows[:, COUNT] = 0
        at = np.searchsorted(times, each.times)
        its_rows = each.columns.reshape(len(its_keys), EACH, len(each.times))
        numbers = np.array([place[key] for key in its_keys], np.int64)
        rows[np.ix_(numbers, np.arange(EACH), at)] = its_rows
        flags[at] |= each.flags
        tellings.append(rows)
    first, second = tellings
    newer = (second[:, COUNT] >= first[:, COUNT])[:, None, :]
    rows = np.where(newer, second, first)
    columns = rows.reshape(EACH * len(all_keys), len(times)).astype(np.float32)
    return Block(times, flags, columns), all_keys
