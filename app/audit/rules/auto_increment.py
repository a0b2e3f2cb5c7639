"""Rules about AUTO_INCREMENT and the primary key it usually is."""

import re

from app.audit import definitions
from app.audit.indexing import KEYED
from app.audit.patterns import compiled
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Pattern, Scope
from app.audit.signs import only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.numbers import whole_number
from app.sql.schema import Column, Table

_ANYWHERE_IN_KEY = frozenset({"myisam", "aria", "merge", "mrg_myisam"})
"""Engines that count within the columns before it where it is a later column of a key."""
_COUNTED = definitions.INTEGERS - {"SERIAL"}


@rule(
    Severity.WARNING,
    on=(only(tree.CreateTable, "AUTO_INCREMENT"),),
    parameters={"value": 1},
    bad=[
        "CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=1047",
        "CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB AUTO_INCREMENT 2",
    ],
    good=[
        "CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY)",
        "CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=1",
        "ALTER TABLE item AUTO_INCREMENT = 100000",
    ],
    sources=[
        "goInception er_inc_init_err",
        "SQLE ddl_check_auto_increment",
        "Bytebase COLUMN_AUTO_INCREMENT_INITIAL_VALUE",
        "SOAR TBL.004",
        "Yearning DDLEnableAutoincrementInit",
    ],
)
def auto_increment_initial_value(node: tree.CreateTable, scope: Scope) -> Hits:
    """A new table starts counting at an unusual value.

    Why: the number mostly comes along with a definition copied from another server, and says
    nothing about this one: the first row of the new table gets it, and numbers below are lost.
    ALTER TABLE … AUTO_INCREMENT, which is meant, is not reported, and 0 is the same as 1.

    Instead: leave AUTO_INCREMENT=n out, or set the parameter `value` to where the house begins.
    """
    option = node.option("AUTO_INCREMENT")
    if option is None:
        return
    given, usual = definitions.word(option.value, scope), scope.number("value")
    if given.isdecimal() and max(whole_number(given), 1) != usual:
        yield hit(option, N_("{table} starts counting at {value}, not at {usual}"),
                  table=node.name.dotted, value=given, usual=usual,
                  about=node.name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnDefinition, *definitions.COUNTING),),
    parameters={"except_types": ("BIGINT",)},
    bad=[
        "CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY)",
        "ALTER TABLE item MODIFY id MEDIUMINT NOT NULL AUTO_INCREMENT",
    ],
    good=[
        "CREATE TABLE item (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY)",
        "CREATE TABLE item (id BIGINT AUTO_INCREMENT PRIMARY KEY)",
        "CREATE TABLE item (id SERIAL)",
        "CREATE TABLE item (id INT ZEROFILL AUTO_INCREMENT PRIMARY KEY, parent INT)",
    ],
    sources=[
        "goInception er_autoinc_unsigned",
        "Bytebase COLUMN_AUTO_INCREMENT_MUST_UNSIGNED",
        "SOAR COL.003",
        "Yearning DDLEnableAutoincrementUnsigned",
    ],
)
def auto_increment_unsigned(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """An AUTO_INCREMENT column is signed.

    Why: it never counts below 1, so half of its values are never used, and an INT is full at
    2,147,483,647 rather than at 4,294,967,295; every INSERT fails from then on. The peers report
    BIGINT as well; ours does not, for nobody counts to 9.2 × 10^18: empty `except_types` to have it
    reported.

    Instead: UNSIGNED, or better BIGINT. Columns that refer to it must have the same type.
    """
    made = column.type
    if made is None or made.name not in _COUNTED:
        return
    excepted = {name.upper() for name in scope.words("except_types")}
    if made.unsigned or made.zerofill or made.name in excepted:
        return
    if definitions.increments(column):
        yield hit(made, N_("{column} counts up but is a signed {type}"), column=column.name.name,
                  type=made.name, about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.CreateTable, tree.AlterTable),
    having=definitions.COUNTING,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, nr INT AUTO_INCREMENT)",
        "CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY, nr INT AUTO_INCREMENT UNIQUE)",
        "CREATE TABLE item (shop INT, nr INT AUTO_INCREMENT, PRIMARY KEY (shop, nr)) ENGINE=InnoDB",
        "CREATE TABLE item (id SERIAL, name VARCHAR(9));"
        " ALTER TABLE item ADD COLUMN nr INT AUTO_INCREMENT UNIQUE",
    ],
    good=[
        "CREATE TABLE item (id INT AUTO_INCREMENT, PRIMARY KEY (id))",
        "CREATE TABLE item (id INT AUTO_INCREMENT, shop INT, PRIMARY KEY (shop, id), KEY (id))",
        "CREATE TABLE item (shop INT, nr INT AUTO_INCREMENT, PRIMARY KEY (shop, nr)) ENGINE=MyISAM",
        "ALTER TABLE item MODIFY id INT AUTO_INCREMENT",
    ],
    sources=[
        "goInception er_wrong_auto_key",
        "SQLE ddl_check_auto_increment_field_num",
        "Bytebase AutoIncrementExists",
        "MySQL error 1075",
    ],
)
def auto_increment_single(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A table has two AUTO_INCREMENT columns, or one that no index begins with.

    Why: the server refuses it with error 1075: there can be only one, and InnoDB finds its greatest
    value through an index that begins with it. MyISAM and Aria count within the columns before
    it where it is a later column of an index. An ALTER TABLE is judged where the table's
    definition is known.

    Instead: one such column, as the primary key or as the first column of an index.
    """
    defined = definitions.counting_of(node)
    table = scope.schema.after(node) if defined else None
    if table is None:
        return
    counting = [column for column in table.columns.values() if column.auto_increment]
    last = defined[-1]
    if len(counting) > 1:
        yield hit(last, N_("{column} is not the only AUTO_INCREMENT column of {table}"),
                  column=last.name.name, table=table.name, about=node.name.dotted)  # fmt: skip
    elif (
        counting and table.known_indexes and not _is_keyed(counting[0], table, _engine(node, scope))
    ):
        yield hit(last, N_("No index of {table} begins with the AUTO_INCREMENT column {column}"),
                  table=table.name, column=last.name.name, about=node.name.dotted)  # fmt: skip


def _engine(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> str:
    """The engine in lower case; nothing where it is not said."""
    option = node.option("ENGINE") if isinstance(node, tree.CreateTable) else None
    return definitions.word(option.value, scope).lower() if option else ""


def _is_keyed(column: Column, table: Table, engine: str) -> bool:
    name = column.name.lower()
    if engine in _ANYWHERE_IN_KEY:
        return any(name in index.columns for index in table.indexes.values())
    return name in [index.parts[0].column for index in table.indexes.values() if index.parts]


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnDefinition, *definitions.COUNTING),),
    in_default=False,
    parameters={"format": Pattern("^id$")},
    bad=[
        "CREATE TABLE item (item_id INT AUTO_INCREMENT PRIMARY KEY)",
        "ALTER TABLE item ADD COLUMN nr BIGINT AUTO_INCREMENT UNIQUE",
    ],
    good=[
        "CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY, nr INT)",
        "CREATE TABLE country (code CHAR(2) PRIMARY KEY)",
    ],
    sources=[
        "goInception er_auto_incr_id_warning",
        "Bytebase NAMING_COLUMN_AUTO_INCREMENT",
        "Yearning DDLPrimaryKeyMust",
    ],
)
def naming_auto_increment_column(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """An AUTO_INCREMENT column is not named as agreed.

    Why: programs and people expect the key of every table under the same name. House rule: not
    part of the default profile.

    Instead: a name that the regular expression in the parameter `format` finds, upper or lower
    case.
    """
    name, pattern = column.name.name, scope.text_setting("format")
    if definitions.increments(column) and not compiled(pattern, re.I).search(name):
        yield hit(column.name, N_("The AUTO_INCREMENT column {column} is not named {pattern}"),
                  column=name, pattern=pattern, about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreateTable, tree.AlterTable),
    having=KEYED,
    in_default=False,
    bad=[
        "CREATE TABLE item (id BIGINT PRIMARY KEY, name VARCHAR(20))",
        "CREATE TABLE country (code CHAR(2), PRIMARY KEY (code))",
    ],
    good=[
        "CREATE TABLE item (id BIGINT AUTO_INCREMENT PRIMARY KEY)",
        "CREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b))",
        "ALTER TABLE item ADD PRIMARY KEY (id)",
    ],
    sources=[
        "SQLE ddl_check_pk_without_auto_increment",
        "SOAR KEY.001",
        "Yearning DDLEnableAutoIncrement",
    ],
)
def primary_key_auto_increment(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A primary key of one column is not AUTO_INCREMENT.

    Why: InnoDB stores rows in the order of the primary key; values that do not rise split pages in
    the middle and read them from disk to do so. Keys of several columns, as in tables that join two
    others, are not reported. House rule: not part of the default profile, for numbers from an
    id service rise as well.

    Instead: AUTO_INCREMENT, or a key that a service counts up.
    """
    key = definitions.primary_of(node)
    table = scope.schema.after(node) if key is not None else None
    columns = table.primary_key if table is not None else ()
    if key is None or table is None or len(columns) != 1:
        return
    column = table.column(columns[0])
    if column and not column.auto_increment:
        yield hit(key, N_("The primary key {column} is not AUTO_INCREMENT"), column=column.name,
                  about=node.name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateTable, tree.AlterTable),
    having=KEYED,
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "CREATE TABLE session (token VARCHAR(64) PRIMARY KEY)",
        "CREATE TABLE item (name CHAR(36), id INT, PRIMARY KEY (name, id))",
        "CREATE TABLE item (name VARCHAR(36)); ALTER TABLE item ADD PRIMARY KEY (name)",
        "-- dialect: oracle\nCREATE TABLE item (code VARCHAR2(36) PRIMARY KEY)",
    ],
    good=[
        "CREATE TABLE item (id BIGINT UNSIGNED PRIMARY KEY)",
        "CREATE TABLE reading (sensor INT, at DATETIME, PRIMARY KEY (sensor, at))",
        "ALTER TABLE item ADD PRIMARY KEY (name)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER(10) PRIMARY KEY)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER GENERATED ALWAYS AS IDENTITY,"
        " CONSTRAINT item_pk PRIMARY KEY (id))",
    ],
    sources=[
        "goInception er_pk_cols_not_int",
        "Bytebase INDEX_PK_TYPE_LIMIT",
        "Yearning DDLAllowPRINotInt",
        "SOAR KEY.007",
    ],
)
def primary_key_integer(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A primary key begins with a column that is not an integer.

    Why: every other index of an InnoDB table holds the primary key as well, so a UUID as CHAR(36)
    adds 36 bytes to each entry of each of them; and random values put new rows all over the table.
    The peers report any column of the key; ours the first only, for (sensor, time) is fine.

    Instead: BIGINT UNSIGNED, and the text in a UNIQUE column; where it must be a UUID, BINARY(16)
    with UUID_TO_BIN(uuid, 1), whose values rise.
    """
    key = definitions.primary_of(node)
    table = scope.schema.after(node) if key is not None else None
    columns = table.primary_key if table is not None else ()
    if key is None or table is None or not columns:
        return
    column = table.column(columns[0])
    if column and column.type and not definitions.holds_integers(column):
        yield hit(key, N_("The primary key begins with {column}, which is {type}"),
                  column=column.name, type=column.type, about=node.name.dotted)  # fmt: skip
