"""The history into one tidy table, a row a point: Parquet for notebooks, CSV for spreadsheets."""

import csv
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from math import ceil, isnan
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from app.domain.errors import BadUsage, Cancelled, UnreadableInput
from app.domain.monitoring.metric import split_key
from app.domain.monitoring.series import Series
from app.domain.spreadsheet import guarded
from app.flows.save_report import check_writable, unwritable
from app.i18n import _

COLUMNS = (
    "time", "instance", "name", "metric", "part", "unit", "mean", "low", "high", "seconds",
)  # fmt: skip
"""`seconds` is how long a row tells of; 0 is one sample."""
_DAY = 86_400.0
_AT_ONCE = 65_536  # rows

Row: TypeAlias = tuple[float, str, str, str, str, str, float, float, float, float]


class Readable(Protocol):
    """What is asked of a `History`."""

    def instances(self) -> tuple[str, ...]:
        """All there is anything of."""

    def keys(self, instance: str) -> tuple[str, ...]:
        """All keys of one."""

    def series(self, instance: str, key: str, begin: float, end: float, most: int) -> Series:
        """Values of a key over time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported. Times are seconds since 1970."""

    begin: float
    end: float
    step: float = 0.0
    """Seconds a row tells of, at least; 0 is as fine as there is."""
    instances: tuple[str, ...] = ()
    """Ids; none are all."""
    keys: tuple[str, ...] = ()
    """Patterns like `mysql.threads_*`; none are all."""


def export_history(
    history: Readable,
    path: Path,
    wanted: Wanted,
    names: Mapping[str, str],
    units: Mapping[str, str],
    stop: Callable[[], bool],
    tell: Callable[[float], object] = lambda _share: None,
) -> int:
    """Write the file, whole or not at all; how many rows it has.

    `names` are of instances by id, `units` of metrics; `tell` is given the share that is done.

    Raises:
        BadUsage: the file is named neither .parquet nor .csv, or nothing is there that is wanted.
        Unwritable: it could not be written.
        Cancelled: `stop` said so.
    """
    check_writable(path)
    writing = _FORMS.get(path.suffix.lower())
    if writing is None:
        raise BadUsage(
            _("{file} is named neither .parquet nor .csv.").format(file=path.name),
            hint=_("The name of the file says in which form it is written."),
        )
    what = _chosen(history, wanted)
    if not what:
        raise BadUsage(
            _("There is nothing in the history of what was asked for."),
            hint=_("Ask for other instances or metrics."),
        )
    fresh = path.with_name(f".mohist-{secrets.token_hex(6)}.tmp")
    count = 0
    try:
        with writing(fresh) as write:
            for number, (instance, key) in enumerate(what):
                for rows in _batches(history, instance, key, wanted, names, units, stop):
                    write(rows)
                    count += len(rows)
                tell((number + 1) / len(what))
        fresh.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        fresh.unlink(missing_ok=True)
    return count


def _chosen(history: Readable, wanted: Wanted) -> list[tuple[str, str]]:
    return [
        (instance, key)
        for instance in wanted.instances or history.instances()
        for key in history.keys(instance)
        if not wanted.keys or any(fnmatchcase(key, pattern) for pattern in wanted.keys)
    ]


def _batches(
    history: Readable,
    instance: str,
    key: str,
    wanted: Wanted,
    names: Mapping[str, str],
    units: Mapping[str, str],
    stop: Callable[[], bool],
) -> Iterator[list[Row]]:
    metric, part = split_key(key)
    head = (instance, names.get(instance, ""), metric, part, units.get(metric, ""))
    rows: list[Row] = []
    for begin, end in _stretches(wanted):
        _check(stop)
        most = ceil((end - begin) / wanted.step) + 2 if wanted.step else 1 << 30
        series = history.series(instance, key, begin, end, most)
        rows += [
            (at, *head, mean, low, high, series.step)
            for at, mean, low, high in zip(
                series.times, series.means, series.lows, series.highs, strict=True
            )
            if not isnan(mean)
        ]
        if len(rows) >= _AT_ONCE:
            yield rows
            rows = []
    yield rows


def _check(stop: Callable[[], bool]) -> None:
    if stop():
        raise Cancelled("")


def _stretches(wanted: Wanted) -> Iterator[tuple[float, float]]:
    """By days, for raw samples of a month are too many at once; by months of steps."""
    length = _DAY if wanted.step < 300 else 30 * _DAY
    begin = wanted.begin
    while begin < wanted.end:
        end = min(wanted.end, (begin // length + 1) * length)
        yield begin, end - 0.001 if end < wanted.end else end
        begin = end


Write: TypeAlias = Callable[[list[Row]], object]


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    with path.open("x", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        yield lambda rows: writer.writerows(map(_told, rows))


def _told(row: Row) -> Iterable[object]:
    at, *words = row[:6]
    moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    return (moment, *(guarded(str(word)) for word in words), *(f"{value:.7g}" for value in row[6:]))


@contextmanager
def _parquet(path: Path) -> Iterator[Write]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UnreadableInput(
            _("Parquet cannot be written: the library for it is missing."),
            hint=_("Write a .csv, or install pyarrow."),
        ) from error
    words = pa.dictionary(pa.int32(), pa.string())
    kinds = [pa.timestamp("ms", tz="UTC"), *[words] * 5, *[pa.float64()] * 4]
    schema = pa.schema(list(zip(COLUMNS, kinds, strict=True)))

    def write(rows: list[Row]) -> None:
        columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)]
        if not columns:
            return
        columns[0] = [round(at * 1000) for at in columns[0]]
        columns[1:6] = [[_clean(word) for word in column] for column in columns[1:6]]
        arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
        writer.write_table(pa.Table.from_arrays(arrays, schema=schema))

    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        yield write


def _clean(word: str) -> str:
    """Without what no UTF-8 can say."""
    return word.encode("utf-8", "replace").decode("utf-8")


_FORMS = {".csv": _csv, ".parquet": _parquet}
