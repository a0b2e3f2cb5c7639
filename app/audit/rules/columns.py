"""Rules about the type of a column."""

from collections.abc import Set

from app.audit import definitions, oracle_ddl
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import Tokens

_SINGLE_BYTE = frozenset({"ascii", "latin1", "binary"})
_CHARS = frozenset({"CHAR", "NCHAR"})
_VARCHARS = frozenset({"VARCHAR", "NVARCHAR", "VARBINARY", "VARCHAR2", "NVARCHAR2"})
_ORACLE_VARCHARS = frozenset({"VARCHAR", "VARCHAR2", "NVARCHAR2"})
_ORACLE_LARGE = frozenset({"BLOB", "CLOB", "NCLOB", "LONG"})
_ENUM, _SET = frozenset({"ENUM"}), frozenset({"SET"})
_LARGE = definitions.LARGE - {"JSON"}
_ORACLE_INEXACT = frozenset({"BINARY_DOUBLE", "BINARY_FLOAT", "DOUBLE", "FLOAT", "REAL"})

_LONG_CHAR = N_("{column} is {type}({length}); beyond {max} characters use VARCHAR")
_LONG_VARCHAR = N_("{column} is {type}({length}); the limit is {max}")
_NEARLY = N_("{column} is {type}, which holds most decimals only nearly")
_TYPE = N_("{column} is of type {type}")


def _charset(column: tree.ColumnDefinition, scope: Scope) -> str:
    """The character set or collation a column states for itself, in lower case."""
    given = [column.attribute("CHARACTER SET"), column.attribute("COLLATE")]
    names: list[tree.Node | None] = [attribute.value for attribute in given if attribute]
    if column.type is not None:
        names += [column.type.charset, column.type.collation]
    return next((word.lower() for name in names if (word := definitions.word(name, scope))), "")


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnDefinition, *_CHARS),),
    dialects=EVERYWHERE,
    parameters={"max": 20},
    bad=[
        "CREATE TABLE person (id INT PRIMARY KEY, name CHAR(64) NOT NULL)",
        "ALTER TABLE person ADD COLUMN title CHAR(40)",
        "ALTER TABLE person MODIFY name CHAR(255) NOT NULL",
        "-- dialect: oracle\nCREATE TABLE person (id NUMBER PRIMARY KEY, name CHAR(64 CHAR))",
    ],
    good=[
        "CREATE TABLE person (id INT PRIMARY KEY, country CHAR(2), name VARCHAR(64))",
        "CREATE TABLE file (sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY)",
        "CREATE TABLE file (id BINARY(32) PRIMARY KEY)",
        "-- dialect: oracle\nCREATE TABLE person (id NUMBER PRIMARY KEY, name VARCHAR2(64 CHAR))",
    ],
    sources=[
        "goInception er_char_to_varchar_len",
        "SQLE ddl_check_column_char_length",
        "Bytebase COLUMN_MAXIMUM_CHARACTER_LENGTH",
        "SOAR COL.008",
        "Yearning DDLMaxCharLength",
    ],
)
def column_char_to_varchar(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A long CHAR column.

    Why: Oracle pads every value with blanks to the full length, and they take part in comparisons
    with VARCHAR2; InnoDB keeps at least one byte for each character of it, and MySQL takes blanks
    off the end when it reads. A column that states a character set of one byte a character
    (ascii, latin1, binary) is taken to hold values of one length, such as hashes, and let pass.

    Instead: VARCHAR (VARCHAR2) of the same length; for hashes and UUIDs CHAR with CHARACTER SET
    ascii, or BINARY. The parameter `max` is the longest CHAR that is let pass.
    """
    made = column.type
    if made is None or (made.length or 1) <= scope.number("max"):
        return
    if _charset(column, scope).partition("_")[0] not in _SINGLE_BYTE:
        yield from _longer(column, _CHARS, scope.number("max"), _LONG_CHAR)


@column_char_to_varchar.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    yield from _tokens_longer(tokens, scope, _CHARS, _LONG_CHAR)


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, *definitions.INEXACT),),
    dialects=EVERYWHERE,
    bad=[
        "CREATE TABLE payment (id INT PRIMARY KEY, amount DOUBLE NOT NULL)",
        "ALTER TABLE payment ADD COLUMN fee FLOAT(7,2)",
        "ALTER TABLE payment CHANGE fee rate REAL",
        "-- dialect: oracle\nCREATE TABLE payment (id NUMBER PRIMARY KEY, amount BINARY_DOUBLE)",
    ],
    good=[
        "CREATE TABLE payment (id INT PRIMARY KEY, amount DECIMAL(12,2) NOT NULL)",
        "CREATE TABLE payment (id INT PRIMARY KEY, amount NUMERIC(12,2), cents BIGINT)",
        "-- dialect: oracle\nCREATE TABLE payment (id NUMBER PRIMARY KEY, amount NUMBER(12,2))",
    ],
    sources=[
        "goInception er_float_double_to_decimal",
        "SQLE ddl_check_decimal_type_column",
        "SOAR COL.009 (which reports DECIMAL too; ours does not)",
        "sqlcheck 2001",
        "Yearning DDLCheckFloatDouble",
    ],
)
def column_float_to_decimal(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A column of an inexact number type.

    Why: FLOAT and DOUBLE hold the nearest binary fraction, so that 0.1 is not 0.1: sums of money
    drift, and `=` misses rows that print alike. FLOAT(M,D), DOUBLE(M,D) and UNSIGNED on them are
    deprecated since MySQL 8.0.17. For measured values, where the last digits are noise anyway, the
    types are right.

    Instead: DECIMAL (NUMBER in Oracle) with the digits you need, or whole cents in a BIGINT.
    """
    return _of_type(column, definitions.INEXACT, _NEARLY)


@column_float_to_decimal.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    yield from _tokens_of_type(tokens, _ORACLE_INEXACT, _NEARLY)


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, "ENUM"),),
    in_default=False,
    bad=[
        "CREATE TABLE account (id INT PRIMARY KEY, state ENUM('open', 'closed') NOT NULL)",
        "ALTER TABLE account MODIFY state ENUM('open', 'closed', 'frozen') NOT NULL",
    ],
    good=[
        "CREATE TABLE account (id INT PRIMARY KEY, state TINYINT NOT NULL)",
        "CREATE TABLE account (id INT PRIMARY KEY, `enum` VARCHAR(10))",
    ],
    sources=[
        "goInception er_use_enum",
        "SQLE ddl_check_column_enum_notice",
        "SOAR COL.010",
        "sqlcheck 2002",
    ],
)
def column_no_enum(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A column of type ENUM.

    Why: the list of values is part of the table, so a new value is an ALTER TABLE, quick only
    where it is appended to the list; values sort by their place in it, not by their text; and a
    number compared with the column means that place. House rule: not part of the default profile.

    Instead: a small table of the values with a key, or a TINYINT whose values the program names.
    """
    return _of_type(column, _ENUM)


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, "SET"),),
    in_default=False,
    bad=[
        "CREATE TABLE account (id INT PRIMARY KEY, rights SET('read', 'write') NOT NULL)",
        "ALTER TABLE account ADD rights SET('read', 'write')",
    ],
    good=[
        "CREATE TABLE account_right (account_id INT, name VARCHAR(20),"
        " PRIMARY KEY (account_id, name))",
        "ALTER TABLE account ALTER COLUMN rights SET DEFAULT 'read'",
    ],
    sources=["goInception er_use_enum", "SQLE ddl_check_column_set_notice", "SOAR COL.010"],
)
def column_no_set(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A column of type SET.

    Why: it packs up to 64 values into one column; FIND_IN_SET and bit tests on it use no index,
    and a new value is an ALTER TABLE. House rule: not part of the default profile.

    Instead: a table with one row for each value that is set.
    """
    return _of_type(column, _SET)


@rule(
    Severity.NOTICE,
    on=(only(tree.ColumnDefinition, *definitions.LARGE),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "CREATE TABLE article (id INT PRIMARY KEY, body MEDIUMTEXT)",
        "ALTER TABLE article ADD COLUMN picture LONGBLOB",
        "-- dialect: oracle\nALTER TABLE article ADD (body CLOB)",
    ],
    good=[
        "CREATE TABLE article (id INT PRIMARY KEY, summary VARCHAR(500))",
        "CREATE TABLE article (id INT PRIMARY KEY, detail JSON)",
        "-- dialect: oracle\nCREATE TABLE article (id NUMBER PRIMARY KEY, body VARCHAR2(4000))",
    ],
    sources=[
        "goInception er_use_text_or_blob",
        "SQLE ddl_check_column_blob_notice",
        "Yearning AllowSpecialType",
    ],
)
def column_no_blob(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A column of type TEXT or BLOB (CLOB, LONG in Oracle).

    Why: long values are stored on pages of their own and read one by one; before MySQL 8.0.13
    every temporary table with such a column goes to disk; and each SELECT * drags them along. JSON
    is not reported. House rule: not part of the default profile.

    Instead: VARCHAR where there is a limit; else keep the column in a table of its own, or the
    file in a file store and its address here.
    """
    return _of_type(column, _LARGE)


@column_no_blob.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    yield from _tokens_of_type(tokens, _ORACLE_LARGE)


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnDefinition, *_VARCHARS),),
    dialects=EVERYWHERE,
    parameters={"max": 1024},
    bad=[
        "CREATE TABLE page (id INT PRIMARY KEY, body VARCHAR(4000))",
        "ALTER TABLE page MODIFY title VARCHAR(2000) NOT NULL",
        "-- dialect: oracle\nCREATE TABLE page (id NUMBER PRIMARY KEY, body VARCHAR2(4000 CHAR))",
    ],
    good=[
        "CREATE TABLE page (id INT PRIMARY KEY, title VARCHAR(1024))",
        "CREATE TABLE page (id INT PRIMARY KEY, body TEXT)",
        "-- dialect: oracle\nCREATE TABLE page (id NUMBER PRIMARY KEY, title VARCHAR2(200))",
    ],
    sources=[
        "goInception er_max_varchar_length",
        "goInception er_varchar_to_text_len",
        "SQLE ddl_check_varchar_size",
        "Bytebase COLUMN_MAXIMUM_VARCHAR_LENGTH",
        "SOAR COL.017",
    ],
)
def column_varchar_max_length(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A VARCHAR longer than the limit.

    Why: memory for sorting and for temporary tables is often taken by the declared length, not the
    used one; all VARCHARs of a MySQL row share 65,535 bytes, 4 a character in utf8mb4; and an
    index over more than 768 such characters is refused (3,072 bytes in InnoDB's DYNAMIC rows).

    Instead: the length the values really have, or TEXT (CLOB) where there is none. The parameter
    `max` is the longest that is let pass.
    """
    return _longer(column, _VARCHARS, scope.number("max"), _LONG_VARCHAR)


@column_varchar_max_length.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    yield from _tokens_longer(tokens, scope, _ORACLE_VARCHARS, _LONG_VARCHAR)


@rule(
    Severity.WARNING,
    idle_without="types",
    on=(tree.ColumnDefinition,),
    dialects=EVERYWHERE,
    parameters={"types": ()},
    bad=[
        "-- types: YEAR\nCREATE TABLE film (id INT PRIMARY KEY, released YEAR)",
        "-- types: YEAR, BIT\nALTER TABLE film ADD COLUMN seen BIT(1)",
        "-- dialect: oracle\n-- types: LONG\nCREATE TABLE film (id NUMBER PRIMARY KEY, plot LONG)",
    ],
    good=[
        "CREATE TABLE film (id INT PRIMARY KEY, released YEAR)",
        "-- types: YEAR\nCREATE TABLE film (id INT PRIMARY KEY, year SMALLINT)",
    ],
    sources=[
        "goInception er_invalid_data_type",
        "Bytebase COLUMN_TYPE_DISALLOW_LIST",
        "SOAR COL.018",
    ],
)
def column_type_deny_list(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A column of a type the house has ruled out.

    Why: the profile names these types, usually because a program, a driver or a replica cannot
    deal with them. It says nothing until the parameter `types` names some.

    Instead: a type that is not in the parameter `types`. MySQL's other spellings count as the type
    they stand for: INTEGER is INT, NUMERIC is DECIMAL, REAL is DOUBLE, BOOL is BOOLEAN.
    """
    yield from _of_type(column, frozenset(map(str.upper, scope.words("types"))))


@column_type_deny_list.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    yield from _tokens_of_type(tokens, frozenset(map(str.upper, scope.words("types"))))


def _of_type(column: tree.ColumnDefinition, types: Set[str], template: str = _TYPE) -> Hits:
    made = column.type
    if made is not None and made.name in types:
        yield hit(made, template, column=column.name.name, type=made.name,
                  about=definitions.table_name(column))  # fmt: skip


def _tokens_of_type(tokens: Tokens, types: Set[str], template: str = _TYPE) -> Hits:
    for table, column in oracle_ddl.columns(tokens):
        if tokens.kinds[column.type] in types:
            last = oracle_ddl.end_of_type(tokens, column)
            yield hit(column.type, template, last=last, about=table, type=tokens.kinds[column.type],
                      column=tokens.source(column.name, column.name))  # fmt: skip


def _longer(column: tree.ColumnDefinition, types: Set[str], most: int, template: str) -> Hits:
    made = column.type
    if made is not None and made.name in types and (made.length or 1) > most:
        yield hit(made, template, column=column.name.name, type=made.name, length=made.length,
                  max=most, about=definitions.table_name(column))  # fmt: skip


def _tokens_longer(tokens: Tokens, scope: Scope, types: Set[str], template: str) -> Hits:
    most = scope.number("max")
    for table, column in oracle_ddl.columns(tokens):
        if tokens.kinds[column.type] in types:
            length = oracle_ddl.length_of(tokens, column, scope)
            if length > most:
                last = oracle_ddl.end_of_type(tokens, column)
                yield hit(column.type, template, last=last, about=table, max=most, length=length,
                          type=tokens.kinds[column.type],
                          column=tokens.source(column.name, column.name))  # fmt: skip
