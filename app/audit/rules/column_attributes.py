"""Rules about what stands behind the type of a column: NULL, defaults, comments, charsets."""

from app.audit import comments, definitions
from app.audit.registry import EVERYWHERE, End, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_ORACLE = Dialect.ORACLE  # to look a member up in its enum takes as long as a short check


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, lacking=["NOT NULL", *definitions.NO_DEFAULT_NEEDED]),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "CREATE TABLE account (id INT PRIMARY KEY, name VARCHAR(64))",
        "ALTER TABLE account ADD COLUMN balance BIGINT NULL DEFAULT 0",
        "ALTER TABLE account MODIFY name VARCHAR(128)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30))",
    ],
    good=[
        "CREATE TABLE account (id INT, name VARCHAR(64) NOT NULL, PRIMARY KEY (id))",
        "CREATE TABLE account (id INT AUTO_INCREMENT PRIMARY KEY, note TEXT, detail JSON)",
        "CREATE TABLE account (id INT PRIMARY KEY, cents BIGINT NOT NULL,"
        " euros BIGINT AS (cents DIV 100))",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30) NOT NULL)",
        "-- dialect: oracle\nALTER TABLE item MODIFY (name VARCHAR2(40))",
    ],
    sources=[
        "goInception er_not_allowed_nullable",
        "SQLE ddl_check_column_not_null",
        "Bytebase COLUMN_NO_NULL",
        "SOAR COL.011",
        "Yearning DDLCheckColumnNullable",
        "sqlcheck 3003",
    ],
)
def column_not_null(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A column may be NULL.

    Why: NULL is neither equal to nor different from anything, so `<>` and NOT IN leave its rows
    out, and a unique index lets it in many times. MODIFY and CHANGE without NOT NULL take it
    away. Columns of the primary key are never null; TEXT, BLOB and JSON, which cannot have plain
    defaults, are not reported. House rule: not part of the default profile.

    Instead: NOT NULL, with a default where one makes sense; keep NULL for what may be unknown.
    """
    if "NOT NULL" in definitions.kinds_of(column) or not definitions.needs_default(column):
        return
    modified = isinstance(column.parent, tree.ModifyColumn) and scope.dialect is _ORACLE
    if not modified or column.attribute("NULL"):  # in Oracle what is not said stays as it is
        yield hit(column.attribute("NULL") or column, N_("{column} may be NULL"),
                  column=column.name.name, about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.ColumnDefinition, tree.CreateTable, tree.AlterTable, tree.Comment, End),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"max_length": 64},
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " COMMENT ON COLUMN item.id IS 'key'",
        "CREATE TABLE account (id INT PRIMARY KEY COMMENT 'key', state TINYINT NOT NULL)",
        "CREATE TABLE account (id INT PRIMARY KEY COMMENT '')",
        "ALTER TABLE account MODIFY state SMALLINT NOT NULL",
        f"ALTER TABLE account ADD note VARCHAR(9) COMMENT '{'long ' * 13}'",
    ],
    good=[
        "CREATE TABLE account (id INT PRIMARY KEY COMMENT 'key')",
        "ALTER TABLE account MODIFY state SMALLINT NOT NULL COMMENT '1 open, 2 closed'",
        f"ALTER TABLE account ADD note VARCHAR(9) COMMENT '{'注' * 64}'",
        "ALTER TABLE account DROP COLUMN note",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY);"
        " COMMENT ON COLUMN ITEM.ID IS 'key'; ALTER TABLE item MODIFY (id NUMBER(12))",
    ],
    sources=[
        "goInception er_column_have_no_comment",
        "SQLE ddl_check_column_without_comment",
        "Bytebase COLUMN_COMMENT",
        "SOAR COL.005",
        "Yearning DDlCheckColumnComment",
    ],
)
def column_require_comment(node: tree.Node | None, scope: Scope) -> Hits:
    """A column has no comment, or one that is too long.

    Why: what a code of 3 means is known to its author and soon to nobody. MODIFY and CHANGE
    state the whole column anew: without COMMENT they delete the one that was there. The server
    refuses comments of more than 1,024 characters. House rule: not part of the default profile.

    Instead: COMMENT with the meaning, the unit and the codes, of at most `max_length` characters;
    in Oracle COMMENT ON COLUMN, anywhere in the file.
    """
    if scope.dialect is _ORACLE:
        yield from comments.of_columns(node, scope)
    elif isinstance(node, tree.ColumnDefinition):
        comment = node.attribute("COMMENT")
        text = definitions.word(comment.value, scope) if comment else ""
        if not text.strip():
            yield hit(comment or node, comments.NO_COLUMN, column=node.name.name,
                      about=definitions.table_name(node))  # fmt: skip
        elif comment and len(text) > (most := scope.number("max_length")):
            yield hit(comment, comments.LONG_COLUMN, column=node.name.name, length=len(text),
                      max=most, about=definitions.table_name(node))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, lacking=["DEFAULT", *definitions.NO_DEFAULT_NEEDED]),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "CREATE TABLE account (id INT PRIMARY KEY, state TINYINT NOT NULL)",
        "ALTER TABLE account ADD COLUMN name VARCHAR(20)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, n NUMBER NOT NULL)",
    ],
    good=[
        "CREATE TABLE account (id INT AUTO_INCREMENT PRIMARY KEY, state TINYINT DEFAULT 0)",
        "CREATE TABLE account (id INT, note TEXT, PRIMARY KEY (id))",
        "CREATE TABLE account (id SERIAL, twice INT GENERATED ALWAYS AS (id * 2) STORED)",
        "ALTER TABLE account ALTER COLUMN name SET DEFAULT ''",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER GENERATED ALWAYS AS IDENTITY PRIMARY"
        " KEY, n NUMBER DEFAULT ON NULL 0 NOT NULL)",
    ],
    sources=[
        "goInception er_with_default_add_column",
        "SQLE ddl_check_column_without_default",
        "Bytebase COLUMN_REQUIRE_DEFAULT",
        "SOAR COL.004",
        "Yearning DDLCheckColumnDefault",
    ],
)
def column_require_default(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A column states no default.

    Why: an INSERT that does not name the column fails in strict mode where it is NOT NULL, and
    otherwise writes 0 or an empty string; so old programs break on the day the column is added.
    Keys, TEXT, BLOB, JSON and generated columns are not reported; nullable columns are, although
    the server gives them DEFAULT NULL. House rule: not part of the default profile.

    Instead: DEFAULT with the value that old programs mean.
    """
    if "DEFAULT" not in definitions.kinds_of(column) and definitions.needs_default(column):
        yield hit(column, N_("{column} has no default"), column=column.name.name,
                  about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnDefinition, "DATETIME", "TIMESTAMP", lacking=["DEFAULT", "GENERATED"]),),
    parameters={"any_datetime": 0},
    bad=[
        "CREATE TABLE orders (id INT PRIMARY KEY, paid TIMESTAMP)",
        "ALTER TABLE orders ADD COLUMN changed TIMESTAMP NOT NULL",
        "ALTER TABLE orders ADD COLUMN changed DATETIME NOT NULL",
        "-- any_datetime: 1\nCREATE TABLE orders (id INT PRIMARY KEY, made DATETIME NOT NULL)",
    ],
    good=[
        "CREATE TABLE orders (id INT PRIMARY KEY, paid TIMESTAMP NULL, sent DATETIME)",
        "CREATE TABLE orders (id INT PRIMARY KEY, made DATETIME NOT NULL)",
        "CREATE TABLE orders (id INT PRIMARY KEY,"
        " created DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP)",
        "CREATE TABLE reading (at DATETIME(3) NOT NULL, sensor INT, PRIMARY KEY (sensor, at))",
        "ALTER TABLE orders ADD COLUMN day DATE NOT NULL",
    ],
    sources=[
        "goInception er_timestamp_default",
        "goInception ER_DATETIME_DEFAULT",
        "SQLE ddl_check_column_timestamp_without_default",
        "SOAR COL.013",
        "MySQL 8.4 reference manual, explicit_defaults_for_timestamp",
    ],
)
def column_time_needs_default(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A TIMESTAMP or DATETIME column leaves its default to the server.

    Why: what a bare TIMESTAMP means depends on explicit_defaults_for_timestamp, which is off up to
    MySQL 5.7 and MariaDB 10.9: there the first one of a table sets itself to now with every UPDATE,
    and later ones default to 0000-00-00, an error in strict mode; from MySQL 8.0 and MariaDB 10.10
    they are NULL. ADD COLUMN of a DATETIME NOT NULL fails in MySQL's strict mode where there are
    rows, and elsewhere fills them with 0000-00-00; in a new table it is the program that has to
    give the value, which is only reported with any_datetime = 1.

    Instead: say it: NULL, or DEFAULT CURRENT_TIMESTAMP, with ON UPDATE where that is meant.
    """
    made = column.type
    if made is None or column.attribute("DEFAULT") or column.attribute("GENERATED"):
        return
    if made.name == "DATETIME" and column.attribute("NOT NULL"):
        unclear = isinstance(column.parent, tree.AddColumn) or scope.number("any_datetime") == 1
    else:
        unclear = made.name == "TIMESTAMP" and column.attribute("NULL") is None
    if unclear and not definitions.is_key_column(column):
        yield hit(column, N_("{column} is {type} and states no default"), column=column.name.name,
                  type=made.name, about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnDefinition, *definitions.LARGE, lacking=["DEFAULT"]),),
    in_default=False,
    bad=[
        "CREATE TABLE article (id INT PRIMARY KEY, body TEXT NOT NULL)",
        "ALTER TABLE article ADD COLUMN detail JSON NOT NULL",
    ],
    good=[
        "CREATE TABLE article (id INT PRIMARY KEY, body TEXT, title VARCHAR(80) NOT NULL)",
        "CREATE TABLE article (id INT PRIMARY KEY, detail JSON NOT NULL DEFAULT (JSON_OBJECT()))",
    ],
    sources=[
        "goInception er_text_not_nullable_error",
        "SQLE ddl_check_column_blob_with_not_null",
        "SOAR COL.012",
    ],
)
def column_blob_nullable(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A TEXT, BLOB or JSON column is NOT NULL and has no default.

    Why: these types have no plain default in MySQL, so every INSERT has to name the column: others
    fail in strict mode and write an empty value without it. House rule: not part of the default
    profile.

    Instead: allow NULL, or give a default in parentheses (MySQL 8.0.13): DEFAULT ('').
    """
    made = column.type
    if made is None or made.name not in definitions.LARGE or column.attribute("DEFAULT"):
        return
    if refusal := column.attribute("NOT NULL"):
        yield hit(refusal, N_("{column} is {type} NOT NULL and has no default"),
                  column=column.name.name, type=made.name,
                  about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.ERROR,
    on=(only(tree.ColumnDefinition, "DEFAULT"),),
    dialects=(Dialect.MYSQL,),
    bad=[
        "CREATE TABLE article (id INT PRIMARY KEY, body TEXT DEFAULT '')",
        "CREATE TABLE article (id INT PRIMARY KEY, detail JSON NOT NULL DEFAULT '{}')",
        "ALTER TABLE article MODIFY picture BLOB NOT NULL DEFAULT 0x00",
    ],
    good=[
        "CREATE TABLE article (id INT PRIMARY KEY, body TEXT DEFAULT NULL)",
        "CREATE TABLE article (id INT PRIMARY KEY, detail JSON NOT NULL DEFAULT (JSON_OBJECT()))",
        "CREATE TABLE article (id INT PRIMARY KEY, body TEXT DEFAULT (''))",
        "CREATE TABLE article (id INT PRIMARY KEY, body VARCHAR(200) DEFAULT '')",
    ],
    sources=[
        "goInception er_blob_cant_have_default",
        "SQLE ddl_check_column_blob_default_is_not_null",
        "SOAR COL.015",
        "MySQL 8.4 reference manual, 13.6 (error 1101)",
    ],
)
def column_blob_no_default(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A TEXT, BLOB, JSON or spatial column has a literal default.

    Why: MySQL refuses the statement with error 1101; where the default is empty and the mode not
    strict, it drops the default with a warning. MySQL 8.0.13 and later take an expression in
    parentheses, which older ones refuse as well. MariaDB takes literal defaults since 10.2.1 and
    is not reported.

    Instead: DEFAULT NULL, no default, or DEFAULT ('…') in parentheses where all servers are 8.0.13
    or later.
    """
    made = column.type
    default = column.attribute("DEFAULT")
    if default is None or made is None or made.name not in definitions.NO_PLAIN_DEFAULT:
        return
    value = default.value
    in_parentheses = scope.tokens.kinds[default.first + 1] == "("
    if not in_parentheses and not (isinstance(value, tree.Literal) and value.kind == "null"):
        yield hit(default, N_("{column} is {type} and cannot have a literal default"),
                  column=column.name.name, type=made.name,
                  about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnDefinition, "CHARACTER SET", "COLLATE"),),
    in_default=False,
    bad=[
        "CREATE TABLE person (id INT PRIMARY KEY, name VARCHAR(64) CHARACTER SET latin1)",
        "ALTER TABLE person MODIFY name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL",
    ],
    good=[
        "CREATE TABLE person (id INT PRIMARY KEY, name VARCHAR(64)) DEFAULT CHARSET=utf8mb4",
        "CREATE TABLE person (id INT PRIMARY KEY, picture BLOB) COLLATE=utf8mb4_bin",
        "ALTER TABLE person CONVERT TO CHARACTER SET utf8mb4",
    ],
    sources=[
        "goInception er_charset_on_column",
        "Bytebase COLUMN_DISALLOW_SET_CHARSET",
        "SOAR COL.014",
    ],
)
def column_charset_not_set(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A column states a character set or collation of its own.

    Why: columns of different collations cannot use each other's indexes in a join, or fail with
    "illegal mix of collations"; and a later change of the table leaves such a column as it was.
    House rule: not part of the default profile, for ascii keys and case-sensitive codes are good
    reasons.

    Instead: let the column take the table's.
    """
    place: tree.Node | None = None
    for attribute in column.attributes:
        if attribute.kind in _CHARSETS:
            place = attribute
            break
    made = column.type
    if place is None and made is not None:
        place = made.charset or made.collation
    if place is not None:
        yield hit(place, N_("{column} states a character set or collation of its own"),
                  column=column.name.name, about=definitions.table_name(column))  # fmt: skip


_CHARSETS = frozenset({"CHARACTER SET", "COLLATE"})
