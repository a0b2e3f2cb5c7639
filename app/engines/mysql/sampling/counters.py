"""Counters and settings: what the server keeps as names and values."""

import time
from functools import lru_cache

from app.engines.mysql.sampling.look import Look, Wanted, listed, needs_performance_schema, scalar

_UPTIME = "Uptime"
_ROW_LOCK_WAITS = "Innodb_row_lock_current_waits"
_ALWAYS = frozenset({_UPTIME, _ROW_LOCK_WAITS})
_BYTEWISE = 10  # names from which on to convert each of the server's pays
_LOST = "Performance_schema_digest_lost"
_MEMORY = "Memory_used"
_VARIABLES_KEEP = 60.0
"""Seconds that global variables are believed."""
_MEMORY_TOTAL = (
    "SELECT SUM(current_number_of_bytes_used)"
    " FROM performance_schema.memory_summary_global_by_event_name"
)
_FILE_IO = (
    "SELECT SUM(count_read), SUM(count_write), SUM(sum_timer_read), SUM(sum_timer_write)"
    " FROM performance_schema.file_summary_by_event_name"
)
_PICO = 1e12


@lru_cache(maxsize=64)
def status_statement(names: frozenset[str], *, bytewise: bool) -> str:
    """SHOW GLOBAL STATUS of these only: to send and parse all 500 takes six times as long.

    MySQL compares names by the rules of Unicode, which for 50 of them costs as much as all the
    rest; compared byte by byte (they are spelt as the server does) it takes 0.3 ms and not 0.5.
    """
    name = "CAST(Variable_name AS BINARY)" if bytewise else "Variable_name"
    return f"SHOW GLOBAL STATUS WHERE {name} IN {listed(names)}"


def take_round_trip(look: Look, _wanted: Wanted) -> None:
    """`probe`: the smallest statement there is."""
    begun = time.perf_counter()
    look.rows("probe", "SELECT 1")
    look.fields["probe.ping_ms"] = 1000 * (time.perf_counter() - begun)


def take_status(look: Look, wanted: Wanted) -> None:
    """`status`, and what else is counted there: of `digest`, and of MariaDB's `memory`."""
    names = wanted.get("status", frozenset())
    asked = names | _ALWAYS
    if "digest" in wanted:
        asked |= {_LOST}
    if "memory" in wanted and look.server.mariadb:
        asked |= {_MEMORY}
    begun = time.monotonic()
    bytewise = not look.server.mariadb and len(asked) > _BYTEWISE
    rows = look.rows("status", status_statement(asked, bytewise=bytewise))
    look.at = (begun + time.monotonic()) / 2
    for name, text in rows:
        value = scalar(text)
        if name in names:
            look.fields[f"status.{name}"] = value
        if name == _UPTIME:
            look.uptime = float(text or 0)
        elif name == _ROW_LOCK_WAITS:
            look.row_lock_waits = value != 0
        elif name == _LOST:
            look.fields["digest.lost"] = value
        elif name == _MEMORY:
            look.fields["memory.total"] = value


class Variables:
    """Global variables, which change seldom: asked for once a minute, all that were ever wanted."""

    def __init__(self) -> None:
        self._names: frozenset[str] = frozenset()
        self._values: dict[str, str | None] = {}
        self._read = float("-inf")

    def take(self, look: Look, wanted: Wanted) -> None:
        """`variable`."""
        names = wanted["variable"]
        if not names <= self._names or time.monotonic() - self._read > _VARIABLES_KEEP:
            self._names |= names
            rows = look.rows(
                "variable", f"SHOW GLOBAL VARIABLES WHERE Variable_name IN {listed(self._names)}"
            )
            self._values = {(name or "").lower(): value for name, value in rows}
            self._read = time.monotonic()
        for name in names & self._values.keys():
            look.fields[f"variable.{name}"] = scalar(self._values[name])


def take_memory(look: Look, _wanted: Wanted) -> None:
    """`memory` of MySQL; MariaDB has it among its status."""
    if not look.server.performance_schema:
        raise needs_performance_schema()
    ((total,),) = look.rows("memory", _MEMORY_TOTAL)
    if total is not None:
        look.fields["memory.total"] = int(total)


def take_file_io(look: Look, _wanted: Wanted) -> None:
    """`file_io`: what all files took together; seconds out of picoseconds."""
    if not look.server.performance_schema:
        raise needs_performance_schema()
    ((reads, writes, reading, writing),) = look.rows("file_io", _FILE_IO)
    look.fields["file_io.read_count"] = scalar(reads)
    look.fields["file_io.write_count"] = scalar(writes)
    look.fields["file_io.read_time"] = float(reading or 0) / _PICO
    look.fields["file_io.write_time"] = float(writing or 0) / _PICO
