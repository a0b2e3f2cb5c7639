"""Tables that lack a key or an index for one, that take more than their rows, or split them.

Columns: Database Reference, DBA_TABLES, DBA_CONSTRAINTS, DBA_CONS_COLUMNS, DBA_SEGMENTS. Sizes are
held against NUM_ROWS and AVG_ROW_LEN: what was true when statistics were last gathered.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from app.domain.operating.space import IndexFault, IndexIssue
from app.engines.oracle.index import Index
from app.engines.oracle.rows import size, text
from app.i18n import _
from app.sql.quoting import oracle_named as named

KEYLESS = (
    "SELECT t.owner, t.table_name, t.num_rows,"
    " (SELECT MIN(c.constraint_name) FROM {scope}_constraints c WHERE c.owner = t.owner"
    " AND c.table_name = t.table_name AND c.constraint_type = 'U') AS unique_key"
    " FROM {scope}_tables t WHERE t.temporary = 'N' AND t.nested = 'NO' AND t.secondary = 'N'"
    " AND t.dropped = 'NO' AND t.iot_type IS NULL AND t.owner {ours}"
    " AND NOT EXISTS (SELECT 1 FROM {scope}_constraints p WHERE p.owner = t.owner"
    " AND p.table_name = t.table_name AND p.constraint_type = 'P')"
    " AND NOT EXISTS (SELECT 1 FROM {scope}_external_tables e WHERE e.owner = t.owner"
    " AND e.table_name = t.table_name)"
    " AND NOT EXISTS (SELECT 1 FROM {scope}_mviews m WHERE m.owner = t.owner"
    " AND m.container_name = t.table_name)"
)
FOREIGN_KEYS = (
    "SELECT c.owner, c.constraint_name, c.table_name, c.delete_rule, p.owner AS parent_owner,"
    " p.table_name AS parent, t.num_rows FROM {scope}_constraints c"
    " LEFT JOIN {scope}_constraints p ON p.owner = c.r_owner"
    " AND p.constraint_name = c.r_constraint_name"
    " LEFT JOIN {scope}_tables t ON t.owner = c.owner AND t.table_name = c.table_name"
    " WHERE c.constraint_type = 'R' AND c.status = 'ENABLED' AND c.owner {ours}"
)
FOREIGN_COLUMNS = (
    "SELECT k.owner, k.constraint_name, k.column_name FROM {scope}_cons_columns k"
    " JOIN {scope}_constraints c ON c.owner = k.owner AND c.constraint_name = k.constraint_name"
    " WHERE c.constraint_type = 'R' AND k.owner {ours}"
    " ORDER BY k.owner, k.constraint_name, k.position"
)
SIZES = (
    "SELECT t.owner, t.table_name, t.num_rows, t.avg_row_len, t.pct_free, t.last_analyzed,"
    " t.partitioned, s.bytes FROM {scope}_tables t"
    " JOIN (SELECT owner, segment_name, SUM(bytes) AS bytes FROM {scope}_segments"
    " WHERE segment_type IN ('TABLE', 'TABLE PARTITION', 'TABLE SUBPARTITION') AND owner {ours}"
    " GROUP BY owner, segment_name HAVING SUM(bytes) >= 104857600) s"
    " ON s.owner = t.owner AND s.segment_name = t.table_name"
    " WHERE t.num_rows IS NOT NULL AND t.cluster_name IS NULL AND t.owner {ours}"
)
CHAINS = (
    "SELECT t.owner, t.table_name, t.num_rows, t.chain_cnt, t.last_analyzed FROM {scope}_tables t"
    " WHERE t.chain_cnt > 0 AND t.chain_cnt > t.num_rows / 20 AND t.owner {ours}"
)
"""DBMS_STATS counts no chained rows: where there are any, ANALYZE TABLE has counted them."""

_OVERHEAD = 1.1
"""Heads of blocks and rows, over AVG_ROW_LEN (heuristic)."""
_WASTE_SHARE, _WASTE_LEAST = 0.3, 100 << 20
"""What is free for good, of a table's size and in bytes, to be worth a word (heuristic)."""
_OLD = 30  # days after which statistics may have nothing to do with the table
_TREES = frozenset({"NORMAL", "NORMAL/REV", "IOT - TOP"})


def without_key(tables: Iterable[Mapping[str, Any]]) -> Iterator[IndexIssue]:
    """Tables without a primary key."""
    for row in tables:
        unique = row["unique_key"]
        table = f"{named(row['owner'])}.{named(row['table_name'])}"
        yield IndexIssue(
            IndexFault.NO_KEY,
            row["owner"],
            row["table_name"],
            text=_("No primary key, only the unique key {name}.").format(name=unique)
            if unique
            else _("No primary key: a logical standby or GoldenGate must log every column."),
            remedy=f"ALTER TABLE {table} ADD (id NUMBER GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
            rows=None if row["num_rows"] is None else int(row["num_rows"]),
        )


def without_index(
    keys: Iterable[Mapping[str, Any]],
    columns: Iterable[Mapping[str, Any]],
    indexes: Iterable[Index],
    online: str = "",
) -> Iterator[IndexIssue]:
    """Foreign keys that no index begins with, in whatever order of the columns.

    A bitmap or a descending index does not keep the table from being locked; one the optimizer
    does not see does.
    """
    parts: dict[tuple[str, str], list[str]] = {}
    for row in columns:
        parts.setdefault((row["owner"], row["constraint_name"]), []).append(row["column_name"])
    leading: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for index in indexes:
        if index.usable and index.kind in _TREES:
            place = index.table_schema, index.table
            ascending = (part if way == "ASC" else "" for part, way in index.parts)
            leading.setdefault(place, []).append(tuple(ascending))
    for row in keys:
        owner, table, name = row["owner"], row["table_name"], row["constraint_name"]
        key = parts.get((owner, name), [])
        served = leading.get((owner, table), [])
        if not key or any(set(each[: len(key)]) == set(key) for each in served):
            continue
        said = _(
            "No index begins with the columns of the foreign key {name} to {parent}: deleting"
            " there, or changing a key, locks this table and reads all of it."
        ).format(name=name, parent=text(row["parent"]) or "?")
        if row["delete_rule"] == "CASCADE":
            said += " " + _("Deletes cascade to it.")
        listed = ", ".join(map(named, key))
        path = f"{named(owner)}.{named(table)}"
        made = f"{named(owner)}.{named(name[:28] + '_I')}"
        yield IndexIssue(
            IndexFault.NO_INDEX,
            owner,
            table,
            columns=listed,
            text=said,
            remedy=f"CREATE INDEX {made} ON {path} ({listed}){online}",
            rows=None if row["num_rows"] is None else int(row["num_rows"]),
        )


def fragmented(
    rows: Iterable[Mapping[str, Any]], now: datetime | None, online: str = ""
) -> Iterator[IndexIssue]:
    """Tables of 100 MiB and more that would do with much less."""
    for row in rows:
        count, length, taken = int(row["num_rows"]), int(row["avg_row_len"] or 0), int(row["bytes"])
        kept_free = 10 if row["pct_free"] is None else int(row["pct_free"])
        needed = round(count * length * _OVERHEAD / (1 - min(kept_free, 99) / 100))
        if taken - needed < max(_WASTE_LEAST, taken * _WASTE_SHARE):
            continue
        path = f"{named(row['owner'])}.{named(row['table_name'])}"
        yield IndexIssue(
            IndexFault.FRAGMENTED,
            row["owner"],
            row["table_name"],
            text=_("Takes {taken}; its {count} rows of {length} bytes would need about {needed}.")
            .format(taken=size(taken), count=f"{count:,}", length=length, needed=size(needed))
            + " " + _age(row["last_analyzed"], now),
            remedy="" if row["partitioned"] == "YES" else f"ALTER TABLE {path} MOVE{online}",
            used=taken,
            rows=count,
        )  # fmt: skip


def chained(rows: Iterable[Mapping[str, Any]], now: datetime | None) -> Iterator[IndexIssue]:
    """Tables of which many rows lie in more than one block."""
    for row in rows:
        count, split = int(row["num_rows"] or 0), int(row["chain_cnt"])
        yield IndexIssue(
            IndexFault.CHAINED,
            row["owner"],
            row["table_name"],
            text=_("{split} of {count} rows are chained or migrated, as ANALYZE TABLE counted.")
            .format(split=f"{split:,}", count=f"{count:,}")
            + " " + _age(row["last_analyzed"], now),
            rows=count,
        )  # fmt: skip


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else ""


def _age(at: datetime | None, now: datetime | None) -> str:
    """How far to trust it."""
    if at is None or now is None:
        return _("How old the statistics behind this are is not known.")
    days = max((now - at).days, 0)
    if days > _OLD:
        return _(
            "That rests on statistics of {date}, {days} days old: gather them anew before"
            " believing it."
        ).format(date=_day(at), days=days)
    return _("That rests on statistics of {date}.").format(date=_day(at))
