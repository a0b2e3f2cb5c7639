"""Indexes that nobody uses or that others contain, tables without a key, tables full of holes.

Nothing here needs the sys schema. Uses are counted by performance_schema since the server
started; before it ran for `LONG_ENOUGH` nothing is called unused, for the report of the month may
not have been made yet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.domain.operating.space import IndexFault, IndexIssue
from app.engines.mysql.asking import Asking
from app.engines.mysql.wire import named, text_of
from app.i18n import _

LONG_ENOUGH = timedelta(days=7)
"""How long uses must have been counted."""

_HOLES = 64 << 20  # bytes free within a table from which it is worth a word…
_SHARE = 0.3  # …where they are that much of all it takes
_GENERATED = "my_row_id"
_SYSTEM = "('mysql', 'sys', 'performance_schema', 'information_schema')"

_STATISTICS = (
    "SELECT table_schema, table_name, index_name, non_unique, seq_in_index, column_name, sub_part,"
    " collation, index_type{more} FROM information_schema.statistics"
    f" WHERE table_schema NOT IN {_SYSTEM}"
    " ORDER BY table_schema, table_name, index_name, seq_in_index"
)
_TABLES = (
    "SELECT table_schema, table_name, engine, table_rows, data_length, index_length, data_free"
    " FROM information_schema.tables"
    f" WHERE table_type = 'BASE TABLE' AND table_schema NOT IN {_SYSTEM}"
)
_USES = (
    "SELECT object_schema, object_name, index_name, count_read AS used"
    " FROM performance_schema.table_io_waits_summary_by_index_usage"
    " WHERE object_type = 'TABLE' AND index_name IS NOT NULL"
    f" AND object_schema NOT IN {_SYSTEM}"
)
_COUNTING = (
    "SELECT enabled FROM performance_schema.setup_instruments"
    " WHERE name = 'wait/io/table/sql/handler'"
)


@dataclass(frozen=True, slots=True)
class Index:
    """One index as the catalogue has it."""

    schema: str
    table: str
    name: str
    unique: bool
    kind: str
    """BTREE, HASH, FULLTEXT, SPATIAL."""
    parts: tuple[tuple[str, int | None, str], ...]
    """Column or expression, length of the prefix, and A or D for its order."""
    visible: bool = True

    @property
    def columns(self) -> str:
        """As they are written in a CREATE."""
        return ", ".join(
            f"{column}{f'({length})' if length else ''}{' DESC' if order == 'D' else ''}"
            for column, length, order in self.parts
        )

    @property
    def primary(self) -> bool:
        """Whether it is the primary key."""
        return self.name == "PRIMARY"

    @property
    def drop(self) -> str:
        """The statement that would take it away."""
        table = f"{named(self.schema)}.{named(self.table)}"
        return f"ALTER TABLE {table} DROP INDEX {named(self.name)}"


class Indexes(Asking):
    """Finds what is wrong with indexes and tables."""

    def index_issues(self) -> tuple[IndexIssue, ...]:
        """All that was found, the kinds after one another."""
        indexes = self._indexes_of_all()
        tables = self.fetch(_TABLES)
        keyed = {(index.schema, index.table) for index in indexes if index.primary}
        return (
            *without_key(tables, indexes, keyed),
            *redundant(indexes),
            *self._unused(indexes),
            *invisible(indexes),
            *fragmented(tables),
        )

    def _indexes_of_all(self) -> list[Index]:
        more = ""
        if self.server.mysql(8, 0, 13):
            more = ", is_visible, expression"
        elif self.server.maria(10, 6):
            more = ", ignored"
        return read_indexes(self.fetch(_STATISTICS.format(more=more)))

    def _unused(self, indexes: Sequence[Index]) -> list[IndexIssue]:
        facts = self.facts
        if not self.server.performance_schema or facts.started is None or facts.clock is None:
            return []
        counting = self.fetch_if_allowed(_COUNTING)
        if facts.clock - facts.started < LONG_ENOUGH or not counting:
            return []
        if counting[0]["enabled"] != "YES":
            return []
        uses = {}
        for row in self.fetch_if_allowed(_USES):
            at = text_of(row["object_schema"]), text_of(row["object_name"])
            uses[*at, text_of(row["index_name"])] = int(row["used"])
        return list(unused(indexes, uses, f"{facts.started:%Y-%m-%d %H:%M %z}"))


def read_indexes(rows: Iterable[Mapping[str, Any]]) -> list[Index]:
    """Indexes out of rows of information_schema.statistics, which come column by column."""
    found: dict[tuple[str, str, str], Index] = {}
    for row in rows:
        key = text_of(row["table_schema"]), text_of(row["table_name"]), text_of(row["index_name"])
        part = (
            text_of(row["column_name"]) or f"({text_of(row.get('expression'))})",
            None if row["sub_part"] is None else int(row["sub_part"]),
            text_of(row["collation"]) or "A",
        )
        before = found[key].parts if key in found else ()
        hidden = row.get("is_visible") == "NO" or row.get("ignored") == "YES"
        found[key] = Index(
            *key,
            not int(row["non_unique"]),
            text_of(row["index_type"]),
            (*before, part),
            not hidden,
        )
    return list(found.values())


def without_key(
    tables: Iterable[Mapping[str, Any]],
    indexes: Sequence[Index],
    keyed: set[tuple[str, str]],
) -> Iterator[IndexIssue]:
    """Tables without a primary key, or with one that only the server made."""
    unique = {(index.schema, index.table): index for index in indexes if index.unique}
    generated = {
        (index.schema, index.table)
        for index in indexes
        if index.primary and index.parts[0][0] == _GENERATED
    }
    for row in tables:
        at = text_of(row["table_schema"]), text_of(row["table_name"])
        if at in keyed and at not in generated:
            continue
        if at in generated:
            text = _("Its primary key is the invisible column {column} the server made.").format(
                column=_GENERATED
            )
        elif at in unique:
            text = _("No primary key, only the unique index {index}.").format(index=unique[at].name)
        else:
            text = _("No primary key: replicas search the whole table for each changed row.")
        yield IndexIssue(
            IndexFault.NO_KEY,
            *at,
            text=text,
            remedy=f"ALTER TABLE {named(at[0])}.{named(at[1])} ADD COLUMN id BIGINT UNSIGNED"
            " NOT NULL AUTO_INCREMENT PRIMARY KEY",
            rows=None if row["table_rows"] is None else int(row["table_rows"]),
        )


def redundant(indexes: Sequence[Index]) -> Iterator[IndexIssue]:
    """Indexes whose work another one does: the same, or longer from the left."""
    by_table: dict[tuple[str, str], list[Index]] = {}
    for index in indexes:
        by_table.setdefault((index.schema, index.table), []).append(index)
    for same in by_table.values():
        for index in same:
            other = next((each for each in same if _does_the_work(each, index)), None)
            if other is not None:
                yield _redundant(index, other)


def _redundant(index: Index, other: Index) -> IndexIssue:
    if len(other.parts) == len(index.parts):
        text = _("The same as {index}.").format(index=other.name)
    else:
        text = _("{index} ({columns}) begins with its columns.").format(
            index=other.name, columns=other.columns
        )
    return IndexIssue(
        IndexFault.DUPLICATE,
        index.schema,
        index.table,
        index.name,
        index.columns,
        text=text,
        remedy=index.drop,
    )


def _does_the_work(other: Index, index: Index) -> bool:
    """Whether `index` could go because `other` is there; never both of two for one another."""
    if other is index or index.primary or other.kind != index.kind or not other.visible:
        return False
    if len(other.parts) < len(index.parts):
        return False
    if len(other.parts) == len(index.parts):
        if other.parts != index.parts:
            return False
        if index.unique != other.unique:
            return other.unique
        return other.primary or not index.visible or other.name < index.name
    if index.unique or index.kind != "BTREE":
        return False  # a unique one forbids what the longer one allows
    return other.parts[: len(index.parts)] == index.parts


def unused(
    indexes: Sequence[Index], uses: Mapping[tuple[str, str, str], int], since: str
) -> Iterator[IndexIssue]:
    """Indexes that were never read; those that keep values unique earn their place anyway."""
    for index in indexes:
        count = uses.get((index.schema, index.table, index.name))
        if count or count is None or index.unique or index.kind in {"FULLTEXT", "SPATIAL"}:
            continue
        yield IndexIssue(
            IndexFault.UNUSED,
            index.schema,
            index.table,
            index.name,
            index.columns,
            text=_("Never read since {since}; a foreign key may still need it.").format(
                since=since
            ),
            remedy=index.drop,
            used=0,
            since=since,
        )


def invisible(indexes: Sequence[Index]) -> Iterator[IndexIssue]:
    """Indexes that are kept up and never used."""
    for index in indexes:
        if not index.visible:
            yield IndexIssue(
                IndexFault.INVISIBLE,
                index.schema,
                index.table,
                index.name,
                index.columns,
                text=_("Invisible to the optimizer, and still kept up by every write."),
                remedy=index.drop,
            )


def fragmented(tables: Iterable[Mapping[str, Any]]) -> Iterator[IndexIssue]:
    """Tables that would shrink if they were made anew.

    The engine counts whole free extents. Pages that lie half empty after rows were deleted here and
    there it does not count: a table can shrink to a third of which nothing is said.
    """
    for row in tables:
        free = int(row["data_free"] or 0)
        used = int(row["data_length"] or 0) + int(row["index_length"] or 0)
        if free < _HOLES or free < _SHARE * (free + used):
            continue
        schema, table = text_of(row["table_schema"]), text_of(row["table_name"])
        yield IndexIssue(
            IndexFault.FRAGMENTED,
            schema,
            table,
            text=_("At least {share} % of it is free: {free} MiB.").format(
                share=round(100 * free / (free + used)), free=free >> 20
            ),
            remedy=f"OPTIMIZE TABLE {named(schema)}.{named(table)}",
            rows=None if row["table_rows"] is None else int(row["table_rows"]),
        )
