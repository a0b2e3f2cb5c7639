"""Rules about what things are called."""

from app.audit.named import NAMING, named
from app.audit.patterns import is_found
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Pattern, Scope
from app.audit.signs import each
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.grammar.oracle.words import SQL as ORACLE_RESERVED
from app.sql.grammar.words import RESERVED

_ORACLE = Dialect.ORACLE
_TOO_LONG = N_("{name} has {length} characters, {most} at most are allowed")
_TOO_MANY_BYTES = N_("{name} has {length} bytes, {most} at most are allowed")


@rule(
    Severity.WARNING,
    on=each(NAMING, "RESERVED"),
    dialects=EVERYWHERE,
    bad=[
        "CREATE TABLE `order` (id INT PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY, `range` INT)",
        "ALTER TABLE item RENAME COLUMN amount TO `rank`",
        '-- dialect: oracle\nCREATE TABLE "ORDER" (id NUMBER PRIMARY KEY)',
        '-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, "SIZE" NUMBER)',
    ],
    good=[
        "CREATE TABLE orders (id INT PRIMARY KEY, name VARCHAR(20), status INT)",
        "ALTER TABLE item DROP COLUMN `range`",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, title VARCHAR2(9))",
    ],
    sources=[
        "goInception er_ident_use_keyword",
        "SQLE ddl_check_object_name_using_keyword",
        "Bytebase NAMING_IDENTIFIER_NO_KEYWORD",
        "SOAR KWR.002",
        "Yearning CheckIdentifier",
    ],
)
def naming_identifier_keyword(node: tree.Node, scope: Scope) -> Hits:
    """A name is a reserved word.

    Why: it has to be quoted in every statement for ever, tools forget to, and programs break.
    Words that are reserved in MySQL or in MariaDB count, or in Oracle for it; those that may stand
    unquoted do not.

    Instead: choose another word, or add one: order_list, price_range.
    """
    reserved = ORACLE_RESERVED if scope.dialect is Dialect.ORACLE else RESERVED
    for name, word in named(node):
        if word.upper() in reserved:
            yield hit(name, N_("{name} is a reserved word"), name=word, about=name.dotted)


@rule(
    Severity.WARNING,
    on=each(NAMING, "UNUSUAL"),
    assuming=("pattern",),
    dialects=EVERYWHERE,
    parameters={"pattern": Pattern("^[A-Za-z][A-Za-z0-9_]*$")},
    bad=[
        "CREATE TABLE `order list` (id INT PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY, `名称` VARCHAR(20))",
        '-- dialect: oracle\nCREATE TABLE "订单" (id NUMBER PRIMARY KEY)',
    ],
    good=[
        "CREATE TABLE order_list (id INT PRIMARY KEY, name2 VARCHAR(20))",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY)",
    ],
    sources=[
        "goInception er_invalid_ident",
        "SQLE ddl_check_object_name_using_cn",
        "SOAR KWR.004",
        "Yearning CheckIdentifier",
    ],
)
def naming_identifier_charset(node: tree.Node, scope: Scope) -> Hits:
    """A name has characters that need quoting or another keyboard.

    Why: blanks, dashes and letters beyond ASCII must be quoted everywhere, are typed wrongly, and
    meet programs and file systems that spell them in another way.

    Instead: begin with a letter and use letters, digits and underscores; say the rest in a comment.
    """
    for name, word in named(node):
        if not is_found(word, pattern := scope.text_setting("pattern")):
            yield hit(name, N_("{name} has characters outside {pattern}"), name=word,
                      pattern=pattern, about=name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=each(NAMING, "LONG NAME"),
    assuming=("max", "oracle_bytes"),
    dialects=EVERYWHERE,
    parameters={"max": 64, "oracle_bytes": 128},
    bad=[
        f"CREATE TABLE item (id INT PRIMARY KEY, {'x' * 65} INT)",
        "-- dialect: oracle\nCREATE TABLE " + "a" * 129 + " (id NUMBER PRIMARY KEY)",
    ],
    good=[
        f"CREATE TABLE item (id INT PRIMARY KEY, {'x' * 64} INT)",
        "-- dialect: oracle\nCREATE TABLE " + "a" * 128 + " (id NUMBER PRIMARY KEY)",
    ],
    sources=[
        "goInception er_too_long_ident",
        "SQLE ddl_check_object_name_length",
        "Yearning MaxTableNameLen",
        "MySQL 8.4 reference manual, 11.2.1",
    ],
)
def naming_identifier_too_long(node: tree.Node, scope: Scope) -> Hits:
    """A name is longer than the server allows.

    Why: MySQL and MariaDB refuse names of more than 64 characters, Oracle those of more than 128
    bytes (of 30 before 12.2), so the statement fails.

    Instead: shorten the name.
    """
    oracle = scope.dialect is _ORACLE
    most = scope.number("oracle_bytes" if oracle else "max")
    for name, word in named(node):
        length = len(word.encode("utf-8", "replace")) if oracle else len(word)
        if length > most:
            yield hit(name, _TOO_MANY_BYTES if oracle else _TOO_LONG, name=word, length=length,
                      most=most, about=name.dotted)  # fmt: skip
