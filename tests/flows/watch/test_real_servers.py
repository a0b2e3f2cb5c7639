"""A MariaDB that is watched: restarts, passwords, what our questions cost, and who was at work."""

import threading
import time
from collections.abc import Callable
from typing import Any

from app.domain.endpoint import Endpoint, Tls, TlsMode
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import CaptureKind, Health, MarkKind, Sample
from tests.flows.watch.watched import at, watching
from tests.servers.mariadb import MariaDB


def orders_at(server: MariaDB, port: int = 0, **access: Any) -> Endpoint:
    tls = Tls(TlsMode.OFF)
    return at(server, "orders", "mariadb", port, **{"user": server.user, "tls": tls, **access})


def test_a_restart_is_seen_and_no_rate_goes_across_it(
    start_mariadb: Callable[..., MariaDB],
) -> None:
    server = start_mariadb()
    with watching(orders_at(server)) as watched:
        heard = watched.heard

        def rates() -> list[Sample]:
            return [s for s in heard.samples() if "mysql.queries_per_sec" in s.values]

        heard.wait(rates)
        begun = time.time()
        server.kill()
        watched.turned("orders", Health.DOWN, begun)
        before, begun = len(heard.samples()), time.time()
        server.start()
        watched.turned("orders", Health.UP, begun, by=time.time())
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
        refused = watched.heard.wait_for(Health.REFUSED, "orders")
        assert "1045" in refused.trouble
        assert "wrong" not in refused.trouble
        secrets["instance/orders/password"] = "right"
        begun = time.time()
        watched.watch.try_now("orders")
        watched.turned("orders", Health.UP, begun)


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
