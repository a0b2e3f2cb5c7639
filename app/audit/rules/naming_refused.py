"""Rules about names that a server refuses, or reads otherwise than they are written."""

from app.audit import definitions
from app.audit.named import NAMING, NAMING_TABLES, named, newly_named
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import HIDDEN, each, only
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.grammar.oracle.words import PLSQL, SQL

"""Columns that InnoDB adds to every table (`dict_col_name_is_reserved`)."""
_RESERVED_IN_ORACLE = SQL | PLSQL
_ILLEGAL = N_("{name} is no legal name: it is empty, ends with a blank or holds a NUL")
_BEYOND = N_("{name} holds a character beyond the first 65,536 of Unicode")


def _illegal(name: tree.Name) -> Hits:
    """A hit where the server refuses `name` with error 1102, 1103 or 1166."""
    for word in name.parts:
        if not word or word[-1].isspace() or "\0" in word:
            yield hit(name, _ILLEGAL, name=repr(word), about=name.dotted)
        elif not word.isascii() and max(word) > "\uffff":
            yield hit(name, _BEYOND, name=word, about=name.dotted)


@rule(
    Severity.ERROR,
    on=each(NAMING_TABLES, "UNUSUAL"),
    bad=[
        "CREATE TABLE `item ` (id INT PRIMARY KEY)",
        "CREATE TABLE `` (id INT PRIMARY KEY)",
        "ALTER TABLE item RENAME TO `item😀`",
    ],
    good=["CREATE TABLE ` item` (id INT PRIMARY KEY)", "CREATE TABLE `订单` (id INT PRIMARY KEY)"],
    sources=["goInception er_wrong_table_name", "MySQL errors 1103 and 1300"],
)
def naming_table_invalid(node: tree.Node, scope: Scope) -> Hits:
    """A table gets a name the server refuses.

    Why: the statement fails with error 1103: names may not be empty, end with a blank or hold a
    NUL; nor may they hold emoji and other characters beyond U+FFFF, which MariaDB refuses (error
    1300) and MySQL turns into question marks.

    Instead: a name of letters, digits and underscores.
    """
    for name, _ in named(node):
        yield from _illegal(name)


@rule(
    Severity.ERROR,
    on=(tree.CreateDatabase, tree.Use),
    bad=["CREATE DATABASE `shop `", "CREATE SCHEMA ``", "CREATE DATABASE `shop😀`"],
    good=["CREATE DATABASE `my shop`", "USE shop", "ALTER DATABASE CHARACTER SET utf8mb4"],
    sources=["goInception er_wrong_db_name", "MySQL error 1102"],
)
def naming_database_invalid(node: tree.CreateDatabase | tree.Use, scope: Scope) -> Hits:
    """A database has a name the server refuses.

    Why: the statement fails with error 1102: names may not be empty, end with a blank or hold a
    NUL, and of characters beyond U+FFFF MySQL makes question marks. The tables of the rest of the
    file then end up elsewhere.

    Instead: a name of letters, digits and underscores.
    """
    if node.name is not None:
        yield from _illegal(node.name)


@rule(
    Severity.ERROR,
    on=each((tree.ColumnDefinition, tree.RenameColumn), "UNUSUAL", "HIDDEN"),
    bad=[
        "CREATE TABLE item (`id ` INT PRIMARY KEY)",
        "ALTER TABLE item ADD COLUMN `` INT",
        "CREATE TABLE item (id INT PRIMARY KEY, DB_TRX_ID BIGINT)",
        "ALTER TABLE item RENAME COLUMN a TO db_row_id",
    ],
    good=[
        "CREATE TABLE item (` id` INT PRIMARY KEY, row_id INT)",
        "CREATE TABLE item (id INT PRIMARY KEY, db_trx_id INT) ENGINE=MyISAM",
    ],
    sources=["goInception er_wrong_column_name", "MySQL error 1166"],
)
def naming_column_invalid(node: tree.Node, scope: Scope) -> Hits:
    """A column gets a name the server refuses.

    Why: the statement fails with error 1166: names may not be empty, end with a blank or hold a
    NUL; and DB_ROW_ID, DB_TRX_ID and DB_ROLL_PTR are columns that InnoDB adds by itself.

    Instead: another name.
    """
    for name, word in named(node):
        yield from _illegal(name)
        if word.lower() in HIDDEN and not _of_another_engine(node, scope):
            yield hit(name, N_("{name} is a hidden column of InnoDB"), name=word,
                      about=definitions.table_name(node))  # fmt: skip


def _of_another_engine(node: tree.Node, scope: Scope) -> bool:
    table = node.parent
    engine = table.option("ENGINE") if isinstance(table, tree.CreateTable) else None
    return engine is not None and definitions.word(engine.value, scope).lower() != "innodb"


@rule(
    Severity.NOTICE,
    on=each(NAMING, "UNUSUAL"),
    bad=[
        "CREATE TABLE ` item` (id INT PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY, ` name` INT)",
        "CREATE INDEX `by name ` ON item (name)",
    ],
    good=["CREATE TABLE `order list` (id INT PRIMARY KEY)", "SELECT a AS ' b' FROM item LIMIT 1"],
    sources=["goInception er_removed_spaces"],
)
def naming_identifier_blank(node: tree.Node, scope: Scope) -> Hits:
    """A name begins or ends with a blank.

    Why: nobody sees it, every statement without it fails, and MySQL refuses it at the end of the
    names of databases, tables and columns.

    Instead: take the blank away.
    """
    for name, word in newly_named(node):
        if word != word.strip() and word.strip():
            yield hit(name, N_("“{name}” begins or ends with a blank"), name=word,
                      about=name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=each((*NAMING_TABLES, tree.CreateView), "RESERVED"),
    bad=["CREATE TABLE `dual` (id INT PRIMARY KEY)", "RENAME TABLE item TO `DUAL`"],
    good=["SELECT 1 FROM DUAL", "CREATE TABLE dual_sim (id INT PRIMARY KEY)"],
    sources=["SOAR TBL.003"],
)
def naming_table_dual(node: tree.Node, scope: Scope) -> Hits:
    """A table is called DUAL.

    Why: SELECT … FROM DUAL without quotes reads no table at all, so that rows of a table of that
    name are never found, without an error.

    Instead: another name.
    """
    for name, word in newly_named(node):
        if word.lower() == "dual":
            yield hit(name, N_("{name} is what stands for no table"), name=word, about=name.dotted)


@rule(
    Severity.WARNING,
    on=NAMING_TABLES,
    dialects=(Dialect.ORACLE,),
    in_default=False,
    bad=[
        '-- dialect: oracle\nCREATE TABLE "ORDER" (id NUMBER PRIMARY KEY)',
        "-- dialect: oracle\nRENAME item TO cursor",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE orders (id NUMBER PRIMARY KEY, comments VARCHAR2(99))",
        "-- dialect: oracle\nALTER TABLE item RENAME TO goods",
    ],
    sources=["Bytebase NAMING_TABLE_NO_KEYWORD"],
)
def naming_table_keyword(node: tree.Node, scope: Scope) -> Hits:
    """A table has a name that SQL or PL/SQL reserves.

    Why: what SQL reserves has to be quoted in every statement, and what only PL/SQL reserves, such
    as CURSOR or EXCEPTION, in every program. House rule: not part of the default profile, for
    naming-identifier-keyword tells of SQL's words for all names.

    Instead: another name.
    """
    for name, word in newly_named(node):
        if word.upper() in _RESERVED_IN_ORACLE:
            yield hit(name, N_("{name} is a reserved word"), name=word, about=name.dotted)


@rule(
    Severity.WARNING,
    on=(only(tree.Key, lacking=["PRIMARY"]), tree.RenameKey),
    in_default=False,
    parameters={"allow_null": 0},
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, KEY (a))",
        "ALTER TABLE item ADD UNIQUE (a)",
        "ALTER TABLE item ADD KEY `primary` (a)",
        "-- allow_null: 1\nALTER TABLE item RENAME INDEX a TO `PRIMARY`",
    ],
    good=[
        "CREATE TABLE item (id INT, a INT, PRIMARY KEY (id), KEY idx_a (a))",
        "-- allow_null: 1\nCREATE TABLE item (id INT PRIMARY KEY, a INT, KEY (a))",
        "ALTER TABLE item ADD CONSTRAINT uk_a UNIQUE (a)",
    ],
    sources=[
        "goInception er_wrong_name_for_index",
        "Yearning DDLEnableNullIndexName",
        "MySQL error 1280",
    ],
)
def naming_index_required(node: tree.Key | tree.RenameKey, scope: Scope) -> Hits:
    """An index has no name, or that of the primary key.

    Why: the server makes up a name, which depends on what indexes are there already, so that a
    later DROP INDEX drops another one on another server. PRIMARY is refused with error 1280. House
    rule: not part of the default profile; allow_null = 1 lets indexes without a name pass.

    Instead: give each index a name.
    """
    if isinstance(node, tree.Key) and node.kind == "PRIMARY":
        return
    name = node.new if isinstance(node, tree.RenameKey) else node.name
    if name is None:
        if not scope.number("allow_null"):
            table = definitions.table_name(node)
            yield hit(node, N_("An index of {table} has no name"), table=table, about=table)
    elif name.name.upper() == "PRIMARY":
        yield hit(name, N_("Only the primary key may be called {name}"), name=name.name,
                  about=definitions.table_name(node))  # fmt: skip


@rule(
    Severity.WARNING,
    idle_without="words",
    on=NAMING,
    dialects=EVERYWHERE,
    parameters={"words": ()},
    bad=[
        "-- dialect: oracle\n-- words: data\nCREATE TABLE data (id NUMBER PRIMARY KEY)",
        "-- words: type, level\nCREATE TABLE item (id INT PRIMARY KEY, Type INT)",
        "-- words: data\nCREATE TABLE data (id INT PRIMARY KEY)",
    ],
    good=[
        "-- dialect: oracle\n-- words: data\nCREATE TABLE data_x (id NUMBER PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY, type INT)",
        "-- words: type\nCREATE TABLE item (id INT PRIMARY KEY, item_type INT)",
        "-- words: type\nALTER TABLE item MODIFY type INT",
    ],
    sources=["goInception ER_IDENT_USE_CUSTOM_KEYWORD"],
)
def naming_identifier_custom_keyword(node: tree.Node, scope: Scope) -> Hits:
    """A name is on the list of the house.

    Why: the profile names these words, usually because another server, a language or a framework
    of the house reserves them. It says nothing until the parameter `words` names some.

    Instead: another name.
    """
    if not (forbidden := scope.words("words")):
        return
    words = {word.lower() for word in forbidden}
    for name, word in newly_named(node):
        if word.lower() in words:
            yield hit(name, N_("{name} is ruled out as a name"), name=word, about=name.dotted)


@rule(
    Severity.NOTICE,
    on=(tree.CreateDatabase,),
    in_default=False,
    parameters={"suffix": "_DB"},
    bad=["CREATE DATABASE shop", "CREATE SCHEMA IF NOT EXISTS db_shop"],
    good=["CREATE DATABASE shop_db", "ALTER DATABASE shop CHARACTER SET utf8mb4"],
    sources=["SQLE ddl_check_database_suffix", "SQLE SQLE00032"],
)
def naming_database_suffix(node: tree.CreateDatabase, scope: Scope) -> Hits:
    """The name of a database does not end as agreed.

    Why: in a qualified name the suffix tells a database from a table alias. House rule: not part
    of the default profile.

    Instead: end with the parameter `suffix`, upper or lower case.
    """
    suffix = scope.text_setting("suffix")
    for name, word in newly_named(node):
        if not word.lower().endswith(suffix.lower()):
            yield hit(name, N_("{name} does not end with {suffix}"), name=word, suffix=suffix,
                      about=word)  # fmt: skip
