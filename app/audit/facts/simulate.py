"""From a snapshot to the simulated schema: the tables that were there before the file."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from app.domain.dialect import Dialect
from app.domain.inventory import DatabaseType
from app.domain.snapshot import ColumnFacts, ForeignKeyFacts, IndexFacts, Snapshot, TableFacts
from app.sql import tree
from app.sql.collations import charset_of
from app.sql.parse import parse
from app.sql.schema import Column, ForeignKey, Index, KeyColumn, Schema, Table
from app.sql.schema.columns import column_of


def simulated(snapshot: Snapshot) -> Schema:
    """The schema of a snapshot: its schemas are whole, others unknown unless all were taken."""
    schema = Schema()
    take_over(snapshot, schema)
    return schema


def take_over(snapshot: Snapshot, schema: Schema) -> None:
    """Put the tables of a snapshot into a schema."""
    dialect = dialect_of(snapshot.type)
    schema.oracle = dialect is Dialect.ORACLE
    schema.describe(
        (_table(table, dialect) for table in snapshot.tables),
        {each.name: (each.charset.lower(), each.collation.lower()) for each in snapshot.schemas},
        all_of_them=snapshot.complete,
    )


def dialect_of(kind: DatabaseType) -> Dialect:
    """The SQL that a server of this type speaks."""
    return {
        DatabaseType.MYSQL: Dialect.MYSQL,
        DatabaseType.MARIADB: Dialect.MARIADB,
        DatabaseType.ORACLE: Dialect.ORACLE,
    }[kind]


def _table(facts: TableFacts, dialect: Dialect) -> Table:
    return Table(
        facts.name,
        facts.schema,
        {column.name.lower(): _column(column, dialect) for column in facts.columns},
        dict(_indexes(facts.indexes)),
        is_view=facts.is_view,
        maybe_indexes=frozenset(),
        engine=facts.engine.lower(),
        charset=charset_of(facts.collation) if facts.collation else "",
        collation=facts.collation.lower(),
        foreign_keys=tuple(map(_foreign_key, facts.foreign_keys)),
        partitions=tuple(each.name.lower() for each in facts.partitions),
    )


def _foreign_key(facts: ForeignKeyFacts) -> ForeignKey:
    return ForeignKey(
        facts.name,
        tuple(map(str.lower, facts.columns)),
        facts.schema,
        facts.table,
        tuple(map(str.lower, facts.its_columns)),
        facts.on_delete,
        facts.on_update,
    )


def _column(facts: ColumnFacts, dialect: Dialect) -> Column:
    return replace(
        _typed(facts.type, dialect),
        name=facts.name,
        nullable=facts.nullable,
        has_default=facts.default is not None,
        auto_increment=facts.auto_increment,
        generated=facts.generated,
        charset=charset_of(facts.collation) if facts.collation else "",
        collation=facts.collation.lower(),
        on_update=facts.on_update,
    )


@lru_cache(maxsize=4096)
def _typed(written: str, dialect: Dialect) -> Column:
    """A column of a type as servers write it, through the same grammar as a script's."""
    if dialect is not Dialect.ORACLE:
        parsed = parse(f"CREATE TABLE t (c {written})", dialect)
        match parsed.tree:
            case tree.CreateTable(elements=[tree.ColumnDefinition() as definition]):
                return column_of(definition)
    return Column("", written.partition("(")[0].strip().upper())


def _indexes(indexes: Iterable[IndexFacts]) -> Iterable[tuple[str, Index]]:
    for index in indexes:
        parts = tuple(
            KeyColumn(part.column.lower(), part.length, part.descending) for part in index.parts
        )
        yield index.name.lower(), Index(index.name, index.kind, parts)
