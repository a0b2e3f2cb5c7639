"""Rules of a house about defaults, and about columns that set themselves."""

from collections.abc import Iterator

from app.audit import definitions
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.settings import variable
from app.audit.signs import only
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import NUMBER, Tokens

_STEP = N_("{name} counts in steps of {step}")
_STEPS = frozenset({"auto_increment_increment"})


@rule(
    Severity.WARNING,
    on=(
        only(
            tree.ColumnDefinition, "NOT NULL", lacking=["DEFAULT", *definitions.NO_DEFAULT_NEEDED]
        ),
    ),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, n NUMBER NOT NULL)",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT NOT NULL)",
        "ALTER TABLE item ADD COLUMN name VARCHAR(20) NOT NULL",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER GENERATED ALWAYS AS IDENTITY NOT NULL,"
        " n NUMBER DEFAULT 0 NOT NULL)",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT NOT NULL DEFAULT 0, m INT)",
        "CREATE TABLE item (id INT NOT NULL AUTO_INCREMENT, PRIMARY KEY (id))",
        "CREATE TABLE item (id INT PRIMARY KEY, body TEXT NOT NULL)",
        "CREATE TABLE item (id INT PRIMARY KEY, twice INT AS (id * 2) STORED NOT NULL)",
    ],
    sources=[
        "SQLE ddl_check_field_not_null_must_contain_default_value",
        "SQLE SQLE00034",
        "Bytebase COLUMN_SET_DEFAULT_FOR_NOT_NULL",
    ],
)
def column_not_null_needs_default(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A NOT NULL column has no default.

    Why: INSERTs that do not name it fail in strict mode with error 1364, and otherwise write 0 or
    an empty string that nobody chose; so old programs break on the day it is added. House rule:
    not part of the default profile, for a value that must be given is best demanded. Keys, TEXT,
    BLOB, JSON and generated columns are not reported.

    Instead: DEFAULT with the value that old programs mean, or NULL.
    """
    if "DEFAULT" in definitions.kinds_of(column) or not definitions.needs_default(column):
        return
    if never := column.attribute("NOT NULL"):
        yield hit(never, N_("{column} is NOT NULL and has no default"), column=column.name.name,
                  about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.AddColumn,),
    dialects=(Dialect.ORACLE,),
    bad=[
        "-- dialect: oracle\nALTER TABLE item ADD n NUMBER NOT NULL",
        "-- dialect: oracle\nALTER TABLE item ADD (n NUMBER DEFAULT 0, m DATE NOT NULL)",
    ],
    good=[
        "-- dialect: oracle\nALTER TABLE item ADD (n NUMBER DEFAULT 0 NOT NULL)",
        "-- dialect: oracle\nALTER TABLE item ADD id NUMBER GENERATED ALWAYS AS IDENTITY NOT NULL",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY);"
        " ALTER TABLE item ADD n NUMBER NOT NULL",
    ],
    sources=["Bytebase COLUMN_ADD_NOT_NULL_REQUIRE_DEFAULT", "ORA-01758"],
)
def column_add_not_null_needs_default(node: tree.AddColumn, scope: Scope) -> Hits:
    """A NOT NULL column without a default is added.

    Why: Oracle refuses it with ORA-01758 unless the table is empty. What this file has made is not
    reported.

    Instead: a default, which Oracle since 11g does not write into the rows; or add the column,
    fill it, and then make it NOT NULL.
    """
    table = node.parent
    if not isinstance(table, tree.AlterTable) or scope.schema.made_here(table.name):
        return
    for column in node.columns:
        if not isinstance(column, tree.ColumnDefinition) or column.attribute("NOT NULL") is None:
            continue
        stored = definitions.is_stored(column) and not definitions.increments(column)
        if stored and column.attribute("DEFAULT") is None:
            yield hit(column, N_("{column} is NOT NULL and has no default"),
                      column=column.name.name, about=table.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnAttribute, "ON UPDATE"),),
    in_default=False,
    bad=["CREATE TABLE item (id INT PRIMARY KEY, at DATETIME ON UPDATE CURRENT_TIMESTAMP)"],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, at DATETIME DEFAULT CURRENT_TIMESTAMP)",
        "CREATE TABLE pack (id INT PRIMARY KEY, item INT,"
        " FOREIGN KEY (item) REFERENCES item (id) ON UPDATE CASCADE)",
    ],
    sources=["SOAR RES.010"],
)
def column_on_update_current_timestamp(node: tree.ColumnAttribute, scope: Scope) -> Hits:
    """A column sets itself to the time of every UPDATE.

    Why: a correction by hand or the filling of a new column changes it for all rows, and what
    exports or caches go by it does them all again. House rule: not part of the default profile;
    table-require-update-time asks for just that.

    Instead: let the program set it; or keep it, and write column = column in such corrections.
    """
    if node.kind == "ON UPDATE":
        table = definitions.table_name(node)
        yield hit(node, N_("A column of {table} sets itself with every UPDATE"), table=table,
                  about=table)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateTable,),
    having=definitions.NOW,
    parameters={"max_default": 2, "max_on_update": 1},
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, a DATETIME ON UPDATE NOW(),"
        " b DATETIME ON UPDATE NOW())",
        "CREATE TABLE item (id INT PRIMARY KEY, a DATETIME DEFAULT NOW(),"
        " b DATETIME DEFAULT NOW(), c TIMESTAMP DEFAULT CURRENT_TIMESTAMP)",
        "-- max_default: 1\nCREATE TABLE item (id INT PRIMARY KEY, a DATETIME DEFAULT NOW(),"
        " b DATETIME DEFAULT NOW())",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, made DATETIME DEFAULT NOW(),"
        " changed DATETIME DEFAULT NOW() ON UPDATE NOW())",
    ],
    sources=[
        "goInception er_too_much_auto_timestamp_cols, ER_TOO_MUCH_AUTO_DATETIME_COLS",
        "Bytebase COLUMN_CURRENT_TIME_COUNT_LIMIT",
        "MySQL error 1293",
    ],
)
def column_single_auto_timestamp(node: tree.CreateTable, scope: Scope) -> Hits:
    """Several columns of a table set themselves to the current time.

    Why: they always hold the same, so one of them is a mistake; and a server before MySQL 5.6.5
    or MariaDB 10.0.1 refuses more than one with error 1293. goInception allows one in all; the
    pair of made and changed, which every server in use takes, is let pass here.

    Instead: one column for the time a row was made, one for the time it was changed. The parameters
    are the numbers allowed of columns with such a DEFAULT and of those with ON UPDATE.
    """
    for kind, parameter in (("DEFAULT", "max_default"), ("ON UPDATE", "max_on_update")):
        found = list(_setting_themselves(node, kind))
        if len(found) > scope.number(parameter):
            yield hit(found[-1], N_("{count} columns of {table} set themselves with {kind}"),
                      count=len(found), table=node.name.dotted, kind=kind,
                      about=node.name.dotted)  # fmt: skip


def _setting_themselves(node: tree.CreateTable, kind: str) -> Iterator[tree.ColumnDefinition]:
    for column in node.columns:
        attribute = column.attribute(kind)
        if attribute is not None and definitions.is_now(attribute.value):
            yield column


@rule(
    Severity.WARNING,
    on=(tree.VariableAssignment, tree.Definition),
    dialects=EVERYWHERE,
    bad=[
        "SET GLOBAL auto_increment_increment = 2",
        "SET @@session.auto_increment_increment = 10",
        "-- dialect: mariadb\nCREATE SEQUENCE s START WITH 1 INCREMENT BY 5",
        "-- dialect: oracle\nCREATE SEQUENCE s INCREMENT BY 5",
    ],
    good=[
        "SET auto_increment_increment = 1",
        "-- dialect: mariadb\nCREATE SEQUENCE s START WITH 100 INCREMENT BY 1",
        "-- dialect: oracle\nCREATE SEQUENCE s INCREMENT BY 1 CACHE 100",
        "-- dialect: oracle\nALTER SEQUENCE s CACHE 1000",
    ],
    sources=["SQLE SQLE00161"],
)
def auto_increment_step_one(node: tree.VariableAssignment | tree.Definition, scope: Scope) -> Hits:
    """AUTO_INCREMENT or a sequence counts in steps other than 1.

    Why: keys run out so much sooner, and programs that reckon the ids of a multi-row INSERT from
    the first one are wrong. Servers that all take writes need steps of their own; they set them in
    their configuration.

    Instead: a step of 1; for sequences a larger CACHE where speed is wanted.
    """
    if isinstance(node, tree.VariableAssignment):
        if (name := variable(node)) in _STEPS and isinstance(node.value, tree.Literal):
            yield from _stepping(node, name, scope.literal(node.value))
        return
    for option in node.options if "SEQUENCE" in node.kind else ():
        if option.name.startswith("INCREMENT") and isinstance(option.value, tree.Literal):
            yield from _stepping(option, node.name.dotted, scope.literal(option.value))


def _stepping(place: tree.Node, name: str, step: str) -> Hits:
    if step not in {"0", "1"}:
        yield hit(place, _STEP, name=name, step=step, about=name)


@auto_increment_step_one.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    kinds = tokens.kinds
    if kinds[0] not in {"CREATE", "ALTER"} or kinds[1] != "SEQUENCE":
        return
    for at in range(2, len(tokens)):
        if kinds[at : at + 2] == ["INCREMENT", "BY"] and kinds[at + 2] is NUMBER:
            name, step = tokens.source(2, 2), scope.literal_at(at + 2)
            if step != "1":
                yield hit(at, _STEP, last=at + 2, name=name, step=step, about=name)
