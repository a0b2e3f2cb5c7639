"""Single slow statements gathered into digests by their shape."""

from dataclasses import dataclass, field
from datetime import datetime

from app.domain.dialect import Dialect
from app.domain.operating.statements import Digest
from app.engines.mysql.shapes import id_of, is_ours, shown_shape
from app.engines.mysql.tables import tables_in

_SAMPLE = 20_000  # characters of the slowest statement that are kept


@dataclass(frozen=True, slots=True)
class Entry:
    """One slow statement; seconds, and the time with its zone where it is known."""

    statement: str
    seconds: float
    lock_seconds: float = 0.0
    rows_sent: int = 0
    rows_read: int = 0
    rows_changed: int = 0
    schema: str = ""
    at: datetime | None = None
    full_scan: bool = False
    disk_tables: bool = False
    sorted: bool = False


@dataclass(slots=True)
class _Sum:
    text: str
    schema: str
    count: int = 0
    seconds: float = 0.0
    slowest: float = -1.0
    lock_seconds: float = 0.0
    rows_sent: int = 0
    rows_read: int = 0
    rows_changed: int = 0
    without_index: int = 0
    disk_tables: int = 0
    sorts: int = 0
    first: datetime | None = None
    last: datetime | None = None
    sample: str = ""


@dataclass(slots=True)
class Gathering:
    """Sums by schema and shape; our own statements are left out."""

    dialect: Dialect
    since: datetime | None = None
    _sums: dict[tuple[str, str], _Sum] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Count one statement."""
        if is_ours(entry.statement):
            return
        text = shown_shape(entry.statement, self.dialect)
        if not text:
            return
        found = self._sums.get((entry.schema, text))
        if found is None:
            found = self._sums[entry.schema, text] = _Sum(text, entry.schema)
        found.count += 1
        found.seconds += entry.seconds
        found.lock_seconds += entry.lock_seconds
        found.rows_sent += entry.rows_sent
        found.rows_read += entry.rows_read
        found.rows_changed += entry.rows_changed
        found.without_index += entry.full_scan
        found.disk_tables += entry.disk_tables
        found.sorts += entry.sorted
        if entry.seconds > found.slowest:
            found.slowest, found.sample = entry.seconds, entry.statement[:_SAMPLE]
        if entry.at is not None:
            found.first = min(found.first or entry.at, entry.at)
            found.last = max(found.last or entry.at, entry.at)
            self.since = min(self.since or entry.at, entry.at)

    def digests(self) -> tuple[Digest, ...]:
        """The heaviest first."""
        heavy = sorted(self._sums.values(), key=lambda each: -each.seconds)
        return tuple(self._digest(each) for each in heavy)

    def _digest(self, found: _Sum) -> Digest:
        return Digest(
            id=id_of(f"{found.schema}\0{found.text}"),
            text=found.text,
            schema=found.schema,
            count=found.count,
            seconds=found.seconds,
            slowest=found.slowest,
            lock_seconds=found.lock_seconds,
            rows_read=found.rows_read,
            rows_sent=found.rows_sent,
            rows_changed=found.rows_changed,
            without_index=found.without_index,
            disk_tables=found.disk_tables,
            sorts=found.sorts,
            first_seen=found.first,
            last_seen=found.last,
            sample=found.sample,
            tables=tables_in(found.sample, self.dialect)
            or tables_in(found.text.replace(", …", ""), self.dialect),
        )
