"""Takes what is wanted out of the text of INFO, in one pass, and leaves the rest unread.

A busy server's INFO has two hundred lines and more; to make numbers of them all costs ten times as
much as to pass over them. Fields: https://redis.io/docs/latest/commands/info/
"""

import re
from collections.abc import Iterable, Mapping

from app.domain.monitoring.sample import Row, Scalar

_NUMBER = re.compile(r"(-?[0-9]{1,19}(?:\.[0-9]{1,19})?)%?", re.ASCII)

ROWS: Mapping[str, str] = {
    "commandstats": "cmdstat_",
    "errorstats": "errorstat_",
    "keyspace": "db",
    "replica": "slave",
}
"""The tables that INFO has, a line a row, and how such a line begins."""

SECTIONS: Mapping[str, str] = {
    "commandstats": "commandstats",
    "errorstats": "errorstats",
    "keyspace": "keyspace",
    "replica": "replication",
}

_PLACE = frozenset(
    {"role", "connected_slaves", "repl_backlog_active", "master_repl_offset", "second_repl_offset"}
)

_COMES_AND_GOES = re.compile(
    r"(?P<persistence>aof_|rdb_|loading|async_loading|current_)"
    r"|(?P<replication>master_|slave|repl_|min_slaves|role)"
)
"""Fields that are there only now and then (while it loads, while it follows), by section."""


def scalar(value: str) -> Scalar:
    """A field as it stands: whole, or with a fraction, or a share in percent; else its text."""
    if value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    found = _NUMBER.fullmatch(value)
    if found is None:
        return value
    return float(found[1]) if "." in found[1] else int(found[1])


def sections_of(said: str) -> dict[str, str]:
    """By field, the section it stands in, as this server has them."""
    found, section = {}, ""
    for line in said.split("\r\n"):
        if line.startswith("# "):
            section = line[2:].lower()
        else:
            name, colon, _value = line.partition(":")
            if colon:
                found[name] = section
    return found


def section_of(name: str, known: Mapping[str, str]) -> str:
    """Where a field stands; "" for one this server does not have."""
    if name in known:
        return known[name]
    found = _COMES_AND_GOES.match(name)
    return (found.lastgroup or "") if found else ""


def parts(line: str) -> dict[str, str]:
    """`calls=1,usec=2` as names and values."""
    return {name: value for name, _mark, value in (each.partition("=") for each in line.split(","))}


class Taking:
    """What one kind of sample wants of INFO."""

    def __init__(
        self,
        wanted: Mapping[str, frozenset[str]],
        rows: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self._keys = {name: f"info.{name}" for name in wanted.get("info", ())}
        self._tables = {
            source: (prefix, wanted[source]) for source, prefix in ROWS.items() if source in wanted
        }
        self._rows = rows or {}
        self.role: dict[str, str] = {}
        """What the last text said of the server's place, where it did."""
        self._behind = "replica" in wanted

    def take(self, said: str) -> tuple[dict[str, Scalar], dict[str, dict[str, Row]]]:
        """Fields by `info.name`, and tables by source and row."""
        fields: dict[str, Scalar] = {}
        tables: dict[str, dict[str, Row]] = {source: {} for source in self._tables}
        keys, offset, self.role = self._keys, "", {}
        for line in said.split("\r\n"):
            name, colon, value = line.partition(":")
            key = keys.get(name)
            if key is not None and colon:
                fields[key] = scalar(value)
            elif "=" in value and tables:
                self._row(name, value, tables)
            if name == "master_repl_offset":
                offset = value
            if name in _PLACE:
                self.role[name] = value
        if self._behind:
            tables["replica"] = _replicas(tables["replica"], scalar(offset))
        return fields, tables

    def _row(self, name: str, value: str, tables: dict[str, dict[str, Row]]) -> None:
        for source, (prefix, wanted) in self._tables.items():
            if not name.startswith(prefix):
                continue
            rest = name[len(prefix) :]
            said = parts(value)
            if source == "replica" and rest.isdigit():
                tables[source][f"{said.get('ip', '')}:{said.get('port', '')}"] = said
            elif source == "keyspace" and rest.isdigit():
                tables[source][name] = _wanted(said, wanted)
            elif source not in ("replica", "keyspace") and rest in self._rows.get(source, (rest,)):
                tables[source][rest] = _wanted(said, wanted)
            return


def _wanted(said: Mapping[str, str], names: Iterable[str]) -> Row:
    """What is there of it."""
    return {name: scalar(said[name]) for name in names if name in said}


def _replicas(said: Mapping[str, Row], end: Scalar) -> dict[str, Row]:
    """How far each is behind: bytes, and seconds since its last sign. None where it is not online,
    for what it has then is not what is missing.
    """
    found: dict[str, Row] = {}
    for address, row in said.items():
        online = row.get("state") == "online"
        offset = scalar(str(row.get("offset", "")))
        lag = scalar(str(row.get("lag", "")))
        found[address] = {
            "state": row.get("state", ""),
            "online": int(online),
            "offset_lag": max(0, end - offset)
            if online and isinstance(end, int) and isinstance(offset, int)
            else None,
            "lag": lag if online and isinstance(lag, int) and lag >= 0 else None,
        }
    return found
