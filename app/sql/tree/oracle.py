"""What only Oracle writes into expressions."""

from app.sql.tree.expression import DataType, Name
from app.sql.tree.node import Expression, Node, node


@node
class PseudoColumn(Expression):
    """What every row has and no table declares: ROWNUM, LEVEL, ROWID, … (`name`)."""

    name: str


@node
class SequenceValue(Expression):
    """`sequence.NEXTVAL`, or `sequence.CURRVAL` with `current`."""

    sequence: Name
    current: bool


@node
class NamedArgument(Expression):
    """`name => value` in a call."""

    name: Name
    value: Expression


@node
class Member(Expression):
    """`operand.name` or `operand.name(arguments)`, of an object, a record, a bind or a document."""

    operand: Expression
    name: Name
    arguments: tuple[Expression, ...] | None = None


@node
class Element(Expression):
    """`operand(arguments)` of what is no plain name: `f(1)(2)`; `document[0]` as well."""

    operand: Expression
    arguments: tuple[Expression, ...]


@node
class Attribute(Expression):
    """`operand%ROWCOUNT` and its kin; `attribute` in capitals."""

    operand: Expression
    attribute: str


@node
class CaseOperand(Expression):
    """The operand of CASE where it is not written again: `CASE x WHEN > 5 THEN …` of 23ai."""


@node
class CursorQuery(Expression):
    """`CURSOR (query)`."""

    query: Node


@node
class AtTimeZone(Expression):
    """`operand AT TIME ZONE zone`; without a zone it is AT LOCAL."""

    operand: Expression
    zone: Expression | None


@node
class IsOf(Expression):
    """`operand IS [NOT] OF [TYPE] ([ONLY] type, …)`."""

    operand: Expression
    types: tuple[DataType, ...]
    negated: bool
