"""A run of rows of a result, a column an array; in memory, or in a file that is mapped.

Pages of a mapped file count as memory once they were read. So a look at all of a result maps each
part for itself and lets it go, and only parts that are painted from stay mapped (`Part.hold_on`).
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from app.results.forms import Form, Held, value_at, values_of

_FEW = 20  # rows up to which it is quicker to take them one by one


class Part:
    """Rows from `first` on; in memory as long as it has no `path`, of `size` bytes there."""

    __slots__ = ("_columns", "_forms", "first", "path", "rows", "size")

    def __init__(self, first: int, rows: int, columns: Sequence[Held]) -> None:
        self.first, self.rows = first, rows
        self.size = 0
        self.path: Path | None = None
        self._columns: tuple[Held, ...] | None = tuple(columns)
        self._forms: tuple[Form, ...] = tuple(held.form for held in columns)

    @property
    def columns(self) -> tuple[Held, ...]:
        """The values of its columns; mapped for whoever asks, unless they are held."""
        return self._columns or self._mapped()

    def hold_on(self) -> None:
        """Stay mapped: it is painted from."""
        self._columns = self.columns

    def let_go(self) -> None:
        """Be mapped no longer than somebody looks."""
        if self.path is not None:
            self._columns = None

    def take(self, rows: Any) -> list[tuple[Any, ...]]:
        """Rows by their numbers within the part, in that order."""
        columns = self.columns
        if len(rows) <= _FEW:
            return [tuple(value_at(held, row) for held in columns) for row in rows.tolist()]
        picked = pa.array(rows)
        values = [values_of(held.take(picked)) for held in columns]
        return list(zip(*values, strict=True))

    def run(self, first: int, last: int) -> list[tuple[Any, ...]]:
        """Rows from one number within the part to another, that one not included."""
        values = [values_of(held.slice(first, last - first)) for held in self.columns]
        return list(zip(*values, strict=True))

    def spill(self, path: Path) -> None:
        """Move into a new file.

        Raises:
            OSError: it could not be written; the part is in memory still, and there is no file.
        """
        columns = self.columns
        names = [str(n) for n in range(len(columns))]
        batch = pa.RecordBatch.from_arrays([held.array for held in columns], names=names)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
                writer.write_batch(batch)
            self.size = path.stat().st_size
        except BaseException as error:
            with suppress(OSError):
                path.unlink()
            if isinstance(error, pa.ArrowException):
                raise OSError(str(error)) from error
            raise
        self.path = path
        self._columns = None

    def drop(self) -> None:
        """Take its file away. Arrays that somebody holds stay whole."""
        if self.path is not None:
            with suppress(OSError):
                self.path.unlink()

    def _mapped(self) -> tuple[Held, ...]:
        try:
            with pa.memory_map(str(self.path)) as source:  # the arrays keep the map, not the file
                arrays = pa.ipc.open_file(source).get_batch(0).columns
        except pa.ArrowInvalid as error:
            raise OSError(str(error)) from error
        return tuple(map(Held, self._forms, arrays))
