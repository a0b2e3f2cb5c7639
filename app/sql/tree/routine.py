"""Stored programs, and the statements that only stand inside them."""

from app.sql.tree.expression import DataType, Name
from app.sql.tree.node import Expression, Node, Statement, node
from app.sql.tree.table import Option


@node
class RoutineParameter(Node):
    """`[IN | OUT | INOUT] name type`."""

    mode: str
    name: Name
    type: DataType


@node
class CreateRoutine(Statement):
    """CREATE PROCEDURE or FUNCTION (`kind`); `body` is None for a loadable function."""

    kind: str
    name: Name
    parameters: tuple[RoutineParameter, ...]
    returns: DataType | None
    options: tuple[Option, ...]
    body: Statement | None


@node
class CreateTrigger(Statement):
    """`CREATE TRIGGER name time event ON table FOR EACH ROW body`."""

    name: Name
    time: str
    event: str
    table: Name
    body: Statement


@node
class CreateEvent(Statement):
    """CREATE EVENT, and ALTER EVENT with `alter` (then `body` may be missing)."""

    name: Name
    schedule: tuple[Expression, ...]
    options: tuple[Option, ...]
    body: Statement | None
    alter: bool = False


@node
class AlterRoutine(Statement):
    """ALTER PROCEDURE or FUNCTION."""

    kind: str
    name: Name
    options: tuple[Option, ...]


@node
class DropProgram(Statement):
    """DROP PROCEDURE, FUNCTION, TRIGGER, EVENT, SEQUENCE, SERVER, … (`kind`)."""

    kind: str
    name: Name
    if_exists: bool


@node
class Block(Statement):
    """`[label:] BEGIN … END`."""

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
    """`DECLARE name CURSOR FOR query`."""

    name: Name
    query: Node


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
    """LOOP, WHILE, REPEAT, FOR (`kind`)."""

    kind: str
    label: str
    condition: Expression | None
    statements: tuple[Statement, ...]


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
