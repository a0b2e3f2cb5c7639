"""How a plan comes to its rows."""

import re

from app.domain.finding import Severity
from app.domain.plan import Access, PlanNode, Step, Trait
from app.i18n import N_
from app.plans.warnings import Hit, Judged, rule

_CONVERSION = re.compile(
    r"\b(TO_NUMBER|TO_CHAR|TO_DATE|TO_TIMESTAMP|INTERNAL_FUNCTION|NLSSORT|SYS_OP_C2C|HEXTORAW)"
    r'\((?:"[^"]+"\.)?"[^"]+"'
    r"|\b(cast|convert)\(`?\w+`?\.`?\w+`?[^()]* (?:as|using) ",
    re.IGNORECASE,
)


def _table(node: PlanNode) -> dict[str, str | float]:
    return {"table": node.name, "index": node.index, "rows": node.rows_touched or 0}


def _is_real(node: PlanNode) -> bool:
    return node.step is Step.ACCESS and Trait.NEVER not in node.traits


@rule(
    "plan-full-table-scan",
    Severity.WARNING,
    N_("Reads a whole table"),
    N_("All of {table} is read: {rows} rows."),
    why=N_(
        "The time grows with the table, and what others had in memory is pushed out. Where the"
        " statement locks what it reads, it locks all rows."
    ),
    advice=N_(
        "Give the columns of the condition an index, or write the condition so that one can be"
        " used. A table that is needed whole is best read once, at a quiet hour."
    ),
    sources=(
        "SQLE dml_check_explain_access_type_all, SQLE00139",
        "Bytebase StatementHasTableFullScan",
        "SOAR EXP.000",
    ),
    parameters={"rows": "rows"},
)
def full_table_scan(judged: Judged, node: PlanNode) -> Hit | None:
    if node.access is not Access.FULL_SCAN or not _is_real(node):
        return None
    rows = node.rows_touched
    return Hit(_table(node)) if rows is not None and rows >= judged.limits.rows else None


@rule(
    "plan-full-index-scan",
    Severity.WARNING,
    N_("Reads a whole index"),
    N_("All of index {index} of {table} is read: {rows} rows."),
    why=N_("It is cheaper than the whole table only by the width of a row, and grows with it."),
    advice=N_(
        "See whether the condition can name the first column of the index. Where the order is all"
        " that the index is read for, LIMIT makes it cheap."
    ),
    sources=("SQLE dml_check_explain_full_index_scan, SQLE00085",),
    parameters={"rows": "rows"},
)
def full_index_scan(judged: Judged, node: PlanNode) -> Hit | None:
    if node.access is not Access.INDEX_SCAN or not _is_real(node):
        return None
    rows = node.rows_touched
    return Hit(_table(node)) if rows is not None and rows >= judged.limits.rows else None


@rule(
    "plan-no-index-used",
    Severity.WARNING,
    N_("Uses no index"),
    N_("Rows of {table} are looked for without an index."),
    why=N_("Every row is read to find those that are wanted."),
    advice=N_("Give the columns of the condition an index."),
    everyday=False,
    sources=(
        "SQLE dml_check_using_index, SQLE00110",
        "Bytebase NotUseIndex",
    ),
)
def no_index_used(judged: Judged, node: PlanNode) -> Hit | None:
    if node.access is not Access.FULL_SCAN or not _is_real(node):
        return None
    filtered = bool(node.condition) or any(
        each.step is Step.FILTER for each in list(judged.above(node))[:1]
    )
    return Hit(_table(node)) if filtered else None


@rule(
    "plan-min-access-type",
    Severity.WARNING,
    N_("Access below the required level"),
    N_("{table} is read by: {access}."),
    why=N_("The rules of your house ask for better."),
    advice=N_("Give the columns of the condition an index, or have the condition name more."),
    everyday=False,
    sources=(
        "SQLE dml_sql_explain_lowest_level",
        "Bytebase StatementUnwantedQueryPlanLevel",
    ),
    parameters={"accesses": "accesses"},
)
def min_access_type(judged: Judged, node: PlanNode) -> Hit | None:
    if not _is_real(node) or node.access in (judged.limits.accesses | {Access.NONE}):
        return None
    return Hit({**_table(node), "access": node.operation})


@rule(
    "plan-index-merge",
    Severity.WARNING,
    N_("Merges indexes"),
    N_("{table} is read by several indexes, whose rows are then brought together."),
    why=N_(
        "Each index is read by itself and the rows are sorted or intersected; under load the"
        " locks of several indexes meet in deadlocks."
    ),
    advice=N_(
        "One index over the columns together is nearly always better; for OR, two queries with"
        " UNION ALL may be."
    ),
    sources=(
        "SQLE SQLE00175",
        "Themis: index merge",
    ),
)
def index_merge(judged: Judged, node: PlanNode) -> Hit | None:
    if node.access is not Access.MERGE:
        return None
    below = next((each.name for each in node.walk() if each.name), "")
    return Hit({**_table(node), "table": below})


@rule(
    "plan-index-skip-scan",
    Severity.WARNING,
    N_("Skips through an index"),
    N_("Index {index} of {table} is read without its first column."),
    why=N_("One search for every value of the first column: good only while those are few."),
    advice=N_("An index that begins with the columns of the condition serves better."),
    sources=("SQLE dml_check_explain_extra_using_index_for_skip_scan, SQLE00083",),
)
def index_skip_scan(judged: Judged, node: PlanNode) -> Hit | None:
    grouping = "for grouping" in node.operation or "for deduplication" in node.operation
    if node.access is not Access.SKIP_SCAN or grouping:
        return None
    return Hit(_table(node))


@rule(
    "plan-index-selectivity",
    Severity.WARNING,
    N_("Uses an index that is not selective"),
    N_("Index {index} of {table} has distinct values in {percent} % of its rows only."),
    why=N_("Every value leads to many rows, each of which is read from the table by itself."),
    advice=N_("Add a column that tells the rows apart, or drop an index that only costs."),
    everyday=False,
    sources=("SQLE dml_check_index_selectivity",),
    parameters={"min_percent": "least_selective"},
)
def index_selectivity(judged: Judged, node: PlanNode) -> Hit | None:
    if not node.index or node.step is not Step.ACCESS:
        return None
    percent = judged.selectivity(node.object or node.alias, node.index)
    if percent is None or percent >= judged.limits.least_selective:
        return None
    return Hit({**_table(node), "percent": f"{percent:.3g}"})


@rule(
    "plan-range-checked",
    Severity.WARNING,
    N_("Chooses an index for every row"),
    N_("Which index of {table} serves is found out anew for every row of the tables before it."),
    why=N_("No index fits the join, so that planning is repeated as often as there are rows."),
    advice=N_("Give the columns of the join one index."),
    sources=("MySQL 8.4 reference manual, 10.8.2: range checked for each record",),
)
def range_checked(judged: Judged, node: PlanNode) -> Hit | None:
    return Hit(_table(node)) if Trait.RANGE_CHECKED in node.traits else None


@rule(
    "plan-implicit-conversion",
    Severity.WARNING,
    N_("Converts a column"),
    N_("A column is converted before it is compared, so that no index on it can be used."),
    why=N_(
        "The types of the two sides differ, or their collations do. The server converts the"
        " column of every row instead of the one value."
    ),
    advice=N_(
        "Write the value in the type of the column, or give both columns of a join one type and"
        " one collation."
    ),
    sources=("Themis: implicit conversion",),
)
def implicit_conversion(judged: Judged, node: PlanNode) -> Hit | None:
    if Trait.CONVERTED in node.traits:
        return Hit(_table(node))
    statement = judged.plan.statement.upper()
    for found in _CONVERSION.finditer(f"{node.condition} {node.access_condition}"):
        word = (found[1] or found[2]).upper()
        if word not in statement:
            return Hit(_table(node))
    return None


@rule(
    "plan-scan-rows",
    Severity.ERROR,
    N_("Reads too many rows"),
    N_("The statement reads {rows} rows in all."),
    why=N_("That much takes long, and takes memory and disks from others."),
    advice=N_("Have the conditions name less, give them indexes, or work in portions."),
    everyday=False,
    sources=("SQLE dml_check_scan_rows",),
    parameters={"max": "all_rows"},
)
def scan_rows(judged: Judged, node: PlanNode) -> Hit | None:
    if node is not judged.plan.root:
        return None
    rows = sum(
        each.rows_touched or 0
        for each in node.walk()
        if each.step is Step.ACCESS and each.access is not Access.TEMPORARY
    )
    return Hit({"rows": rows}) if rows > judged.limits.all_rows else None
