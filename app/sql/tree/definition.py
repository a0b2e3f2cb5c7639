"""Definitions that only Oracle has."""

from app.sql.tree.expression import Literal, Name
from app.sql.tree.node import Statement, node
from app.sql.tree.option import Option
from app.sql.tree.query import Query
from app.sql.tree.table import PartitionBy


@node
class Comment(Statement):
    """`COMMENT ON kind name IS 'text'`; `kind`: TABLE, COLUMN, MATERIALIZED VIEW, …"""

    kind: str
    name: Name
    text: Literal


@node
class AlterIndex(Statement):
    """ALTER INDEX; `actions` are REBUILD, RENAME TO, UNUSABLE, MONITORING USAGE, PARALLEL, …"""

    name: Name
    actions: tuple[Option, ...]
    if_exists: bool = False


@node
class CreateMaterializedView(Statement):
    """CREATE MATERIALIZED VIEW, or SNAPSHOT; `options`: BUILD, REFRESH, ON PREBUILT TABLE, …"""

    name: Name
    columns: tuple[Name, ...]
    query: Query
    options: tuple[Option, ...] = ()
    partition_by: PartitionBy | None = None
    if_not_exists: bool = False


@node
class CreateSchema(Statement):
    """`CREATE SCHEMA AUTHORIZATION user` and the statements that it makes at once."""

    statements: tuple[Statement, ...]
