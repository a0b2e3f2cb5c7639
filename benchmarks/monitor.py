"""What watching costs: us and the exporters of Prometheus, at the same servers in the same run.

    python benchmarks/monitor.py [--rounds N] [--instances N] [--only mariadb|mysql|redis]

For each look: processor time of who looks (the exporter's own process; ours with the values derived
of the answers), that of the server, how long it takes, and how many statements the server counts.
The exporters collect what they do by default; ours asks for what the catalogue's charts and alerts
need. Then many logins to few servers stand for many instances (see `watch.py`).
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Tier
from benchmarks import monitor_exporters as exporters
from benchmarks.monitor_cost import HEAD, Cost, Watcher, measured
from benchmarks.monitor_ours import CATALOGUE, Ours, Target, looks_in
from benchmarks.watch import watch_many
from tests.servers import mariadb, mysql, redis_servers
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer
from tests.servers.redis_servers import Redis

USER, PASSWORD = "watcher", "secret"
_GRANTS = ("PROCESS ON *.*", "REPLICATION CLIENT ON *.*", "SELECT ON *.*")
_CYCLE = 10.0  # seconds
_WATCHED = 40.0  # seconds
_CONNECTIONS = "--max-connections=2000"
_Started = tuple[Target, Callable[[], int]]
"""A server, and what says how many statements it has had."""


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--instances", type=int, default=1000)
    parser.add_argument("--only", choices=sorted(_KINDS))
    chosen = parser.parse_args()
    with ExitStack() as stack:
        for kind, (missing, started) in _KINDS.items():
            if chosen.only not in (None, kind):
                continue
            if reason := missing():
                print(f"\n{kind}: skipped, {reason}")
                continue
            target, statements = stack.enter_context(started())
            compare(kind, target, statements, chosen.rounds)
    if chosen.instances:
        print(f"\n{chosen.instances} instances, watched as they are in the window")
        watch_many(chosen.instances, _WATCHED)


def compare(kind: str, target: Target, statements: Callable[[], int], rounds: int) -> None:
    """Us and the exporter, at one server."""
    ours = Ours(target)
    watchers = [
        Watcher(f"mohist, tier {tier}", partial(ours.look, tier), os.getpid())
        for tier in ours.tiers
    ]
    program = exporters.REDIS if target.type is DatabaseType.REDIS else exporters.MYSQL
    with ExitStack() as stack:
        if reason := exporters.Exporter.missing(program):
            print(f"\n{program}: skipped, {reason}")
        else:
            exporter = stack.enter_context(_exporter(target))
            watchers.append(Watcher(program, exporter.scrape, exporter.pid))
        costs = measured(watchers, target.pid, statements, rounds)
    tiers = dict(zip(ours.tiers, costs, strict=False))
    print(f"\n{kind}, {rounds} looks, {len(CATALOGUE.of(target.type))} metrics in the catalogue")
    print(HEAD)
    for cost in costs:
        print(cost.line())
    cycle = whole_cycle(tiers)
    print(cycle.line())
    if len(costs) > len(tiers) and Tier.STATUS in tiers:
        peer = costs[-1]
        for ours_, name in ((tiers[Tier.STATUS], "the 10 s tier"), (cycle, "a whole cycle")):
            print(
                f"  a scrape costs {peer.here / ours_.here:.1f} times as much as {name} here,"
                f" {peer.server / ours_.server:.1f} times in the server"
            )
    ours.close()


def whole_cycle(tiers: dict[Tier, Cost]) -> Cost:
    """All tiers for ten seconds: five looks of the live tier, a sixth of the minute's, …"""
    weighed = [(looks_in(_CYCLE, tier), cost) for tier, cost in tiers.items()]
    return Cost(
        f"mohist, all tiers for {_CYCLE:g} s",
        sum(times * cost.here for times, cost in weighed),
        sum(times * cost.server for times, cost in weighed),
        sum(times * cost.wall for times, cost in weighed),
        sum(times * cost.statements for times, cost in weighed),
    )


def _exporter(target: Target) -> exporters.Exporter:
    if target.type is DatabaseType.REDIS:
        return exporters.of_redis(target.port)
    return exporters.of_mysql(target.port, target.user, target.password)


@contextmanager
def _mysql_family(
    type_: DatabaseType, make: Callable[..., MysqlFamilyServer]
) -> Iterator[_Started]:
    with make(_CONNECTIONS) as server:
        server.create_user(USER, PASSWORD, *_GRANTS)
        with server.connect(unix_socket=str(server.socket)) as hand, hand.cursor() as cursor:

            def statements() -> int:
                cursor.execute("SHOW GLOBAL STATUS LIKE 'Questions'")
                return int(cursor.fetchall()[0][1])

            yield Target(type_, server.port, server.pid, USER, PASSWORD), statements


@contextmanager
def _redis() -> Iterator[_Started]:
    with Redis() as server, server.connect() as hand:
        yield (
            Target(DatabaseType.REDIS, server.port, server.pid),
            lambda: int(hand.info("stats")["total_commands_processed"]),
        )


_KINDS: dict[str, tuple[Callable[[], str], Callable[[], AbstractContextManager[_Started]]]] = {
    "mariadb": (mariadb.missing, partial(_mysql_family, DatabaseType.MARIADB, MariaDB)),
    "mysql": (mysql.missing, partial(_mysql_family, DatabaseType.MYSQL, MySQL)),
    "redis": (redis_servers.missing, _redis),
}


if __name__ == "__main__":
    main()
