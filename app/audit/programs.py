"""What the rules about PL/SQL share: what holds a statement, what is assigned, what is the same."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from app.audit.scope import N, Scope
from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.tokens import IDENTIFIER, NUMBER, PARAMETER, STRING

ORACLE = (Dialect.ORACLE,)
LISTS = (tree.Block, tree.Branch, tree.Loop, tree.ExceptionHandler)
"""What holds statements one after the other, in `statements`."""
DML = (tree.Insert, tree.Update, tree.Delete, tree.Merge)
BUILT_IN = frozenset(
    """ABS ACOS ADD_MONTHS ASCII ASCIISTR ASIN ATAN ATAN2 AVG BFILENAME BITAND CAST CEIL CHARTOROWID
    CHR COALESCE COMPOSE CONCAT CONVERT COS COSH COUNT CURRENT_DATE CURRENT_TIMESTAMP DBTIMEZONE
    DECODE DECOMPOSE DENSE_RANK DUMP EMPTY_BLOB EMPTY_CLOB EXP EXTRACT FIRST_VALUE FLOOR
    FROM_TZ GREATEST HEXTORAW INITCAP INSTR INSTRB LAG LAST_DAY LAST_VALUE LEAD LEAST LENGTH LENGTHB
    LENGTHC LISTAGG LN LOCALTIMESTAMP LOG LOWER LPAD LTRIM MAX MEDIAN MIN MOD MONTHS_BETWEEN NANVL
    NEW_TIME NEXT_DAY NLSSORT NLS_INITCAP NLS_LOWER NLS_UPPER NTH_VALUE NTILE NULLIF NUMTODSINTERVAL
    NUMTOYMINTERVAL NVL NVL2 ORA_HASH POWER RANK RAWTOHEX REGEXP_COUNT REGEXP_INSTR REGEXP_LIKE
    REGEXP_REPLACE REGEXP_SUBSTR REMAINDER REPLACE ROUND ROW_NUMBER ROWIDTOCHAR RPAD RTRIM
    SESSIONTIMEZONE SIGN SIN SINH SOUNDEX SQRT STANDARD_HASH STDDEV SUBSTR SUBSTRB SUM SYSDATE
    SYSTIMESTAMP SYS_CONTEXT SYS_EXTRACT_UTC SYS_GUID TAN TANH TO_BINARY_DOUBLE TO_BINARY_FLOAT
    TO_BLOB TO_CHAR TO_CLOB TO_DATE TO_DSINTERVAL TO_MULTI_BYTE TO_NCHAR TO_NUMBER TO_SINGLE_BYTE
    TO_TIMESTAMP TO_TIMESTAMP_TZ TO_YMINTERVAL TRANSLATE TREAT TRIM TRUNC TZ_OFFSET UID UNISTR UPPER
    USER USERENV VARIANCE VSIZE WIDTH_BUCKET""".split()
)
"""Functions of SQL itself: quick, and known not to change anything."""
_TEXTS = frozenset({IDENTIFIER, NUMBER, PARAMETER, STRING})


def oracle(*examples: str) -> tuple[str, ...]:
    """Examples in the dialect of Oracle."""
    return tuple(f"-- dialect: oracle\n{example}" for example in examples)


def enclosing(node: tree.Node, *kinds: type) -> tree.Node | None:
    """The nearest node above of one of these kinds."""
    return next((above for above in tree.ancestors(node) if isinstance(above, kinds)), None)


def in_program(node: tree.Node) -> bool:
    """Whether it stands in a body of PL/SQL."""
    return enclosing(node, tree.Block) is not None


def routine(node: tree.Node) -> tree.CreateRoutine | None:
    """The subprogram it stands in, the innermost one."""
    found = enclosing(node, tree.CreateRoutine)
    return found if isinstance(found, tree.CreateRoutine) else None


def loops(node: tree.Node) -> Iterator[tree.Loop]:
    """The loops around it in its own subprogram, the innermost first."""
    for above in tree.ancestors(node):
        if isinstance(above, tree.CreateRoutine):
            return
        if isinstance(above, tree.Loop):
            yield above


def body(made: tree.CreateRoutine) -> tree.Block | None:
    """The block of a subprogram that has one."""
    return made.body if isinstance(made.body, tree.Block) else None


def running(scope: Scope, block: tree.Block, *kinds: type[tree.Node]) -> list[tree.Node]:
    """What of these very classes runs as part of a block: without the subprograms in it."""
    found = [each for kind in kinds for each in scope.within(block, kind)]
    if found and (others := scope.within(block, tree.CreateRoutine)):
        return list(apart(found, others))
    return found


def apart(nodes: Iterable[N], others: Iterable[tree.Node]) -> Iterator[N]:
    """Those of the nodes that begin in none of the others."""
    spans = sorted((other.first, other.last) for other in others)
    firsts = [first for first, _last in spans]
    lasts = list(accumulate((last for _first, last in spans), max))
    for node in nodes:
        begun = bisect_right(firsts, node.first)
        if not begun or lasts[begun - 1] < node.first:
            yield node


def kinds_of(scope: Scope, node: tree.Node) -> list[str]:
    """The kinds of the tokens of a node."""
    return scope.tokens.kinds[node.first : node.last + 1]


def same(scope: Scope, one: tree.Node, other: tree.Node) -> bool:
    """Whether two nodes are written alike, but for blanks and the case of words."""
    return next(repeated(scope, (one, other)), None) is not None


def repeated(scope: Scope, nodes: Iterable[tree.Node]) -> Iterator[tree.Node]:
    """Those that are written like an earlier one."""
    alike: dict[tuple[str, ...], list[tree.Node]] = {}
    for node in nodes:
        alike.setdefault(tuple(kinds_of(scope, node)), []).append(node)
    for group in alike.values():
        if len(group) == 1:
            continue
        seen: set[tuple[str, ...]] = set()
        for node in group:
            text = _texts(scope, node)
            if text in seen:
                yield node
            seen.add(text)


def _texts(scope: Scope, node: tree.Node) -> tuple[str, ...]:
    """The texts of the tokens whose kind does not tell it."""
    tokens = scope.tokens
    return tuple(
        tokens.source(at, at)
        for at, kind in enumerate(kinds_of(scope, node), node.first)
        if kind in _TEXTS
    )


def is_literal(node: tree.Node | None, *kinds: str) -> bool:
    """Whether it is a literal, of one of these kinds where some are given."""
    return isinstance(node, tree.Literal) and (not kinds or node.kind in kinds)


def called(call: tree.Call | tree.FunctionCall) -> str:
    """The dotted name of what is called, in capitals."""
    return call.name.upper() if isinstance(call, tree.FunctionCall) else call.name.dotted.upper()


def root(expression: tree.Node) -> str:
    """The variable an expression begins with, in capitals: that of `rows(i).city` is ROWS."""
    while True:
        match expression:
            case tree.Column(name=name):
                return name.parts[0].upper()
            case tree.FunctionCall(name=called_as):
                return called_as.partition(".")[0].upper()
            case tree.Member(operand=inner) | tree.Element(operand=inner):
                expression = inner
            case tree.Bind(value=inner) | tree.NamedArgument(value=inner):
                expression = inner
            case _:
                return ""


def variable(expression: tree.Node | None) -> str:
    """The name of a plain variable in capitals; nothing for anything else."""
    if isinstance(expression, tree.Column) and len(expression.name.parts) == 1:
        return expression.name.name.upper()
    return ""


def targets(node: tree.Node) -> tuple[tree.Node, ...]:
    """What a statement or clause gives a value to."""
    match node:
        case tree.AssignVariable(target=target):
            return (target,)
        case tree.CursorUse(kind="FETCH", targets=found) | tree.Into(targets=found):
            return found
        case tree.Prepare(into=into, returning=returning):
            return into + returning
        case tree.Bind(mode=mode, value=value) if "OUT" in mode:
            return (value,)
    return ()


GIVING = (
    tree.AssignVariable, tree.CursorUse, tree.Into, tree.Prepare, tree.Bind, tree.Call,
    tree.FunctionCall, tree.Member,
)  # fmt: skip
"""What has `targets` or `arguments`."""


def arguments(node: tree.Node) -> tuple[tree.Node, ...]:
    """The plain arguments of a call, which a parameter may be that gives something back."""
    match node:
        case tree.Call(arguments=found) | tree.FunctionCall(arguments=found):
            return tuple(one.value if isinstance(one, tree.NamedArgument) else one for one in found)
        case tree.Member(arguments=found) if found:
            return tuple(found)
        case tree.Prepare(using=found) | tree.CursorUse(using=found):
            return found
    return ()


def declared(block: tree.Node) -> Iterator[tuple[tree.Name, tree.Node]]:
    """The names a block, a package or a subprogram declares itself, without its subprograms."""
    match block:
        case tree.Block(declarations=found) | tree.CompoundTrigger(declarations=found):
            listed: tuple[tree.Node, ...] = found
        case tree.CreatePackage(members=members):
            listed = members
        case tree.CreateRoutine(parameters=parameters):
            listed = parameters
        case _:
            listed = ()
    for one in listed:
        match one:
            case tree.DeclareVariable(names=names):
                for name in names:
                    yield name, one
            case (
                tree.DeclareException(name=name)
                | tree.DeclareCursor(name=name)
                | tree.RoutineParameter(name=name)
            ):
                yield name, one


def variables_around(node: tree.Node) -> set[str]:
    """The variables and parameters that can be meant where `node` stands, in lower case.

    MySQL declares them among the statements of a block.
    """
    found: set[str] = set()
    for above in tree.ancestors(node):
        found.update(name.name.lower() for name, _one in declared(above))
        if isinstance(above, tree.Block):
            for one in above.statements:
                if isinstance(one, tree.DeclareVariable):
                    found.update(name.name.lower() for name in one.names)
    return found


def is_quoted(scope: Scope, name: tree.Name) -> bool:
    """Whether a name is written in quotes."""
    return scope.tokens.kinds[name.first] is IDENTIFIER
