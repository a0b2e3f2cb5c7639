"""Rules about what a table is made of: which columns it has, and which indexes."""

import re

from app.audit import definitions
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema.columns import column_of

_CHANGING = (tree.CreateTable, tree.AlterTable)
_HIDDEN = frozenset(
    "connect federated federatedx spider s3 sequence mroonga columnstore ndb ndbcluster".split()
)
"""Engines that may find out by themselves which columns a table has."""
_TEXTS = definitions.LARGE - {"JSON"}
_EAV_NAME = re.compile(
    r"(?:attr(?:ibute)?|prop(?:erty)?|meta|param(?:eter)?|field|option|setting|custom|extra)"
    r"(?:_?(?:name|key|code|id|type))?"
)
_EAV_VALUE = re.compile(
    r"(?:(?:attr(?:ibute)?|prop(?:erty)?|meta|param(?:eter)?|field|option|setting|custom|extra)_?)?"
    r"(?:value|val)(?:_?(?:str|string|text|int|num|number|date|bool))?"
)


@rule(
    Severity.WARNING,
    idle_without="columns",
    on=_CHANGING,
    dialects=EVERYWHERE,
    parameters={"columns": ()},
    bad=[
        "-- dialect: oracle\n-- columns: tenant_id\nCREATE TABLE item (id NUMBER PRIMARY KEY,"
        " tenant_id NUMBER)",
        "-- columns: tenant_id, created_at DATETIME\n"
        "CREATE TABLE item (id INT PRIMARY KEY, tenant_id INT)",
        "-- columns: created_at DATETIME\n"
        "CREATE TABLE item (id INT PRIMARY KEY, created_at TIMESTAMP, KEY (created_at))",
        "-- columns: tenant_id\nALTER TABLE item ADD COLUMN tenant_id INT",
    ],
    good=[
        "-- dialect: oracle\n-- columns: tenant_id\nCREATE TABLE item (id NUMBER PRIMARY KEY,"
        " tenant_id NUMBER UNIQUE)",
        "CREATE TABLE item (id INT PRIMARY KEY, tenant_id INT)",
        "-- columns: tenant_id, created_at DATETIME\nCREATE TABLE item (id INT PRIMARY KEY,"
        " tenant_id INT, created_at DATETIME, KEY (tenant_id, id), KEY (created_at))",
        "-- columns: tenant_id\nCREATE TABLE item (id INT PRIMARY KEY)",
        "-- columns: tenant_id\nALTER TABLE item ADD COLUMN tenant_id INT, ADD KEY (tenant_id)",
    ],
    sources=[
        "goInception er_columns_must_have_index, er_columns_must_have_index_type_err",
        "Yearning DDLColumnsMustHaveIndex",
    ],
)
def table_columns_need_index(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A column on the house's list has no index, or not the type agreed.

    Why: every query of the house filters by these columns: the tenant, the time a row was changed.
    It says nothing until the parameter `columns` names some.

    Instead: an index that begins with the column. The parameter `columns` holds names, or names
    with a type: created_at DATETIME.
    """
    if not (wanted := scope.words("columns")):
        return
    table, defined = scope.schema.after(node), {c.name.name.lower(): c for c in
                                                definitions.columns_of(node)}  # fmt: skip
    for words in wanted:
        name, _, kind = words.lower().partition(" ")
        column = defined.get(name)
        if column is None or table is None:
            continue
        made = column_of(column).type
        if kind and made and made.lower() != kind.strip():
            yield hit(column, N_("{column} is {type} and should be {wanted}"),
                      column=column.name.name, type=made, wanted=kind.strip().upper(),
                      about=node.name.dotted)  # fmt: skip
        if not any(index.columns[:1] == (name,) for index in table.indexes.values()):
            yield hit(column, N_("No index begins with {column}"), column=column.name.name,
                      about=node.name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateTable,),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"column": "create_time"},
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, create_time DATE)",
        "CREATE TABLE item (id INT PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY, create_time DATETIME NOT NULL)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, create_time DATE DEFAULT"
        " SYSDATE)",
        "CREATE TABLE item (id INT PRIMARY KEY,"
        " Create_Time DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3))",
        "CREATE TABLE item_new LIKE item",
        "CREATE TEMPORARY TABLE few (id INT)",
        "-- column: made_at\nCREATE TABLE item (id INT PRIMARY KEY,"
        " made_at TIMESTAMP DEFAULT NOW())",
    ],
    sources=["SQLE ddl_check_create_time_column", "SQLE SQLE00219"],
)
def table_require_create_time(node: tree.CreateTable, scope: Scope) -> Hits:
    """A table has no column that takes the time a row was made.

    Why: without it nobody can say afterwards which rows a faulty release wrote, nor fetch only
    what is new. House rule: not part of the default profile.

    Instead: DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, under the name in the parameter `column`.
    """
    yield from _timed(node, scope, updated=False)


@rule(
    Severity.WARNING,
    on=(tree.CreateTable,),
    in_default=False,
    parameters={"column": "update_time"},
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY, update_time DATETIME DEFAULT CURRENT_TIMESTAMP)",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, update_time TIMESTAMP NOT NULL"
        " DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)",
        "CREATE TABLE item_new LIKE item",
    ],
    sources=["SQLE ddl_check_update_time_column", "SQLE SQLE00033"],
)
def table_require_update_time(node: tree.CreateTable, scope: Scope) -> Hits:
    """A table has no column that takes the time of the last change by itself.

    Why: incremental exports, caches and the search for what changed last night rest on it, and
    programs forget to set it. House rule: not part of the default profile.

    Instead: DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, under the name
    in the parameter `column`.
    """
    yield from _timed(node, scope, updated=True)


def _timed(node: tree.CreateTable, scope: Scope, *, updated: bool) -> Hits:
    """A hit where the column in the parameter is missing, or does not take the time by itself."""
    wanted = scope.text_setting("column")
    if node.like or node.query or definitions.is_passing(node, scope):
        return
    names = definitions.names_of(node)
    if wanted.lower() not in names:
        yield hit(node.name, N_("{table} lacks the column {column}"), table=node.name.dotted,
                  column=wanted, about=node.name.dotted)  # fmt: skip
        return
    column = definitions.columns_of(node)[names.index(wanted.lower())]
    default, change = column.attribute("DEFAULT"), column.attribute("ON UPDATE")
    sets_itself = default is not None and definitions.is_now(default.value)
    if not sets_itself or (updated and change is None):
        yield hit(column, N_("{column} does not take the time by itself"),
                  column=column.name.name, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreateTable,),
    dialects=EVERYWHERE,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item_attr (item_id NUMBER, attr_name VARCHAR2(40),"
        " attr_value VARCHAR2(200))",
        "CREATE TABLE item_attr (item_id INT, attr_name VARCHAR(40), attr_value VARCHAR(200),"
        " PRIMARY KEY (item_id, attr_name))",
        "CREATE TABLE post_meta (id INT PRIMARY KEY, post_id INT, meta_key VARCHAR(99),"
        " meta_value TEXT)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE setting (name VARCHAR2(40) PRIMARY KEY, value"
        " VARCHAR2(200))",
        "CREATE TABLE setting (name VARCHAR(40) PRIMARY KEY, value VARCHAR(200))",
        "CREATE TABLE measurement (id INT PRIMARY KEY, sensor_id INT, value DOUBLE)",
        "CREATE TABLE attr_log (id INT PRIMARY KEY, attr_name VARCHAR(9), who INT, at DATETIME)",
    ],
    sources=["sqlcheck 1006"],
)
def table_eav_design(node: tree.CreateTable, scope: Scope) -> Hits:
    """A table holds names of attributes and their values.

    Why: every value is text, nothing can be NOT NULL, unique or a foreign key, and to read one
    object takes a join for each attribute. A table of settings, which belong to no object, is not
    reported.

    Instead: a column for each attribute that is known; JSON for those that are not.
    """
    columns = definitions.names_of(node)
    if len(columns) > 10:
        return
    values = [name for name in columns if "val" in name and _EAV_VALUE.fullmatch(name)]
    if not values:
        return
    names = [name for name in columns if _EAV_NAME.fullmatch(name)]
    owned = any(name.endswith(("_id", "_code", "_no")) and name not in names for name in columns)
    if names and owned:
        yield hit(node.name, N_("{table} holds attributes in {name} and values in {value}"),
                  table=node.name.dotted, name=names[0], value=values[0],
                  about=node.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreateTable, only(tree.AlterTable, tree.AddColumn, tree.ModifyColumn)),
    dialects=EVERYWHERE,
    parameters={"max": 2},
    bad=[
        "-- dialect: oracle\nCREATE TABLE article (id NUMBER PRIMARY KEY, a CLOB, b BLOB, c NCLOB)",
        "CREATE TABLE article (id INT PRIMARY KEY, a TEXT, b BLOB, c LONGTEXT)",
        "CREATE TABLE article (id INT PRIMARY KEY, a TEXT, b TEXT); ALTER TABLE article ADD c TEXT",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE article (id NUMBER PRIMARY KEY, a CLOB, b BLOB)",
        "CREATE TABLE article (id INT PRIMARY KEY, title VARCHAR(200), body TEXT, picture BLOB)",
        "CREATE TABLE article (id INT PRIMARY KEY, a JSON, b JSON, c JSON)",
        "ALTER TABLE unknown ADD c TEXT",
    ],
    sources=["SOAR COL.007"],
)
def table_max_text_columns(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A table has too many TEXT and BLOB columns.

    Why: each long value lies on pages of its own, so that one row is several reads; and a query
    that needs one of them drags all along with SELECT *. JSON is not counted.

    Instead: a table of its own with the same key for the texts. The parameter `max` is the number
    allowed.
    """
    table = scope.schema.after(node) if definitions.columns_of(node) else None
    count = sum([c.type in _TEXTS for c in table.columns.values()]) if table else 0
    if table and count > scope.number("max"):
        yield hit(node.name, N_("{table} has {count} TEXT or BLOB columns; the limit is {max}"),
                  table=node.name.dotted, count=count, max=scope.number("max"),
                  about=node.name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.CreateTable,),
    bad=["CREATE TABLE item (PRIMARY KEY (id))", "CREATE TABLE item ENGINE=InnoDB"],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY)",
        "CREATE TABLE item SELECT 1 AS id",
        "CREATE TABLE item LIKE other",
        "-- dialect: mariadb\nCREATE TABLE item ENGINE=CONNECT TABLE_TYPE=CSV FILE_NAME='a.csv'",
    ],
    sources=["goInception er_must_at_least_one_column", "MySQL errors 1113 and 4028"],
)
def table_no_columns(node: tree.CreateTable, scope: Scope) -> Hits:
    """A table has no column.

    Why: the server refuses it with error 1113. Engines that find out by themselves what columns
    there are (CONNECT, FEDERATED, SPIDER, …) are not reported.

    Instead: at least one column.
    """
    if node.like or node.query or definitions.columns_of(node):
        return
    engine = node.option("ENGINE")
    word = definitions.word(engine.value, scope).lower() if engine else ""
    if word not in _HIDDEN and not definitions.has_unparsed(node) and not node.skipped:
        yield hit(node.name, N_("{table} has no column"), table=node.name.dotted,
                  about=node.name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateTable,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(20))",
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20))",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(20) UNIQUE)",
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20), KEY (name))",
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8) UNIQUE)",
        "CREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b))",
        "CREATE TABLE pack (id INT PRIMARY KEY, item_id INT,"
        " FOREIGN KEY (item_id) REFERENCES item (id))",
        "CREATE TABLE item_new LIKE item",
    ],
    sources=["SQLE SQLE00153"],
)
def table_require_index(node: tree.CreateTable, scope: Scope) -> Hits:
    """A new table has no index beside its primary key.

    Why: whatever is not looked for by the key reads the whole table. House rule: not part of the
    default profile, for a table may be read by its key only, and an index may follow. Tables
    whose columns are all in the key are not reported.

    Instead: an index for each way the program looks for rows.
    """
    table = scope.schema.after(node)
    if table is None or node.like or node.query or definitions.is_passing(node, scope):
        return
    others = [index for index in table.indexes.values() if index.kind != "PRIMARY"]
    whole = len(table.primary_key) == len(table.columns)
    if not others and not table.foreign_keys and not whole and table.known_indexes:
        yield hit(node.name, N_("{table} has no index beside its primary key"),
                  table=node.name.dotted, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreateTable,),
    in_default=False,
    bad=["CREATE TABLE article (id INT PRIMARY KEY, title VARCHAR(99), body TEXT)"],
    good=[
        "CREATE TABLE article_body (article_id INT PRIMARY KEY, body TEXT)",
        "CREATE TABLE article (id INT PRIMARY KEY, title VARCHAR(99))",
    ],
    sources=["SQLE ddl_avoid_text"],
)
def table_text_apart(node: tree.CreateTable, scope: Scope) -> Hits:
    """A TEXT column stands among others.

    Why: short columns that are read often and long ones that are read seldom share pages, so that
    a scan of the one reads the other. House rule: not part of the default profile, for InnoDB puts
    long values apart by itself.

    Instead: a table of the key and the text.
    """
    columns = definitions.columns_of(node)
    texts = [c for c in columns if c.type and c.type.name in _TEXTS]
    if not texts:
        return
    apart = {*texts, *definitions.key_columns_of(node)}
    for column in () if apart.issuperset(columns) else texts:
        yield hit(column, N_("{column} is {type} and stands among other columns"),
                  column=column.name.name, type=column.type.name if column.type else "",
                  about=node.name.dotted)  # fmt: skip
