"""Stored programs, and the statements that only stand inside them."""

from app.sql.tree.expression import DataType, Name
from app.sql.tree.node import Expression, Node, Statement, node
from app.sql.tree.option import Option


@node
class RoutineParameter(Node):
    """`[IN | OUT | INOUT] name type [DEFAULT value]`."""

    mode: str
    name: Name
    type: DataType
    default: Expression | None = None


@node
class CreateRoutine(Statement):
    """CREATE PROCEDURE or FUNCTION (`kind`); `body` is None for a loadable function.

    `options`: DEFINER, COMMENT, LANGUAGE, DETERMINISTIC, READS SQL DATA, SQL SECURITY, SONAME, …
    """

    kind: str
    name: Name
    parameters: tuple[RoutineParameter, ...]
    returns: DataType | None
    options: tuple[Option, ...]
    body: Statement | None
    or_replace: bool = False
    if_not_exists: bool = False
    aggregate: bool = False


@node
class CreatePackage(Statement):
    """CREATE PACKAGE of MariaDB, and PACKAGE BODY with `is_body`; only there routines have bodies.

    `members` are CreateRoutine, declarations and, at a body's end, the statements it starts with.
    """

    name: Name
    is_body: bool
    members: tuple[Statement, ...]
    options: tuple[Option, ...] = ()
    or_replace: bool = False
    if_not_exists: bool = False


@node
class CreateTrigger(Statement):
    """`CREATE TRIGGER name time event ON table FOR EACH ROW body`.

    `options`: DEFINER; `other` is the trigger it FOLLOWS or PRECEDES (`order`).
    """

    name: Name
    time: str
    event: str
    table: Name
    body: Statement
    options: tuple[Option, ...] = ()
    order: str = ""
    other: Name | None = None
    or_replace: bool = False
    if_not_exists: bool = False


@node
class CreateEvent(Statement):
    """CREATE EVENT, and ALTER EVENT with `alter` (then `body` may be missing).

    `schedule`: the time of AT, or the Interval of EVERY and the times of STARTS and ENDS.
    `options`: DEFINER, ON COMPLETION PRESERVE, ENABLE, DISABLE, COMMENT, RENAME TO, …
    """

    name: Name
    schedule: tuple[Expression, ...]
    options: tuple[Option, ...]
    body: Statement | None
    alter: bool = False
    or_replace: bool = False
    if_not_exists: bool = False


@node
class AlterRoutine(Statement):
    """ALTER PROCEDURE or FUNCTION."""

    kind: str
    name: Name
    options: tuple[Option, ...]


@node
class DropProgram(Statement):
    """DROP PROCEDURE, FUNCTION, TRIGGER, EVENT, SEQUENCE, SERVER, … (`kind`).

    `others` are the sequences named behind the first.
    """

    kind: str
    name: Name
    if_exists: bool
    others: tuple[Name, ...] = ()


@node
class Block(Statement):
    """`[label:] BEGIN … END`, and BEGIN NOT ATOMIC as a statement of its own.

    A statement in it that no grammar recognised is Opaque.
    """

    label: str
    statements: tuple[Statement, ...]


@node
class DeclareVariable(Statement):
    """`DECLARE names type [DEFAULT value]`."""

    names: tuple[Name, ...]
    type: DataType
    default: Expression | None = None


@node
class DeclareCursor(Statement):
    """`DECLARE name CURSOR FOR query`; MariaDB's cursors may have parameters."""

    name: Name
    query: Node
    parameters: tuple[RoutineParameter, ...] = ()


@node
class DeclareCondition(Statement):
    """`DECLARE name CONDITION FOR value`."""

    name: Name


@node
class DeclareHandler(Statement):
    """`DECLARE CONTINUE | EXIT HANDLER FOR conditions statement`."""

    action: str
    conditions: tuple[str, ...]
    body: Statement


@node
class Branch(Node):
    """One condition of IF or CASE with its statements; ELSE has no condition."""

    condition: Expression | None
    statements: tuple[Statement, ...]


@node
class If(Statement):
    """IF … THEN … ELSEIF … ELSE … END IF."""

    branches: tuple[Branch, ...]


@node
class CaseStatement(Statement):
    """CASE … WHEN … THEN statements … END CASE."""

    operand: Expression | None
    branches: tuple[Branch, ...]


@node
class Loop(Statement):
    """LOOP, WHILE, REPEAT, FOR (`kind`).

    Of MariaDB's FOR `condition` is empty, `variable` what counts or holds the row, and `over`
    the two bounds, the cursor or the query.
    """

    kind: str
    label: str
    condition: Expression | None
    statements: tuple[Statement, ...]
    variable: Name | None = None
    over: tuple[Node, ...] = ()


@node
class Jump(Statement):
    """LEAVE or ITERATE (`kind`) and the label."""

    kind: str
    label: str


@node
class Return(Statement):
    """`RETURN value`."""

    value: Expression


@node
class CursorUse(Statement):
    """OPEN, FETCH, CLOSE (`kind`) of a cursor."""

    kind: str
    cursor: Name
    targets: tuple[Expression, ...] = ()


@node
class Signal(Statement):
    """SIGNAL, RESIGNAL, GET DIAGNOSTICS (`kind`)."""

    kind: str
    values: tuple[Expression, ...] = ()
