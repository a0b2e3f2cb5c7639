"""Statements that change rows."""

from app.sql.tree.expression import Name, OrderItem
from app.sql.tree.node import Expression, Node, Statement, node
from app.sql.tree.query import Limit, Query, SelectItem, Values, With


@node
class Assignment(Node):
    """`column = value` in SET and ON DUPLICATE KEY UPDATE."""

    column: Name
    value: Expression


@node
class Insert(Statement):
    """INSERT or REPLACE (`verb`).

    `columns` is None where no list is given, empty where it is `()`. One of `source` and
    `assignments` (INSERT … SET) is there. `options`: IGNORE, DELAYED, LOW_PRIORITY, …
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


@node
class Update(Statement):
    """UPDATE of one table or of a join (`tables`, as in FROM)."""

    with_: With | None
    options: tuple[str, ...]
    tables: Node
    assignments: tuple[Assignment, ...]
    where: Expression | None
    order_by: tuple[OrderItem, ...] = ()
    limit: Limit | None = None


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
