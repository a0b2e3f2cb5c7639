"""Statements that change rows."""

from app.sql.tree.expression import Name, OrderItem
from app.sql.tree.node import Expression, Node, Statement, node
from app.sql.tree.query import Into, Limit, Query, Row, SelectItem, Values, With


@node
class Assignment(Node):
    """`column = value` in SET and ON DUPLICATE KEY UPDATE.

    `columns` are all of them in `(a, b) = (query)` of Oracle, whose first is `column`; ROW and
    VALUE(t), which stand for all columns, are names too.
    """

    column: Name
    value: Expression
    columns: tuple[Name, ...] = ()


@node
class LogErrors(Node):
    """`LOG ERRORS [INTO table] [(tag)] [REJECT LIMIT n]` of Oracle."""

    table: Name | None = None
    values: tuple[Expression, ...] = ()


@node
class CurrentOf(Expression):
    """`CURRENT OF cursor`, where the condition of an UPDATE or DELETE stands."""

    cursor: Name


@node
class Insert(Statement):
    """INSERT or REPLACE (`verb`).

    `columns` is None where no list is given, empty where it is `()`. One of `source` and
    `assignments` (INSERT … SET) is there. `options`: IGNORE, DELAYED, LOW_PRIORITY, …

    In Oracle `target` is what else than a table may be written to, a query or a collection, whose
    `table` is the first in it, empty where there is none; `record` is that of `VALUES record`, and
    an INSERT among several may have no source at all.
    """

    verb: str
    options: tuple[str, ...]
    table: Name
    partitions: tuple[Name, ...]
    columns: tuple[Name, ...] | None
    source: Values | Query | None
    assignments: tuple[Assignment, ...] = ()
    on_duplicate: tuple[Assignment, ...] = ()
    alias: Name | None = None
    returning: tuple[SelectItem, ...] = ()
    returned: Into | None = None
    target: Node | None = None
    record: Expression | None = None
    log_errors: LogErrors | None = None


@node
class InsertBranch(Node):
    """`[WHEN condition THEN] INTO …` of an INSERT into several tables; ELSE has no condition."""

    condition: Expression | None
    inserts: tuple[Insert, ...]


@node
class InsertSeveral(Statement):
    """INSERT ALL and INSERT FIRST (`first_only`): the rows of one query into several tables."""

    first_only: bool
    branches: tuple[InsertBranch, ...]
    query: Query


@node
class Update(Statement):
    """UPDATE of one table or of a join (`tables`, as in FROM); `from_` is what Oracle joins to."""

    with_: With | None
    options: tuple[str, ...]
    tables: Node
    assignments: tuple[Assignment, ...]
    where: Expression | None
    order_by: tuple[OrderItem, ...] = ()
    limit: Limit | None = None
    from_: Node | None = None
    returning: tuple[SelectItem, ...] = ()
    returned: Into | None = None
    log_errors: LogErrors | None = None


@node
class Delete(Statement):
    """DELETE. `targets` are the tables named before FROM or before USING, empty for one table."""

    with_: With | None
    options: tuple[str, ...]
    targets: tuple[Name, ...]
    tables: Node
    where: Expression | None
    order_by: tuple[OrderItem, ...] = ()
    limit: Limit | None = None
    returning: tuple[SelectItem, ...] = ()
    from_: Node | None = None
    returned: Into | None = None
    log_errors: LogErrors | None = None


@node
class MergeUpdate(Node):
    """`WHEN MATCHED THEN UPDATE SET … [WHERE …] [DELETE WHERE …]`."""

    assignments: tuple[Assignment, ...]
    where: Expression | None = None
    delete_where: Expression | None = None


@node
class MergeInsert(Node):
    """`WHEN NOT MATCHED THEN INSERT [(columns)] VALUES (…) [WHERE …]`."""

    columns: tuple[Name, ...] | None
    values: Row
    where: Expression | None = None


@node
class Merge(Statement):
    """MERGE of the rows of `source` into `target`, a table, view or query."""

    target: Node
    source: Node
    on: Expression
    branches: tuple[MergeUpdate | MergeInsert, ...]
    with_: With | None = None
    returning: tuple[SelectItem, ...] = ()
    returned: Into | None = None
    log_errors: LogErrors | None = None


@node
class LoadData(Statement):
    """LOAD DATA and LOAD XML."""

    local: bool
    table: Name
    columns: tuple[Name, ...]
    assignments: tuple[Assignment, ...]


@node
class Call(Statement):
    """CALL of a procedure, in PL/SQL without the word.

    `through` is what a method is called on where that is no plain name: `rows(i).add(x)`.
    """

    name: Name
    arguments: tuple[Expression, ...]
    through: Expression | None = None


@node
class Do(Statement):
    """DO: values computed and thrown away."""

    values: tuple[Expression, ...]
