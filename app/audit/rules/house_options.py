"""Rules about options of tables that a house demands or leaves to the server."""

from app.audit import definitions
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each, only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_SET = N_("{name} states {option}")
_UNSET = N_("{name} states no {option}")
_CHARSET, _COLLATION = frozenset({"CHARACTER SET"}), frozenset({"COLLATE"})
_ENGINE = frozenset({"ENGINE"})
_TABLES = (tree.CreateTable, tree.AlterTable)


def _called(node: tree.CreateTable | tree.AlterTable | tree.CreateDatabase) -> str:
    return node.name.dotted if node.name else ""


def _stated(
    node: tree.CreateTable | tree.AlterTable | tree.CreateDatabase,
    names: frozenset[str],
    scope: Scope,
) -> Hits:
    """A hit for each option of those names; not for what mysqldump makes to stand for a view."""
    if definitions.is_passing(node, scope):
        return
    for option in definitions.options_of(node):
        if option.name in names:
            yield hit(option, _SET, name=_called(node), option=option.name, about=_called(node))


def _unstated(node: tree.CreateTable, option: str, scope: Scope) -> Hits:
    if node.like is not None or option in [stated.name for stated in node.options]:
        return
    if not definitions.is_passing(node, scope):
        yield hit(node.name, _UNSET, name=node.name.dotted, option=option,
                  about=node.name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(
        only(tree.CreateTable, "CHARACTER SET"),
        only(tree.AlterTable, "CHARACTER SET", tree.ConvertTo),
    ),
    in_default=False,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY) DEFAULT CHARSET=utf8mb4",
        "ALTER TABLE item CHARACTER SET latin1",
        "ALTER TABLE item CONVERT TO CHARACTER SET utf8mb4",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY) ENGINE=InnoDB",
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8) CHARACTER SET ascii)",
    ],
    sources=["goInception er_table_charset_must_null", "Bytebase TABLE_DISALLOW_SET_CHARSET"],
)
def table_charset_not_set(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A table states a character set though it should take the database's.

    Why: where each script states its own, tables of one database end up with several, and joins
    between them lose their indexes. House rule: not part of the default profile; it is the
    contrary of table-charset-required.

    Instead: set the character set of the database once and leave it out of tables.
    """
    yield from _stated(node, _CHARSET, scope)
    if isinstance(node, tree.AlterTable):
        for action in node.actions:
            if isinstance(action, tree.ConvertTo):
                yield hit(action, _SET, name=node.name.dotted, option="CHARACTER SET",
                          about=node.name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=each((tree.CreateTable, tree.AlterTable), "COLLATE"),
    in_default=False,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY) COLLATE=utf8mb4_bin",
        "ALTER TABLE item COLLATE utf8mb4_bin",
    ],
    good=["CREATE TABLE item (id INT PRIMARY KEY) CHARSET=utf8mb4"],
    sources=["goInception er_table_collation_not_support"],
)
def table_collation_not_set(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A table states a collation though it should take the database's.

    Why: two tables of different collations cannot be compared without a conversion that loses the
    index, or at all (error 1267). House rule: not part of the default profile.

    Instead: set the collation of the database once and leave it out of tables.
    """
    return _stated(node, _COLLATION, scope)


@rule(
    Severity.WARNING,
    on=each((tree.CreateTable, tree.AlterTable), "ENGINE"),
    in_default=False,
    bad=["CREATE TABLE item (id INT PRIMARY KEY) ENGINE=InnoDB", "ALTER TABLE item ENGINE=MyISAM"],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY)",
        "/*!50001 CREATE TABLE `a_view` (`id` int(11)) ENGINE=MyISAM */",
    ],
    sources=["goInception er_cant_set_engine"],
)
def table_engine_not_set(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A table states a storage engine though it should take the server's.

    Why: a script that says ENGINE decides for a server it does not know: one with another engine,
    or with default_storage_engine set for a reason. House rule: not part of the default profile.

    Instead: leave ENGINE out; the default has been InnoDB since MySQL 5.5.
    """
    return _stated(node, _ENGINE, scope)


@rule(
    Severity.WARNING,
    on=(tree.CreateDatabase,),
    in_default=False,
    bad=[
        "CREATE DATABASE shop CHARACTER SET utf8mb4",
        "ALTER DATABASE shop COLLATE utf8mb4_bin",
    ],
    good=["CREATE DATABASE shop", "CREATE DATABASE IF NOT EXISTS shop"],
    sources=["goInception er_cant_set_charset", "goInception er_cant_set_collation"],
)
def database_charset_not_set(node: tree.CreateDatabase, scope: Scope) -> Hits:
    """A database states a character set or collation though it should take the server's.

    Why: where character_set_server is what the house wants, a database of its own is an exception
    that every later table inherits unseen. House rule: not part of the default profile.

    Instead: leave both out.
    """
    return _stated(node, _CHARSET | _COLLATION, scope)


@rule(
    Severity.WARNING,
    on=(only(tree.CreateTable, lacking=["CHARACTER SET"]),),
    in_default=False,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY) ENGINE=InnoDB COLLATE=utf8mb4_bin",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY) DEFAULT CHARSET=utf8mb4",
        "CREATE TABLE item_new LIKE item",
        "CREATE TEMPORARY TABLE few (id INT)",
    ],
    sources=["Bytebase TABLE_REQUIRE_CHARSET"],
)
def table_charset_required(node: tree.CreateTable, scope: Scope) -> Hits:
    """A table states no character set.

    Why: it takes the database's, which differs between servers: latin1 by default up to MySQL 5.7
    and MariaDB 11.5, utf8mb4 from MySQL 8.0 and MariaDB 11.6 on. House rule: not part of the
    default profile.

    Instead: DEFAULT CHARSET=utf8mb4.
    """
    return _unstated(node, "CHARACTER SET", scope)


@rule(
    Severity.WARNING,
    on=(only(tree.CreateTable, lacking=["COLLATE"]),),
    in_default=False,
    bad=["CREATE TABLE item (id INT PRIMARY KEY) DEFAULT CHARSET=utf8mb4"],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY) COLLATE=utf8mb4_bin",
        "CREATE TABLE item_new LIKE item",
    ],
    sources=["Bytebase TABLE_REQUIRE_COLLATION"],
)
def table_collation_required(node: tree.CreateTable, scope: Scope) -> Hits:
    """A table states no collation.

    Why: which one utf8mb4 comes with depends on the server: utf8mb4_general_ci up to MySQL 5.7,
    utf8mb4_0900_ai_ci from 8.0 on, utf8mb4_uca1400_ai_ci in MariaDB 11.6; they sort and compare
    differently. House rule: not part of the default profile.

    Instead: COLLATE with the collation meant.
    """
    return _unstated(node, "COLLATE", scope)


@rule(
    Severity.ERROR,
    idle_without="tablespaces",
    on=each((tree.CreateTable, tree.AlterTable), "TABLESPACE"),
    dialects=EVERYWHERE,
    parameters={"tablespaces": ()},
    bad=[
        "-- dialect: oracle\n-- tablespaces: system\nCREATE TABLE item (id NUMBER PRIMARY KEY)"
        " TABLESPACE system",
        "-- tablespaces: innodb_system, scratch\n"
        "CREATE TABLE item (id INT PRIMARY KEY) TABLESPACE scratch",
        "-- tablespaces: innodb_system\nALTER TABLE item TABLESPACE innodb_system",
    ],
    good=[
        "-- dialect: oracle\n-- tablespaces: system\nCREATE TABLE item (id NUMBER PRIMARY KEY)"
        " TABLESPACE users",
        "CREATE TABLE item (id INT PRIMARY KEY) TABLESPACE innodb_system",
        "-- tablespaces: scratch\nCREATE TABLE item (id INT PRIMARY KEY) TABLESPACE shop",
    ],
    sources=["SQLE SQLE00151"],
)
def table_tablespace_deny(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A table is put into a tablespace that is ruled out.

    Why: the profile names these tablespaces, usually because they lie on slow or small disks, or
    never shrink, as the system tablespace. It says nothing until the parameter `tablespaces` names
    some.

    Instead: leave TABLESPACE out, so that the table gets a file of its own.
    """
    denied = {name.lower() for name in scope.words("tablespaces")}
    for option in definitions.options_of(node) if denied else ():
        space = definitions.word(option.value, scope) if option.name == "TABLESPACE" else ""
        if space.lower() in denied:
            yield hit(option, N_("{table} is put into the tablespace {name}, which is ruled out"),
                      table=node.name.dotted, name=space, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreateTable, tree.DropTable),
    in_default=False,
    bad=["CREATE TABLE item (id INT PRIMARY KEY)", "CREATE TABLE item_new LIKE item"],
    good=[
        "CREATE TABLE IF NOT EXISTS item (id INT PRIMARY KEY)",
        "CREATE TEMPORARY TABLE few (id INT)",
        "DROP TABLE IF EXISTS item; CREATE TABLE item (id INT PRIMARY KEY)",
        "-- dialect: mariadb\nCREATE OR REPLACE TABLE item (id INT PRIMARY KEY)",
    ],
    sources=["SQLE ddl_check_table_without_if_not_exists", "SQLE SQLE00061"],
)
def table_if_not_exists(node: tree.CreateTable | tree.DropTable, scope: Scope) -> Hits:
    """CREATE TABLE without IF NOT EXISTS.

    Why: a script that broke off half-way cannot be run again: it fails at the first table it made
    before. House rule: not part of the default profile, for IF NOT EXISTS also hides that a table
    of another shape is there already. What this file has dropped before is not reported.

    Instead: CREATE TABLE IF NOT EXISTS.
    """
    dropped: set[tuple[str, str]] = scope.memory.setdefault("dropped", set())
    if isinstance(node, tree.DropTable):
        dropped.update(map(scope.schema.place, node.names))
        return
    again = node.if_not_exists or node.or_replace or node.temporary
    if again or scope.schema.place(node.name) in dropped or definitions.is_passing(node, scope):
        return
    yield hit(node.name, N_("{table} is created without IF NOT EXISTS"), table=node.name.dotted,
              about=node.name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.CreateTable, "AS"),),
    bad=[
        "CREATE TABLE copy AS SELECT id, name FROM account",
        "CREATE TABLE copy (id INT PRIMARY KEY) SELECT id FROM account",
    ],
    good=["CREATE TEMPORARY TABLE few AS SELECT id FROM account", "CREATE TABLE copy LIKE account"],
    sources=["Bytebase StatementCreateTableAs", "MySQL error 1786"],
)
def table_no_create_as_select(node: tree.CreateTable, scope: Scope) -> Hits:
    """CREATE TABLE … AS SELECT.

    Why: indexes, keys and defaults of the source are not copied; all its rows are read in one
    transaction with their gaps locked; and before MySQL 8.0.21 it is refused where GTIDs are on
    (error 1786). Temporary tables are not reported.

    Instead: CREATE TABLE … LIKE, or a full definition, and INSERT … SELECT in portions.
    """
    if node.query is not None and not node.temporary:
        yield hit(node.name, N_("{table} is made from a query"), table=node.name.dotted,
                  about=node.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.CreateTable, "TEMPORARY"),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE GLOBAL TEMPORARY TABLE few (id NUMBER)",
        "CREATE TEMPORARY TABLE few (id INT)",
        "CREATE TEMPORARY TABLE few LIKE item",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE few (id NUMBER PRIMARY KEY)",
        "CREATE TABLE few (id INT PRIMARY KEY)",
        "DROP TEMPORARY TABLE IF EXISTS few",
    ],
    sources=["SOAR TBL.007"],
)
def table_no_temporary(node: tree.CreateTable, scope: Scope) -> Hits:
    """A temporary table.

    Why: it hides a table of the same name, lives as long as a pooled connection does, and with
    statement-based replication a replica that restarts loses it and stops. House rule: not part of
    the default profile.

    Instead: a derived table or WITH; or a table of its own with the id of the session in a column.
    """
    if node.temporary:
        yield hit(node.name, N_("{table} is a temporary table"), table=node.name.dotted,
                  about=node.name.dotted)  # fmt: skip
