"""Rules about tables and views as a whole."""

from app.audit import definitions, oracle_ddl
from app.audit.oracle import name_at
from app.audit.registry import EVERYWHERE, End, Hits, hit, hit_seen, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import Tokens

_ORACLE = Dialect.ORACLE
_KEYLESS_ENGINES = frozenset({"csv", "connect", "federated", "spider"})
_NO_KEY = N_("{table} has no primary key")
_FOREIGN_KEY = N_("A foreign key of {table}")
_WIDE = N_("{table} has {count} columns; the limit is {max}")
_LACKS = N_("{table} lacks the column {column}")
_VIEW = N_("{view} is a view")


@rule(
    Severity.ERROR,
    on=(tree.CreateTable, tree.AlterTable, End),
    dialects=EVERYWHERE,
    bad=[
        "CREATE TABLE log (at DATETIME NOT NULL, line TEXT)",
        "CREATE TABLE account (code CHAR(8) NOT NULL, UNIQUE KEY (code))",
        "CREATE TABLE copy AS SELECT id, name FROM account",
        "ALTER TABLE account DROP PRIMARY KEY",
        "-- dialect: oracle\nCREATE TABLE account (id NUMBER NOT NULL, name VARCHAR2(20))",
        "-- dialect: oracle\nCREATE TABLE account (id NUMBER);\n"
        "ALTER TABLE account_old ADD PRIMARY KEY (id)",
    ],
    good=[
        "CREATE TABLE log (id BIGINT AUTO_INCREMENT PRIMARY KEY, line TEXT)",
        "CREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b))",
        "CREATE TEMPORARY TABLE few (id INT)",
        "/*!50001 CREATE TABLE `a_view` (`id` int(11)) ENGINE=MyISAM */",
        "CREATE TABLE account_new LIKE account",
        "ALTER TABLE account DROP PRIMARY KEY, ADD PRIMARY KEY (id)",
        "-- dialect: oracle\nCREATE TABLE account (id NUMBER CONSTRAINT account_pk PRIMARY KEY)",
        "-- dialect: oracle\nCREATE GLOBAL TEMPORARY TABLE few (id NUMBER)",
        '-- dialect: oracle\nCREATE TABLE "SHOP"."ACCOUNT" ("ID" NUMBER(10,0) NOT NULL ENABLE);\n'
        "CREATE UNIQUE INDEX shop.account_pk ON shop.account (id);\n"
        "ALTER TABLE shop.account ADD CONSTRAINT account_pk PRIMARY KEY (id) USING INDEX",
    ],
    sources=[
        "goInception er_table_must_have_pk",
        "SQLE ddl_check_pk_not_exist",
        "Bytebase TABLE_REQUIRE_PK",
        "SOAR KEY.002, KEY.007",
        "sqlcheck 1003",
        "Yearning DDLEnablePrimaryKey",
        "MySQL 8.4 reference manual, 20.3.1 and sql_require_primary_key",
    ],
)
def table_require_primary_key(
    node: tree.CreateTable | tree.AlterTable | None, scope: Scope
) -> Hits:
    """A table has no primary key.

    Why: with row-based replication each row changed by UPDATE or DELETE is looked for with a scan
    of the whole table on every replica; Group Replication and Galera refuse such tables or cannot
    keep them equal; InnoDB makes a hidden key that no statement can use. A UNIQUE NOT NULL key
    would do for InnoDB, replicas and Group Replication, but not for Galera and
    sql_require_primary_key, so it is reported too; temporary tables are not. Only the statement
    itself is looked at: for a strict server a key that a later ALTER TABLE adds comes too late.
    In Oracle it does not, and dumps write all keys behind the tables, so there it is waited for.

    Instead: an AUTO_INCREMENT (identity) column, or the columns that name a row, as PRIMARY KEY.
    """
    if node is None:
        for seen, called in scope.memory.get("waiting", {}).values():
            yield hit_seen(seen, _NO_KEY, table=called, about=called)
        return
    in_oracle = scope.dialect is _ORACLE
    if definitions.primary_of(node) is not None or definitions.has_unparsed(node):
        if in_oracle and isinstance(node, tree.AlterTable):
            scope.memory.get("waiting", {}).pop(scope.schema.place(node.name), None)
        return
    if isinstance(node, tree.AlterTable):
        for action in node.actions:
            if isinstance(action, tree.DropKey) and action.kind == "PRIMARY":
                yield hit(action, N_("{table} loses its primary key"), table=node.name.dotted,
                          about=node.name.dotted)  # fmt: skip
    elif node.like is None and not (
        definitions.is_passing(node, scope)
        or _has_keyless_engine(node, scope)
        or any(option.name.startswith(_KEYLESS_IN_ORACLE) for option in node.options)
    ):
        if in_oracle:
            waiting = scope.memory.setdefault("waiting", {})
            waiting[scope.schema.place(node.name)] = scope.seen(node.name), node.name.dotted
        else:
            yield hit(node.name, _NO_KEY, table=node.name.dotted, about=node.name.dotted)


_KEYLESS_IN_ORACLE = ("OF", "ORGANIZATION EXTERNAL", "EXTERNAL", "CLUSTER", "USAGE QUEUE")


def _has_keyless_engine(node: tree.CreateTable, scope: Scope) -> bool:
    engine = node.option("ENGINE")
    return engine is not None and definitions.word(engine.value, scope).lower() in _KEYLESS_ENGINES


@table_require_primary_key.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    made = oracle_ddl.heading(tokens, "CREATE")
    if made is None or "TEMPORARY" in made.words or tokens.kinds[made.behind] == "OF":
        return
    kinds = tokens.kinds
    keyed = any(kinds[at] == "PRIMARY" and kinds[at + 1] == "KEY" for at in range(len(tokens)))
    if not keyed and not {"EXTERNAL", "CLUSTER", "QUEUE"} & set(kinds[made.behind :]):
        yield hit(made.first, _NO_KEY, last=made.last, table=made.name, about=made.name)


@rule(
    Severity.WARNING,
    on=(tree.ForeignKey, only(tree.ColumnAttribute, "REFERENCES")),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, box INT, FOREIGN KEY (box) REFERENCES box (id))",
        "ALTER TABLE item ADD CONSTRAINT item_box FOREIGN KEY (box) REFERENCES box (id)",
        "CREATE TABLE item (id INT PRIMARY KEY, box INT REFERENCES box (id))",
        "-- dialect: oracle\n"
        "ALTER TABLE item ADD CONSTRAINT item_box FOREIGN KEY (box) REFERENCES box (id)",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, box INT, KEY (box))",
        "ALTER TABLE item DROP FOREIGN KEY item_box",
        "-- dialect: oracle\nALTER TABLE item DROP CONSTRAINT item_box",
    ],
    sources=[
        "goInception er_foreign_key",
        "SQLE ddl_disable_fk",
        "Bytebase TABLE_NO_FOREIGN_KEY",
        "SOAR KEY.003",
        "Yearning DDLEnableForeignKey",
    ],
)
def table_no_foreign_key(node: tree.ForeignKey | tree.ColumnAttribute, scope: Scope) -> Hits:
    """A foreign key.

    Why: each change of a child locks rows of the parent; cascades are written by the storage
    engine, so that triggers do not see them; partitioned tables and many online schema changes
    cannot have them. MySQL before 9.0 ignores REFERENCES behind a column; MariaDB since 10.5 and
    MySQL 9.0 obey it. House rule: not part of the default profile, for it is also what keeps the
    data whole.

    Instead: an index on the column, and a check in the program or in a nightly job.
    """
    if isinstance(node, tree.ForeignKey) or node.kind == "REFERENCES":
        yield hit(node, _FOREIGN_KEY, table=definitions.table_name(node),
                  about=definitions.table_name(node))  # fmt: skip


@table_no_foreign_key.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    made = oracle_ddl.heading(tokens, "CREATE") or oracle_ddl.heading(tokens, "ALTER")
    if made is None:
        return
    for at in range(made.behind, len(tokens)):
        if tokens.kinds[at] == "REFERENCES":
            last = name_at(tokens, at + 1)[1] if at + 1 < len(tokens) else at
            yield hit(at, _FOREIGN_KEY, last=last, table=made.name,
                      about=made.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.PartitionBy,),
    in_default=False,
    bad=[
        "CREATE TABLE log (id INT, at DATE, PRIMARY KEY (id, at)) PARTITION BY RANGE (YEAR(at))"
        " (PARTITION p0 VALUES LESS THAN (2030))",
        "ALTER TABLE log PARTITION BY HASH (id) PARTITIONS 4",
    ],
    good=[
        "CREATE TABLE log (id INT PRIMARY KEY, at DATE)",
        "ALTER TABLE log DROP PARTITION p0",
        "ALTER TABLE log REMOVE PARTITIONING",
    ],
    sources=[
        "goInception er_partition_not_allowed",
        "SQLE ddl_check_table_partition",
        "Bytebase TABLE_DISALLOW_PARTITION",
        "SOAR TBL.001",
        "Yearning AllowCreatePartition",
    ],
)
def table_no_partition(node: tree.PartitionBy, scope: Scope) -> Hits:
    """A partitioned table.

    Why: every unique key must hold the partitioning columns, foreign keys are impossible, and a
    query that does not name the partition looks into all of them. House rule: not part of the
    default profile, for dropping a partition is the cheapest way to delete old rows.

    Instead: an index on the column by which old rows are deleted, in small batches.
    """
    if not isinstance(node.parent, tree.PartitionBy):
        yield hit(node, N_("{table} is partitioned"), table=definitions.table_name(node),
                  about=definitions.table_name(node))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreateTable, only(tree.AlterTable, tree.AddColumn)),
    dialects=EVERYWHERE,
    parameters={"max": 40},
    bad=[
        f"CREATE TABLE wide (id INT PRIMARY KEY, {', '.join(f'c{n} INT' for n in range(40))})",
        f"CREATE TABLE wide (id INT PRIMARY KEY, {', '.join(f'c{n} INT' for n in range(39))});"
        " ALTER TABLE wide ADD COLUMN last INT",
        "-- dialect: oracle\n-- max: 1\nCREATE TABLE pair (a NUMBER, b NUMBER, PRIMARY KEY (a))",
    ],
    good=[
        f"CREATE TABLE wide (id INT PRIMARY KEY, {', '.join(f'c{n} INT' for n in range(39))})",
        "ALTER TABLE unknown ADD COLUMN last INT",
        "-- dialect: oracle\n-- max: 1\nCREATE TABLE one (a NUMBER, CONSTRAINT k PRIMARY KEY (a))",
    ],
    sources=[
        "goInception er_max_column_count",
        "SQLE ddl_check_column_quantity",
        "SOAR COL.006",
    ],
)
def table_max_columns(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A table has too many columns.

    Why: rows get long, so that fewer fit on a page and in memory; most queries use a few columns
    and read them all; and every new need is answered with one column more. InnoDB refuses more than
    1,017. An ALTER TABLE is judged where the table's definition is known.

    Instead: split the table by what is read together. The parameter `max` is the number allowed.
    """
    adds = isinstance(node, tree.CreateTable) or any(
        isinstance(action, tree.AddColumn) for action in node.actions
    )
    table, most = scope.schema.after(node) if adds else None, scope.number("max")
    if table is not None and len(table.columns) > most:
        yield hit(node.name, _WIDE, table=node.name.dotted, count=len(table.columns), max=most,
                  about=node.name.dotted)  # fmt: skip
        if table.too_wide:
            yield hit(node.name, definitions.TOO_WIDE, table=table.name, about=node.name.dotted)


@table_max_columns.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    if made := oracle_ddl.heading(tokens, "CREATE"):
        count, most = len(list(oracle_ddl.columns(tokens))), scope.number("max")
        if count > most:
            yield hit(made.first, _WIDE, last=made.last, table=made.name, count=count, max=most,
                      about=made.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateTable, tree.DropColumn),
    dialects=EVERYWHERE,
    parameters={"columns": ()},
    bad=[
        "-- columns: created_at, updated_at\n"
        "CREATE TABLE item (id INT PRIMARY KEY, created_at DATETIME)",
        "-- columns: created_at\nALTER TABLE item DROP COLUMN created_at",
        "-- dialect: oracle\n-- columns: created_at\nCREATE TABLE item (id NUMBER PRIMARY KEY)",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY)",
        "-- columns: created_at\nCREATE TABLE item (id INT PRIMARY KEY, Created_At DATETIME)",
        "-- columns: created_at\nCREATE TABLE item_new LIKE item",
        "-- dialect: oracle\n-- columns: created_at\n"
        'CREATE TABLE item (id NUMBER PRIMARY KEY, "CREATED_AT" DATE)',
        "-- dialect: oracle\n-- columns: created_at\nCREATE TABLE item AS SELECT * FROM old_item",
    ],
    sources=[
        "goInception er_must_have_columns",
        "Bytebase COLUMN_REQUIRED",
        "Yearning MustHaveColumns",
    ],
)
def table_required_columns(node: tree.CreateTable | tree.DropColumn, scope: Scope) -> Hits:
    """A table lacks a column that every table of the house has.

    Why: the house's programs rely on these columns: the time a row was made or changed, the tenant
    it belongs to, a mark that it is deleted. It says nothing until the parameter names some.

    Instead: add the columns in the parameter `columns`. Temporary tables are not looked at.
    """
    required = [column.lower() for column in scope.words("columns")]
    if isinstance(node, tree.DropColumn):
        if node.name.name.lower() in required:
            yield hit(node, N_("{table} loses the column {column}, which every table has"),
                      table=definitions.table_name(node), column=node.name.name,
                      about=definitions.table_name(node))  # fmt: skip
        return
    table = scope.schema.after(node)
    if table is None or not table.known_columns or definitions.is_passing(node, scope):
        return
    for column in required:
        if table.lacks_column(column):
            yield hit(node.name, _LACKS, table=node.name.dotted, column=column,
                      about=node.name.dotted)  # fmt: skip


@table_required_columns.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    made = oracle_ddl.heading(tokens, "CREATE")
    there = {
        tokens.source(column.name, column.name).strip('"').lower()
        for _, column in oracle_ddl.columns(tokens)
    }
    if made is None or not there or "TEMPORARY" in made.words:
        return
    for column in scope.words("columns"):
        if column.lower() not in there:
            yield hit(made.first, _LACKS, last=made.last, table=made.name, column=column.lower(),
                      about=made.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateView,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "CREATE VIEW open_orders AS SELECT id FROM orders WHERE state = 1",
        "CREATE OR REPLACE VIEW open_orders (id) AS SELECT id FROM orders",
        "-- dialect: oracle\n"
        "CREATE OR REPLACE FORCE EDITIONABLE VIEW open_orders AS SELECT id FROM orders",
    ],
    good=[
        "DROP VIEW open_orders",
        "ALTER VIEW open_orders AS SELECT id FROM orders WHERE state = 2",
        "-- dialect: oracle\nCREATE MATERIALIZED VIEW totals AS SELECT SUM(amount) a FROM payment",
    ],
    sources=[
        "goInception er_view_support",
        "SQLE ddl_check_create_view",
        "Bytebase SYSTEM_VIEW_DISALLOW_CREATE",
        "SOAR TBL.006",
        "Yearning AllowCreateView",
    ],
)
def view_no_create(node: tree.CreateView, scope: Scope) -> Hits:
    """A view.

    Why: a query over a view hides what it costs; MySQL copies views with GROUP BY, DISTINCT, UNION
    or LIMIT into a temporary table for each query; and a view breaks unnoticed when its tables
    change. House rule: not part of the default profile.

    Instead: the query itself, or a table kept up to date.
    """
    if not node.alter:
        yield hit(node.name, _VIEW, view=node.name.dotted, about=node.name.dotted)


@view_no_create.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    if view := oracle_ddl.heading(tokens, "CREATE", "VIEW"):
        yield hit(view.first, _VIEW, last=view.last, view=view.name, about=view.name)
