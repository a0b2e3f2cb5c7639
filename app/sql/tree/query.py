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
class Flashback(Node):
    """`AS OF` and `VERSIONS BETWEEN` of Oracle (`kind`); `unit`: SCN, TIMESTAMP, PERIOD FOR x."""

    kind: str
    unit: str
    values: tuple[Expression, ...]


@node
class Sample(Node):
    """`SAMPLE [BLOCK] (percent [, …]) [SEED (seed)]`."""

    block: bool
    values: tuple[Expression, ...]


@node
class TableName(Node):
    """A table in FROM, with its alias; `at` is which of its past, `sample` which part of it."""

    name: Name
    alias: Name | None = None
    partitions: tuple[Name, ...] = ()
    hints: tuple[IndexHint, ...] = ()
    at: Flashback | None = None
    sample: Sample | None = None


@node
class DerivedTable(Node):
    """A query in FROM."""

    query: Node
    alias: Name | None = None
    columns: tuple[Name, ...] = ()
    lateral: bool = False
    at: Flashback | None = None
    sample: Sample | None = None


@node
class TableFunction(Node):
    """`JSON_TABLE(…)` and its kind; `arguments` are the expressions in it.

    TABLE is a collection, or a query that gives one; `outer` where `(+)` stands behind it.
    """

    name: str
    arguments: tuple[Expression, ...]
    alias: Name | None = None
    outer: bool = False


@node
class Join(Node):
    """Two tables joined. `kind`: "," INNER CROSS LEFT RIGHT STRAIGHT.

    In Oracle also FULL, CROSS APPLY and OUTER APPLY; `partition_by` densifies an outer join.
    """

    kind: str
    natural: bool
    left: Node
    right: Node
    on: Expression | None = None
    using: tuple[Name, ...] = ()
    partition_by: tuple[Expression, ...] = ()


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
    percent: bool = False
    ties: bool = False


@node
class Into(Node):
    """`INTO OUTFILE file`, `INTO DUMPFILE file`, `INTO variables`; `kind` says which.

    OUTFILE, DUMPFILE, VARIABLES, or BULK COLLECT.
    """

    kind: str
    targets: tuple[Expression, ...]


@node
class Locking(Node):
    """`FOR UPDATE`, `FOR SHARE`, `LOCK IN SHARE MODE`; `wait`: NOWAIT, SKIP LOCKED, WAIT or ""."""

    mode: str
    tables: tuple[Name, ...] = ()
    wait: str = ""


@node
class ConnectBy(Node):
    """`[START WITH start] CONNECT BY [NOCYCLE] condition`."""

    condition: Expression
    start: Expression | None = None
    nocycle: bool = False


@node
class Select(Node):
    """`SELECT … FROM … WHERE … GROUP BY … HAVING … WINDOW … QUALIFY`; what follows is the Query's.

    `into` is the INTO that stands before FROM, `connect` Oracle's hierarchy, `model` its MODEL.
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
    connect: ConnectBy | None = None
    model: Node | None = None


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
    """One `name (columns) AS (query)` of WITH; `search` are the columns of SEARCH … BY."""

    name: Name
    columns: tuple[Name, ...]
    query: Node
    search: tuple[OrderItem, ...] = ()
    cycle: tuple[Name, ...] = ()


@node
class With(Node):
    """`WITH [RECURSIVE] …`; `programs` are the functions and procedures Oracle allows in it."""

    recursive: bool
    tables: tuple[CommonTable, ...]
    programs: tuple[Node, ...] = ()


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
    siblings: bool = False
