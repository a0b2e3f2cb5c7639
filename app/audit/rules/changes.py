"""Rules about INSERT, UPDATE and DELETE."""

from app.audit import oracle
from app.audit.reading import tables_of
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import Tokens


@rule(
    Severity.WARNING,
    on=(tree.Insert,),
    dialects=EVERYWHERE,
    bad=[
        "INSERT INTO account VALUES (7, 'Wei', 'north')",
        "INSERT INTO archive SELECT id, name FROM account WHERE closed = 1",
        "-- dialect: oracle\nINSERT INTO account VALUES (7, 'Wei', 'north')",
    ],
    good=[
        "INSERT INTO account (id, name, region) VALUES (7, 'Wei', 'north')",
        "INSERT INTO account SET id = 7, name = 'Wei'",
        "INSERT INTO counter () VALUES ()",
        "-- dialect: oracle\nINSERT INTO account (id) SELECT id FROM applicant WHERE n = 1",
    ],
    sources=[
        "goInception er_with_insert_field",
        "SQLE dml_check_insert_columns_exist",
        "Bytebase STATEMENT_INSERT_MUST_SPECIFY_COLUMN",
        "SOAR COL.002",
        "sqlcheck 3011",
        "Yearning DMLInsertColumns",
        "Trivadis G-3110",
    ],
)
def insert_require_columns(insert: tree.Insert, scope: Scope) -> Hits:
    """INSERT does not name its columns.

    Why: the values go by position, so the statement fails, or fills the wrong columns, as soon as
    one is added, dropped or moved, and on a replica or a copy whose columns stand in another order.

    Instead: name the columns: INSERT INTO t (a, b) VALUES (1, 2).
    """
    if insert.columns is None and insert.source is not None:
        name = insert.table.dotted
        yield hit(insert.table, N_("{verb} into {table} names no columns"), verb=insert.verb,
                  table=name, about=name)  # fmt: skip


@insert_require_columns.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    for first, _last in oracle.changes(tokens):
        if tokens.kinds[first : first + 2] == ["INSERT", "INTO"]:
            name, end = oracle.name_at(tokens, first + 2)
            if tokens.kinds[end + 1] in {"VALUES", "SELECT", "WITH"}:
                yield hit(first + 2, N_("{verb} into {table} names no columns"), last=end,
                          verb="INSERT", table=name, about=name)  # fmt: skip


@rule(
    Severity.ERROR,
    on=each((tree.Update, tree.Delete), "NO WHERE"),
    dialects=EVERYWHERE,
    bad=[
        "UPDATE account SET balance = 0",
        "DELETE FROM account",
        "UPDATE account a JOIN orders o ON o.account_id = a.id SET a.seen = 1",
        "-- dialect: oracle\nDELETE FROM account",
        "-- dialect: oracle\nBEGIN\n  UPDATE account SET balance = 0;\nEND;",
    ],
    good=[
        "UPDATE account SET balance = 0 WHERE id = 7",
        "DELETE FROM account WHERE closed_at < '2020-01-01'",
        "DELETE FROM account LIMIT 1000",
        "-- dialect: oracle\nUPDATE account SET balance = (SELECT 0 FROM dual) WHERE id = 7",
        "-- dialect: oracle\nMERGE INTO account a USING fresh f ON (a.id = f.id) "
        "WHEN MATCHED THEN UPDATE SET a.balance = f.balance",
        "-- dialect: oracle\nUPDATE (SELECT balance FROM account WHERE id = 7) SET balance = 0",
    ],
    sources=[
        "goInception er_no_where_condition",
        "SQLE dml_check_update_or_delete_has_where",
        "Bytebase STATEMENT_WHERE_REQUIRE_UPDATE_DELETE",
        "SOAR CLA.014, CLA.015",
        "Yearning DMLWhere",
        "Archery oracle-dml-where",
    ],
)
def dml_require_where(node: tree.Update | tree.Delete, scope: Scope) -> Hits:
    """UPDATE or DELETE names no rows.

    Why: it changes every row of the table, holds their locks until it is done, and writes all of
    them to undo and to the binary log. A join without WHERE still takes every row that matches.

    Instead: name the rows with WHERE, in batches where they are many. To empty a table on purpose,
    say TRUNCATE.
    """
    if node.where is not None or node.limit is not None or _names_rows(node.tables):
        return
    verb = "UPDATE" if isinstance(node, tree.Update) else "DELETE"
    name = _first_table(node.tables)
    yield hit(node, N_("{verb} without WHERE changes every row of {table}"), verb=verb, table=name,
              about=name)  # fmt: skip


def _names_rows(source: tree.Node) -> bool:
    """Whether what is changed is a query that has a WHERE itself, as Oracle allows."""
    query = source.query if isinstance(source, tree.DerivedTable) else None
    body = query.body if isinstance(query, tree.Query) else None
    return isinstance(body, tree.Select) and body.where is not None


def _first_table(source: tree.Node) -> str:
    """The name of the first stored table, as a message shows it."""
    return next((t.name.dotted for t in tables_of(source) if isinstance(t, tree.TableName)), "")


@dml_require_where.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    for first, last in oracle.changes(tokens):
        verb = tokens.kinds[first]
        if verb in {"UPDATE", "DELETE"} and oracle.find(tokens, "WHERE", first, last) is None:
            skip = 2 if tokens.kinds[first + 1] in {"FROM", "ONLY"} else 1
            name, _end = oracle.name_at(tokens, min(first + skip, last))
            yield hit(first, N_("{verb} without WHERE changes every row of {table}"), last=last,
                      verb=verb, table=name, about=name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=each((tree.Update, tree.Delete), "ORDER BY"),
    parameters={"also_with_limit": 0},
    bad=["UPDATE account SET seen = 1 WHERE region = 'north' ORDER BY id"],
    good=[
        "UPDATE account SET seen = 1 WHERE region = 'north'",
        "DELETE FROM log WHERE at < '2020-01-01' ORDER BY at LIMIT 1000",
    ],
    sources=[
        "goInception er_with_orderby_condition",
        "SQLE dml_check_with_order_by",
        "Bytebase STATEMENT_DISALLOW_ORDER_BY",
        "SOAR RES.004",
        "Yearning DMLOrder",
    ],
)
def dml_no_order_by(node: tree.Update | tree.Delete, scope: Scope) -> Hits:
    """UPDATE or DELETE sorts rows for nothing.

    Why: without LIMIT all the rows are changed in any case, and the sort costs a temporary table
    while their locks are held. Peers report it with LIMIT too, where it decides which rows are
    changed; here that takes the parameter also_with_limit = 1.

    Instead: leave ORDER BY out.
    """
    if node.order_by and (node.limit is None or scope.number("also_with_limit")):
        yield hit(node.order_by[0].first, N_("ORDER BY does not change which rows are changed"),
                  last=node.order_by[-1].last)  # fmt: skip


@rule(
    Severity.WARNING,
    on=each((tree.Update, tree.Delete), "LIMIT"),
    in_default=False,
    bad=["DELETE FROM log WHERE at < '2020-01-01' LIMIT 1000"],
    good=["DELETE FROM log WHERE at < '2020-01-01'", "SELECT id FROM log ORDER BY id LIMIT 10"],
    sources=[
        "goInception er_with_limit_condition",
        "SQLE dml_check_with_limit",
        "Bytebase STATEMENT_DISALLOW_LIMIT",
        "SOAR RES.003",
        "Yearning DMLAllowLimitSTMT",
    ],
)
def dml_no_limit(node: tree.Update | tree.Delete, scope: Scope) -> Hits:
    """UPDATE or DELETE has a LIMIT.

    Why: without a unique ORDER BY nobody knows which rows it takes, and with statement-based
    replication a replica may take others. Deleting in batches is good practice all the same, so
    this rule is in the strict profile only.

    Instead: name the rows by a range of their key.
    """
    if node.limit is not None:
        yield hit(node.limit, N_("LIMIT leaves open which rows are changed"))


@rule(
    Severity.NOTICE,
    on=(tree.Values,),
    parameters={"max": 100},
    bad=["INSERT INTO digit (n) VALUES (0)" + ", (1)" * 100],
    good=["INSERT INTO digit (n) VALUES (0), (1), (2)"],
    sources=[
        "goInception er_insert_too_much_rows",
        "SQLE dml_check_batch_insert_lists_max",
        "Bytebase STATEMENT_INSERT_ROW_LIMIT",
        "SOAR ARG.012",
        "Yearning DMLMaxInsertRows",
    ],
)
def insert_max_rows(values: tree.Values, scope: Scope) -> Hits:
    """One INSERT has too many rows.

    Why: it is one transaction, one event in the binary log and one packet, which
    max_allowed_packet may refuse; replicas stand still while they apply it.

    Instead: insert in batches of some hundred rows, or use LOAD DATA.
    """
    if not isinstance(values.parent, tree.Insert):
        return
    count = sum(r.count if isinstance(r, tree.LiteralRows) else 1 for r in values.rows)
    most = scope.number("max")
    if count > most:
        name = values.parent.table.dotted
        yield hit(values.parent.table, N_("One INSERT has {count} rows, {most} at most are wished"),
                  count=count, most=most, about=name)  # fmt: skip
