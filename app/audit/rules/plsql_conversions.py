"""Rules about converting texts into dates and numbers.

After chapter 9 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from app.audit.programs import ORACLE, oracle
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree


@rule(
    Severity.ERROR,
    on=(tree.FunctionCall,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN l_day := TO_DATE(in_day); END;\n/", "SELECT TO_TIMESTAMP(at) FROM log"),
    good=oracle("BEGIN l_day := TO_DATE(in_day, 'YYYY-MM-DD'); END;\n/"),
    sources=["Trivadis G-9010"],
)
def plsql_date_format_model(node: tree.FunctionCall, scope: Scope) -> Hits:
    """A text becomes a date without a format.

    Why: NLS_DATE_FORMAT decides then, which is another in every session.

    Instead: `TO_DATE(text, 'FXYYYY-MM-DD')`.
    """
    if node.name in {"TO_DATE", "TO_TIMESTAMP", "TO_TIMESTAMP_TZ"} and _count(node, scope) == 1:
        yield hit(node, N_("The format of this date depends on the session"))


def has_default(node: tree.Node, scope: Scope) -> bool:
    """Whether a conversion says what becomes of a text it cannot convert."""
    return scope.places.has("CONVERSION", node.first, node.last)


def _count(node: tree.FunctionCall, scope: Scope) -> int:
    """How many arguments there are, without the default on an error."""
    return len(node.arguments) - has_default(node, scope)


@rule(
    Severity.ERROR,
    on=(tree.FunctionCall,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN l_pay := TO_NUMBER(in_pay DEFAULT NULL ON CONVERSION ERROR); END;\n/"),
    good=oracle(
        "BEGIN l_pay := TO_NUMBER(in_pay, '9999.99', 'NLS_NUMERIC_CHARACTERS=''.,'''); END;\n/",
    ),
    sources=["Trivadis G-9020"],
)
def plsql_number_format_model(node: tree.FunctionCall, scope: Scope) -> Hits:
    """A text becomes a number without a format and NLS_NUMERIC_CHARACTERS.

    Why: the session decides whether 1,234 is a thousand or a little more than one.

    Instead: `TO_NUMBER(text, '9999.99', 'NLS_NUMERIC_CHARACTERS=''.,''')`.
    """
    if node.name == "TO_NUMBER" and _count(node, scope) < 3:
        yield hit(node, N_("The session decides what the comma of this number means"))


_CONVERSIONS = frozenset(
    "TO_NUMBER TO_DATE TO_TIMESTAMP TO_TIMESTAMP_TZ TO_BINARY_FLOAT TO_BINARY_DOUBLE".split()
) | {"TO_DSINTERVAL", "TO_YMINTERVAL"}


@rule(
    Severity.NOTICE,
    on=(tree.FunctionCall,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN l_pay := TO_NUMBER(in_pay, '9999.99'); END;\n/"),
    good=oracle(
        "BEGIN l_pay := TO_NUMBER(in_pay DEFAULT NULL ON CONVERSION ERROR, '9999.99'); END;\n/",
        "SELECT TO_CHAR(day, 'YYYY') FROM log",
    ),
    sources=["Trivadis G-9030"],
)
def plsql_conversion_default(node: tree.FunctionCall, scope: Scope) -> Hits:
    """A conversion does not say what becomes of a text it cannot convert.

    Why: it raises an exception, in a query for all rows because of one.

    Instead: `DEFAULT NULL ON CONVERSION ERROR` (12.2).
    """
    if node.name in _CONVERSIONS and not has_default(node, scope):
        yield hit(node, N_("One text that is no {name} stops everything"),
                      name=node.name.removeprefix("TO_"))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.FunctionCall,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN l_day := TO_DATE(in_day, 'YYYY-MM-DD'); END;\n/"),
    good=oracle(
        "BEGIN l_day := TO_DATE(in_day, 'FXYYYY-MM-DD'); END;\n/",
        "BEGIN l_day := TO_DATE(in_day, co_format); END;\n/",
    ),
    sources=["Trivadis G-9040"],
)
def plsql_fx_format(node: tree.FunctionCall, scope: Scope) -> Hits:
    """The format of a date is not exact.

    Why: without FX `2026/1/5` is taken for YYYY-MM-DD, and `1-2` for something nobody meant.

    Instead: FX at the beginning of the format.
    """
    if node.name not in {"TO_DATE", "TO_TIMESTAMP", "TO_TIMESTAMP_TZ"} or _count(node, scope) < 2:
        return
    model = node.arguments[1 + has_default(node, scope)]
    if not isinstance(model, tree.Literal) or model.kind != "string":
        return
    if "FX" not in scope.literal(model).upper():
        yield hit(model, N_("This format takes texts that do not look like it"))
