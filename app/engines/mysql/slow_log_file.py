"""Slow log files of MySQL, Percona and MariaDB, read from disk in one pass.

An entry is lines of `# …` and the statement behind them, which goes on to the next such line. The
files are of servers of twenty years: times in two formats, keys in any order and number. A line
`# administrator command: …` is no statement. Memory holds one entry and the sums.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from app.domain.dialect import Dialect
from app.domain.errors import UnreadableInput
from app.domain.operating.statements import DigestReport
from app.domain.stop import Stop
from app.engines.mysql.gathering import Entry, Gathering
from app.i18n import _

_HEAD = re.compile(r"# (?:Time|User(?:@Host)?|Thread_id|Query_time|Schema|administrator command):")
_KEYS = re.compile(r"(\w+): *([^\s:]+)(?=\s)")
_ISO = re.compile(r"# Time: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)?")
_OLD = re.compile(r"# Time: (\d\d)(\d\d)(\d\d)\s+(\d{1,2}):(\d\d):(\d\d)")
_USE = re.compile(r"use\s+`?((?:[^`;]|``)+)`?;\s*$", re.I)
_TIMESTAMP = re.compile(r"SET timestamp=(\d+)(?:\.\d+)?;\s*$", re.I)
_STARTED = re.compile(r".*, Version: .* started with:\s*$")
_LONGEST = 4_000_000  # characters of one statement; what follows is dropped
_LOOK = 5000  # lines between two looks at the stop


def read_slow_log(
    file: Path,
    stop: Stop | None = None,
    progress: Callable[[float], object] | None = None,
    dialect: Dialect = Dialect.MYSQL,
) -> DigestReport:
    """A report of the file; `progress` hears 0 to 1. Raises UnreadableInput, Cancelled."""
    gathering = Gathering(dialect)
    count = 0
    try:
        size = max(file.stat().st_size, 1)
        with file.open("rb") as opened:
            lines = _watched(opened, size, stop, progress)
            for entry in entries(lines):
                gathering.add(entry)
                count += 1
    except OSError as error:
        raise UnreadableInput(
            _("{file} cannot be read: {reason}").format(file=file, reason=error.strerror),
            hint=_("Copy it here from the server first."),
        ) from error
    source = _("From {file}: {count} slow statements.").format(file=file.name, count=count)
    hint = "" if count else _("There is no entry of a slow log in this file.")
    return DigestReport(gathering.digests(), source, hint, gathering.since)


def _watched(
    lines: Iterable[bytes],
    size: int,
    stop: Stop | None,
    progress: Callable[[float], object] | None,
) -> Iterator[str]:
    done = 0
    for number, line in enumerate(lines):
        done += len(line)
        if number % _LOOK == 0:
            if stop is not None:
                stop.check()
            if progress is not None:
                progress(done / size)
        yield line.decode("utf-8", "replace")


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """The entries among the lines of a log."""
    reading = _Reading()
    for line in lines:
        done = reading.take(line)
        if done is not None:
            yield done
    last = reading.finish()
    if last is not None:
        yield last


class _Reading:
    """What is known so far of the entry at hand. Schema and time go on until others come."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}
        self._statement: list[str] = []
        self._length = 0
        self._schema = ""
        self._at: datetime | None = None
        self._in_head = False

    def take(self, line: str) -> Entry | None:
        """Take a line; the entry before it, where it ends that."""
        if _HEAD.match(line) and (self._in_head or self._statement_is_over()):
            done = None if self._in_head else self.finish()
            self._in_head = True
            self._head(line)
            return done
        if self._in_head and line.startswith("#"):
            self._head(line)
            return None
        self._in_head = False
        if _STARTED.match(line) and self._statement_is_over():
            return self.finish()
        self._body(line)
        return None

    def finish(self) -> Entry | None:
        """The entry at hand, where it is one, and forget it."""
        statement = "".join(self._statement).strip().rstrip(";").rstrip()
        keys, self._keys = self._keys, {}
        self._statement, self._length = [], 0
        if not statement or "Query_time" not in keys:
            return None
        return Entry(
            statement=statement,
            seconds=_float(keys.get("Query_time")),
            lock_seconds=_float(keys.get("Lock_time")),
            rows_sent=_int(keys.get("Rows_sent")),
            rows_read=_int(keys.get("Rows_examined")),
            rows_changed=_int(keys.get("Rows_affected")),
            schema=self._schema,
            at=self._at,
            full_scan=keys.get("Full_scan") == "Yes",
            disk_tables=keys.get("Tmp_table_on_disk") == "Yes",
            sorted=keys.get("Filesort") == "Yes",
        )

    def _statement_is_over(self) -> bool:
        """Whether a line that looks like a head can be one: a statement ends with `;` in the log.

        A statement may hold a line of `# Time: …` as a comment of its own.
        """
        if not self._statement:
            return True
        return self._statement[-1].rstrip().endswith(";")

    def _head(self, line: str) -> None:
        if line.startswith("# administrator command"):
            self._keys.pop("Query_time", None)
            return
        if line.startswith("# Time:"):
            self._at = _time(line) or self._at
            line = line[7:]
            if "# User@Host" not in line:
                return
        if line.startswith("# User@Host"):
            line = line.rpartition("]")[2]
        found = dict(_KEYS.findall(line))
        self._keys.update(found)
        if "Schema:" in line:
            self._schema = found.get("Schema", "").strip("`")

    def _body(self, line: str) -> None:
        if "Query_time" not in self._keys:
            return  # what a server writes when it starts
        if not self._statement:
            if use := _USE.match(line):
                self._schema = use[1].replace("``", "`")
                return
            if stamp := _TIMESTAMP.match(line):
                self._at = datetime.fromtimestamp(min(int(stamp[1]), 1 << 33), UTC)
                return
        if self._length < _LONGEST:
            self._statement.append(line)
            self._length += len(line)


def _time(line: str) -> datetime | None:
    try:
        if iso := _ISO.match(line):
            at = datetime.fromisoformat(iso[1][:26])
            if iso[2] in {None, "Z"}:
                return at.replace(tzinfo=UTC)
            hours, minutes = int(iso[2][1:3]), int(iso[2][4:])
            offset = timedelta(hours=hours, minutes=minutes)
            return at.replace(tzinfo=timezone(-offset if iso[2][0] == "-" else offset))
        if old := _OLD.match(line):
            year, month, day, hour, minute, second = (int(part) for part in old.groups())
            return datetime(2000 + year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return None


def _float(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _int(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
