"""Schemas as facts: what `information_schema` says, without a row of anybody's data."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

from app.domain.errors import BadInput
from app.domain.snapshot import (
    ColumnFacts,
    ForeignKeyFacts,
    IndexFacts,
    IndexPart,
    PartitionFacts,
    SchemaFacts,
    Snapshot,
    TableFacts,
)
from app.engines.mysql.asking import Asking
from app.engines.mysql.snapshot import questions
from app.engines.mysql.snapshot.shares import most_frequent
from app.engines.mysql.wire import quoted, text_of
from app.i18n import _

_Rows: TypeAlias = Sequence[Mapping[str, Any]]
_BARE = frozenset("tinyint smallint mediumint int bigint decimal float double year bit".split())
"""Types whose defaults MySQL writes as they stand in SQL."""


@dataclass(slots=True)
class _Parts:
    """What belongs to the tables of a schema, by the name of the table."""

    columns: Mapping[str, list[Mapping[str, Any]]]
    statistics: Mapping[str, list[Mapping[str, Any]]]
    foreign_keys: Mapping[str, list[Mapping[str, Any]]]
    partitions: Mapping[str, list[Mapping[str, Any]]]
    triggers: Mapping[str, list[Mapping[str, Any]]]
    shares: Mapping[tuple[str, str], float] = field(default_factory=dict)


class TakesSnapshots(Asking):
    """Takes snapshots."""

    def snapshot(
        self,
        schemas: Sequence[str] = (),
        tell: Callable[[int, int], object] = lambda _done, _of: None,
    ) -> Snapshot:
        """All that is known of `schemas`, or of all there are; see `Snapshot`."""
        there = {text_of(row["name"]): row for row in self.fetch(questions.SCHEMATA)}
        for name in schemas:
            if name not in there:
                raise BadInput(
                    _("There is no schema {schema} that this account may see.").format(schema=name),
                    hint=_("There are: {schemas}.").format(schemas=", ".join(there) or "–"),
                )
        wanted = list(schemas) or list(there)
        grantee = "@".join(quoted(part) for part in self.facts.account.rsplit("@", 1))
        sees_all = bool(self.fetch(questions.SEES_ALL, grantee))
        tables: list[TableFacts] = []
        routines: list[tuple[str, str, str]] = []
        whole: list[SchemaFacts] = []
        missing: list[str] = []
        for number, name in enumerate(wanted):
            tell(number, len(wanted))
            tables += _Taking(self, name).tables()
            routines += [
                (name, text_of(row["name"]), text_of(row["type"]))
                for row in self.fetch(questions.ROUTINES, name)
            ]
            if sees_all or self.fetch(questions.SEES_SCHEMA, grantee, name):
                row = there[name]
                whole.append(SchemaFacts(name, text_of(row["charset"]), text_of(row["collation"])))
            else:
                missing.append(
                    _("Of schema {schema}, {account} may see a part only.").format(
                        schema=name, account=self.facts.account
                    )
                )
        tell(len(wanted), len(wanted))
        return Snapshot(
            self.server.type,
            self.server.version,
            self.server.release,
            datetime.now(UTC),
            self.endpoint.name,
            {name: said for name, said in self.server.variables.items()
             if name in questions.VARIABLES},
            tuple(whole),
            tuple(tables),
            tuple(routines),
            complete=sees_all and not schemas,
            missing=tuple(missing),
        )  # fmt: skip


class _Taking:
    """One schema, being read; apart from the session, whose abilities share one room for names."""

    def __init__(self, session: Asking, schema: str) -> None:
        self._session, self._server, self._schema = session, session.server, schema

    def tables(self) -> Iterable[TableFacts]:
        """All of its tables and views."""
        fetch, schema = self._session.fetch, self._schema
        rows = fetch(questions.TABLES, schema)
        parts = _Parts(
            _by_table(fetch(questions.COLUMNS, schema)),
            _by_table(fetch(questions.statistics(self._server), schema)),
            _by_table(fetch(questions.FOREIGN_KEYS, schema)),
            _by_table(fetch(questions.PARTITIONS, schema)),
            _by_table(fetch(questions.TRIGGERS, schema)),
            self._shares(),
        )
        for row in rows:
            yield self._table(row, parts)

    def _shares(self) -> Mapping[tuple[str, str], float]:
        if not self._server.mysql(8):
            return {}
        return {
            (text_of(row["table_name"]), text_of(row["column_name"])): share
            for row in self._session.fetch_if_allowed(questions.HISTOGRAMS, self._schema)
            if (share := most_frequent(text_of(row["buckets"]))) is not None
        }

    def _table(self, row: Mapping[str, Any], parts: _Parts) -> TableFacts:
        name = text_of(row["name"])
        return TableFacts(
            self._schema,
            name,
            is_view="VIEW" in text_of(row["type"]),
            engine=text_of(row["engine"]),
            row_format=text_of(row["row_format"]),
            collation=text_of(row["collation"]),
            rows=_int(row["row_count"]),
            data_bytes=_int(row["data_length"]),
            index_bytes=_int(row["index_length"]),
            next_id=_int(row["auto_increment"]),
            columns=tuple(
                self._column(column, parts.shares.get((name, text_of(column["name"]))))
                for column in parts.columns.get(name, ())
            ),
            indexes=tuple(_indexes(parts.statistics.get(name, ()))),
            foreign_keys=tuple(_foreign_keys(parts.foreign_keys.get(name, ()))),
            partitions=tuple(map(_partition, parts.partitions.get(name, ()))),
            triggers=tuple(text_of(trigger["name"]) for trigger in parts.triggers.get(name, ())),
            comment="" if "VIEW" in text_of(row["type"]) else text_of(row["comment"]),
        )

    def _column(self, row: Mapping[str, Any], share: float | None) -> ColumnFacts:
        extra = text_of(row["extra"]).upper()
        return ColumnFacts(
            text_of(row["name"]),
            text_of(row["type"]),
            nullable=text_of(row["is_nullable"]) == "YES",
            default=self._default(row, extra),
            collation=text_of(row["collation"]),
            generated="GENERATED" in extra.replace("DEFAULT_GENERATED", ""),
            auto_increment="AUTO_INCREMENT" in extra,
            on_update="ON UPDATE" in extra,
            comment=text_of(row["comment"]),
            most_frequent=share,
        )

    def _default(self, row: Mapping[str, Any], extra: str) -> str | None:
        """As an expression in SQL, which MariaDB gives since 10.2.7 and MySQL does not."""
        given = row["column_default"]
        if given is None:
            return None
        said = text_of(given)
        if self._server.maria(10, 2, 7):
            return None if said == "NULL" else said
        if "DEFAULT_GENERATED" in extra or said.upper().startswith("CURRENT_TIMESTAMP"):
            return said
        return said if text_of(row["data_type"]) in _BARE else quoted(said)


def _by_table(rows: _Rows) -> Mapping[str, list[Mapping[str, Any]]]:
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[text_of(row["table_name"])].append(row)
    return found


def _int(value: Any) -> int | None:
    return None if value is None else int(value)


def _indexes(rows: _Rows) -> Iterable[IndexFacts]:
    for name, group in groupby(rows, key=itemgetter("name")):
        parts = list(group)
        hidden = parts[0].get("is_visible") == "NO" or parts[0].get("ignored") == "YES"
        yield IndexFacts(
            text_of(name), _kind(parts[0]), tuple(map(_part, parts)), visible=not hidden
        )


def _kind(row: Mapping[str, Any]) -> str:
    if row["name"] == "PRIMARY":
        return "PRIMARY"
    special = text_of(row["index_type"])
    if special in {"FULLTEXT", "SPATIAL", "VECTOR"}:
        return special
    return "INDEX" if int(row["non_unique"]) else "UNIQUE"


def _part(row: Mapping[str, Any]) -> IndexPart:
    return IndexPart(
        text_of(row["column_name"]),
        text_of(row.get("expression")),
        _int(row["sub_part"]),
        descending=row["collation"] == "D",
        distinct=_int(row["cardinality"]),
    )


def _foreign_keys(rows: _Rows) -> Iterable[ForeignKeyFacts]:
    for name, group in groupby(rows, key=itemgetter("name")):
        parts = list(group)
        first = parts[0]
        yield ForeignKeyFacts(
            text_of(name),
            tuple(text_of(part["column_name"]) for part in parts),
            text_of(first["referenced_table_schema"]),
            text_of(first["referenced_table_name"]),
            tuple(text_of(part["referenced_column_name"]) for part in parts),
            text_of(first["update_rule"]),
            text_of(first["delete_rule"]),
        )


def _partition(row: Mapping[str, Any]) -> PartitionFacts:
    size = (_int(row["data_length"]) or 0) + (_int(row["index_length"]) or 0)
    return PartitionFacts(text_of(row["name"]), _int(row["row_count"]), size, text_of(row["bound"]))
