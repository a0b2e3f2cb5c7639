"""Rules about how long rows, columns and keys may be."""

from app.audit import definitions
from app.audit.indexing import INDEXING, KEYED, ORDERED, Indexing, indexed_table, placed
from app.audit.lengths import CHARACTERS, key_bytes, row_bytes
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Index, Table

_ORACLE, _MYSQL, _MARIADB = Dialect.ORACLE, Dialect.MYSQL, Dialect.MARIADB
_CHANGING = (tree.CreateTable, tree.AlterTable)
_OLD_FORMATS = frozenset({"compact", "redundant"})
_LIMITS = {"myisam": 1000, "aria": 2300}
_RANGES = {
    "CHAR": (0, 255), "NCHAR": (0, 255), "BINARY": (0, 255), "VARCHAR": (0, 65535),
    "NVARCHAR": (0, 21844), "VARBINARY": (0, 65535), "BIT": (1, 64), "TIME": (0, 6),
    "DATETIME": (0, 6), "TIMESTAMP": (0, 6), "TINYINT": (0, 255), "SMALLINT": (0, 255),
    "MEDIUMINT": (0, 255), "INT": (0, 255), "BIGINT": (0, 255), "DECIMAL": (0, 65),
    "FLOAT": (0, 255), "DOUBLE": (0, 255), "YEAR": (0, 4),
}  # fmt: skip
"""What may stand in parentheses behind a type (MySQL errors 1074, 1425, 1426, 1439)."""
_IN_CAST = frozenset({"CHAR", "NCHAR", "BINARY"})
"""Types whose length has no limit in CAST."""
_ORACLE_RANGES = {
    "NUMBER": (1, 38), "VARCHAR2": (1, 32767), "NVARCHAR2": (1, 32767), "CHAR": (1, 2000),
    "NCHAR": (1, 1000), "RAW": (1, 32767), "TIMESTAMP": (0, 9), "FLOAT": (1, 126),
}  # fmt: skip
_OUT = N_("{type}({size}) is out of range")
_SCALES = {"DECIMAL": 38, "FLOAT": 30, "DOUBLE": 30}


def _charset(scope: Scope, table: Table) -> str:
    """What columns have whose character set nobody says.

    A table that is only changed here has the one it was made with, which may be the narrowest.
    """
    usual = "utf8mb4" if table.known_columns and scope.dialect is not _MARIADB else "latin1"
    return scope.text_setting("charset") or usual


@rule(
    Severity.ERROR,
    on=INDEXING,
    having=KEYED,
    parameters={"max_bytes": 3072, "charset": ""},
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(800), KEY (name)) CHARSET=utf8mb4",
        "CREATE TABLE item (id INT PRIMARY KEY, a VARCHAR(500), b VARCHAR(300), KEY (a, b))"
        " CHARSET=utf8mb4",
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(255), KEY (name)) CHARSET=utf8mb4"
        " ROW_FORMAT=COMPACT",
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(999));"
        " CREATE UNIQUE INDEX by_name ON item (name)",
        "-- max_bytes: 767\n"
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(255), KEY (name)) CHARSET=utf8mb4",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(255), KEY (name)) CHARSET=utf8mb4",
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(3000), KEY (name)) CHARSET=latin1",
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(3000), KEY (name(191)))",
        "CREATE TABLE item (id INT PRIMARY KEY, body TEXT, FULLTEXT KEY (body))",
        "CREATE INDEX by_name ON unknown (name)",
        "ALTER TABLE never_described ADD name VARCHAR(999), ADD KEY (name)",
        "CREATE TABLE item (a VARCHAR(766) PRIMARY KEY) ENGINE=Aria CHARSET=utf8mb3",
        "-- dialect: mariadb\nCREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(999),"
        " UNIQUE KEY (name)) CHARSET=utf8mb4",
    ],
    sources=[
        "goInception er_too_long_key (767, as MySQL 5.6)",
        "SQLE SQLE00064",
        "MySQL error 1071",
    ],
)
def index_key_too_long(node: Indexing, scope: Scope) -> Hits:
    """A key is longer than InnoDB allows.

    Why: the statement fails with error 1071. The limit is 3,072 bytes for pages of 16 KB; with
    ROW_FORMAT COMPACT or REDUNDANT, and in MySQL 5.6, 767 for each column. Peers go by 767 for all
    servers: say so with `max_bytes` where they are so old. MariaDB hashes a unique key over one
    long column and cuts any other, so that neither is reported.

    Instead: a prefix, KEY (name(191)), a shorter column, or a unique hash of the value. Where no
    character set is said, that in the parameter `charset` counts; where it is empty utf8mb4 for
    MySQL and latin1 for MariaDB, as the servers have it up to MariaDB 11.5, and for tables that are
    only changed here.
    """
    table = scope.schema.after(node)
    if table is None or (isinstance(node, tree.AlterTable) and not table.indexes):
        return
    places = placed(node, table)
    if not places:
        return
    most, charset = scope.number("max_bytes"), _charset(scope, table)
    most = min(most, _LIMITS.get(table.engine, most))
    old = isinstance(node, tree.CreateTable) and _is_old_format(node, scope)
    for name, place in places.items():
        index = table.indexes[name]
        if index.kind not in ORDERED or (not old and _is_hashed_or_cut(index, scope)):
            continue
        parts = key_bytes(index, table, charset)
        longest, allowed = (max(parts, default=0), 767) if old else (sum(parts), most)
        if longest > allowed:
            yield hit(place, N_("The key {index} may take {size} bytes; the limit is {max}"),
                      index=index.name, size=longest, max=allowed,
                      about=indexed_table(node))  # fmt: skip


def _is_hashed_or_cut(index: Index, scope: Scope) -> bool:
    """Whether MariaDB makes do with it all the same."""
    return len(index.parts) == 1 and index.kind != "PRIMARY" and scope.dialect is _MARIADB


def _is_old_format(node: tree.CreateTable, scope: Scope) -> bool:
    option = node.option("ROW_FORMAT")
    return option is not None and definitions.word(option.value, scope).lower() in _OLD_FORMATS


@rule(
    Severity.ERROR,
    on=(only(tree.DataType, "LENGTH"),),
    dialects=EVERYWHERE,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER(39) PRIMARY KEY)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(40000), c"
        " CHAR(2001))",
        "CREATE TABLE item (id INT PRIMARY KEY, price DECIMAL(70,2))",
        "CREATE TABLE item (id INT PRIMARY KEY, price DECIMAL(10,12))",
        "CREATE TABLE item (id INT PRIMARY KEY, name CHAR(300))",
        "ALTER TABLE item ADD at DATETIME(7), ADD mask BIT(65), MODIFY id INT(300)",
        "ALTER TABLE item ADD note VARCHAR(70000)",
        "-- dialect: mysql\nALTER TABLE item ADD price DECIMAL(40,31)",
        "SELECT CAST(price AS DECIMAL(66)) FROM item WHERE id = 1",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER(38) PRIMARY KEY, name VARCHAR2(32767),"
        " c CHAR(2000), at TIMESTAMP(9), small NUMBER(2,5))",
        "CREATE TABLE item (id INT(11) PRIMARY KEY, price DECIMAL(65,30), at DATETIME(6))",
        "CREATE TABLE item (id INT PRIMARY KEY, a CHAR(255), b BIT(64), c FLOAT(7,4), d FLOAT(53))",
        "-- dialect: mariadb\nALTER TABLE item ADD price DECIMAL(40,38)",
        "SELECT CAST(note AS CHAR(1000)) FROM item WHERE id = 1",
    ],
    sources=[
        "goInception msg:display-width-too-big, msg:column-length-too-big, msg:fsp-too-big",
        "goInception msg:too-big-precision-scale, msg:invalid-column-size, msg:double-needs-scale",
        "MySQL errors 1063, 1074, 1425, 1426, 1427, 1439",
    ],
)
def column_size_out_of_range(made: tree.DataType, scope: Scope) -> Hits:
    """The length, precision or scale of a type is out of its range.

    Why: the server refuses the statement: CHAR takes at most 255 characters, VARCHAR 65,535 bytes,
    DECIMAL 65 digits of which 30 (MariaDB: 38) behind the point, a fraction of a second 6, BIT 64,
    a display width 255; and the scale may not be greater than the precision. Oracle's NUMBER has 38
    digits, VARCHAR2 32,767 bytes at most, CHAR 2,000, TIMESTAMP 9 decimals.

    Instead: a size within the range, or TEXT.
    """
    if made.length is None or (made.name in _IN_CAST and isinstance(made.parent, tree.Cast)):
        return
    if scope.dialect is _ORACLE:
        yield from _out_of_range_in_oracle(made)
        return
    low, high = _RANGES.get(made.name, (0, made.length))
    scale, finest = made.decimals or 0, _SCALES.get(made.name, 38)
    if scale > 30 and scope.dialect is _MYSQL:
        finest = min(finest, 30)
    if made.name == "FLOAT" and made.decimals is None:
        high = 53
    if not low <= made.length <= high or scale > finest:
        yield hit(made, _OUT, type=made.name, size=_shown(made),
                  about=definitions.table_name(made))  # fmt: skip
    elif scale > made.length and made.name in _SCALES:
        yield hit(made, N_("{type}({size}) has more digits behind the point than in all"),
                  type=made.name, size=_shown(made),
                  about=definitions.table_name(made))  # fmt: skip


def _shown(made: tree.DataType) -> str:
    return f"{made.length},{made.decimals}" if made.decimals is not None else str(made.length)


def _out_of_range_in_oracle(made: tree.DataType) -> Hits:
    """Of columns only, for variables of PL/SQL may be longer; a scale may exceed the precision."""
    if not isinstance(made.parent, tree.ColumnDefinition) or made.length is None:
        return
    low, high = _ORACLE_RANGES.get(made.name, (0, made.length))
    if not low <= made.length <= high or not -84 <= (made.decimals or 0) <= 127:
        yield hit(made, _OUT, type=made.name, size=_shown(made),
                  about=definitions.table_name(made))  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateTable, only(tree.AlterTable, tree.AddColumn, tree.ModifyColumn)),
    parameters={"max": 2000},
    in_default=False,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, a VARCHAR(1000), b VARCHAR(1001))",
        "CREATE TABLE item (id INT PRIMARY KEY, a VARCHAR(1990));"
        " ALTER TABLE item ADD COLUMN b CHAR(20)",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, a VARCHAR(1000), b VARCHAR(1000), c TEXT)",
        "CREATE TABLE item (id INT PRIMARY KEY, a VARBINARY(9000))",
        "ALTER TABLE unknown ADD COLUMN b CHAR(20)",
    ],
    sources=["SQLE ddl_check_char_length", "Bytebase TABLE_TEXT_FIELDS_TOTAL_LENGTH"],
)
def table_char_total_length(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """The lengths of a table's CHAR and VARCHAR columns add up to too much.

    Why: sorts and in-memory temporary tables reckon with the declared length, and rows whose
    columns are really filled no longer fit half a page and are torn apart. House rule: not part of
    the default profile.

    Instead: the lengths the values really have. The parameter `max` is the sum allowed, in
    characters.
    """
    table = scope.schema.after(node) if definitions.columns_of(node) else None
    if table is None:
        return
    total = sum([c.length or 1 for c in table.columns.values() if c.type in CHARACTERS])
    if total > scope.number("max"):
        yield hit(node.name, N_("The text columns of {table} add up to {total} characters;"
                                " the limit is {max}"),
                  table=node.name.dotted, total=total, max=scope.number("max"),
                  about=node.name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.CreateTable, only(tree.AlterTable, tree.AddColumn, tree.ModifyColumn)),
    parameters={"max": 65535, "charset": ""},
    bad=[
        "CREATE TABLE wide (id INT PRIMARY KEY, a VARCHAR(10000), b VARCHAR(10000))",
        "CREATE TABLE wide (a VARBINARY(65533), b TINYINT NOT NULL)",
        "CREATE TABLE wide (id INT PRIMARY KEY, a VARCHAR(15000)) CHARSET=utf8mb4;"
        " ALTER TABLE wide ADD COLUMN b VARCHAR(2000)",
    ],
    good=[
        "CREATE TABLE wide (id INT PRIMARY KEY, a VARCHAR(10000), b VARCHAR(10000)) CHARSET=latin1",
        "CREATE TABLE wide (a VARBINARY(65533) NOT NULL)",
        "CREATE TABLE wide (id INT PRIMARY KEY, a LONGTEXT, b LONGTEXT, c VARCHAR(9000))",
        "-- charset: latin1\nCREATE TABLE wide (id INT PRIMARY KEY, a VARCHAR(20000))",
        "ALTER TABLE never_described ADD a VARCHAR(64000)",
    ],
    sources=["goInception msg:row-size-too-large", "MySQL error 1118"],
)
def table_row_size(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A row could be longer than the server allows.

    Why: the declared lengths of all columns but TEXT and BLOB, in bytes, may not add up to more
    than 65,535: the statement fails with error 1118. An ALTER TABLE is judged where the table's
    definition is known. Where no character set is said, that in the parameter `charset` counts;
    where it is empty utf8mb4 for MySQL and latin1 for MariaDB, as the servers have it up to MariaDB
    11.5, and for tables that are only changed here.

    Instead: shorter columns, or TEXT, of which only a pointer is in the row.
    """
    table = scope.schema.after(node) if definitions.columns_of(node) else None
    if table is None or not _may_be_long(table):
        return
    size = row_bytes(table, _charset(scope, table))
    if size > scope.number("max"):
        yield hit(node.name, N_("A row of {table} may take {size} bytes; the limit is {max}"),
                  table=node.name.dotted, size=size, max=scope.number("max"),
                  about=node.name.dotted)  # fmt: skip


def _may_be_long(table: Table) -> bool:
    """Whether the lengths that are declared come near the limit at all."""
    return sum([column.length or 0 for column in table.columns.values()]) > 10_000
