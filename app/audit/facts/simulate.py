"""From a snapshot to the simulated schema: the tables that were there before the file."""

from collections.abc import Iterable
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
        {
            named_in(dialect, each.name): (each.charset.lower(), each.collation.lower())
            for each in snapshot.schemas
        },
        all_of_them=snapshot.complete,
    )


def dialect_of(kind: DatabaseType) -> Dialect:
    """The SQL that a server of this type speaks."""
    return {
        DatabaseType.MYSQL: Dialect.MYSQL,
        DatabaseType.MARIADB: Dialect.MARIADB,
        DatabaseType.ORACLE: Dialect.ORACLE,
    }[kind]


def named_in(dialect: Dialect, name: str) -> str:
    """A name of a snapshot as the tree of a script has it: `tree.folded` tells what is the same."""
    return tree.as_in_oracle(name) if dialect is Dialect.ORACLE else name


def _table(facts: TableFacts, dialect: Dialect) -> Table:
    indexes = dict(_indexes(facts.indexes, dialect))
    return Table(
        named_in(dialect, facts.name),
        named_in(dialect, facts.schema),
        {_key(column.name, dialect): _column(column, dialect) for column in facts.columns},
        indexes,
        # a synonym has none here, nor has a view that no longer works
        known_columns=bool(facts.columns),
        known_indexes=bool(facts.columns),
        is_view=facts.is_view,
        # Oracle's index of a primary key has a name, and is kept as the key
        maybe_indexes=frozenset(_key(index.name, dialect) for index in facts.indexes)
        - indexes.keys(),
        engine=facts.engine.lower(),
        charset=charset_of(facts.collation) if facts.collation else "",
        collation=facts.collation.lower(),
        foreign_keys=tuple(_foreign_key(each, dialect) for each in facts.foreign_keys),
        partitions=tuple(_key(each.name, dialect) for each in facts.partitions),
    )


def _key(name: str, dialect: Dialect) -> str:
    return tree.folded(named_in(dialect, name))


def _foreign_key(facts: ForeignKeyFacts, dialect: Dialect) -> ForeignKey:
    return ForeignKey(
        facts.name,
        tuple(_key(name, dialect) for name in facts.columns),
        named_in(dialect, facts.schema),
        named_in(dialect, facts.table),
        tuple(_key(name, dialect) for name in facts.its_columns),
        facts.on_delete,
        facts.on_update,
    )


def _column(facts: ColumnFacts, dialect: Dialect) -> Column:
    return _typed(facts.type, dialect)._replace(
        name=named_in(dialect, facts.name),
        nullable=facts.nullable,
        has_default=facts.default is not None,
        auto_increment=facts.auto_increment,
        generated=facts.generated,
        virtual=facts.generated and dialect is Dialect.ORACLE,  # which stores none
        charset=charset_of(facts.collation) if facts.collation else "",
        collation=facts.collation.lower(),
        on_update=facts.on_update,
    )


@lru_cache(maxsize=4096)
def _typed(written: str, dialect: Dialect) -> Column:
    """A column of a type as servers write it, through the same grammar as a script's."""
    parsed = parse(f"CREATE TABLE t (c {written})", dialect)
    match parsed.tree:
        case tree.CreateTable(elements=[tree.ColumnDefinition() as definition]):
            return column_of(definition)
    return Column("", written.partition("(")[0].strip().upper())


def _indexes(indexes: Iterable[IndexFacts], dialect: Dialect) -> Iterable[tuple[str, Index]]:
    for index in indexes:
        parts = tuple(
            KeyColumn(_key(part.column, dialect), part.length, part.descending)
            for part in index.parts
        )
        name = "PRIMARY" if index.kind == "PRIMARY" else named_in(dialect, index.name)
        constraint = named_in(dialect, index.constraint)
        yield tree.folded(name), Index(name, index.kind, parts, constraint)
