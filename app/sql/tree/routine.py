"""Stored programs, and the statements that only stand inside them."""

from app.sql.tree.expression import DataType, Name
from app.sql.tree.node import Expression, Node, Statement, node
from app.sql.tree.option import Option


@node
class RoutineParameter(Node):
    """`[IN | OUT | INOUT] name type [DEFAULT value]`; Oracle's `mode` may be IN OUT."""

    mode: str
    name: Name
    type: DataType
    default: Expression | None = None
    nocopy: bool = False


@node
class CreateRoutine(Statement):
    """CREATE PROCEDURE or FUNCTION (`kind`); `body` is None for a loadable function.

    `options`: DEFINER, COMMENT, LANGUAGE, DETERMINISTIC, READS SQL DATA, SQL SECURITY, SONAME, …
    `nested` says that it stands in a package, a type or a block. In Oracle `body` is also None
    where it is only declared, and `kind` may be MEMBER FUNCTION, STATIC PROCEDURE, … of a type.
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
    nested: bool = False

    def option(self, name: str) -> Option | None:
        """The option of that name."""
        return next((o for o in self.options if o.name == name), None)


@node
class CreatePackage(Statement):
    """CREATE PACKAGE, and PACKAGE BODY with `is_body`; only there routines have bodies.

    `members` are CreateRoutine, declarations and, at a body's end, the statements it starts with:
    in MariaDB one by one, in Oracle a Block.
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
    In Oracle `time` may be INSTEAD OF or FOR, `event` that of a schema or the database (LOGON,
    DDL, …), `table` SCHEMA or DATABASE, and `body` a CompoundTrigger or the Call of a procedure;
    `options` are REFERENCING, FOLLOWS, ENABLE, …, `columns` those of UPDATE OF.
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
    for_each_row: bool = True
    when: Expression | None = None
    columns: tuple[Name, ...] = ()


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

    `others` are the sequences named behind the first. Of Oracle it is whatever has no statement of
    its own; `options` are CASCADE, FORCE, INCLUDING CONTENTS AND DATAFILES, …
    """

    kind: str
    name: Name
    if_exists: bool
    others: tuple[Name, ...] = ()
    options: tuple[Option, ...] = ()


@node
class Block(Statement):
    """`[label:] BEGIN … END`, and BEGIN NOT ATOMIC as a statement of its own.

    A statement in it that no grammar recognised is Opaque. PL/SQL's blocks have `declarations`
    and `handlers` beside their statements, and a name behind END.
    """

    label: str
    statements: tuple[Statement, ...]
    declarations: tuple[Statement, ...] = ()
    handlers: tuple["ExceptionHandler", ...] = ()
    end_name: str = ""


@node
class ExceptionHandler(Node):
    """`WHEN exception OR … THEN statements`; OTHERS is a name, too."""

    names: tuple[Name, ...]
    statements: tuple[Statement, ...]


@node
class DeclareVariable(Statement):
    """`DECLARE names type [DEFAULT value]`; PL/SQL's may be constant or NOT NULL."""

    names: tuple[Name, ...]
    type: DataType
    default: Expression | None = None
    constant: bool = False
    not_null: bool = False


@node
class DeclareCursor(Statement):
    """`DECLARE name CURSOR FOR query`; MariaDB's and Oracle's cursors may have parameters.

    Oracle's may be declared without a query, with the type they return.
    """

    name: Name
    query: Node | None
    parameters: tuple[RoutineParameter, ...] = ()
    returns: DataType | None = None


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

    Of a FOR `condition` is empty and `variable` what counts or holds the row. `over` are in
    MariaDB the two bounds, the cursor or the query, and in Oracle Iteration.
    """

    kind: str
    label: str
    condition: Expression | None
    statements: tuple[Statement, ...]
    variable: Name | None = None
    over: tuple[Node, ...] = ()
    end_name: str = ""


@node
class Jump(Statement):
    """LEAVE, ITERATE, in Oracle EXIT, CONTINUE, GOTO (`kind`), the label and the condition."""

    kind: str
    label: str
    condition: Expression | None = None


@node
class Return(Statement):
    """`RETURN value`; in a procedure of PL/SQL without one."""

    value: Expression | None


@node
class CursorUse(Statement):
    """OPEN, FETCH, CLOSE (`kind`) of a cursor.

    `targets` are the arguments of OPEN and the variables of FETCH; `query` is what OPEN … FOR
    opens, a Query or the expression of a text, and `using` its arguments.
    """

    kind: str
    cursor: Name
    targets: tuple[Expression, ...] = ()
    query: Node | None = None
    using: tuple[Expression, ...] = ()
    bulk: bool = False
    limit: Expression | None = None


@node
class Signal(Statement):
    """SIGNAL, RESIGNAL, GET DIAGNOSTICS (`kind`)."""

    kind: str
    values: tuple[Expression, ...] = ()
