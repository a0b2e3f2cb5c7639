"""A result of any size into a file: in constant memory, whole or not at all."""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app import files
from app.domain.console.result import Clipped, ResultColumn
from app.domain.errors import BadInput, Unwritable
from app.domain.stop import Stop
from app.i18n import _
from app.results.export.batch import Batch, Checksum
from app.results.export.forms import Choices, open_writer

Rows = Sequence[tuple[object, ...]]
_PACE = 0.1  # seconds between two words about how far it is


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of an export."""

    path: Path
    rows: int
    bytes: int
    checksum: str
    """See `batch.Checksum`."""
    seconds: float
    notes: tuple[str, ...] = ()
    """What a reader of the file should know."""


def write_rows(
    path: Path,
    columns: Sequence[ResultColumn],
    batches: Iterable[Rows],
    choices: Choices,
    stop: Stop,
    tell: Callable[[int], object] = lambda _rows: None,
) -> Exported:
    """Write all batches into `path`; `tell` hears now and then how many rows are written.

    Raises:
        Unwritable: the disk is full, or the folder is not ours; an old file is as it was.
        BadInput: the form cannot hold a value, or one was not fetched whole.
        Cancelled: `stop` was set; nothing was written.
    Whatever `batches` raises goes through: then nothing is written, either.
    """
    if path.exists() and not path.is_file():
        raise Unwritable(_("{path} is not a file.").format(path=path))
    begun = told = time.monotonic()
    target, checksum, rows = Path(os.path.realpath(path)), Checksum(), 0
    try:
        with files.replacing(target) as fresh:
            writer = open_writer(fresh, columns, choices)
            try:
                for some in batches:
                    stop.check()
                    batch = Batch(columns, some)
                    _refuse_parts(batch)
                    checksum.add(batch)
                    writer.write(batch)
                    rows += len(batch)
                    if time.monotonic() - told > _PACE:
                        told = time.monotonic()
                        tell(rows)
                notes = tuple(writer.finish())
                stop.check()
            finally:
                writer.close()
            size = fresh.stat().st_size
    except OSError as error:
        raise Unwritable(
            _("The result could not be written to {path}: {reason}.").format(
                path=path, reason=error.strerror or error
            ),
            hint=_("Nothing was written: see to room on the disk, or name another file."),
        ) from error
    tell(rows)
    return Exported(path, rows, size, str(checksum), time.monotonic() - begun, notes)


def _refuse_parts(batch: Batch) -> None:
    """A part of a value must not stand in a file as if it were all of it."""
    for values, column in zip(batch.by_column, batch.columns, strict=True):
        if Clipped in set(map(type, values)):
            raise BadInput(
                _("A value of {column} was not fetched whole: it cannot be exported.").format(
                    column=column.name
                )
            )
