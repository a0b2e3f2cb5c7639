"""What only PL/SQL has: its declarations, its statements, its units."""

from app.sql.tree.expression import DataType, Name
from app.sql.tree.node import Expression, Node, Statement, node
from app.sql.tree.option import Option

# ---------------------------------------------------------------------- expressions


@node
class IndexedValue(Expression):
    """`key => value` in a qualified expression; several keys are choices, or a range."""

    keys: tuple[Expression, ...]
    value: Expression


@node
class IteratedValue(Expression):
    """`FOR i IN 1 .. 9 [INDEX key | SEQUENCE] => value` in a qualified expression."""

    variable: Name
    over: tuple[Node, ...]
    index: Expression | None
    value: Expression


# ---------------------------------------------------------------------- declarations


@node
class RecordField(Node):
    """One field of a record or attribute of an object: `name type [NOT NULL] [:= value]`."""

    name: Name
    type: DataType
    default: Expression | None = None
    not_null: bool = False


@node
class DeclareType(Statement):
    """`TYPE name IS …`. `kind`: RECORD, TABLE, VARRAY, REF CURSOR, ENUM, or "" where only named.

    `element` is what a collection holds or a cursor returns, `index_by` an associative array's
    key, `limit` that of a VARRAY.
    """

    name: Name
    kind: str
    fields: tuple[RecordField, ...] = ()
    element: DataType | None = None
    index_by: DataType | None = None
    limit: Expression | None = None
    not_null: bool = False


@node
class DeclareSubtype(Statement):
    """`SUBTYPE name IS base [RANGE low .. high] [NOT NULL]`."""

    name: Name
    base: DataType
    low: Expression | None = None
    high: Expression | None = None
    not_null: bool = False


@node
class DeclareException(Statement):
    """`name EXCEPTION`."""

    name: Name


@node
class Pragma(Statement):
    """`PRAGMA name [(arguments)]`, the name in capitals."""

    name: str
    arguments: tuple[Expression, ...] = ()


# ---------------------------------------------------------------------- statements


@node
class AssignVariable(Statement):
    """`target := value`."""

    target: Expression
    value: Expression


@node
class Labelled(Statement):
    """`<<label>>` before anything but a block or a loop, which carry theirs."""

    label: str
    statement: Statement


@node
class NullStatement(Statement):
    """`NULL;`."""


@node
class Raise(Statement):
    """`RAISE [exception]`."""

    exception: Name | None = None


@node
class PipeRow(Statement):
    """`PIPE ROW (value)`."""

    value: Expression


@node
class Iteration(Node):
    """What FOR and FORALL go through.

    `kind`: RANGE (values low and high), ROWS (a query, a cursor or the text of a query), SINGLE,
    REPEAT, VALUES OF, INDICES OF, PAIRS OF. `values` are what the kind goes through, `using` the
    arguments of a text.
    """

    kind: str
    values: tuple[Node, ...]
    reverse: bool = False
    step: Expression | None = None
    goes_on: Expression | None = None
    when: Expression | None = None
    using: tuple[Expression, ...] = ()


@node
class ForAll(Statement):
    """`FORALL variable IN over [SAVE EXCEPTIONS] statement`."""

    variable: Name
    over: Iteration
    save_exceptions: bool
    statement: Statement


@node
class Bind(Expression):
    """An argument of USING with its mode: `OUT x`, `IN OUT y`."""

    mode: str
    value: Expression


# ---------------------------------------------------------------------- conditional compilation


@node
class CompiledBranch(Node):
    """One `$IF condition $THEN`, `$ELSIF` or `$ELSE` with what stands in it."""

    condition: Expression | None
    parts: tuple[Node, ...]


@node
class ConditionalCompilation(Statement):
    """`$IF … $THEN … $ELSIF … $ELSE … $END` where statements or declarations stand."""

    branches: tuple[CompiledBranch, ...]


@node
class CompileError(Statement):
    """`$ERROR 'text' $END`."""

    message: Expression


# ---------------------------------------------------------------------- units


@node
class WrappedUnit(Statement):
    """A unit whose text is wrapped: nobody but the server reads it."""

    kind: str
    name: Name
    or_replace: bool = False


@node
class CallSpecification(Statement):
    """The body of a routine that lives elsewhere: `LANGUAGE JAVA NAME '…'`, EXTERNAL, MLE."""

    language: str
    name: Expression | None = None


@node
class TimingPoint(Statement):
    """One `BEFORE STATEMENT IS BEGIN … END BEFORE STATEMENT` of a compound trigger."""

    time: str
    body: Statement


@node
class CompoundTrigger(Statement):
    """`COMPOUND TRIGGER declarations timing points END`."""

    declarations: tuple[Statement, ...]
    points: tuple[Statement, ...]


@node
class CreateType(Statement):
    """CREATE TYPE. `kind`: OBJECT, TABLE, VARRAY, "" (named only), of a subtype UNDER.

    `members` are RecordField, CreateRoutine, Pragma; `element` what a collection holds.
    """

    name: Name
    kind: str
    members: tuple[Node, ...] = ()
    element: DataType | None = None
    limit: Expression | None = None
    under: Name | None = None
    options: tuple[Option, ...] = ()
    or_replace: bool = False
    if_not_exists: bool = False


@node
class CreateTypeBody(Statement):
    """CREATE TYPE BODY; `members` are CreateRoutine."""

    name: Name
    members: tuple[Node, ...]
    options: tuple[Option, ...] = ()
    or_replace: bool = False
    if_not_exists: bool = False


@node
class AlterProgram(Statement):
    """ALTER PROCEDURE, FUNCTION, PACKAGE, TRIGGER, TYPE … of Oracle; `kind` is what of.

    `actions` are COMPILE, ENABLE, DISABLE, RENAME TO, EDITIONABLE, ADD ATTRIBUTE, …
    """

    kind: str
    name: Name
    actions: tuple[Option, ...] = ()
    members: tuple[Node, ...] = ()
    if_exists: bool = False
