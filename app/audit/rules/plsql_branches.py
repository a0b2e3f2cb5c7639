"""Rules about IF, CASE and the functions that decide.

After chapter 4.2 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from app.audit.programs import BUILT_IN, ORACLE, in_program, is_literal, oracle, repeated, same
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_COSTLY = (tree.FunctionCall, tree.Subquery, tree.Member, tree.Element)
_NEGATABLE = (tree.Comparison, tree.Is, tree.In, tree.Between, tree.Like)


@rule(
    Severity.NOTICE,
    on=(tree.If,),
    dialects=ORACLE,
    in_default=False,
    parameters={"branches": 3},
    bad=oracle(
        "BEGIN IF c = 1 THEN a; ELSIF c = 2 THEN b; ELSIF c = 3 THEN d; END IF; END;\n/",
    ),
    good=oracle(
        "BEGIN CASE c WHEN 1 THEN a; WHEN 2 THEN b; ELSE d; END CASE; END;\n/",
        "BEGIN IF c = 1 THEN a; ELSIF e > 2 THEN b; ELSIF f THEN d; END IF; END;\n/",
    ),
    sources=["Trivadis G-4210"],
)
def plsql_use_case(node: tree.If, scope: Scope) -> Hits:
    """An IF compares the same value again and again.

    Why: CASE says the value once, and every reader sees that only it decides.

    Instead: `CASE value WHEN … THEN`.
    """
    conditions = [one.condition for one in node.branches if one.condition is not None]
    if len(conditions) < scope.number("branches"):
        return
    first = conditions[0]
    if isinstance(first, tree.Comparison) and all(
        isinstance(one, tree.Comparison) and one.op == "=" and same(scope, one.left, first.left)
        for one in conditions
    ):
        yield hit(node, N_("CASE says {value} once"), value=scope.source(first.left))


@rule(
    Severity.NOTICE,
    on=(tree.FunctionCall,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("SELECT DECODE(ctry, 'D', 1, 'A', 2, 3) FROM towns"),
    good=oracle("SELECT CASE ctry WHEN 'D' THEN 1 WHEN 'A' THEN 2 ELSE 3 END FROM towns"),
    sources=["Trivadis G-4220"],
)
def plsql_no_decode(node: tree.FunctionCall, scope: Scope) -> Hits:
    """DECODE.

    Why: it only compares, only in SQL, takes the type of its first result and says two NULLs are
    equal; CASE is standard and says what it means.

    Instead: CASE.
    """
    if node.name == "DECODE":
        yield hit(node, N_("CASE says what DECODE means"))


def _costs(node: tree.Node) -> bool:
    """Whether working a value out may take time: functions of one's own, queries."""
    for below in tree.walk(node):
        if isinstance(below, tree.Subquery):
            return True
        if isinstance(below, tree.FunctionCall) and below.name not in BUILT_IN:
            return True
        if isinstance(below, tree.Member) and below.arguments is not None:
            return True
    return False


@rule(
    Severity.ERROR,
    on=(tree.FunctionCall,),
    dialects=ORACLE,
    bad=oracle(
        "SELECT NVL(dummy, my_package.expensive(in_a => dummy)) FROM dual",
        "BEGIN l_a := NVL(l_b, p.f(1)); END;\n/",
    ),
    good=oracle(
        "SELECT COALESCE(dummy, my_package.expensive(in_a => dummy)) FROM dual",
        "SELECT NVL(pay, 0), NVL(name, UPPER(nick)), NVL(id, POWER(2, 10)) FROM staff",
    ),
    sources=["Trivadis G-4230"],
)
def plsql_coalesce_instead_of_nvl(node: tree.FunctionCall, scope: Scope) -> Hits:
    """NVL with a call or a query as its second value.

    Why: NVL works out both values, even where the first is there.

    Instead: COALESCE, which stops at the first value that is not NULL.
    """
    if node.name == "NVL" and len(node.arguments) == 2 and _costs(node.arguments[1]):
        yield hit(node, N_("NVL works its second value out in any case"))


@rule(
    Severity.ERROR,
    on=(tree.FunctionCall,),
    dialects=ORACLE,
    bad=oracle("SELECT NVL2(dummy, p.costly(dummy), p.other(dummy)) FROM dual"),
    good=oracle(
        "SELECT CASE WHEN dummy IS NULL THEN p.other(dummy) ELSE p.costly(dummy) END FROM dual",
        "SELECT NVL2(boss, 1, 0) FROM staff",
    ),
    sources=["Trivadis G-4240"],
)
def plsql_case_instead_of_nvl2(node: tree.FunctionCall, scope: Scope) -> Hits:
    """NVL2 with a call or a query as one of its results.

    Why: NVL2 works out both results, though one is thrown away.

    Instead: CASE WHEN … IS NULL THEN … ELSE … END.
    """
    if node.name == "NVL2" and any(_costs(one) for one in node.arguments[1:]):
        yield hit(node, N_("NVL2 works both results out in any case"))


@rule(
    Severity.ERROR,
    on=(tree.If, tree.CaseStatement, tree.Case),
    dialects=ORACLE,
    bad=oracle(
        "BEGIN IF c = 1 THEN a; ELSIF c = 2 THEN b; ELSIF c = 1 THEN d; END IF; END;\n/",
        "BEGIN CASE c WHEN 1 THEN a; WHEN 1 THEN b; END CASE; END;\n/",
        "SELECT CASE WHEN a = 1 THEN 1 WHEN a = 1 THEN 2 END FROM t",
    ),
    good=oracle(
        "BEGIN IF c = 1 THEN a; ELSIF c = 2 THEN b; END IF; END;\n/",
        "SELECT CASE a WHEN 1 THEN 1 WHEN 2 THEN 1 END FROM t",
    ),
    sources=["Trivadis G-4250"],
)
def plsql_no_same_condition(node: tree.Node, scope: Scope) -> Hits:
    """Two branches have the same condition.

    Why: the second one is never taken; it was copied and not changed.

    Instead: correct the condition, or remove the branch.
    """
    branches = node.branches  # type: ignore[attr-defined]
    conditions = [one.condition for one in branches if one.condition is not None]
    for one in repeated(scope, conditions):
        yield hit(one, N_("An earlier branch has the same condition"))


@rule(
    Severity.NOTICE,
    on=(tree.Unary,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN IF NOT a != b THEN x; END IF; END;\n/",
        "BEGIN IF NOT (a > b) THEN x; END IF; END;\n/",
    ),
    good=oracle(
        "BEGIN IF a = b THEN x; END IF; END;\n/",
        "BEGIN IF NOT l_done THEN x; END IF; END;\n/",
    ),
    sources=["Trivadis G-4260"],
)
def plsql_no_negated_condition(node: tree.Unary, scope: Scope) -> Hits:
    """NOT in front of a comparison.

    Why: the opposite comparison says it without turning the thought around.

    Instead: `<>` for `NOT =`, `<=` for `NOT >`, IS NOT NULL for NOT IS NULL.
    """
    if node.op == "NOT" and isinstance(node.operand, _NEGATABLE):
        yield hit(node, N_("The opposite comparison says this without NOT"))


@rule(
    Severity.NOTICE,
    on=(tree.Comparison,),
    having=("TRUE", "FALSE"),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN IF l_done = TRUE THEN x; END IF; END;\n/", "BEGIN l_a := (l_b <> FALSE); END;\n/"
    ),
    good=oracle("BEGIN IF l_done THEN x; END IF; END;\n/", "BEGIN l_done := TRUE; END;\n/"),
    sources=["Trivadis G-4270"],
)
def plsql_no_boolean_literal_comparison(node: tree.Comparison, scope: Scope) -> Hits:
    """A BOOLEAN is compared with TRUE or FALSE.

    Why: it is a condition already.

    Instead: the variable itself, or NOT before it.
    """
    if in_program(node) and any(
        is_literal(one, "true", "false") for one in (node.left, node.right)
    ):
        yield hit(node, N_("A BOOLEAN is a condition already"))
