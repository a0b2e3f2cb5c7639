"""Rules about views, and about databases and groups of tables that are there already."""

from app.audit.oracle import name_at
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.sources import in_program
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import Tokens

_INTO = N_("A view cannot have {clause}")


@rule(
    Severity.ERROR,
    on=(tree.CreateView,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "-- dialect: oracle\nCREATE OR REPLACE VIEW few (a, b) AS SELECT id FROM item",
        "CREATE VIEW few (a, b) AS SELECT id FROM item",
        "CREATE VIEW few (a) AS SELECT id, name FROM item UNION SELECT 1, 2",
        "CREATE TABLE item (id INT PRIMARY KEY, name CHAR(9));"
        " CREATE VIEW few (a) AS SELECT * FROM item",
        "ALTER VIEW few (a, b) AS SELECT x.id FROM item x",
    ],
    good=[
        "-- dialect: oracle\nCREATE OR REPLACE VIEW few (a) AS SELECT id FROM item",
        "CREATE VIEW few (a, b) AS SELECT id, name FROM item",
        "CREATE VIEW few (a) AS SELECT * FROM unknown",
        "CREATE VIEW few AS SELECT id, name FROM item",
        "CREATE TABLE item (id INT PRIMARY KEY, name CHAR(9));"
        " CREATE VIEW few (a, b, c) AS SELECT i.*, 1 FROM item i",
    ],
    sources=["goInception ErrViewColumnCount", "MySQL error 1353"],
)
def view_column_count(node: tree.CreateView, scope: Scope) -> Hits:
    """A view names more or fewer columns than its query has.

    Why: the server refuses it with error 1353. A star is counted where all its tables are known.

    Instead: name each column of the query once, or none.
    """
    if not node.columns or in_program(scope.parsed.tree):
        return
    count = _width(node.query, scope)
    if count is not None and count != len(node.columns):
        first, last = node.columns[0], node.columns[-1]
        yield hit(first.first, N_("{view} names {named} columns, its query has {count}"),
                  last=last.last, view=node.name.dotted, named=len(node.columns), count=count,
                  about=node.name.dotted)  # fmt: skip


def _width(query: tree.Node, scope: Scope) -> int | None:
    """How many columns a query has; None where that is not known."""
    match query:
        case tree.Query(body=body):
            return _width(body, scope)
        case tree.SetOperation(branches=[first, *_]):
            return _width(first, scope)
        case tree.Values(rows=[tree.Row(items=items), *_]):
            return len(items)
        case tree.Select(items=items):
            widths = [_item_width(item.value, query, scope) for item in items]
            return None if None in widths else sum(w for w in widths if w)
        case _:
            return None


def _item_width(value: tree.Expression, query: tree.Select, scope: Scope) -> int | None:
    if isinstance(value, tree.Unparsed):
        return None
    if not isinstance(value, tree.Star):
        return 1
    source = query.tables
    if not isinstance(source, tree.TableName):
        return None
    table = scope.schema.table(source.name)
    return len(table.columns) if table and table.known_columns else None


@rule(
    Severity.ERROR,
    on=(tree.Variable, tree.Parameter, tree.Assign, tree.TableName),
    having=(tree.CreateView,),
    bad=[
        "CREATE VIEW few AS SELECT id FROM item WHERE owner = @me",
        "CREATE VIEW few AS SELECT id FROM item WHERE owner = ?",
        "CREATE VIEW few AS SELECT @@version AS v",
        "CREATE TEMPORARY TABLE t (id INT); CREATE VIEW few AS SELECT id FROM t",
    ],
    good=[
        "CREATE VIEW few AS SELECT id FROM item WHERE owner = CURRENT_USER()",
        "SELECT id FROM item WHERE owner = @me",
        "CREATE VIEW few AS SELECT id FROM (SELECT id FROM item) x",
    ],
    sources=["goInception er_view_select_clause", "MySQL errors 1350, 1351, 1352"],
)
def view_invalid_clause(part: tree.Node, scope: Scope) -> Hits:
    """A view's query holds what a view cannot have.

    Why: the server refuses variables and place-holders with error 1351, temporary tables with 1352
    and INTO or PROCEDURE with 1350.

    Instead: a function that gives the value, or a stored procedure.
    """
    if isinstance(part, tree.TableName) and scope.schema.temporary(part.name) is None:
        return
    view = next(
        (above for above in tree.ancestors(part) if isinstance(above, tree.CreateView)), None
    )
    if view is None:
        return
    if isinstance(part, tree.TableName):
        yield hit(part.name, N_("A view cannot read the temporary table {table}"),
                  table=part.name.dotted, about=view.name.dotted)  # fmt: skip
    else:
        yield hit(part, _INTO, clause=scope.source(part), about=view.name.dotted)


@view_invalid_clause.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    kinds = tokens.kinds
    if scope.kind != "CREATE VIEW":
        return
    for at in range(len(tokens)):
        if kinds[at] == "INTO":
            yield hit(at, _INTO, clause="INTO")


@rule(
    Severity.ERROR,
    on=(tree.CreateDatabase,),
    level=Level.SCHEMA,
    bad=["CREATE DATABASE shop; CREATE DATABASE SHOP", "USE shop; CREATE SCHEMA shop"],
    good=[
        "CREATE DATABASE shop; CREATE DATABASE IF NOT EXISTS shop",
        "CREATE DATABASE shop; DROP DATABASE shop; CREATE DATABASE shop",
        "CREATE DATABASE shop; ALTER DATABASE shop CHARACTER SET utf8mb4",
        "-- dialect: mariadb\nUSE shop; CREATE OR REPLACE DATABASE shop",
    ],
    sources=["SQLE precheck SchemaExist", "MySQL error 1007"],
)
def database_exists(node: tree.CreateDatabase, scope: Scope) -> Hits:
    """A database to be created exists already.

    Why: the statement fails with error 1007. It is said of databases that this file has made or
    used, and of those of --schema or a snapshot.

    Instead: CREATE DATABASE IF NOT EXISTS.
    """
    if node.alter or node.or_replace or node.if_not_exists or node.name is None:
        return
    if scope.schema.database_exists(node.name.name) and not in_program(scope.parsed.tree):
        yield hit(node.name, N_("There is a database {database} already"),
                  database=node.name.name, about=node.name.name)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(),
    bad=[
        "CREATE TABLEGROUP shop; CREATE TABLEGROUP shop",
        "CREATE TABLEGROUP shop; DROP TABLEGROUP shop; DROP TABLEGROUP shop",
    ],
    good=[
        "CREATE TABLEGROUP shop; CREATE TABLEGROUP IF NOT EXISTS shop",
        "CREATE TABLEGROUP shop; DROP TABLEGROUP shop; CREATE TABLEGROUP shop",
        "DROP TABLEGROUP never_described",
    ],
    sources=["goInception er_table_group_exists_error, er_table_group_not_existed_error"],
)
def table_group_exists(node: None, scope: Scope) -> Hits:
    """A table group of OceanBase is there already, or is not there.

    Why: CREATE TABLEGROUP of one that exists, and DROP TABLEGROUP of one that does not, fail. It is
    said of groups that this file has made or dropped; MySQL and MariaDB have no table groups.

    Instead: IF NOT EXISTS, IF EXISTS, or another name.
    """
    yield from ()


@table_group_exists.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    kinds = tokens.kinds
    if kinds[0] not in {"CREATE", "DROP"} or kinds[1] != "TABLEGROUP":
        return
    at = 2
    while kinds[at] in {"IF", "NOT", "EXISTS"}:
        at += 1
    name, last = name_at(tokens, at)
    if not name:
        return
    groups: dict[str, bool] = scope.memory
    there, key = groups.get(name.lower()), name.lower()
    if at == 2 and kinds[0] == "CREATE" and there:
        yield hit(at, N_("There is a table group {name} already"), last=last, name=name,
                  about=name)  # fmt: skip
    elif at == 2 and kinds[0] == "DROP" and there is False:
        yield hit(at, N_("There is no table group {name}"), last=last, name=name, about=name)
    groups[key] = kinds[0] == "CREATE"
