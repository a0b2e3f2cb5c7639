"""Queries: SELECT, its clauses, what stands in FROM, and set operations."""

from app.sql.tree.expression import Name, OrderItem, Window
from app.sql.tree.node import Expression, Node, Statement, node


@node
class SelectItem(Node):
    """One item of a select list."""

    value: Expression
    alias: Name | None = None


@node
class IndexHint(Node):
    """`USE | FORCE | IGNORE INDEX (names)`."""

    verb: str
    indexes: tuple[Name, ...]


@node
class TableName(Node):
    """A table in FROM, with its alias."""

    name: Name
    alias: Name | None = None
    partitions: tuple[Name, ...] = ()
    hints: tuple[IndexHint, ...] = ()


@node
class DerivedTable(Node):
    """A query in FROM."""

    query: Node
    alias: Name | None = None
    columns: tuple[Name, ...] = ()
    lateral: bool = False


@node
class TableFunction(Node):
    """`JSON_TABLE(…)` and its kind; `arguments` are the expressions in it."""

    name: str
    arguments: tuple[Expression, ...]
    alias: Name | None = None


@node
class Join(Node):
    """Two tables joined. `kind`: "," INNER CROSS LEFT RIGHT STRAIGHT; there is no FULL."""

    kind: str
    natural: bool
    left: Node
    right: Node
    on: Expression | None = None
    using: tuple[Name, ...] = ()


@node
class GroupBy(Node):
    """`GROUP BY items [WITH ROLLUP]`."""

    items: tuple[OrderItem, ...]
    rollup: bool = False


@node
class NamedWindow(Node):
    """One `name AS (window)` of the WINDOW clause."""

    name: Name
    window: Window


@node
class Limit(Node):
    """`LIMIT [offset,] count`, `LIMIT count OFFSET offset`, FETCH FIRST."""

    count: Expression | None
    offset: Expression | None = None


@node
class Into(Node):
    """`INTO OUTFILE file`, `INTO DUMPFILE file`, `INTO variables`; `kind` says which."""

    kind: str
    targets: tuple[Expression, ...]


@node
class Locking(Node):
    """`FOR UPDATE`, `FOR SHARE`, `LOCK IN SHARE MODE`; `wait`: NOWAIT, SKIP LOCKED, WAIT or ""."""

    mode: str
    tables: tuple[Name, ...] = ()
    wait: str = ""


@node
class Select(Node):
    """`SELECT … FROM … WHERE … GROUP BY … HAVING … WINDOW … QUALIFY`; what follows is the Query's.

    `into` is the INTO that stands before FROM.
    """

    distinct: bool
    options: tuple[str, ...]
    items: tuple[SelectItem, ...]
    tables: Node | None
    where: Expression | None
    group_by: GroupBy | None
    having: Expression | None
    windows: tuple[NamedWindow, ...] = ()
    into: Into | None = None
    qualify: Expression | None = None


@node
class Row(Node):
    """One row of VALUES."""

    items: tuple[Expression, ...]


@node
class LiteralRows(Node):
    """Many rows of nothing but literals, kept as one token: the body of a dump's INSERT."""

    count: int


@node
class Values(Node):
    """`VALUES (…), (…)`, `VALUES ROW(…), …`."""

    rows: tuple[Row | LiteralRows, ...]


@node
class TableQuery(Node):
    """`TABLE name` as a query."""

    name: Name


@node
class SetOperator(Node):
    """UNION, EXCEPT, INTERSECT, MINUS, and whether duplicates stay."""

    op: str
    all: bool


@node
class SetOperation(Node):
    """Branches with operators between them: one operator fewer than branches."""

    branches: tuple[Node, ...]
    operators: tuple[SetOperator, ...]


@node
class CommonTable(Node):
    """One `name (columns) AS (query)` of WITH."""

    name: Name
    columns: tuple[Name, ...]
    query: Node


@node
class With(Node):
    """`WITH [RECURSIVE] …`."""

    recursive: bool
    tables: tuple[CommonTable, ...]


@node
class Query(Statement):
    """A whole query expression; `body` is Select, SetOperation, Values, TableQuery or Query.

    It is a statement at the top, and stands in Subquery, DerivedTable, In, Exists, views, …
    """

    with_: With | None
    body: Node
    order_by: tuple[OrderItem, ...] = ()
    limit: Limit | None = None
    locking: tuple[Locking, ...] = ()
    into: Into | None = None
