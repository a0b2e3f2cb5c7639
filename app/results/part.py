"""A run of rows of a result, a column an array; in memory, or in a file that is mapped."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from app.results.forms import Held, value_at, values_of

_FEW = 20  # rows up to which it is quicker to take them one by one


@dataclass(frozen=True, slots=True)
class Part:
    """Rows from `first` on; `size` in bytes, `path` where it is on the disk."""

    first: int
    rows: int
    columns: tuple[Held, ...]
    size: int = 0
    path: Path | None = None

    def take(self, rows: Any) -> list[tuple[Any, ...]]:
        """Rows by their numbers within the part, in that order."""
        if len(rows) <= _FEW:
            return [tuple(value_at(held, row) for held in self.columns) for row in rows.tolist()]
        picked = pa.array(rows)
        columns = [values_of(held.take(picked)) for held in self.columns]
        return list(zip(*columns, strict=True))

    def drop(self) -> None:
        """Take its file away. Arrays that somebody holds stay whole."""
        if self.path is not None:
            with suppress(OSError):
                self.path.unlink()


def spill(part: Part, path: Path) -> Part:
    """The same part in a new file at `path`.

    Raises:
        OSError: it could not be written; there is no file.
    """
    names = [str(n) for n in range(len(part.columns))]
    batch = pa.RecordBatch.from_arrays([held.array for held in part.columns], names=names)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
            writer.write_batch(batch)
        with pa.memory_map(str(path)) as source:  # its arrays keep the map, and not the file
            mapped = pa.ipc.open_file(source).get_batch(0)
        size = path.stat().st_size
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    columns = tuple(
        Held(held.form, array) for held, array in zip(part.columns, mapped.columns, strict=True)
    )
    return Part(part.first, part.rows, columns, size, path)
