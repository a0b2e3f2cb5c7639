"""Finds which rows of a result are shown, and in what order.

All is done by Arrow and numpy, which let the interpreter go on meanwhile. Conditions are judged
part by part, so that a stop is heard soon and memory holds few parts' texts.

What texts are ordered by is their lower case, by code point: a million take a third of a second,
and a collation of the server's, of which there are hundreds, could be no better than a guess.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.domain.stop import Stop
from app.results.arranging import Arrangement, Order
from app.results.conditions import Condition
from app.results.judging import admitted
from app.results.keys import keys_of, whole
from app.results.part import Part

_THREADS = min(4, os.cpu_count() or 1)
_WITHOUT = np.empty(0, dtype=np.uint32)


def arrange(
    parts: Sequence[Part], order: Sequence[Order], filters: Sequence[Condition], stop: Stop
) -> Arrangement:
    """See `ResultReader.arrange`."""
    total = parts[-1].first + parts[-1].rows
    rows = _chosen(parts, filters, stop) if filters else np.arange(total, dtype=np.uint32)
    stop.check()
    if order:
        rows = _sorted(parts, rows, total, order, stop)
    pa.default_memory_pool().release_unused()
    return Arrangement(rows, total, tuple(order), tuple(filters))


def _chosen(parts: Sequence[Part], filters: Sequence[Condition], stop: Stop) -> Any:
    """The numbers of the rows that hold all conditions, some parts at a time."""

    def chosen_of(part: Part) -> Any:
        stop.check()
        mask = reduce(pc.and_, [admitted(part, condition) for condition in filters])
        numbers = pc.indices_nonzero(mask).to_numpy().astype(np.uint32)
        return numbers + np.uint32(part.first)

    with ThreadPoolExecutor(_THREADS, "filter") as threads:
        return np.concatenate([_WITHOUT, *threads.map(chosen_of, parts)])


def _sorted(
    parts: Sequence[Part], rows: Any, total: int, order: Sequence[Order], stop: Stop
) -> Any:
    """Rows in order, the first column that tells two apart deciding."""
    names: list[str] = []
    columns: list[Any] = []
    by: list[tuple[str, str]] = []
    for one in order:
        for key in keys_of(parts, one.column):
            stop.check()
            names.append(str(len(names)))
            columns.append(key if len(rows) == total else key.take(pa.array(rows)))
            by.append((names[-1], "descending" if one.descending else "ascending"))
    if not columns:
        return rows
    table = pa.table(columns, names=names)
    stop.check()
    places = pc.sort_indices(table, sort_keys=by).to_numpy()
    stop.check()
    return rows[places]


def comparable(parts: Sequence[Part], number: int, arrangement: Arrangement | None) -> Any:
    """See `ResultReader.column`."""
    column = whole(parts, number)
    return column if arrangement is None else column.take(pa.array(arrangement.rows))


def distinct(
    parts: Sequence[Part],
    number: int,
    arrangement: Arrangement | None,
    most: int,
    stop: Stop,
) -> list[tuple[Any, int]]:
    """See `ResultReader.distinct`."""
    column = comparable(parts, number, arrangement)
    stop.check()
    counted = pc.value_counts(column)
    stop.check()
    counts = counted.field("counts")
    best = pc.select_k_unstable(
        pa.table([counts], names=["n"]), k=min(most, len(counts)), sort_keys=[("n", "descending")]
    )
    values = counted.field("values").take(best).to_pylist()
    return list(zip(values, counts.take(best).to_pylist(), strict=True))
