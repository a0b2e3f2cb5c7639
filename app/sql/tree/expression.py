"""Names, literals, and everything else that has a value."""

from app.sql.tree.node import Expression, Node, node


class Quoted(str):
    """A part of a name that stands in Oracle's quotes, and that no name without them could be."""

    __slots__ = ()


def as_in_oracle(name: str) -> str:
    """A part of a name as Oracle keeps it: Quoted where a script has to write it in quotes."""
    return name if name == name.upper() else Quoted(name)


def folded(part: str) -> str:
    """What parts of names that mean the same have in common, whatever their case."""
    return f'"{part}"' if isinstance(part, Quoted) else part.lower()


@node
class Name(Node):
    """A name as written, one part per dot, without its quotes: `shop`.`orders` → shop, orders.

    `link` is the link to the Oracle database it stands in, behind `@`.
    """

    parts: tuple[str, ...]
    link: str = ""

    @property
    def name(self) -> str:
        """The last part: the table of schema.table, the column of table.column."""
        return self.parts[-1]

    @property
    def qualifier(self) -> str:
        """The part before the last, or nothing."""
        return self.parts[-2] if len(self.parts) > 1 else ""

    @property
    def dotted(self) -> str:
        """All parts with dots between them, as a message shows it."""
        return ".".join(self.parts)


@node
class Literal(Expression):
    """A constant. `kind`: string, number, null, true, false, hex, bit, temporal, maxvalue, filled.

    Its text is read through the audit's scope, which notes that the finding depends on it.
    A string may be several tokens ('a' 'b', _utf8'a'); `temporal` is DATE '…' and its kin,
    `filled` a string that SQL*Plus fills a variable in, so that nobody knows what it will be.
    """

    kind: str


@node
class Parameter(Expression):
    """A place-holder: `?`, `:name`, and `&name`, which SQL*Plus fills in."""


@node
class Variable(Expression):
    """A user or system variable: `@x`, `@@global.x`."""

    name: str


@node
class Column(Expression):
    """A reference to a column; `outer` where Oracle's `(+)` stands behind it."""

    name: Name
    outer: bool = False


@node
class Star(Expression):
    """`*` or `t.*` in a select list or an argument list."""

    qualifier: Name | None = None


@node
class Unary(Expression):
    """`op` is one of - + ~ ! NOT BINARY PRIOR CONNECT_BY_ROOT."""

    op: str
    operand: Expression


@node
class Arithmetic(Expression):
    """`op` is one of + - * / % DIV MOD | & ^ << >> || (as concatenation) -> ->> **.

    MULTISET UNION, INTERSECT and EXCEPT too, with ALL or DISTINCT where it is written.
    """

    op: str
    left: Expression
    right: Expression


@node
class Comparison(Expression):
    """`op` is one of = <=> < > <= >= <> !=; `quantifier` is ALL, ANY, SOME or nothing.

    `^=` and `~=` of Oracle are `!=`. OVERLAPS is one too.
    """

    op: str
    left: Expression
    right: Expression
    quantifier: str = ""


@node
class Logical(Expression):
    """AND, OR or XOR over two or more operands of the same level (`&&` is AND, `||` is OR)."""

    op: str
    operands: tuple[Expression, ...]


@node
class In(Expression):
    """`operand [NOT] IN (items)` or `… IN (query)`; one of `items` and `query` is empty."""

    operand: Expression
    items: tuple[Expression, ...]
    query: Node | None
    negated: bool


@node
class Between(Expression):
    """`operand [NOT] BETWEEN low AND high`."""

    operand: Expression
    low: Expression
    high: Expression
    negated: bool


@node
class Like(Expression):
    """`op` is LIKE, LIKEC, LIKE2, LIKE4, REGEXP, RLIKE or SOUNDS LIKE."""

    op: str
    operand: Expression
    pattern: Expression
    escape: Expression | None
    negated: bool


@node
class Is(Expression):
    """`operand IS [NOT] what`; `what` is NULL, TRUE, FALSE or UNKNOWN.

    In Oracle also NAN, INFINITE, PRESENT, A SET, EMPTY, DANGLING, ANY or JSON.
    """

    operand: Expression
    what: str
    negated: bool


@node
class MemberOf(Expression):
    """`operand MEMBER OF (array)`; of Oracle also `operand [NOT] SUBMULTISET OF array`."""

    operand: Expression
    array: Expression
    negated: bool = False
    sub: bool = False


@node
class Exists(Expression):
    """`EXISTS (query)`."""

    query: Node


@node
class Subquery(Expression):
    """A query in parentheses where a value stands."""

    query: Node


@node
class When(Node):
    """One WHEN … THEN … of a CASE expression."""

    condition: Expression
    result: Expression


@node
class Case(Expression):
    """`CASE [operand] WHEN … THEN … [ELSE …] END`."""

    operand: Expression | None
    branches: tuple[When, ...]
    otherwise: Expression | None


@node
class RowValue(Expression):
    """`(a, b)` or `ROW(a, b)`; one item only with ROW."""

    items: tuple[Expression, ...]


@node
class DataType(Node):
    """A type as written. `name` is canonical and in capitals.

    INTEGER is INT, DEC and NUMERIC and FIXED are DECIMAL, CHARACTER VARYING is VARCHAR,
    DOUBLE PRECISION and REAL are DOUBLE, BOOL is BOOLEAN. `length` is the first number in
    parentheses (precision, display width), `decimals` the second; `values` those of ENUM, SET;
    `compressed` is MariaDB's.

    In Oracle DECIMAL, INTEGER and their kin are NUMBER, VARCHAR is VARCHAR2; `unit` is CHAR or BYTE
    where it is written, and `named` the object, collection or domain that somebody made.
    """

    name: str
    length: int | None = None
    decimals: int | None = None
    values: tuple[Literal, ...] = ()
    unsigned: bool = False
    zerofill: bool = False
    charset: Name | None = None
    collation: Name | None = None
    unit: str = ""
    named: Name | None = None
    compressed: bool = False


@node
class Cast(Expression):
    """`CAST(operand AS type)`, `CONVERT(operand, type)`; `further` are formats and defaults."""

    operand: Expression
    type: DataType
    further: tuple[Expression, ...] = ()


@node
class ConvertCharset(Expression):
    """`CONVERT(operand USING charset)`."""

    operand: Expression
    charset: Name


@node
class OrderItem(Node):
    """One item of ORDER BY or, in old MySQL, GROUP BY; `nulls` is FIRST, LAST or nothing."""

    value: Expression
    descending: bool
    nulls: str = ""


@node
class Window(Node):
    """What stands in OVER or WINDOW … AS; `base` is the window it starts from."""

    base: Name | None
    partition_by: tuple[Expression, ...]
    order_by: tuple[OrderItem, ...]
    frame: str = ""


@node
class FunctionCall(Expression):
    """A call. `name` in capitals where it is one word; keyword forms too: EXTRACT, TRIM, NOW.

    `arguments` hold what is an expression in any of the keyword forms, in the order written.
    `order_by` stands in the call or in WITHIN GROUP; `keep` is the order of KEEP (DENSE_RANK …).
    """

    name: str
    arguments: tuple[Expression, ...]
    distinct: bool = False
    order_by: tuple[OrderItem, ...] = ()
    over: Window | Name | None = None
    keep: tuple[OrderItem, ...] = ()
    link: str = ""


@node
class Interval(Expression):
    """`INTERVAL value unit`."""

    value: Expression
    unit: str


@node
class Collate(Expression):
    """`operand COLLATE collation`."""

    operand: Expression
    collation: Name


@node
class Match(Expression):
    """`MATCH (columns) AGAINST (against …)`."""

    columns: tuple[Expression, ...]
    against: Expression
    mode: str


@node
class Default(Expression):
    """`DEFAULT` or `DEFAULT(column)` as a value, or MariaDB's `IGNORE`, as if none was given."""

    column: Name | None = None
    ignores: bool = False


@node
class Assign(Expression):
    """`@x := value` inside an expression."""

    target: Expression
    value: Expression
