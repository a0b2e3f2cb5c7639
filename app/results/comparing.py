"""Two runs of a statement against each other: what was added, what is gone, what changed.

All of it is numpy over codes: each column of both runs is turned into numbers that are equal where
its values are, so that a million rows are told apart in seconds and no value is looked at twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import pyarrow as pa

from app.domain.errors import BadInput
from app.domain.stop import Stop
from app.i18n import _
from app.results.forms import Form, Held, values_of
from app.results.keys import as_type, common, texts
from app.results.store import ResultReader
from app.results.written import unique_names, written

_NONE = -1


class Fate(IntEnum):
    """What became of a row."""

    ADDED = 0
    GONE = 1
    CHANGED = 2


@dataclass(frozen=True, slots=True)
class Shared:
    """A column of both runs, by its places in them; None where one lacks it."""

    name: str
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Lines are rows that differ, in the order of the new run; what is gone stands where it was.

    `fates`, `old` and `new` are numpy arrays, an entry a line: its fate, and the numbers of its
    rows in both runs, -1 where it is in one alone. `cells` has a row a line, a column for each of
    `columns`, and is true where a cell changed.
    """

    columns: tuple[Shared, ...]
    key: tuple[int, ...]
    """Places in `columns` of what a row is known by; empty: by all it is."""
    fates: Any
    old: Any
    new: Any
    cells: Any
    same: int
    """Rows that are as they were."""
    doubled: int
    """Rows whose key another one has too: they are paired in the order they came."""

    def count(self, fate: Fate) -> int:
        """How many lines have it."""
        return int((self.fates == fate).sum())

    def __len__(self) -> int:
        return len(self.fates)


def shared_columns(old: ResultReader, new: ResultReader) -> tuple[Shared, ...]:
    """The columns of both, by name: those of the new run, then those that are gone."""
    before = {name: place for place, name in enumerate(unique_names(old.columns))}
    after = {name: place for place, name in enumerate(unique_names(new.columns))}
    return tuple(Shared(name, before.get(name), place) for name, place in after.items()) + tuple(
        Shared(name, place, None) for name, place in before.items() if name not in after
    )


def primary_key(new: ResultReader, columns: Sequence[Shared]) -> tuple[int, ...]:
    """Places of the columns that are the primary key, where both runs have them."""
    origins = {(column.schema, column.table) for column in new.columns if column.table}
    return tuple(
        place
        for place, shared in enumerate(columns)
        if len(origins) == 1 and shared.old is not None and shared.new is not None
        and new.columns[shared.new].primary
    )  # fmt: skip


def compare(old: ResultReader, new: ResultReader, key: Sequence[int], stop: Stop) -> Comparison:
    """This run against the last. `key` are places in `shared_columns`; none: whole rows.

    Raises:
        BadInput: the two have no column in common, or the key is not in both.
        Cancelled: `stop` was set.
    """
    columns = shared_columns(old, new)
    both = [n for n, one in enumerate(columns) if one.old is not None and one.new is not None]
    if not both:
        raise BadInput(_("The two results have no column in common."))
    if not set(key) <= set(both):
        raise BadInput(_("A column of the key is not in both results."))
    sides = _Sides(old, new, columns, stop)
    by_old, by_new, doubled = sides.keys(key or both)
    pairs_old, pairs_new = _paired(by_old, by_new)
    stop.check()
    changed = np.zeros((len(pairs_old), len(columns)), dtype=bool)
    for place in both if key else ():
        if place not in key:
            codes_old, codes_new = sides.codes(place)
            changed[:, place] = codes_old[pairs_old] != codes_new[pairs_new]
    differing = changed.any(axis=1)
    stop.check()
    gone = _left(sides.old_rows, pairs_old)
    added = _left(sides.new_rows, pairs_new)
    lines_old = np.concatenate([pairs_old[differing], gone, np.full(len(added), _NONE)])
    lines_new = np.concatenate([pairs_new[differing], np.full(len(gone), _NONE), added])
    fates = np.repeat(
        np.array([Fate.CHANGED, Fate.GONE, Fate.ADDED], dtype=np.int8),
        [int(differing.sum()), len(gone), len(added)],
    )
    cells = np.zeros((len(fates), len(columns)), dtype=bool)
    cells[: int(differing.sum())] = changed[differing]
    order = _in_order(lines_old, lines_new, pairs_old, pairs_new)
    stop.check()
    return Comparison(
        columns, tuple(key), fates[order], lines_old[order], lines_new[order], cells[order],
        same=int((~differing).sum()), doubled=doubled,
    )  # fmt: skip


class _Sides:
    """Both runs, as codes."""

    def __init__(
        self, old: ResultReader, new: ResultReader, columns: Sequence[Shared], stop: Stop
    ) -> None:
        self._old, self._new = old.parts(), new.parts()
        self._column_of = new.columns
        self._columns, self._stop = columns, stop
        self.old_rows = sum(part.rows for part in self._old)
        self.new_rows = sum(part.rows for part in self._new)

    def codes(self, place: int) -> tuple[Any, Any]:
        """Numbers of a column that are equal where values are; NULL equals NULL."""
        self._stop.check()
        shared = self._columns[place]
        assert shared.old is not None
        assert shared.new is not None
        held = [part.columns[shared.old] for part in self._old]
        held += [part.columns[shared.new] for part in self._new]
        arrow = common(held)
        if arrow is None:
            chunks = [self._exact_texts(one, shared.new) for one in held]
            arrow = pa.string()
        else:
            chunks = [as_type(one, arrow) for one in held]
        whole = pa.chunked_array(chunks, arrow).combine_chunks()
        self._stop.check()
        codes = whole.dictionary_encode(null_encoding="encode").indices.to_numpy()
        return codes[: self.old_rows], codes[self.old_rows :]

    def _exact_texts(self, held: Held, place: int) -> Any:
        """Texts that are the same for the same values alone, also where a value was clipped."""
        if held.form not in (Form.ODD, Form.BYTES):
            return texts(held)
        column = self._column_of[place]
        return pa.array(
            [None if v is None else _sound(written(v, column)) for v in values_of(held)],
            pa.string(),
        )

    def keys(self, places: Sequence[int]) -> tuple[Any, Any, int]:
        """A number for each row that no other of its run has, and how many shared their key."""
        combined: Any = np.zeros(self.old_rows + self.new_rows, dtype=np.int64)
        for place in places:
            codes = np.concatenate(self.codes(place)).astype(np.int64)
            combined = combined * (int(codes.max(initial=0)) + 1) + codes
            combined = np.unique(combined, return_inverse=True)[1].astype(np.int64)
            self._stop.check()
        old, new = combined[: self.old_rows], combined[self.old_rows :]
        nth_old, nth_new = _occurrence(old), _occurrence(new)
        doubled = int((nth_old > 0).sum() + (nth_new > 0).sum())
        most = int(max(nth_old.max(initial=0), nth_new.max(initial=0))) + 1
        return old * most + nth_old, new * most + nth_new, doubled


def _sound(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _occurrence(keys: Any) -> Any:
    """The how-manieth of its key each row is, from 0."""
    if not len(keys):
        return keys
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    begins = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    lengths = np.diff(np.r_[begins, len(keys)])
    nth = np.empty(len(keys), dtype=np.int64)
    nth[order] = np.arange(len(keys)) - np.repeat(begins, lengths)
    return nth


def _paired(old: Any, new: Any) -> tuple[Any, Any]:
    """The rows of both that have the same number, in the order of the new run."""
    if not len(old) or not len(new):
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing
    order = np.argsort(old, kind="stable")
    ranked = old[order]
    places = np.minimum(np.searchsorted(ranked, new), len(old) - 1)
    rows = np.flatnonzero(ranked[places] == new)
    return order[places[rows]], rows


def _left(rows: int, taken: Any) -> Any:
    free = np.ones(rows, dtype=bool)
    free[taken] = False
    return np.flatnonzero(free)


def _in_order(old: Any, new: Any, pairs_old: Any, pairs_new: Any) -> Any:
    """Lines as the new run has them; a row that is gone behind what it came behind."""
    at = new.astype(np.float64)
    gone = np.flatnonzero(new == _NONE)
    if len(gone) and len(pairs_old):
        by_old = np.argsort(pairs_old)
        before = np.searchsorted(pairs_old[by_old], old[gone]) - 1
        behind = pairs_new[by_old[np.maximum(before, 0)]]
        at[gone] = np.where(before < 0, -1, behind + 0.5)
    return np.lexsort((old, at))
