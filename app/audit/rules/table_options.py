"""Rules about the options of tables and databases: engine, character set, comment."""

from app.audit import comments, definitions
from app.audit.registry import EVERYWHERE, End, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each, only
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.templates import is_template

_ORACLE = Dialect.ORACLE
_TABLES = (tree.CreateTable, tree.AlterTable)


def _about(node: tree.CreateTable | tree.AlterTable | tree.CreateDatabase) -> str:
    return node.name.dotted if node.name else ""


_CHARSET = N_("The character set {name} is not among {allowed}")
_ENGINE = N_("The storage engine {engine} is not among {allowed}")
_COLLATION = N_("The collation {name} is not among {allowed}")


@rule(
    Severity.WARNING,
    on=(
        only(tree.CreateTable, "CHARACTER SET"),
        only(tree.AlterTable, "CHARACTER SET", tree.ConvertTo),
        tree.CreateDatabase,
    ),
    parameters={"charsets": ("utf8mb4",)},
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY) DEFAULT CHARSET=utf8",
        "ALTER TABLE item CONVERT TO CHARACTER SET latin1",
        "CREATE DATABASE shop CHARACTER SET gbk",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY) ENGINE=InnoDB DEFAULT CHARSET=UTF8MB4",
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8) CHARACTER SET ascii)",
        "CREATE TABLE item (id INT PRIMARY KEY) DEFAULT CHARSET={$CHARSET}",
    ],
    sources=[
        "goInception er_charset_not_support",
        "goInception er_table_charset_must_utf8",
        "SQLE ddl_check_table_character_set",
        "Bytebase SYSTEM_CHARSET_ALLOWLIST",
        "SOAR TBL.005",
        "Yearning SupportCharset",
    ],
)
def table_charset_allowlist(
    node: tree.CreateTable | tree.AlterTable | tree.CreateDatabase, scope: Scope
) -> Hits:
    """A table or database has a character set outside the list.

    Why: utf8 is utf8mb3 and refuses emoji and rare Chinese characters (error 1366), and is
    deprecated; latin1 loses everything else; and columns of different character sets are converted
    in every join, where the index of one side is lost. Columns that state their own are not looked
    at here.

    Instead: utf8mb4, or a character set in the parameter `charsets`.
    """
    allowed = [charset.lower() for charset in scope.words("charsets")]
    places: list[tree.Node | None] = [
        o.value for o in definitions.options_of(node) if o.name == "CHARACTER SET"
    ]
    if isinstance(node, tree.AlterTable):
        places += [action.charset for action in node.actions if isinstance(action, tree.ConvertTo)]
    yield from _outside(places, allowed, _CHARSET, _about(node), scope)


@rule(
    Severity.WARNING,
    idle_without="collations",
    on=(
        only(tree.CreateTable, "COLLATE"),
        only(tree.AlterTable, "COLLATE", tree.ConvertTo),
        tree.CreateDatabase,
    ),
    parameters={"collations": ()},
    bad=[
        "-- collations: utf8mb4_0900_ai_ci\n"
        "CREATE TABLE item (id INT PRIMARY KEY) COLLATE=utf8mb4_general_ci",
        "-- collations: utf8mb4_bin\n"
        "ALTER TABLE item CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY) COLLATE=utf8mb4_general_ci",
        "-- collations: utf8mb4_bin\nCREATE DATABASE shop COLLATE utf8mb4_bin",
    ],
    sources=[
        "goInception er_collation_not_support",
        "SQLE ddl_check_collation_database",
        "Bytebase SYSTEM_COLLATION_ALLOWLIST",
        "SOAR TBL.008",
        "Yearning SupportCollation",
    ],
)
def table_collation_allowlist(
    node: tree.CreateTable | tree.AlterTable | tree.CreateDatabase, scope: Scope
) -> Hits:
    """A table or database has a collation outside the list.

    Why: columns of different collations cannot be compared without converting one side, and the
    server the table moves to may not know the collation: utf8mb4_0900_ai_ci is MySQL 8.0 and
    later, uca1400 MariaDB 10.10 and later. It says nothing until the parameter names some.

    Instead: leave COLLATE out, or name one in the parameter `collations`.
    """
    allowed = [collation.lower() for collation in scope.words("collations")]
    if not allowed:
        return
    places: list[tree.Node | None] = [
        o.value for o in definitions.options_of(node) if o.name == "COLLATE"
    ]
    if isinstance(node, tree.AlterTable):
        changes = [action for action in node.actions if isinstance(action, tree.ConvertTo)]
        places += [action.collation for action in changes]
    yield from _outside(places, allowed, _COLLATION, _about(node), scope)


def _outside(
    places: list[tree.Node | None],
    allowed: list[str],
    template: str,
    about: str,
    scope: Scope,
) -> Hits:
    for value in places:
        word = definitions.word(value, scope)
        if value is None or not word or is_template(word):
            continue
        if word.lower() not in {*allowed, "default"}:
            yield hit(value, template, name=word, allowed=", ".join(allowed), about=about)


@rule(
    Severity.WARNING,
    on=each((tree.CreateTable, tree.AlterTable), "ENGINE"),
    parameters={"engines": ("InnoDB",)},
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY) ENGINE=MyISAM",
        "ALTER TABLE item ENGINE = MEMORY",
        "CREATE TABLE item (id INT PRIMARY KEY) TYPE=MyISAM",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY) ENGINE=innodb",
        "/*!50001 CREATE TABLE `a_view` (`id` int(11)) ENGINE=MyISAM */",
        "CREATE TABLE item (id INT PRIMARY KEY)",
        "CREATE TEMPORARY TABLE few (id INT) ENGINE=MEMORY",
    ],
    sources=[
        "goInception er_engine_not_support",
        "SQLE ddl_check_table_db_engine",
        "Bytebase ENGINE_MYSQL_USE_INNODB",
        "SOAR TBL.002",
    ],
)
def table_engine_allowlist(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A table has a storage engine outside the list.

    Why: MyISAM and Aria have no transactions and lock the whole table, MyISAM may be damaged by a
    crash; MEMORY is empty after a restart; and a transaction over two engines is rolled back in one
    of them only. Temporary tables are not reported.

    Instead: ENGINE=InnoDB, or an engine in the parameter `engines`.
    """
    if definitions.is_passing(node, scope):
        return
    allowed = scope.words("engines")
    for option in definitions.options_of(node):
        if option.name == "ENGINE":
            engine = definitions.word(option.value, scope)
            known = engine and not is_template(engine)
            if known and engine.lower() not in map(str.lower, allowed):
                yield hit(option, _ENGINE, engine=engine, allowed=", ".join(allowed),
                          about=_about(node))  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateTable, tree.AlterTable, tree.Comment, End),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"max_length": 64},
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY);"
        " COMMENT ON TABLE other IS 'x'",
        f"-- dialect: oracle\nCOMMENT ON TABLE item IS '{'long ' * 13}'",
        "CREATE TABLE item (id INT PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY) COMMENT=''",
        f"ALTER TABLE item COMMENT '{'long ' * 13}'",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY) COMMENT='what the shop sells'",
        "CREATE TABLE item_new LIKE item",
        "CREATE TEMPORARY TABLE few (id INT)",
        "ALTER TABLE item ADD COLUMN name VARCHAR(20)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY);"
        " COMMENT ON TABLE ITEM IS 'what the shop sells'",
    ],
    sources=[
        "goInception er_table_must_have_comment",
        "SQLE ddl_check_table_without_comment",
        "Bytebase TABLE_COMMENT",
        "SOAR CLA.011",
        "Yearning DDLCheckTableComment",
    ],
)
def table_require_comment(
    node: tree.CreateTable | tree.AlterTable | tree.Comment | None, scope: Scope
) -> Hits:
    """A table has no comment, or one that is too long.

    Why: the comment is what SHOW TABLE STATUS and every catalogue show to those who come later.
    The server refuses more than 2,048 characters. House rule: not part of the default profile.

    Instead: COMMENT='what one row stands for', of at most `max_length` characters; in Oracle
    COMMENT ON TABLE, anywhere in the file.
    """
    if scope.dialect is _ORACLE:
        yield from comments.of_tables(node, scope)
        return
    if not isinstance(node, _TABLES):
        return
    for option in definitions.options_of(node):
        if option.name == "COMMENT":
            break
    else:
        made = isinstance(node, tree.CreateTable) and node.like is None
        if made and not definitions.is_passing(node, scope):
            yield hit(node.name, comments.NO_TABLE, table=node.name.dotted,
                      about=node.name.dotted)  # fmt: skip
        return
    text = definitions.word(option.value, scope)
    if not text.strip():
        yield hit(option, comments.NO_TABLE, table=node.name.dotted,
                  about=node.name.dotted)  # fmt: skip
    elif len(text) > (most := scope.number("max_length")):
        yield hit(option, comments.LONG_TABLE, table=node.name.dotted, length=len(text), max=most,
                  about=node.name.dotted)  # fmt: skip
