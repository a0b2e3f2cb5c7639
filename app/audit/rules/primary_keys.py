"""Rules about primary keys: what they are made of, and how they are changed."""

from app.audit import definitions
from app.audit.indexing import KEYED
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import KnownTable, only
from app.audit.sources import in_program
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree

_CHANGING = (tree.CreateTable, tree.AlterTable)
_TABLE = "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20));\n"


@rule(
    Severity.WARNING,
    on=(only(tree.Key, "PRIMARY"),),
    dialects=EVERYWHERE,
    parameters={"max": 2},
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE TABLE part (a NUMBER, b NUMBER, c NUMBER, PRIMARY KEY (a, b,"
        " c))",
        "CREATE TABLE part (a INT, b INT, c INT, PRIMARY KEY (a, b, c))",
        "ALTER TABLE part ADD PRIMARY KEY (a, b, c)",
        "-- max: 1\nCREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b))",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE pair (a NUMBER, b NUMBER, PRIMARY KEY (a, b))",
        "CREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b))",
        "CREATE TABLE part (id INT PRIMARY KEY, a INT, b INT, c INT, UNIQUE KEY (a, b, c))",
    ],
    sources=[
        "goInception er_pk_too_many_parts",
        "SQLE ddl_check_column_quantity_in_pk",
        "SQLE SQLE00023",
    ],
)
def primary_key_max_columns(key: tree.Key, scope: Scope) -> Hits:
    """A primary key has too many columns.

    Why: every other index of an InnoDB table holds all of them, and each foreign key to it repeats
    them. House rule: not part of the default profile.

    Instead: a BIGINT as the primary key and the columns in a unique index. The parameter `max` is
    the number allowed.
    """
    if key.kind == "PRIMARY" and len(key.parts) > scope.number("max"):
        table = definitions.table_name(key)
        yield hit(key, N_("The primary key of {table} has {count} columns; the limit is {max}"),
                  table=table, count=len(key.parts), max=scope.number("max"),
                  about=table)  # fmt: skip


@rule(
    Severity.WARNING,
    on=_CHANGING,
    having=KEYED,
    in_default=False,
    bad=[
        "CREATE TABLE item (id BIGINT PRIMARY KEY)",
        "CREATE TABLE item (id INT UNSIGNED, PRIMARY KEY (id))",
        "CREATE TABLE item (code CHAR(8) PRIMARY KEY)",
    ],
    good=[
        "CREATE TABLE item (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY)",
        "CREATE TABLE item (id SERIAL PRIMARY KEY)",
        "CREATE TABLE item (id BIGINT UNSIGNED PRIMARY KEY, code CHAR(8) UNIQUE)",
    ],
    sources=["SQLE ddl_check_pk_without_bigint_unsigned", "SQLE SQLE00054"],
)
def primary_key_bigint_unsigned(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A primary key is not BIGINT UNSIGNED.

    Why: an INT is full after 2 or 4 thousand million rows ever inserted, and to widen it means to
    rewrite the table and every one that refers to it. House rule: not part of the default profile.

    Instead: BIGINT UNSIGNED.
    """
    for column in definitions.key_columns_of(node):
        made = column.type
        if made is None or made.name == "SERIAL" or (made.name == "BIGINT" and made.unsigned):
            continue
        yield hit(column, N_("The primary key {column} is not BIGINT UNSIGNED"),
                  column=column.name.name, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=_CHANGING,
    having=KEYED,
    in_default=False,
    bad=["CREATE TABLE item (id BIGINT AUTO_INCREMENT PRIMARY KEY)"],
    good=[
        "CREATE TABLE item (id BIGINT PRIMARY KEY)",
        "CREATE TABLE item (id BIGINT PRIMARY KEY, nr INT AUTO_INCREMENT UNIQUE)",
    ],
    sources=["SQLE ddl_check_pk_prohibit_auto_increment", "SQLE SQLE00051"],
)
def primary_key_no_auto_increment(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A primary key is AUTO_INCREMENT.

    Why: the ids of two servers that both take writes collide when they are brought together, and
    who sees one can guess the next. House rule for sharded databases: not part of the default
    profile; it is the contrary of primary-key-auto-increment.

    Instead: ids of a service, which rise as well.
    """
    for column in definitions.key_columns_of(node):
        if definitions.increments(column):
            yield hit(column, N_("The primary key {column} is AUTO_INCREMENT"),
                      column=column.name.name, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    idle_without="types",
    on=_CHANGING,
    having=KEYED,
    parameters={"types": ()},
    bad=[
        "-- types: INT, BIGINT\nCREATE TABLE item (code CHAR(8) PRIMARY KEY)",
        "-- types: BIGINT\nALTER TABLE item MODIFY id INT PRIMARY KEY",
    ],
    good=[
        "CREATE TABLE item (code CHAR(8) PRIMARY KEY)",
        "-- types: INT, BIGINT\nCREATE TABLE item (id INTEGER PRIMARY KEY, code CHAR(8) UNIQUE)",
    ],
    sources=["Bytebase INDEX_PRIMARY_KEY_TYPE_ALLOWLIST"],
)
def primary_key_type_allowlist(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A column of a primary key has a type outside the list.

    Why: the profile names the types the house's programs, shards and tools can deal with as keys.
    It says nothing until the parameter `types` names some.

    Instead: a type in the parameter `types`; other spellings count as what they stand for.
    """
    if not (types := {word.upper() for word in scope.words("types")}):
        return
    for column in definitions.key_columns_of(node):
        if column.type is not None and column.type.name not in types:
            yield hit(column.type, N_("The primary key {column} is {type}; {allowed} are allowed"),
                      column=column.name.name, type=column.type.name,
                      allowed=", ".join(sorted(types)), about=node.name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=_CHANGING,
    having=KEYED,
    dialects=(Dialect.MYSQL,),
    bad=[
        "CREATE TABLE item (id INT NULL PRIMARY KEY)",
        "CREATE TABLE item (id INT NULL, name CHAR(9), PRIMARY KEY (id))",
        "ALTER TABLE item ADD COLUMN id INT NULL, ADD PRIMARY KEY (id)",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, name CHAR(9) NULL)",
        "CREATE TABLE item (id INT NOT NULL, PRIMARY KEY (id))",
    ],
    sources=["goInception er_primary_cant_have_null", "MySQL error 1171"],
)
def primary_key_not_null(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A column of a primary key is declared NULL.

    Why: MySQL refuses it with error 1171. MariaDB makes it NOT NULL without a word.

    Instead: leave NULL out, or a unique key where NULL is meant.
    """
    for column in definitions.key_columns_of(node):
        if null := column.attribute("NULL"):
            yield hit(null, N_("{column} is part of the primary key and cannot be NULL"),
                      column=column.name.name, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.AddColumn,),
    in_default=False,
    bad=[
        "ALTER TABLE item ADD COLUMN code CHAR(8) UNIQUE",
        "ALTER TABLE item ADD COLUMN id BIGINT AUTO_INCREMENT PRIMARY KEY FIRST",
    ],
    good=[
        "ALTER TABLE item ADD COLUMN code CHAR(8)",
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8) UNIQUE)",
    ],
    sources=["goInception ER_CANT_ADD_PK_OR_UK_COLUMN"],
)
def primary_key_inline_on_add_column(node: tree.AddColumn, scope: Scope) -> Hits:
    """A column is added together with a key over it.

    Why: all rows get the same value, so that a unique key fails where there are two; tools for
    online changes drop the other rows without a word. AUTO_INCREMENT gives different values, and
    different ones on each replica with statement-based replication. House rule: not part of the
    default profile.

    Instead: add the column, fill it, and add the key then.
    """
    for column in node.columns:
        if isinstance(column, tree.ColumnDefinition):
            for kind in ("PRIMARY KEY", "KEY", "UNIQUE"):
                if attribute := column.attribute(kind):
                    yield hit(attribute, N_("{column} is added with a key over it"),
                              column=column.name.name,
                              about=definitions.table_name(node))  # fmt: skip


@rule(
    Severity.ERROR,
    on=(only(tree.AlterTable, tree.DropKey),),
    having=(KnownTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "-- dialect: oracle\nCREATE TABLE pair (a NUMBER, b NUMBER); ALTER TABLE pair DROP"
        " PRIMARY KEY",
        "CREATE TABLE pair (a INT, b INT); ALTER TABLE pair DROP PRIMARY KEY",
        _TABLE + "ALTER TABLE item DROP PRIMARY KEY; ALTER TABLE item DROP PRIMARY KEY",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, a NUMBER, name"
        " VARCHAR2(30)); ALTER TABLE item DROP PRIMARY KEY",
        _TABLE + "ALTER TABLE item DROP PRIMARY KEY",
        "ALTER TABLE never_described DROP PRIMARY KEY",
        "CREATE TABLE pair (a INT, b INT); ALTER TABLE pair ADD PRIMARY KEY (a)",
    ],
    sources=[
        "SQLE precheck PrimaryKeyNotExist",
        "Bytebase PrimaryKeyNotExists",
        "MySQL error 1091",
    ],
)
def primary_key_missing_to_drop(node: tree.AlterTable, scope: Scope) -> Hits:
    """A primary key is dropped that is not there.

    Why: the statement fails with error 1091, and none of its actions is done. It is said only where
    all indexes of the table are known.

    Instead: look at SHOW INDEX FROM the table.
    """
    table = scope.schema.table(node.name)
    if table is None or in_program(scope.parsed.tree) or not table.lacks_index("PRIMARY"):
        return
    for action in node.actions:
        if isinstance(action, tree.DropKey) and action.kind == "PRIMARY" and not action.if_exists:
            yield hit(action, N_("{table} has no primary key to drop"), table=node.name.dotted,
                      about=node.name.dotted)  # fmt: skip
