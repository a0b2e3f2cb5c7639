"""Rules about what DDL leaves behind in Oracle: unusable indexes, locks, the recycle bin."""

from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree

_ORACLE = (Dialect.ORACLE,)
_MOVING = frozenset({"DROP", "TRUNCATE", "SPLIT", "MERGE", "EXCHANGE", "MOVE", "COALESCE"})
_KEPT = ("UPDATE INDEXES", "UPDATE GLOBAL INDEXES", "ONLINE")
_OFFLINE = frozenset({"INDEX", "UNIQUE", "BITMAP"})


@rule(
    Severity.WARNING,
    on=(tree.PartitionChange, tree.OtherChange),
    dialects=_ORACLE,
    bad=[
        "-- dialect: oracle\nALTER TABLE item DROP PARTITION p2020",
        "-- dialect: oracle\nALTER TABLE item EXCHANGE PARTITION p WITH TABLE item_new",
        "-- dialect: oracle\nALTER TABLE item MOVE TABLESPACE slow",
    ],
    good=[
        "-- dialect: oracle\nALTER TABLE item DROP PARTITION p2020 UPDATE GLOBAL INDEXES",
        "-- dialect: oracle\nALTER TABLE item MOVE PARTITION p TABLESPACE slow ONLINE",
        "-- dialect: oracle\nALTER TABLE item MOVE ONLINE TABLESPACE slow",
        "-- dialect: oracle\nALTER TABLE item ADD PARTITION p VALUES LESS THAN (10)",
        "-- dialect: oracle\nALTER TABLE item MODIFY PARTITION p UNUSABLE LOCAL INDEXES",
    ],
    sources=["Oracle VLDB and Partitioning Guide, 4.3", "ORA-01502"],
)
def ddl_keeps_indexes_usable(node: tree.PartitionChange | tree.OtherChange, scope: Scope) -> Hits:
    """A change of partitions, or a move, leaves indexes unusable.

    Why: the rows get other addresses, so global indexes (with MOVE all) are marked UNUSABLE:
    INSERT and UPDATE fail with ORA-01502 where the index is unique, queries scan whole tables.

    Instead: UPDATE INDEXES or ONLINE; or rebuild the indexes right behind, in the same window.
    """
    table = node.parent.name.dotted if isinstance(node.parent, tree.AlterTable) else ""
    if isinstance(node, tree.PartitionChange):
        moves = node.verb.split()[0] in _MOVING and not any(
            o.name.startswith(_KEPT) for o in node.options
        )
    else:
        words = scope.source(node).upper()
        moves = node.kind.startswith("MOVE") and not any(word in words for word in _KEPT)
    if moves:
        yield hit(node, N_("Indexes of {table} may be unusable afterwards"), table=table,
                  about=table)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreateIndex, tree.AlterIndex),
    dialects=_ORACLE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE INDEX item_name ON item (name)",
        "-- dialect: oracle\nALTER INDEX item_name REBUILD TABLESPACE x",
    ],
    good=[
        "-- dialect: oracle\nCREATE INDEX item_name ON item (name) ONLINE",
        "-- dialect: oracle\nALTER INDEX item_name REBUILD ONLINE",
        "-- dialect: oracle\nCREATE TABLE item (name VARCHAR2(9));"
        " CREATE INDEX item_name ON item (name)",
    ],
    level=Level.SCHEMA,
    sources=["Oracle Database Administrator's Guide, 21.2", "ORA-00054"],
)
def ddl_index_online(node: tree.CreateIndex | tree.AlterIndex, scope: Scope) -> Hits:
    """An index is built while nobody can change its table.

    Why: without ONLINE the table is locked in share mode until the index is there; in a busy
    system the statement fails with ORA-00054, or everybody waits for it. Tables this file makes
    have no users yet. ONLINE is part of the Enterprise Edition. House rule: not part of the
    default profile.

    Instead: ONLINE, or a window in which the application stands still.
    """
    if isinstance(node, tree.CreateIndex):
        plain = node.key.kind in _OFFLINE and not scope.schema.made_here(node.table)
        told = [option.kind for option in node.key.options]
        about = node.table.dotted
    else:
        plain = any(action.name.startswith("REBUILD") for action in node.actions)
        told, about = [scope.source(node).upper()], node.name.dotted
    if plain and not any("ONLINE" in words for words in told):
        yield hit(node, N_("Nobody can change the table while the index is built"), about=about)


@rule(
    Severity.WARNING,
    on=(tree.DropTable,),
    dialects=_ORACLE,
    in_default=False,
    bad=["-- dialect: oracle\nDROP TABLE item CASCADE CONSTRAINTS PURGE"],
    good=["-- dialect: oracle\nDROP TABLE item CASCADE CONSTRAINTS"],
    sources=["Oracle SQL Language Reference, DROP TABLE"],
)
def ddl_no_purge(node: tree.DropTable, scope: Scope) -> Hits:
    """A table is dropped past the recycle bin.

    Why: FLASHBACK TABLE … TO BEFORE DROP brings back a table that was dropped by mistake in a
    second; with PURGE only a backup does. House rule: not part of the default profile.

    Instead: drop it, and purge it when nobody has missed it for some days.
    """
    for option in node.options:
        if option.name == "PURGE":
            table = node.names[0].dotted
            yield hit(option, N_("{table} does not go to the recycle bin"), table=table,
                      about=table)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreateIndex, tree.CreateTable),
    dialects=_ORACLE,
    level=Level.SCHEMA,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER, d DATE) PARTITION BY RANGE (d)"
        " (PARTITION p VALUES LESS THAN (MAXVALUE)); CREATE INDEX item_id ON item (id)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER, d DATE) PARTITION BY RANGE (d)"
        " (PARTITION p VALUES LESS THAN (MAXVALUE)); CREATE INDEX item_id ON item (id) LOCAL",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER, d DATE);"
        " CREATE INDEX item_id ON item (id)",
    ],
    sources=["Themis OBJ_GLOBAL_INDEX"],
)
def index_global_on_partitioned_table(
    node: tree.CreateIndex | tree.CreateTable, scope: Scope
) -> Hits:
    """A global index on a partitioned table.

    Why: each DROP, TRUNCATE or MOVE of a partition makes it unusable or has to update it as a
    whole, which takes away what the table was partitioned for.

    Instead: LOCAL; a global one only where it must be unique without the columns of the
    partitions, or where queries never name those.
    """
    partitioned: set[tuple[str, str]] = scope.memory.setdefault("partitioned", set())
    if isinstance(node, tree.CreateTable):
        place = scope.schema.place(node.name)
        (partitioned.add if node.partition_by else partitioned.discard)(place)
        return
    local = any(option.kind.startswith("LOCAL") for option in node.key.options)
    if scope.schema.place(node.table) in partitioned and node.key.kind in _OFFLINE and not local:
        name = node.key.name.dotted if node.key.name else ""
        yield hit(node.key, N_("{index} is global, and {table} is partitioned"), index=name,
                  table=node.table.dotted, about=node.table.dotted)  # fmt: skip
