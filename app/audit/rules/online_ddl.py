"""Rules about how a server carries out an ALTER: what it locks, and what it writes anew.

They need a snapshot: the release decides, and the table as it is. The examples speak of the server
of `resources/facts/example.json`, which is MySQL 8.4 (see `sizes`).
"""

from app.audit.facts.asking import MEGA, altered, shown_size
from app.audit.online import Algorithm, Lock, Online, Server, classified
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Level, Severity
from app.domain.inventory import DatabaseType
from app.i18n import N_
from app.sql import tree

_DDL = (tree.AlterTable, tree.CreateIndex, tree.DropIndex)
_COPIED = N_("{table} ({size}) is copied row by row, and nobody can write to it meanwhile")
_LOCKED = N_("Nobody can write to {table} ({size}) meanwhile: {algorithm} with LOCK={lock}")
_REBUILT = N_("{table} takes {size} and is written anew ({algorithm}); the limit is {max} MB")


def _online(node: tree.Statement, scope: Scope) -> Online | None:
    """How the server of the snapshot does it, where that can be told."""
    snapshot = scope.facts.snapshot
    checks = scope.facts.variable("foreign_key_checks").upper() not in {"OFF", "0"}
    server = Server(snapshot.type is DatabaseType.MARIADB, snapshot.release, checks)
    match node:
        case (
            tree.AlterTable(name=name)
            | tree.CreateIndex(table=name)
            | tree.DropIndex(table=tree.Name() as name)
        ):
            return classified(node, scope.schema.table(name), scope.table_facts(name), server)
    return None


@rule(
    Severity.WARNING,
    on=_DDL,
    level=Level.STATISTICS,
    parameters={"size_mb": 10},
    bad=[
        "ALTER TABLE shop.orders MODIFY customer_id BIGINT NOT NULL",
        "ALTER TABLE shop.orders CONVERT TO CHARACTER SET latin1",
        "ALTER TABLE shop.event DROP PRIMARY KEY",
        "CREATE FULLTEXT INDEX words ON shop.orders (note)",
    ],
    good=[
        "ALTER TABLE shop.orders ADD COLUMN n INT",
        "ALTER TABLE shop.orders ADD KEY (note(20))",
        "ALTER TABLE shop.orders MODIFY note VARCHAR(250)",
        "ALTER TABLE shop.setting MODIFY value VARCHAR(20)",
        "ALTER TABLE shop.unheard_of MODIFY value VARCHAR(20)",
    ],
    sources=[
        "SQLE ddl_check_column_type_change",
        "Bytebase STATEMENT_DISALLOW_OFFLINE_DDL",
        "goInception er_ddl_offline",
        "MySQL manual 17.12.1",
    ],
)
def ddl_offline_operation(node: tree.Statement, scope: Scope) -> Hits:
    """Nobody can write to a table while it is changed.

    Why: the server copies the rows, or builds the index, under a lock; every program that writes to
    the table waits until it is done, and on replicas again.

    Instead: use an online schema change tool, or a change that the server does in place: say
    ALGORITHM=INPLACE, LOCK=NONE, and it fails at once where it cannot. The parameter `size_mb` is
    the size, data and indexes together, from which it matters.
    """
    facts, online = altered(node, scope), _online(node, scope)
    if facts is None or online is None or online.lock is Lock.NONE:
        return
    if facts.bytes is None or facts.bytes <= scope.number("size_mb") * MEGA:
        return
    size = shown_size(facts.bytes)
    if online.algorithm is Algorithm.COPY:
        yield hit(node, _COPIED, table=facts.name, size=size, about=facts.name)
    else:
        yield hit(node, _LOCKED, table=facts.name, size=size, lock=online.lock.name,
                  algorithm=_shown(online.algorithm), about=facts.name)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=_DDL,
    level=Level.STATISTICS,
    parameters={"size_mb": 1024},
    bad=["ALTER TABLE shop.orders MODIFY note VARCHAR(200) NOT NULL",
         "ALTER TABLE shop.event MODIFY kind INT", "ALTER TABLE shop.orders ENGINE=InnoDB"],
    good=["ALTER TABLE shop.orders ADD COLUMN n INT", "ALTER TABLE shop.orders ADD KEY (note(20))",
          "ALTER TABLE shop.customer ENGINE=InnoDB"],
    sources=["goInception osc_min_table_size", "SQLE ddl_check_osc", "Bytebase gh-ost advice",
             "Archery: osc", "Yearning: osc"],
)  # fmt: skip
def ddl_advise_osc(node: tree.Statement, scope: Scope) -> Hits:
    """A large table is written anew.

    Why: even where others may go on writing, it takes hours and as much space again, its log of
    changes can overflow at the end, and replicas stand still for as long.

    Instead: use gh-ost or pt-online-schema-change, which go slower when replicas fall behind and
    can be stopped at any time. The parameter `size_mb` is the size from which it is advised.
    """
    facts, online = altered(node, scope), _online(node, scope)
    if facts is None or online is None or not online.rebuilds or facts.bytes is None:
        return
    if facts.bytes > scope.number("size_mb") * MEGA:
        yield hit(node, _REBUILT, table=facts.name, size=shown_size(facts.bytes),
                  algorithm=_shown(online.algorithm), max=scope.number("size_mb"),
                  about=facts.name)  # fmt: skip


def _shown(algorithm: Algorithm) -> str:
    """As MySQL and MariaDB both say it."""
    return "INPLACE" if algorithm is Algorithm.NOCOPY else algorithm.name
