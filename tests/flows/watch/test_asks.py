"""Tiers that are due together are asked for together, and nothing is lost by that."""

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Ask
from app.flows.watch.asks import Asks, merged
from tests.flows.watch.watching import catalogue


def of(rows: dict[str, str] | None = None, **wanted: str) -> Ask:
    return Ask(
        {source: frozenset(names.split()) for source, names in wanted.items()},
        rows={table: frozenset(names.split()) for table, names in (rows or {}).items()},
    )


def test_a_table_is_wanted_whole_where_one_wants_it_so() -> None:
    three = of({"event": "a b", "waits": "x"}, event="total", waits="sessions", status="Uptime")
    one = of({"event": "c"}, event="time")
    whole = of(waits="sessions", status="Queries")
    both = merged([three, one, whole])
    assert both.wanted == {
        "event": {"total", "time"}, "waits": {"sessions"}, "status": {"Uptime", "Queries"},
    }  # fmt: skip
    assert both.rows == {"event": {"a", "b", "c"}}


def test_all_that_each_tier_needs_is_asked_for_and_it_is_made_once() -> None:
    metrics = catalogue()
    asks = Asks(metrics)
    for kind in DatabaseType:
        tiers = (Tier.LIVE, Tier.STATUS, Tier.MINUTE)
        ask = asks.of(kind, tiers)
        for tier in tiers:
            for source, names in metrics.ask(kind, tier).wanted.items():
                assert names <= ask.wanted[source]
        assert asks.of(kind, list(tiers)) is ask
