"""Rules of a house about how tables are changed."""

from app.audit import definitions
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree


@rule(
    Severity.WARNING,
    on=(tree.ModifyColumn,),
    in_default=False,
    bad=["ALTER TABLE item CHANGE name title VARCHAR(20)", "ALTER TABLE item CHANGE n n BIGINT"],
    good=["ALTER TABLE item MODIFY n BIGINT", "ALTER TABLE item RENAME COLUMN name TO title"],
    sources=["goInception er_cant_change_column", "Bytebase COLUMN_DISALLOW_CHANGE"],
)
def ddl_no_change_column(node: tree.ModifyColumn, scope: Scope) -> Hits:
    """CHANGE COLUMN.

    Why: it renames and redefines at once: one slip of the pen in either and a column has another
    name or loses its default. House rule: not part of the default profile.

    Instead: MODIFY for the definition, RENAME COLUMN (MySQL 8.0, MariaDB 10.5.2) for the name.
    """
    if node.old is not None:
        table = definitions.table_name(node)
        yield hit(node, N_("{column} of {table} is changed with CHANGE"), column=node.old.name,
                  table=table, about=table)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.RenameTo, tree.RenamePair, tree.RenameColumn, tree.ModifyColumn),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nRENAME item TO goods",
        "-- dialect: oracle\nALTER TABLE item RENAME COLUMN a TO b",
        "RENAME TABLE item TO goods",
        "ALTER TABLE item RENAME TO goods",
        "ALTER TABLE item RENAME COLUMN name TO title",
        "ALTER TABLE item CHANGE name title VARCHAR(20)",
    ],
    good=[
        "-- dialect: oracle\nALTER INDEX a RENAME TO b",
        "ALTER TABLE item CHANGE name name VARCHAR(20)",
        "ALTER TABLE item RENAME KEY a TO b",
    ],
    sources=["SQLE ddl_not_allow_renaming", "SQLE SQLE00074"],
)
def ddl_no_rename(node: tree.Node, scope: Scope) -> Hits:
    """A table or column is renamed.

    Why: every program that says the old name fails from that moment on, and so do views, triggers
    and procedures, which are not changed along. House rule: not part of the default profile.

    Instead: a new column or table beside the old one, filled from it, until nobody uses the old.
    """
    match node:
        case tree.ModifyColumn(old=old, column=column):
            if old is None or old.name.lower() == column.name.name.lower():
                return
            names = old.name, column.name.name
        case tree.RenameTo(name=new):
            names = definitions.table_name(node), new.dotted
        case tree.RenamePair(old=old, new=new) | tree.RenameColumn(old=old, new=new):
            names = old.dotted, new.dotted
        case _:
            return
    yield hit(node, N_("{old} is renamed {new}"), old=names[0], new=names[1], about=names[0])


@rule(
    Severity.ERROR,
    on=(tree.RenamePair, tree.RenameTo),
    bad=[
        "RENAME TABLE shop.item TO depot.item",
        "ALTER TABLE shop.item RENAME TO depot.item",
        "USE shop; RENAME TABLE item TO depot.item",
    ],
    good=[
        "RENAME TABLE shop.item TO shop.goods",
        "RENAME TABLE item TO goods",
        "USE shop; ALTER TABLE item RENAME TO shop.goods",
    ],
    sources=["Yearning DDLEnableAcrossDBRename"],
)
def ddl_no_cross_db_rename(node: tree.RenamePair | tree.RenameTo, scope: Scope) -> Hits:
    """A table moves to another database by being renamed.

    Why: rights on it stay behind, triggers make it fail (error 1435), views and programs still name
    the old place, and a backup of one database no longer holds it.

    Instead: a copy in the new database, checked, and the old one dropped later.
    """
    if isinstance(node, tree.RenamePair):
        old, new = node.old, node.new
    else:
        name = definitions.table_of(node)
        if name is None:
            return
        old, new = name, node.name
    here, there = scope.schema.place(old)[0], scope.schema.place(new)[0]
    if here and there and here != there:
        yield hit(node, N_("{old} moves from {here} to {there}"), old=old.dotted, here=here,
                  there=there, about=old.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateDatabase,),
    in_default=False,
    parameters={"enable_alter_database": 0},
    bad=["ALTER DATABASE shop CHARACTER SET utf8mb4"],
    good=[
        "CREATE DATABASE shop CHARACTER SET utf8mb4",
        "-- enable_alter_database: 1\nALTER DATABASE shop CHARACTER SET utf8mb4",
    ],
    sources=["goInception option enable_alter_database"],
)
def ddl_alter_database(node: tree.CreateDatabase, scope: Scope) -> Hits:
    """ALTER DATABASE.

    Why: it changes nothing of the tables that are there, but every table made later, and may make
    the database read only. House rule: not part of the default profile.

    Instead: change the tables. enable_alter_database = 1 lets it pass.
    """
    if node.alter and not scope.number("enable_alter_database"):
        name = node.name.name if node.name else ""
        yield hit(node, N_("The database {database} is altered"), database=name, about=name)


@rule(
    Severity.WARNING,
    on=(tree.OtherChange, tree.RenameTo, tree.PartitionChange),
    in_default=False,
    parameters={
        "actions": ("DISCARD TABLESPACE", "IMPORT TABLESPACE", "ORDER BY", "UPGRADE PARTITIONING",
                    "EXCHANGE PARTITION", "RENAME")
    },
    bad=[
        "ALTER TABLE item DISCARD TABLESPACE",
        "ALTER TABLE item ORDER BY name",
        "ALTER TABLE log EXCHANGE PARTITION p0 WITH TABLE log_old",
    ],
    good=["ALTER TABLE item ADD COLUMN n INT, ALGORITHM=INPLACE", "ALTER TABLE item FORCE"],
    sources=["goInception er_not_supported_alter_option"],
)  # fmt: skip
def ddl_alter_option_unsupported(node: tree.Node, scope: Scope) -> Hits:
    """An action of ALTER TABLE that online schema change tools do not carry out.

    Why: gh-ost and pt-online-schema-change refuse it, or apply it to the copy that is thrown away.
    House rule: not part of the default profile.

    Instead: run it on the server itself, at a quiet time. The parameter `actions` lists them.
    """
    match node:
        case tree.OtherChange(kind=kind):
            action = kind
        case tree.PartitionChange(verb=verb):
            action = f"{verb} PARTITION"
        case _:
            action = "RENAME"
    if action in map(str.upper, scope.words("actions")):
        table = definitions.table_name(node)
        yield hit(node, N_("Online schema change tools do not carry out {action}"), action=action,
                  about=table)  # fmt: skip


_ONLINE = (tree.AlterTable, tree.CreateIndex, tree.DropIndex)


@rule(
    Severity.WARNING,
    on=_ONLINE,
    in_default=False,
    bad=["ALTER TABLE item ADD COLUMN n INT, LOCK=NONE", "CREATE INDEX by_n ON item (n)"],
    good=[
        "ALTER TABLE item ADD COLUMN n INT, ALGORITHM=INSTANT",
        "CREATE INDEX by_n ON item (n) ALGORITHM=INPLACE",
        "ALTER TABLE log DROP PARTITION p0",
    ],
    sources=["Bytebase STATEMENT_REQUIRE_ALGORITHM_OPTION"],
)
def ddl_require_algorithm(
    node: tree.AlterTable | tree.CreateIndex | tree.DropIndex, scope: Scope
) -> Hits:
    """DDL does not say which algorithm it expects.

    Why: where the server cannot do it instantly or in place it copies the table, without a word;
    with ALGORITHM it fails at once instead. House rule: not part of the default profile.

    Instead: ALGORITHM=INSTANT or INPLACE, whichever you count on.
    """
    return _unsaid(node, "ALGORITHM")


@rule(
    Severity.WARNING,
    on=_ONLINE,
    in_default=False,
    bad=["ALTER TABLE item ADD KEY (n), ALGORITHM=INPLACE", "DROP INDEX by_n ON item"],
    good=[
        "ALTER TABLE item ADD KEY (n), ALGORITHM=INPLACE, LOCK=NONE",
        "ALTER TABLE item ADD COLUMN n INT, ALGORITHM=INSTANT",
        "DROP INDEX by_n ON item LOCK=NONE",
    ],
    sources=["Bytebase STATEMENT_REQUIRE_LOCK_OPTION"],
)
def ddl_require_lock(
    node: tree.AlterTable | tree.CreateIndex | tree.DropIndex, scope: Scope
) -> Hits:
    """DDL does not say which lock it bears.

    Why: the server takes the weakest lock that will do, which may keep all writers out for hours;
    with LOCK=NONE it fails at once instead. House rule: not part of the default profile.
    ALGORITHM=INSTANT, which allows no LOCK, is not reported.

    Instead: LOCK=NONE, or LOCK=SHARED where that is meant.
    """
    return iter(()) if _is_instant(node) else _unsaid(node, "LOCK")


def _is_instant(node: tree.Node) -> bool:
    """Whether it says ALGORITHM=INSTANT."""
    for action in node.actions if isinstance(node, tree.AlterTable) else ():
        if not isinstance(action, tree.OtherChange) or action.kind != "ALGORITHM":
            continue
        if action.value is not None and action.value.name.upper() == "INSTANT":
            return True
    return False


def _unsaid(node: tree.AlterTable | tree.CreateIndex | tree.DropIndex, kind: str) -> Hits:
    """A hit where a statement does not state `kind`; what changes partitions cannot."""
    if isinstance(node, tree.AlterTable):
        name: tree.Name | None = node.name
        for action in node.actions:
            if isinstance(action, tree.PartitionChange):
                return
            if isinstance(action, tree.OtherChange) and action.kind == kind:
                return
    else:
        name = node.table
        options = node.key.options if isinstance(node, tree.CreateIndex) else node.options
        if kind in [option.kind for option in options]:
            return
    if name is not None:
        yield hit(node, N_("{table} is changed without {option}"), table=name.dotted, option=kind,
                  about=name.dotted)  # fmt: skip
