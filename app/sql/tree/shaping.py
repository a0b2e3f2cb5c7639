"""What Oracle makes of the rows of a table or query: pivots, patterns, models."""

from app.sql.tree.expression import Name, OrderItem
from app.sql.tree.node import Expression, Node, node
from app.sql.tree.query import Query, SelectItem


@node
class Pivot(Node):
    """`table PIVOT [XML] (aggregates FOR columns IN (values | query | ANY))`."""

    table: Node
    xml: bool
    aggregates: tuple[SelectItem, ...]
    columns: tuple[Name, ...]
    values: tuple[SelectItem, ...]
    query: Query | None = None
    alias: Name | None = None


@node
class UnpivotColumn(Node):
    """`columns [AS values]` of UNPIVOT."""

    columns: tuple[Name, ...]
    values: tuple[Expression, ...] = ()


@node
class Unpivot(Node):
    """`table UNPIVOT [INCLUDE | EXCLUDE NULLS] (values FOR names IN (columns))`."""

    table: Node
    include_nulls: bool
    values: tuple[Name, ...]
    names: tuple[Name, ...]
    columns: tuple[UnpivotColumn, ...]
    alias: Name | None = None


@node
class PatternVariable(Node):
    """`variable AS condition` of DEFINE."""

    name: Name
    condition: Expression


@node
class MatchRecognize(Node):
    """`table MATCH_RECOGNIZE (…)`; `all_rows` tells ALL ROWS PER MATCH from ONE ROW."""

    table: Node
    partition_by: tuple[Expression, ...] = ()
    order_by: tuple[OrderItem, ...] = ()
    measures: tuple[SelectItem, ...] = ()
    all_rows: bool = False
    define: tuple[PatternVariable, ...] = ()
    alias: Name | None = None


@node
class ModelColumns(Node):
    """`[PARTITION BY (…)] DIMENSION BY (…) MEASURES (…)`; `reference` is the query they are of."""

    partition_by: tuple[SelectItem, ...]
    dimensions: tuple[SelectItem, ...]
    measures: tuple[SelectItem, ...]
    name: Name | None = None
    reference: Node | None = None


@node
class ModelRule(Node):
    """`cell [ORDER BY …] = value`."""

    cell: Expression
    value: Expression
    order_by: tuple[OrderItem, ...] = ()


@node
class Model(Node):
    """MODEL with its columns, those it refers to, and its rules; `iterate` are the limits of it."""

    references: tuple[ModelColumns, ...]
    columns: ModelColumns
    rules: tuple[ModelRule, ...]
    iterate: tuple[Expression, ...] = ()
