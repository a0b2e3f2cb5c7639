"""MariaDB, Redis and Oracle's wire watched together: one dies, hangs or crawls, the others do not
notice, and it is back by itself.
"""

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from app.domain.endpoint import Access, Endpoint, OracleAccess, Tls, TlsMode
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import CaptureKind, Health, MarkKind, Sample
from app.domain.stop import Stop
from app.flows.watch.record import Record
from app.flows.watch.threads import plain_thread
from app.flows.watch.watch import Manner, Watch
from tests.engines.oracle.conftest import CONTEXT, DATABASE, INSTANCE
from tests.engines.oracle.fake import Dictionary
from tests.engines.oracle.sampling import day
from tests.flows.watch.watching import Heard, catalogue
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mariadb import MariaDB
from tests.servers.oracle.server import OracleServer
from tests.servers.redis_servers import Redis

LIVE, STATUS = 0.4, 1.0
PERIODS = {Tier.LIVE: LIVE, Tier.STATUS: STATUS}
WITHIN = 2 * STATUS
BUSY = 1.0
"""Seconds that this computer may make anybody wait while its tests run three at a time."""


class Watched:
    """The watch, and what was heard of it."""

    def __init__(self, *endpoints: Endpoint, secrets: Mapping[str, str] | None = None) -> None:
        self.heard, self.errors = Heard(), list[Exception]()
        known = secrets or {}

        def ask(secret_id: str, _stop: Stop) -> str | None:
            return known.get(secret_id, "oracle" if "/ledger/" in secret_id else "")

        record = Record(lambda: self.heard, lambda: self.heard, self.heard, self.errors.append)
        self.watch = Watch(
            catalogue(), ask, self.heard, record, plain_thread, self.errors.append,
            Manner(PERIODS, {CaptureKind.SESSIONS: 0.2}),
        )  # fmt: skip
        self.watch.watch(endpoints)

    def turns(self, name: str, health: Health, within: float = WITHIN) -> Sample:
        """How it stands next, seen in time."""
        return self.heard.wait_for(health, name, within + BUSY)

    def gaps(self, *names: str, since: float) -> float:
        """The longest anybody of these was without a live sample."""
        times = [
            [s.at for s in self.heard.samples(name) if s.tier is Tier.LIVE and s.at > since]
            for name in names
        ]
        return max(b - a for each in times for a, b in itertools.pairwise(each))


@contextmanager
def watching(*endpoints: Endpoint, secrets: Mapping[str, str] | None = None) -> Iterator[Watched]:
    made = Watched(*endpoints, secrets=secrets)
    try:
        yield made
    finally:
        assert made.watch.close(8.0)
        assert not made.errors


def at(server: Any, name: str, kind: str, port: int = 0, **access: Any) -> Endpoint:
    access = {"connect_timeout": 5.0, **access}
    return Endpoint(name, name, kind, "127.0.0.1", port or server.port, Access(**access))


def orders_at(server: MariaDB, port: int = 0, **access: Any) -> Endpoint:
    tls = Tls(TlsMode.OFF)
    return at(server, "orders", "mariadb", port, **{"user": server.user, "tls": tls, **access})


@pytest.fixture
def ledger(oracle_server: Callable[..., OracleServer]) -> Endpoint:
    dictionary = Dictionary()
    views: dict[str, Any] = {
        "dual": CONTEXT, "v$instance": INSTANCE, "gv$instance": INSTANCE, "v$database": DATABASE,
        "session_privs": {"granted": "SELECT ANY DICTIONARY"},
    }  # fmt: skip
    for view, row in views.items():
        dictionary.put(view, row)
    day.begin(dictionary)
    server = oracle_server(dictionary)
    access = OracleAccess(service="testdb")
    return at(server, "ledger", "oracle", user="system", oracle=access)


def test_one_is_killed_frozen_or_slow_and_the_others_do_not_notice(
    start_mariadb: Callable[..., MariaDB],
    start_redis: Callable[..., Redis],
    fault_proxy: Callable[..., FaultProxy],
    ledger: Endpoint,
) -> None:
    orders, cache = start_mariadb(), start_redis()
    line = fault_proxy(orders.port)
    with watching(
        orders_at(orders, line.port), at(cache, "cache", "redis", tls=Tls(TlsMode.OFF)), ledger
    ) as watched:
        heard, turns = watched.heard, watched.turns
        for name in ("orders", "cache", "ledger"):
            turns(name, Health.UP, within=10)
        began = time.time()

        orders.freeze()
        assert "orders" in turns("orders", Health.STALLED).trouble
        orders.thaw()
        turns("orders", Health.UP)

        line.latency = 1.5 * LIVE
        turns("orders", Health.STALLED)
        line.latency = 0.0
        turns("orders", Health.UP)

        line.refuse = True  # first: what is reset is dialled again at once
        line.reset()
        turns("orders", Health.DOWN)
        line.refuse = False
        turns("orders", Health.UP)

        cache.freeze()
        turns("cache", Health.STALLED)
        assert watched.gaps("ledger", "orders", since=time.time() - 1) < BUSY
        cache.thaw()
        turns("cache", Health.UP)
        cache.kill()
        assert turns("cache", Health.DOWN).trouble
        cache.start()
        turns("cache", Health.UP)
        heard.wait(lambda: [m for m in heard.marks if m.kind is MarkKind.RESTART])
        assert {mark.instance for mark in heard.marks} == {"cache"}

        assert watched.gaps("ledger", since=began) < LIVE + BUSY
        assert not [s for s in heard.samples("ledger") if s.health is not Health.UP]
    times = [sample.at for sample in heard.samples("orders")]
    assert times == sorted(times)
    assert {id(sample) for sample in heard.written} == {id(sample) for sample in heard.samples()}


def test_a_restart_is_seen_and_no_rate_goes_across_it(
    start_mariadb: Callable[..., MariaDB],
) -> None:
    server = start_mariadb()
    with watching(orders_at(server)) as watched:
        heard = watched.heard

        def rates() -> list[Sample]:
            return [s for s in heard.samples() if "mysql.queries_per_sec" in s.values]

        heard.wait(rates)
        server.kill()
        watched.turns("orders", Health.DOWN)
        before = len(heard.samples())
        server.start()
        watched.turns("orders", Health.UP)
        heard.wait(lambda: rates()[-1] in heard.samples()[before:])
        after = [s for s in heard.samples()[before:] if s.tier is Tier.STATUS]
        back = next(sample for sample in after if sample.health is Health.UP)
        assert back.restarted
        assert "mysql.queries_per_sec" not in back.values
        assert all(0 <= sample.values["mysql.queries_per_sec"] < 1e4 for sample in rates())
        heard.wait(lambda: heard.marks)
    assert [mark.kind for mark in heard.marks] == [MarkKind.RESTART]


def test_a_wrong_password_is_refused_and_the_right_one_lets_us_in(mariadb: MariaDB) -> None:
    mariadb.create_user("watcher", "right", "PROCESS ON *.*")
    endpoint = orders_at(mariadb, user="watcher")
    secrets = {"instance/orders/password": "wrong"}
    with watching(endpoint, secrets=secrets) as watched:
        refused = watched.turns("orders", Health.REFUSED, within=10)
        assert "1045" in refused.trouble
        assert "wrong" not in refused.trouble
        secrets["instance/orders/password"] = "right"
        watched.watch.try_now("orders")
        watched.turns("orders", Health.UP)


def test_what_our_questions_cost_is_a_metric(mariadb: MariaDB) -> None:
    with watching(orders_at(mariadb)) as watched:
        heard = watched.heard
        heard.wait(lambda: any("console.statements_per_sec" in s.values for s in heard.samples()))
        costs = next(s.values for s in heard.samples() if "console.rows_per_sec" in s.values)
        assert 1 < costs["console.statements_per_sec"] < 30
        assert costs["console.bytes_per_sec"] > 100
        assert costs["console.busy_ms_per_sec"] > 0
        assert any(s.values.get("mysql.ping_latency", 0) > 0 for s in heard.samples())


def test_who_was_at_work_is_kept(mariadb: MariaDB) -> None:
    connection = mariadb.connect()
    busy = threading.Thread(target=lambda: connection.cursor().execute("SELECT SLEEP(1)"))
    busy.start()
    try:
        with watching(orders_at(mariadb)) as watched:
            heard = watched.heard
            heard.wait(lambda: [each for each in heard.captures if "SLEEP(1)" in str(each.rows)])
            kept = heard.captures[0]
            assert (kept.instance, kept.kind) == ("orders", CaptureKind.SESSIONS)
            assert abs(kept.at - time.time()) < 2
    finally:
        busy.join()
        connection.close()
