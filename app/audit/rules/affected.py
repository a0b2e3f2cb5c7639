"""Rules about how many rows a statement reads or changes, estimated from a snapshot.

The examples speak of the server of `resources/facts/example.json` (see `sizes`).
"""

from collections.abc import Mapping

from app.audit.estimating import Estimate, Method, estimated
from app.audit.facts.asking import changed_rows, limit_of, one_table, shown_rows
from app.audit.reading import called, has_aggregate
from app.audit.registry import EVERYWHERE, Hit, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree

_CHANGES = {
    Method.WHOLE_TABLE: N_(
        "{verb} may change all {rows} rows of {table}, for no index narrows it; the limit is {max}"
    ),
    Method.UNIQUE_KEY: N_(
        "{verb} changes {rows} rows of {table} by the unique key {index}; the limit is {max}"
    ),
    Method.STATISTICS: N_(
        "{verb} changes about {rows} rows of {table} by the statistics of the index {index}; the"
        " limit is {max}"
    ),
}
_RETURNS = {
    Method.WHOLE_TABLE: N_(
        "It may return all {rows} rows of {table}, for no index narrows it; the limit is {max}"
    ),
    Method.UNIQUE_KEY: N_(
        "It returns {rows} rows of {table} by the unique key {index}; the limit is {max}"
    ),
    Method.STATISTICS: N_(
        "It may return about {rows} rows of {table} by the statistics of the index {index}; the"
        " limit is {max}"
    ),
}
_SORTS = {
    Method.WHOLE_TABLE: N_(
        "All {rows} rows of {table} may be sorted, for no index narrows it; the limit is {max}"
    ),
    Method.UNIQUE_KEY: N_(
        "{rows} rows of {table} are sorted, found by the unique key {index}; the limit is {max}"
    ),
    Method.STATISTICS: N_(
        "About {rows} rows of {table} are sorted, by the statistics of the index {index}; the"
        " limit is {max}"
    ),
}
_READ_ONLY = N_("The server is read-only ({variable}), so {kind} fails there")


@rule(
    Severity.WARNING,
    on=(tree.Update, tree.Delete),
    dialects=EVERYWHERE,
    level=Level.STATISTICS,
    parameters={"max": 10_000},
    bad=[
        "DELETE FROM shop.orders WHERE state = 'old'",
        "UPDATE shop.orders SET state = 'done' WHERE customer_id IS NOT NULL",
        "DELETE FROM shop.orders WHERE note = 'x' LIMIT 20000",
        "-- dialect: oracle\nDELETE FROM shop.orders WHERE state = 'old'",
        "-- dialect: oracle\nDELETE FROM shop.orders WHERE note = 'x' AND ROWNUM <= 20000",
    ],
    good=[
        "DELETE FROM shop.orders WHERE id = 7",
        "DELETE FROM shop.orders WHERE id IN (7, 8, 9)",
        "UPDATE shop.orders o SET state = 'done' WHERE o.customer_id = 7",
        "DELETE FROM shop.orders WHERE state = 'old' LIMIT 1000",
        "DELETE FROM shop.archive",
        "DELETE FROM shop.unheard_of WHERE state = 'old'",
        "-- dialect: oracle\nDELETE FROM shop.orders WHERE id = 7",
        "-- dialect: oracle\nDELETE FROM shop.orders WHERE state = 'old' AND ROWNUM <= 1000",
        "-- dialect: oracle\nBEGIN DELETE FROM shop.orders WHERE ROWNUM <= p; END;\n/",
        "-- dialect: oracle\nBEGIN DELETE FROM shop.orders WHERE id = rec.id; END;\n/",
    ],
    sources=[
        "goInception er_change_too_much_rows (max_update_rows)",
        "SQLE dml_check_affected_rows",
        "Bytebase STATEMENT_AFFECTED_ROW_LIMIT",
        "Yearning DMLMaxAffectedRows",
        "Archery: affected rows",
    ],
)
def dml_affected_rows(node: tree.Update | tree.Delete, scope: Scope) -> Hits:
    """UPDATE or DELETE changes very many rows.

    Why: all of them are locked until the end, the undo grows, and replicas do it all again in one
    piece while they fall behind; to break it off takes as long again.

    Instead: change rows in portions by the primary key, with a commit after each. The parameter
    `max` is the number of rows allowed. The number is an estimate: a whole unique key gives one
    row, leading columns of an index compared by equality give rows by distinct values, everything
    else narrows nothing.
    """
    table = one_table(node.tables)
    found = changed_rows(node, scope)
    if table is not None and found is not None and found.rows > scope.number("max"):
        verb = "UPDATE" if isinstance(node, tree.Update) else "DELETE"
        yield _over(node, _CHANGES, found, table, scope, verb=verb)


@rule(
    Severity.WARNING,
    on=(tree.Query,),
    dialects=EVERYWHERE,
    level=Level.STATISTICS,
    in_default=False,
    parameters={"max": 1000},
    bad=[
        "SELECT id, note FROM shop.orders WHERE state = 'old'",
        "-- dialect: oracle\nSELECT id, note FROM shop.orders WHERE state = 'old'",
    ],
    good=[
        "-- dialect: oracle\nSELECT id FROM shop.orders WHERE note = 'x' FETCH FIRST 9 ROWS ONLY",
        "-- dialect: oracle\nSELECT id, note FROM shop.orders WHERE state = 'old' AND ROWNUM < 9",
        "SELECT id, note FROM shop.orders WHERE id = 7",
        "SELECT id, note FROM shop.orders WHERE state = 'old' LIMIT 100",
        "SELECT COUNT(*) FROM shop.orders WHERE state = 'old'",
        "SELECT 1 FROM shop.customer WHERE EXISTS (SELECT 1 FROM shop.orders) LIMIT 1",
    ],
    sources=["SQLE SQLE00062", "SQLE dml_check_select_rows"],
)
def query_max_rows(node: tree.Query, scope: Scope) -> Hits:
    """A query may return very many rows.

    Why: they all cross the network and are held by the program; somebody waits for them.

    Instead: ask for a page (LIMIT, or FETCH FIRST, behind an ORDER BY of a key), or let the server
    add them up. The parameter `max` is the number of rows allowed.
    """
    select = node.body
    if node.parent is not None or not isinstance(select, tree.Select):
        return
    if select.group_by or select.distinct or any(has_aggregate(item) for item in select.items):
        return
    yield from _of_query(node, select, scope, _RETURNS)


@rule(
    Severity.WARNING,
    on=(only(tree.Query, "ORDER BY"),),
    level=Level.STATISTICS,
    in_default=False,
    parameters={"max": 100_000},
    bad=[
        "SELECT id FROM shop.orders WHERE state = 'old' ORDER BY note LIMIT 10",
        "-- dialect: oracle\nSELECT id FROM shop.orders WHERE state = 'old' ORDER BY note",
    ],
    good=[
        "-- dialect: oracle\nSELECT id FROM shop.orders WHERE state = 'old' ORDER BY placed",
        "SELECT id FROM shop.orders WHERE state = 'old' ORDER BY id LIMIT 10",
        "SELECT id FROM shop.customer ORDER BY city",
        "SELECT id FROM shop.orders WHERE customer_id = 7 ORDER BY note",
    ],
    sources=["SQLE SQLE00084", "SQLE dml_check_order_by_on_large_table"],
)
def query_no_order_by(node: tree.Query, scope: Scope) -> Hits:
    """ORDER BY sorts very many rows.

    Why: what does not fit into the sort buffer is sorted on disk, and LIMIT helps little: all rows
    are read before the first is given.

    Instead: order by the columns of an index that also serves the condition, or narrow it first.
    The parameter `max` is the number of rows allowed.
    """
    select = node.body
    if not isinstance(select, tree.Select) or not node.order_by or select.group_by:
        return
    table = one_table(select.tables)
    facts = scope.table_facts(table.name) if table else None
    if table is None or facts is None:
        return
    first = node.order_by[0].value
    if isinstance(first, tree.Column):
        ordered = first.name.name.lower()
        if any(i.parts and i.parts[0].column.lower() == ordered for i in facts.indexes):
            return
    yield from _of_query(node, select, scope, _SORTS, limited=False)


def _of_query(
    node: tree.Query,
    select: tree.Select,
    scope: Scope,
    messages: Mapping[Method, str],
    *,
    limited: bool = True,
) -> Hits:
    table = one_table(select.tables)
    facts = scope.table_facts(table.name) if table else None
    if table is None or facts is None or facts.is_view:
        return
    limit = limit_of(node.limit, select.where, scope) if limited else None
    found = estimated(facts, called(table), select.where, limit)
    if found is not None and found.rows > scope.number("max"):
        yield _over(node, messages, found, table, scope)


def _over(
    node: tree.Node,
    messages: Mapping[Method, str],
    found: Estimate,
    table: tree.TableName,
    scope: Scope,
    verb: str = "",
) -> Hit:
    name, most = table.name.name, shown_rows(scope.number("max"))
    return hit(node, messages[found.method], rows=shown_rows(found.rows), table=name,
               index=found.index, max=most, about=name, verb=verb)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.Insert, tree.Update, tree.Delete, tree.LoadData, tree.CreateTable, tree.AlterTable,
        tree.DropTable, tree.CreateIndex, tree.DropIndex, tree.TruncateTable, tree.RenameTable),
    level=Level.STATISTICS,
    bad=["-- variable: read_only = ON\nDELETE FROM shop.orders WHERE id = 7"],
    good=[
        "DELETE FROM shop.orders WHERE id = 7",
        "-- variable: read_only = ON\nCREATE TEMPORARY TABLE few (id INT PRIMARY KEY)",
    ],
    sources=["goInception er_sql_read_only", "Bytebase: read-only instance"],
)  # fmt: skip
def execute_target_read_only(node: tree.Statement, scope: Scope) -> Hits:
    """The server to run it on is read-only.

    Why: the statement fails with error 1290, or worse, runs for an account that read_only does not
    hold back, and the replica no longer equals its source.

    Instead: run it on the source. The snapshot tells which server that is.
    """
    if isinstance(node, tree.CreateTable) and node.temporary:
        return
    if node.parent is not None:
        return
    for variable in ("super_read_only", "read_only"):
        if scope.facts.variable(variable).upper() in {"ON", "1"}:
            yield hit(node, _READ_ONLY, variable=variable, kind=scope.kind)
            return
