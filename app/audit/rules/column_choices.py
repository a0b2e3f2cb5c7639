"""Rules about types a house does without, and types that are chosen for want of a better one."""

import re

from app.audit import definitions
from app.audit.reading import below
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import called, only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_TYPE = N_("{column} is of type {type}")
_TIMES = frozenset({"TIME", "DATETIME", "TIMESTAMP"})
_TIMESTAMP, _JSON, _BIT = frozenset({"TIMESTAMP"}), frozenset({"JSON"}), frozenset({"BIT"})
_STRINGS = frozenset({"CHAR", "VARCHAR", "TINYTEXT", "TEXT", "VARCHAR2", "NVARCHAR2", "CLOB"})
_WIDTHS = {
    "TINYINT": (4, 3, 1), "SMALLINT": (6, 5), "MEDIUMINT": (9, 8), "INT": (11, 10),
    "BIGINT": (20, 19),
}  # fmt: skip
"""The display widths the server gives by itself; TINYINT(1) is BOOLEAN."""
_IP = re.compile(r"(?:^|_)ip(?:v[46])?(?:_?addr(?:ess)?)?(?:$|_(?!id|count|type|range|no|num))")
_PATHS = ("path", "name", "dir")
_PATH = re.compile(r"(?:^|_)(?:file|image|img|photo|picture|attachment|doc)_?(?:path|name|dir)$")
_SEVERAL = ("_ids", "_codes", "_list", "_csv")
_COMMAS = re.compile(r"%,|,%|\[\[:<:\]\]|\\b")


def _of(column: tree.ColumnDefinition, types: frozenset[str]) -> Hits:
    if column.type is not None and column.type.name in types:
        yield hit(column.type, _TYPE, column=column.name.name, type=column.type.name,
                  about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, "TIMESTAMP"),),
    in_default=False,
    bad=["CREATE TABLE item (id INT PRIMARY KEY, at TIMESTAMP NULL)"],
    good=["CREATE TABLE item (id INT PRIMARY KEY, at DATETIME)", "SELECT TIMESTAMP('2025-01-01')"],
    sources=[
        "goInception option enable_timestamp_type",
        "SQLE ddl_disable_type_timestamp",
        "SQLE SQLE00068",
    ],
)
def column_no_timestamp(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A TIMESTAMP column.

    Why: it ends on 2038-01-19 (in MariaDB before 11.5 and in all of MySQL), and what is read
    depends on the time zone of the session, with a global lock for each row where that is SYSTEM.
    House rule: not part of the default profile.

    Instead: DATETIME, in UTC by agreement.
    """
    return _of(column, _TIMESTAMP)


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, "BIT"),),
    in_default=False,
    bad=["CREATE TABLE item (id INT PRIMARY KEY, done BIT(1))"],
    good=["CREATE TABLE item (id INT PRIMARY KEY, done BOOLEAN)", "SELECT BIT_COUNT(7)"],
    sources=["goInception er_use_enum (enable_enum_set_bit)", "SOAR COL.010"],
)
def column_no_bit(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A BIT column.

    Why: drivers give it back as bytes, as a number or as a truth value, each differently, and
    clients show nothing that can be read. House rule: not part of the default profile.

    Instead: TINYINT(1) for yes and no; for several a column each.
    """
    return _of(column, _BIT)


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, "JSON"),),
    in_default=False,
    bad=["CREATE TABLE item (id INT PRIMARY KEY, detail JSON)"],
    good=["CREATE TABLE item (id INT PRIMARY KEY, detail TEXT)", "SELECT JSON_OBJECT()"],
    sources=["goInception er_json_type_support"],
)
def column_no_json(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A JSON column.

    Why: nothing in it has a type or a constraint, it is searched without an index unless one is
    made for each path, and MariaDB's JSON is LONGTEXT with a check, so that the two do not
    replicate to each other. House rule: not part of the default profile.

    Instead: columns for what is searched for.
    """
    return _of(column, _JSON)


@rule(
    Severity.ERROR,
    on=(only(tree.ColumnDefinition, *definitions.SPATIAL), only(tree.Key, "SPATIAL")),
    in_default=False,
    bad=[
        "CREATE TABLE place (id INT PRIMARY KEY, at POINT NOT NULL SRID 4326)",
        "ALTER TABLE place ADD SPATIAL INDEX (at)",
    ],
    good=["CREATE TABLE place (id INT PRIMARY KEY, lat DECIMAL(9,6), lon DECIMAL(9,6))"],
    sources=["SQLE ddl_avoid_geometry"],
)
def column_no_spatial(node: tree.ColumnDefinition | tree.Key, scope: Scope) -> Hits:
    """A spatial column or index.

    Why: few programs and tools can read the values, axis order and functions differ between MySQL
    5.7, 8.0 and MariaDB, and dumps between them do not load. House rule: not part of the default
    profile.

    Instead: two DECIMAL columns, or a server made for it.
    """
    if isinstance(node, tree.ColumnDefinition):
        yield from _of(node, definitions.SPATIAL)
    elif node.kind == "SPATIAL":
        yield hit(node, N_("A spatial index of {table}"), table=definitions.table_name(node),
                  about=definitions.table_name(node))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, *_TIMES),),
    in_default=False,
    bad=["CREATE TABLE item (id INT PRIMARY KEY, at DATETIME(3))"],
    good=["CREATE TABLE item (id INT PRIMARY KEY, at DATETIME, day DATETIME(0))"],
    sources=["SOAR COL.019"],
)
def column_fractional_seconds(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A time column with fractions of a second.

    Why: programs that format without them compare wrongly, some drivers cut them, and a change of
    the precision later copies the table. House rule: not part of the default profile.

    Instead: whole seconds where they will do.
    """
    made = column.type
    if made is not None and made.name in _TIMES and made.length:
        yield hit(made, N_("{column} is {type}({length})"), column=column.name.name,
                  type=made.name, length=made.length,
                  about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, "DECIMAL"),),
    in_default=False,
    bad=["CREATE TABLE payment (id INT PRIMARY KEY, amount DECIMAL(12,2))"],
    good=[
        "CREATE TABLE payment (id INT PRIMARY KEY, cents BIGINT)",
        "CREATE TABLE payment (id INT PRIMARY KEY, n DECIMAL(30))",
    ],
    sources=["SQLE ddl_check_bigint_instead_of_decimal", "SQLE SQLE00012"],
)
def column_bigint_for_decimal(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A DECIMAL could be a whole number of smaller units.

    Why: sums and comparisons of BIGINT are several times faster, and no program turns it into a
    float on the way. House rule: not part of the default profile, for DECIMAL says what the unit
    is. Those of more than 18 digits do not fit and are not reported.

    Instead: BIGINT in the smallest unit: cents, grams.
    """
    made = column.type
    if made is not None and made.name == "DECIMAL" and made.decimals and (made.length or 10) <= 18:
        yield hit(made, N_("{column} could be a BIGINT in the smallest unit"),
                  column=column.name.name, about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, *_WIDTHS),),
    parameters={"require": 0},
    bad=[
        "CREATE TABLE item (id INT(4) PRIMARY KEY)",
        "ALTER TABLE item ADD COLUMN n BIGINT(5)",
        "-- require: 1\nCREATE TABLE item (id INT PRIMARY KEY)",
    ],
    good=[
        "CREATE TABLE item (id INT(11) PRIMARY KEY, n BIGINT(20), b TINYINT(1))",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT(5) ZEROFILL)",
        "CREATE TABLE item (id INT UNSIGNED PRIMARY KEY, u INT(10) UNSIGNED)",
    ],
    sources=[
        "SQLE ddl_check_column_type_integer", "SQLE SQLE00026", "SOAR COL.016", "SOAR RW.intwidth",
    ],
)  # fmt: skip
def column_integer_display_width(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """The display width of an integer is not the usual one.

    Why: INT(4) holds just what INT holds; whoever wrote it meant a limit that is not there. MySQL
    8.0.17 deprecated widths and no longer shows them. With ZEROFILL they do something and are not
    reported. The peers want INT(11) written: `require` = 1 reports integers without a width.

    Instead: no width; SMALLINT or a CHECK where a limit is meant.
    """
    made = column.type
    if made is None or made.name not in _WIDTHS or made.zerofill:
        return
    if made.length is None:
        if scope.number("require"):
            yield hit(made, N_("{column} states no display width"), column=column.name.name,
                      about=definitions.table_name(column))  # fmt: skip
    elif made.length not in _WIDTHS[made.name]:
        yield hit(made, N_("{type}({length}) holds no more and no less than {type}"),
                  type=made.name, length=made.length,
                  about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, called(_IP)),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE TABLE login (id NUMBER PRIMARY KEY, ip VARCHAR2(15))",
        "CREATE TABLE login (id INT PRIMARY KEY, ip VARCHAR(15))",
        "ALTER TABLE login ADD COLUMN client_ip_addr CHAR(39)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE login (id NUMBER PRIMARY KEY, ip RAW(16))",
        "CREATE TABLE login (id INT PRIMARY KEY, ip VARBINARY(16), client_ip INT UNSIGNED)",
        "CREATE TABLE login (id INT PRIMARY KEY, recipe VARCHAR(20), zip VARCHAR(9))",
        "-- dialect: mariadb\nCREATE TABLE login (id INT PRIMARY KEY, ip INET6)",
    ],
    sources=["SOAR LIT.001"],
)
def column_ip_as_text(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """An IP address is stored as text.

    Why: it takes up to 39 bytes rather than 4 or 16, ranges cannot be searched, and one address
    can be written in several ways. House rule: not part of the default profile.

    Instead: VARBINARY(16) with INET6_ATON(), INT UNSIGNED with INET_ATON(), or MariaDB's INET4 and
    INET6.
    """
    made, name = column.type, column.name.name.lower()
    if "ip" in name and made is not None and made.name in _STRINGS and _IP.search(name):
        yield hit(column, N_("{column} seems to hold IP addresses as text"),
                  column=column.name.name, about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, called(_PATH)),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE TABLE person (id NUMBER PRIMARY KEY, photo_path VARCHAR2(200))",
        "CREATE TABLE person (id INT PRIMARY KEY, photo_path VARCHAR(200))",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE person (id NUMBER PRIMARY KEY, photo_path NUMBER)",
        "CREATE TABLE person (id INT PRIMARY KEY, photo_url VARCHAR(200))",
        "CREATE TABLE person (id INT PRIMARY KEY, first_name VARCHAR(200))",
    ],
    sources=["sqlcheck 2003"],
)
def column_file_path(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A column holds the path of a file.

    Why: the file is in no transaction and no backup of the database: it stays when the row goes,
    and is missing when the row is restored. House rule: not part of the default profile, for large
    files are rightly kept elsewhere.

    Instead: a BLOB for small files; for large ones an object store that keeps versions.
    """
    made, name = column.type, column.name.name.lower()
    if not name.endswith(_PATHS) or made is None or made.name not in _STRINGS:
        return
    if _PATH.search(name):
        yield hit(column, N_("{column} seems to hold paths of files"), column=column.name.name,
                  about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(
        only(tree.ColumnDefinition, called(re.compile("_(?:ids|codes|list|csv)$"))),
        only(tree.FunctionCall, "FIND_IN_SET"),
        only(tree.Like, tree.Column),
    ),
    dialects=EVERYWHERE,
    bad=[
        "-- dialect: oracle\nCREATE TABLE person (id NUMBER PRIMARY KEY, role_ids VARCHAR2(200))",
        "CREATE TABLE person (id INT PRIMARY KEY, role_ids VARCHAR(200))",
        "SELECT id FROM person WHERE FIND_IN_SET(7, roles)",
        "SELECT id FROM person WHERE roles LIKE '%,7,%'",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE person (id NUMBER PRIMARY KEY, role_id NUMBER)",
        "CREATE TABLE person (id INT PRIMARY KEY, roles JSON, kids INT, wish_list_id INT)",
        "SELECT id FROM person WHERE name LIKE 'a%'",
        "SELECT id FROM person WHERE FIND_IN_SET(role, '3,7,9')",
    ],
    sources=["sqlcheck 1001"],
)
def column_multi_valued(
    node: tree.ColumnDefinition | tree.FunctionCall | tree.Like, scope: Scope
) -> Hits:
    """A column holds several values, with commas between them.

    Why: no index finds one of them, none can be a foreign key, and to take one out is the work of
    a program. FIND_IN_SET of a column against a list of constants is not reported.

    Instead: a table with one row for each value; for lists that are never searched JSON.
    """
    if isinstance(node, tree.ColumnDefinition):
        made = node.type
        several = node.name.name.lower().endswith(_SEVERAL)
        if several and made is not None and made.name in _STRINGS:
            yield hit(node, N_("{column} seems to hold several values"),
                      column=node.name.name, about=definitions.table_name(node))  # fmt: skip
        return
    match node:
        case tree.FunctionCall(name="FIND_IN_SET", arguments=[_, within]):
            if any(isinstance(part, tree.Column) for part in below(within)):
                yield hit(node, N_("A value is looked for among several in one column"))
        case tree.Like(operand=tree.Column(), pattern=tree.Literal(kind="string") as pattern):
            if scope.told(_has_commas, pattern):
                yield hit(node, N_("A value is looked for among several in one column"))


def _has_commas(pattern: str) -> bool:
    return _COMMAS.search(pattern) is not None
