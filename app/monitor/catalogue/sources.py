"""The sources engines provide, as agreed with `app/engines/*/sampling`."""

from collections.abc import Mapping

from app.domain.monitoring.metric import Family

EVERYWHERE = frozenset({"probe", "cost"})
"""Every engine gives these: the round trip of its smallest statement, and what we cost."""

_MYSQL = frozenset(
    "status variable innodb trx mdl replica group waits autoinc space file_io digest binlog "
    "memory".split()
)
SOURCES: Mapping[Family, frozenset[str]] = {
    Family.MYSQL: _MYSQL | EVERYWHERE,
    Family.MARIADB: _MYSQL | EVERYWHERE,
    Family.ORACLE: EVERYWHERE
    | frozenset(
        "sysstat time_model wait_class event osstat waits instance database resource blocked "
        "tablespace temp fra pga sga undo dataguard asm librarycache log_history "
        "archive_dest".split()
    ),
    Family.REDIS: EVERYWHERE
    | frozenset(
        "info commandstats latencystats errorstats keyspace replica cluster sentinel slowlog "
        "latency config".split()
    ),
    Family.HOST: frozenset("cpu load memory disk diskstats clock".split()),
    Family.CONSOLE: EVERYWHERE,
}

TABLES: Mapping[Family, frozenset[str]] = {
    Family.MYSQL: frozenset("replica group waits autoinc space".split()),
    Family.MARIADB: frozenset("replica group waits autoinc space".split()),
    Family.ORACLE: frozenset(
        "wait_class event waits resource tablespace dataguard asm archive_dest".split()
    ),
    Family.REDIS: frozenset(
        "commandstats latencystats errorstats keyspace replica sentinel latency".split()
    ),
    Family.HOST: frozenset("disk diskstats".split()),
    Family.CONSOLE: frozenset(),
}
"""Those of them that have rows."""
