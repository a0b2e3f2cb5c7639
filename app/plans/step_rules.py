"""What a plan does to rows once it has them."""

from app.domain.finding import Severity
from app.domain.plan import Access, PlanNode, Step, Trait
from app.i18n import N_
from app.plans.warnings import Hit, Judged, rule, softened


def _rows(node: PlanNode) -> float | None:
    """Rows that come into a step, as far as anybody knows."""
    for each in (*node.children, node):
        found = each.actual_out if each.actual_out is not None else each.estimated_out
        if found is not None:
            return found
    return None


@rule(
    "plan-temporary-table",
    Severity.WARNING,
    N_("Uses a temporary table"),
    N_("Rows are put into a temporary table."),
    why=N_("It takes memory for each session, and beyond a limit it is written to disk."),
    advice=N_(
        "An index in the order of GROUP BY or DISTINCT saves it; so does sorting by what is"
        " grouped by."
    ),
    sources=(
        "SQLE dml_check_explain_extra_using_temporary, SQLE00084",
        "Bytebase StatementHasUsingTemporary",
        "Themis: temporary table",
    ),
    parameters={"rows": "sorted_rows"},
)
def temporary_table(judged: Judged, node: PlanNode) -> Hit | None:
    if Trait.TEMPORARY not in node.traits or Trait.NEVER in node.traits:
        return None
    return softened(Hit(), _rows(node), judged.limits.sorted_rows)


@rule(
    "plan-filesort",
    Severity.WARNING,
    N_("Sorts"),
    N_("Rows are sorted, as no index gives them in the wanted order."),
    why=N_("Nothing can be sent before the last row has come, and large sorts go to disk."),
    advice=N_("An index over the columns of the condition and then those of ORDER BY saves it."),
    sources=(
        "SQLE dml_check_explain_extra_using_filesort, SQLE00082",
        "Bytebase StatementHasUsingFilesort",
        "Themis: file sort",
    ),
    parameters={"rows": "sorted_rows"},
)
def filesort(judged: Judged, node: PlanNode) -> Hit | None:
    if Trait.FILESORT not in node.traits or Trait.NEVER in node.traits:
        return None
    return softened(Hit(), _rows(node), judged.limits.sorted_rows)


@rule(
    "plan-full-table-sort",
    Severity.ERROR,
    N_("Sorts a whole table"),
    N_("All {rows} rows of {table} are sorted."),
    why=N_("The whole table goes through memory, and mostly through disk, for every call."),
    advice=N_("Give the order an index, or name fewer rows."),
    sources=("SQLE SQLE00178",),
    parameters={"rows": "rows"},
)
def full_table_sort(judged: Judged, node: PlanNode) -> Hit | None:
    if Trait.FILESORT not in node.traits or len(node.children) != 1:
        return None
    below = node.children[0]
    whole = below.access is Access.FULL_SCAN and not below.condition
    rows = below.rows_touched
    if not whole or rows is None or rows < judged.limits.rows:
        return None
    return Hit({"table": below.name, "rows": rows})


@rule(
    "plan-spill",
    Severity.WARNING,
    N_("Goes to disk"),
    N_("It did not fit into memory and was written to disk."),
    why=N_("Disk is slower than memory by a factor of hundreds, and shared by all."),
    advice=N_(
        "Have fewer or narrower rows come to it, or give sessions that need it more memory"
        " (sort_buffer_size, tmp_table_size, PGA)."
    ),
    sources=("House rule: what does not fit the memory goes to the disk",),
)
def spill(judged: Judged, node: PlanNode) -> Hit | None:
    return Hit() if Trait.ON_DISK in node.traits else None


@rule(
    "plan-filter-steps",
    Severity.WARNING,
    N_("Filters in too many steps"),
    N_("Rows are thrown away in {count} steps after they were read."),
    why=N_("What an index does not find is read first and thrown away then."),
    advice=N_("Bring the columns of the conditions into the indexes."),
    everyday=False,
    sources=("SQLE SQLE00180",),
    parameters={"max": "filters"},
)
def filter_steps(judged: Judged, node: PlanNode) -> Hit | None:
    if node is not judged.plan.root:
        return None
    count = sum(
        each.step is Step.FILTER or (each.step is Step.ACCESS and bool(each.condition))
        for each in node.walk()
    )
    return Hit({"count": f"{count}"}) if count > judged.limits.filters else None
