"""Rules about tables that are large: what is done to them takes long and holds others up.

They need a snapshot of the server (`--facts`). The examples speak of the server of
`resources/facts/example.json`: shop.orders has 5,000,000 rows and 3 GB, shop.event 30,000,000 rows
and 12 GB, shop.customer 50,000 rows and 12 MB; shop.archive is empty.
"""

from app.audit.facts.asking import MEGA, altered, shown_rows, shown_size, written
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree

_LARGE = N_("{table} takes {size}; the limit is {max} MB")
_MANY = N_("{table} has about {rows} rows; the limit is {max}")
_RETYPED = N_("{table} takes {size}, and its column {column} gets another type")
_DDL = (tree.AlterTable, tree.CreateIndex, tree.DropIndex)


@rule(
    Severity.WARNING,
    on=_DDL,
    dialects=EVERYWHERE,
    level=Level.STATISTICS,
    parameters={"size_mb": 1024},
    bad=[
        "ALTER TABLE shop.orders ADD KEY (note(20))",
        "CREATE INDEX n ON shop.orders (note(20))",
        "-- dialect: oracle\nCREATE INDEX n ON shop.orders (note)",
    ],
    good=[
        "-- dialect: oracle\nCREATE INDEX n ON shop.customer (city)",
        "ALTER TABLE shop.customer ADD KEY (city)",
        "ALTER TABLE shop.unheard_of ADD KEY (city)",
        "DROP TABLE shop.orders; CREATE TABLE shop.orders (id INT PRIMARY KEY);"
        " ALTER TABLE shop.orders ADD n INT",
    ],
    sources=[
        "goInception er_table_size_limit (max_ddl_affect_rows)",
        "SQLE ddl_check_table_size",
        "Bytebase STATEMENT_AFFECTED_ROW_LIMIT",
    ],
)
def ddl_large_table(node: tree.Statement, scope: Scope) -> Hits:
    """A large table is changed.

    Why: what rebuilds it copies all of it, fills the redo and binary logs, and makes replicas wait
    for as long again; even what does not must wait for the table's metadata lock, with every new
    query queueing behind.

    Instead: find out how the server does it (ALGORITHM=INSTANT fails at once where it cannot;
    Oracle has ONLINE), do it in a quiet hour with a short lock_wait_timeout (ddl_lock_timeout), or
    use an online schema change tool (DBMS_REDEFINITION). The
    parameter `size_mb` is the limit, of data and indexes together.
    """
    facts = altered(node, scope)
    if facts is None or facts.bytes is None:
        return
    if facts.bytes > scope.number("size_mb") * MEGA:
        yield hit(node, _LARGE, table=facts.name, size=shown_size(facts.bytes),
                  max=scope.number("size_mb"), about=facts.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=_DDL,
    dialects=EVERYWHERE,
    level=Level.STATISTICS,
    parameters={"max": 1_000_000},
    bad=[
        "ALTER TABLE shop.orders DROP COLUMN note",
        "-- dialect: oracle\nALTER TABLE shop.orders DROP COLUMN note",
    ],
    good=[
        "ALTER TABLE shop.customer DROP COLUMN city",
        "ALTER TABLE shop.archive ADD n INT",
        "-- dialect: oracle\nALTER TABLE shop.customer DROP COLUMN city",
    ],
    sources=["goInception max_ddl_affect_rows", "SQLE ddl_check_table_rows"],
)
def ddl_affected_rows(node: tree.Statement, scope: Scope) -> Hits:
    """A table with many rows is changed.

    Why: an index over them has to be sorted, and a rebuild writes each of them again; meanwhile
    changes of the rows are kept in a log that can overflow (innodb_online_alter_log_max_size).

    Instead: do it in a quiet hour or with an online schema change tool. The parameter `max` is the
    number of rows allowed; the number is the server's estimate.
    """
    facts = altered(node, scope)
    if facts is not None and facts.rows is not None and facts.rows > scope.number("max"):
        yield hit(node, _MANY, table=facts.name, rows=shown_rows(facts.rows),
                  max=shown_rows(scope.number("max")), about=facts.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.Insert, tree.Update, tree.Delete, tree.LoadData),
    dialects=EVERYWHERE,
    level=Level.STATISTICS,
    in_default=False,
    parameters={"size_mb": 1024},
    bad=[
        "UPDATE shop.orders SET state = 'done' WHERE id = 7",
        "-- dialect: oracle\nUPDATE shop.orders SET state = 'done' WHERE id = 7",
    ],
    good=[
        "UPDATE shop.customer SET city = '杭州' WHERE id = 7",
        "-- dialect: oracle\nUPDATE shop.customer SET city = '杭州' WHERE id = 7",
    ],
    sources=["SQLE dml_check_table_size", "Bytebase STATEMENT_DML_TABLE_SIZE"],
)
def dml_table_size(node: tree.Statement, scope: Scope) -> Hits:
    """A large table is written to.

    Why: a script that was made for a small table may be wrong for a large one: where a condition
    finds no index, all of it is read and locked.

    Instead: look at the plan of the statement first, and change rows in portions. The parameter
    `size_mb` is the limit, of data and indexes together.
    """
    for name in written(node):
        facts = scope.table_facts(name)
        if facts is None or facts.bytes is None:
            continue
        if facts.bytes > scope.number("size_mb") * MEGA:
            yield hit(name, _LARGE, table=facts.name, size=shown_size(facts.bytes),
                      max=scope.number("size_mb"), about=facts.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.ModifyColumn,),
    level=Level.STATISTICS,
    parameters={"size_gb": 5},
    bad=["ALTER TABLE shop.event MODIFY kind VARCHAR(300)"],
    good=[
        "ALTER TABLE shop.orders MODIFY note VARCHAR(300)",
        "ALTER TABLE shop.event MODIFY kind VARCHAR(20) NOT NULL DEFAULT 'seen'",
    ],
    sources=["SQLE SQLE00141", "SQLE ddl_check_column_type_change_on_large_table"],
)
def ddl_type_change_on_large_table(node: tree.ModifyColumn, scope: Scope) -> Hits:
    """A column of a very large table gets another type.

    Why: most changes of a type copy the whole table and let nobody write meanwhile.

    Instead: add a new column, fill it in portions, and change the programs over to it; or use an
    online schema change tool. The parameter `size_gb` is the limit, of data and indexes together.
    """
    statement = node.parent
    if not isinstance(statement, tree.AlterTable):
        return
    facts = scope.table_facts(statement.name)
    known = scope.schema.table(statement.name)
    after = scope.schema.after(statement)
    if facts is None or known is None or after is None or facts.bytes is None:
        return
    old = known.column(node.old.name if node.old else node.column.name.name)
    new = after.column(node.column.name.name)
    if old is None or new is None or facts.bytes <= scope.number("size_gb") << 30:
        return
    if (old.type, old.length, old.decimals, old.unsigned) != (
        new.type, new.length, new.decimals, new.unsigned
    ):  # fmt: skip
        yield hit(node, _RETYPED, table=facts.name, column=old.name,
                  size=shown_size(facts.bytes), about=facts.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateTable,),
    dialects=EVERYWHERE,
    level=Level.STATISTICS,
    parameters={"max": 10_000_000},
    bad=[
        "CREATE TABLE shop.event (id BIGINT PRIMARY KEY, kind VARCHAR(20))",
        "-- dialect: oracle\nCREATE TABLE shop.event (id NUMBER(19) PRIMARY KEY)",
    ],
    good=[
        "CREATE TABLE shop.orders (id BIGINT PRIMARY KEY)",
        "-- dialect: oracle\nCREATE TABLE shop.orders (id NUMBER(19) PRIMARY KEY)",
    ],
    sources=["SQLE SQLE00177", "Themis: big table"],
)
def table_large_row_count(node: tree.CreateTable, scope: Scope) -> Hits:
    """A table has very many rows.

    Why: whatever reads or rebuilds all of it takes hours: a dump, an index, a new replica.

    Instead: move old rows out of it, partition it by time, or divide it among servers. The
    parameter `max` is the number of rows allowed. It is asked of definitions that stand on the
    server already, as in the audit of a whole schema.
    """
    facts = scope.facts.table(*scope.schema.place(node.name))
    if facts is not None and facts.rows is not None and facts.rows > scope.number("max"):
        yield hit(node.name, _MANY, table=facts.name, rows=shown_rows(facts.rows),
                  max=shown_rows(scope.number("max")), about=facts.name)  # fmt: skip
