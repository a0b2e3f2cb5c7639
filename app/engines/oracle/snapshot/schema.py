"""One schema of Oracle's, as facts. Its statements are in `questions`."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from app.domain.snapshot import (
    ColumnFacts,
    IndexFacts,
    IndexPart,
    PartitionFacts,
    TableFacts,
)
from app.engines.oracle.catalogue import type_of
from app.engines.oracle.rows import number, text
from app.engines.oracle.session import OracleSession
from app.engines.oracle.snapshot import questions
from app.engines.oracle.snapshot.keys import Keys

T = TypeVar("T")
_Row: TypeAlias = Mapping[str, Any]
_Pair: TypeAlias = tuple[str, str]
_JUST_A_COLUMN = re.compile(r'"([^"]+)"')
"""What ALL_IND_EXPRESSIONS has for a column that is indexed in descending order."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """How large blocks are, in bytes: by tablespace, and of the database (0 where not known)."""

    sizes: Mapping[str, int]
    default: int = 0

    def bytes(self, count: object, tablespace: object) -> int | None:
        """Of so many blocks; a table of partitions has no tablespace, and takes the usual size."""
        blocks = number(count)
        size = self.sizes.get(text(tablespace)) or self.default
        if not size and len(set(self.sizes.values())) == 1:
            size = next(iter(self.sizes.values()))
        return blocks * size if blocks is not None and size else None


@dataclass(slots=True)
class _Segments:
    """Bytes of tables, of indexes, and of partitions by table and name; LOBs are not among them."""

    tables: Mapping[str, int]
    indexes: Mapping[str, int]
    partitions: Mapping[_Pair, int]


class SchemaTaking:
    """One schema, being read; apart from the session, whose abilities share one room for names."""

    def __init__(
        self, session: OracleSession, schema: str, blocks: Blocks, *, sees_all: bool
    ) -> None:
        self._session, self._schema, self._blocks = session, schema, blocks
        self._views = "dba" if sees_all else "all"
        self._own = schema == session.facts.account
        self._segments: _Segments | None = None

    def routines(self) -> Iterator[tuple[str, str, str]]:
        """Schema, name and kind of its procedures, functions and packages."""
        for row in self._fetch(questions.ROUTINES):
            yield self._schema, text(row["object_name"]), text(row["object_type"])

    def tables(self) -> Iterator[TableFacts]:
        """Its tables, its views, and its synonyms, of which no column is known."""
        tables, views = self._fetch(questions.TABLES), self._fetch(questions.VIEWS)
        self._segments = self._read_segments()
        comments = {text(row["table_name"]): text(row["comments"])
                    for row in self._fetch(questions.COMMENTS)}  # fmt: skip
        columns = self._columns()
        keys = Keys(
            self._schema,
            self._fetch(questions.CONSTRAINTS),
            self._fetch(questions.KEY_COLUMNS),
        )
        indexes, weights = self._indexes(keys, columns)
        partitions = _by_table(self._fetch(questions.PARTITIONS), self._partition)
        triggers = _by_table(self._fetch(questions.TRIGGERS), lambda row: text(row["trigger_name"]))
        for row in tables:
            name = text(row["table_name"])
            yield TableFacts(
                self._schema,
                name,
                rows=number(row["num_rows"]),
                data_bytes=self._data_bytes(row),
                index_bytes=weights.get(name),
                columns=tuple(columns.get(name, ())),
                indexes=tuple(indexes.get(name, ())),
                foreign_keys=tuple(keys.foreign(name)),
                partitions=tuple(partitions.get(name, ())),
                triggers=tuple(triggers.get(name, ())),
                comment=comments.get(name, ""),
                analyzed=self._at(row["last_analyzed"]),
            )
        for row in views:
            name = text(row["view_name"])
            yield TableFacts(
                self._schema, name, is_view=True, columns=tuple(columns.get(name, ())),
                triggers=tuple(triggers.get(name, ())), comment=comments.get(name, ""),
            )  # fmt: skip
        for row in self._fetch(questions.SYNONYMS):
            yield TableFacts(self._schema, text(row["synonym_name"]), is_view=True)

    def _fetch(self, statement: str) -> list[dict[str, Any]]:
        return self._session.fetch(statement.format(all=self._views), owner=self._schema)

    def _at(self, when: datetime | None) -> datetime | None:
        """A time of the server's with its zone, where that is known."""
        clock = self._session.facts.clock
        return when.replace(tzinfo=clock.tzinfo) if when and clock else when

    # ------------------------------------------------------------------ sizes

    def _read_segments(self) -> _Segments | None:
        """What segments take; None where the account may not see them."""
        if self._views == "dba":
            rows = self._fetch(questions.SEGMENTS)
        elif self._own:
            rows = self._session.fetch(questions.OWN_SEGMENTS)
        else:
            return None
        tables: defaultdict[str, int] = defaultdict(int)
        indexes: defaultdict[str, int] = defaultdict(int)
        partitions: dict[_Pair, int] = {}
        for row in rows:
            name, kind, size = text(row["segment_name"]), text(row["segment_type"]), row["bytes"]
            if kind.startswith("TABLE"):
                tables[name] += int(size or 0)
                partitions[name, text(row["partition_name"])] = int(size or 0)
            elif kind.startswith("INDEX"):
                indexes[name] += int(size or 0)
        return _Segments(tables, indexes, partitions)

    def _data_bytes(self, row: _Row) -> int | None:
        if self._segments is not None:
            return self._segments.tables.get(text(row["table_name"]), 0)
        return self._blocks.bytes(row["blocks"], row["tablespace_name"])

    def _index_bytes(self, row: _Row) -> int | None:
        if self._segments is not None and text(row["owner"]) == self._schema:
            return self._segments.indexes.get(text(row["index_name"]), 0)
        return self._blocks.bytes(row["leaf_blocks"], row["tablespace_name"])

    def _partition(self, row: _Row) -> PartitionFacts:
        table, name = text(row["table_name"]), text(row["partition_name"])
        size = self._blocks.bytes(row["blocks"], row["tablespace_name"])
        if self._segments is not None:  # of subpartitions each has a segment, and it none
            size = self._segments.partitions.get((table, name), size)
        return PartitionFacts(name, number(row["num_rows"]), size, text(row["high_value"]).strip())

    # ------------------------------------------------------------------ columns and indexes

    def _columns(self) -> Mapping[str, list[ColumnFacts]]:
        comments = {(text(row["table_name"]), text(row["column_name"])): text(row["comments"])
                    for row in self._fetch(questions.COLUMN_COMMENTS)}  # fmt: skip
        return _by_table(self._fetch(questions.COLUMNS), lambda row: _column(row, comments))

    def _indexes(
        self, keys: Keys, columns: Mapping[str, list[ColumnFacts]]
    ) -> tuple[Mapping[str, list[IndexFacts]], Mapping[str, int]]:
        """The indexes of each table, and what they take together where that is known."""
        expressions = {
            (text(row["index_owner"]), text(row["index_name"]), number(row["column_position"])):
                text(row["column_expression"])
            for row in self._fetch(questions.INDEX_EXPRESSIONS)
        }  # fmt: skip
        parts: defaultdict[_Pair, list[IndexPart]] = defaultdict(list)
        for row in self._fetch(questions.INDEX_COLUMNS):
            key = text(row["index_owner"]), text(row["index_name"])
            parts[key].append(_part(row, expressions.get((*key, number(row["column_position"])))))
        found: defaultdict[str, list[IndexFacts]] = defaultdict(list)
        weights: dict[str, int] = {}
        for row in self._fetch(questions.INDEXES):
            table, key = text(row["table_name"]), (text(row["owner"]), text(row["index_name"]))
            distinct = {each.name: each.distinct for each in columns.get(table, ())}
            made = _counted(parts.get(key, []), distinct, number(row["distinct_keys"]))
            kind, constraint = keys.kind_of(row, {part.column for part in made})
            visible = text(row["visibility"]) != "INVISIBLE"
            found[table].append(IndexFacts(key[1], kind, made, visible, constraint))
            size = self._index_bytes(row)
            if size is not None:
                weights[table] = weights.get(table, 0) + size
        for table, key_alone in keys.without_an_index():
            found[table].append(key_alone)
        return found, weights


def _by_table(rows: Iterable[_Row], made: Callable[[_Row], T]) -> Mapping[str, list[T]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for row in rows:
        found[text(row["table_name"])].append(made(row))
    return found


def _column(row: _Row, comments: Mapping[_Pair, str]) -> ColumnFacts:
    name, default = text(row["column_name"]), text(row["data_default"]).strip()
    virtual = text(row["virtual_column"]) == "YES"
    counted = text(row["identity_column"]) == "YES"
    return ColumnFacts(
        name,
        type_of(row),
        nullable=text(row["nullable"]) == "Y",
        default=None if virtual or counted or not default else default,
        generated=virtual,
        auto_increment=counted,
        comment=comments.get((text(row["table_name"]), name), ""),
        distinct=number(row["num_distinct"]),
    )


def _part(row: _Row, expression: str | None) -> IndexPart:
    descending = text(row["descend"]) == "DESC"
    if expression is None:
        return IndexPart(text(row["column_name"]), descending=descending)
    column = _JUST_A_COLUMN.fullmatch(expression.strip())
    if column:
        return IndexPart(column[1], descending=descending)
    return IndexPart(expression=expression.strip(), descending=descending)


def _counted(
    parts: list[IndexPart], distinct: Mapping[str, int | None], keys: int | None
) -> tuple[IndexPart, ...]:
    """The parts with what statistics say: of the first column, and of all parts together."""
    made = list(parts)
    if made and made[0].column:
        made[0] = replace(made[0], distinct=distinct.get(made[0].column))
    if made and keys is not None:
        made[-1] = replace(made[-1], distinct=keys)
    return tuple(made)
