"""A console acknowledges and silences at a collector, once, and everybody hears of it."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from app.domain.errors import BadInput
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import Request, RequestKind
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Scope, Silence, Subject, Weekly
from app.domain.monitoring.sample import Sample
from app.flows.watch import requests
from app.flows.watch.record import Record
from app.flows.watch.threads import plain_thread
from app.monitor.bus import wire
from tests.engines.redis.ways import until
from tests.fakes import warden
from tests.flows.watch.feeds import Console, Feeds, Tower
from tests.flows.watch.watching import Heard
from tests.servers.redis_servers import Redis

LAG = Alert(
    "lag/orders", "mysql.replica_lag", "orders", "mysql.replica_lag", Severity.WARNING,
    AlertState.FIRING, 1000.5, 40.0, 30.0, "It lags by 40 s.", fired=1060.5,
)  # fmt: skip
QUIET = Silence(
    "s1", 1000.0, 4600.5, Scope(frozenset({"a", "b"}), tags=frozenset({"shop, all"})),
    frozenset({"mysql.replica_lag"}), frozenset({"k"}), Weekly(frozenset({0, 6}), 120, 90),
    "We move house.", "lin",
)  # fmt: skip


class SmallJudge:
    """One alert; whatever is asked is done."""

    troubles = ()

    def __init__(self, *alerts: Alert) -> None:
        self.alerts = alerts
        self.silences: dict[str, Silence] = {}

    def know(self, subjects: Iterable[Subject]) -> tuple[Alert, ...]:
        return ()

    def take(self, samples: Iterable[Sample]) -> tuple[Alert, ...]:
        return ()

    def close(self) -> None:
        """Nothing."""

    def acknowledge(self, id_: str, by: str, at: float | None = None) -> tuple[Alert, ...]:
        self.alerts = tuple(
            replace(each, acknowledged=at, acknowledged_by=by) if each.id == id_ else each
            for each in self.alerts
        )
        return self.alerts

    def unacknowledge(self, id_: str) -> tuple[Alert, ...]:
        self.alerts = tuple(
            replace(each, acknowledged=None, acknowledged_by="") if each.id == id_ else each
            for each in self.alerts
        )
        return self.alerts

    def silence(self, silence: Silence) -> tuple[Alert, ...]:
        return self._quiet({**self.silences, silence.id: silence})

    def unsilence(self, id_: str) -> tuple[Alert, ...]:
        return self._quiet({k: v for k, v in self.silences.items() if k != id_})

    def _quiet(self, silences: dict[str, Silence]) -> tuple[Alert, ...]:
        self.silences = silences
        self.alerts = tuple(replace(each, silenced=bool(silences)) for each in self.alerts)
        return self.alerts


@contextmanager
def judging(judge: SmallJudge, feeds: Feeds, port: int) -> Iterator[Tower]:
    """A collector that judges, and does what is asked of it."""
    heard, errors = Heard(), list[Exception]()
    records: list[Record[Heard, SmallJudge]] = []
    tower = feeds.tower(port, requested=lambda request: records[0].ask_judge(
        lambda judge: requests.do(judge, request, warden())
    ))  # fmt: skip
    records.append(Record(lambda: heard, lambda _history: judge, tower.feed, errors.append))
    threads = [plain_thread("keep", records[0].keep), plain_thread("tidy", records[0].tidy)]
    try:
        yield tower
    finally:
        records[0].close()
        for thread in threads:
            thread.join(5)
        assert not errors


def alerts(console: Console) -> list[Alert]:
    return [each for each in console.kept if isinstance(each, Alert)]


def over(wire_way: Request) -> Request:
    """The same, as it comes out of Redis."""
    decoded = wire.decode_request(wire.encode_request(wire_way))
    assert decoded is not None
    return decoded


def test_a_silence_is_the_same_at_the_other_end() -> None:
    for silence in (QUIET, Silence("s2", 5.0, None, by="lin")):
        request = over(requests.silencing(silence, 7.0))
        assert requests.silence_of(request) == silence
        assert request.at == 7.0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("instances", "orders"), ("tags", "[1]"), ("rules", "{}"), ("keys", 5.0),
        ("until", "tomorrow"), ("begin", "now"), ("weekly", "[[7], 0, 60]"),
        ("weekly", "[[], 0, 60]"), ("weekly", "[[1], 0, 0]"), ("weekly", "[[1], 1440, 5]"),
        ("weekly", "[[true], 0, 60]"), ("weekly", "3"), ("weekly", "[" * 9000),
    ],
)  # fmt: skip
def test_a_silence_that_makes_no_sense_is_passed_over(name: str, said: str | float) -> None:
    request = Request(RequestKind.SILENCE, "s", 1.0, "lin", {name: said})
    with pytest.raises(BadInput):
        requests.silence_of(request)
    judge = SmallJudge(LAG)
    assert requests.do(judge, request, warden()) == ()
    assert not judge.silences


def test_who_saw_an_alert_is_told_to_all_consoles(redis_server: Redis, feeds: Feeds) -> None:
    judge = SmallJudge(LAG)
    with judging(judge, feeds, redis_server.port):
        ours, theirs = feeds.console(redis_server.port), feeds.console(redis_server.port)
        until(lambda: alerts(ours) and alerts(theirs))
        (stood,) = alerts(ours)
        assert (stood.id, stood.by, stood.state) == (LAG.id, "tower", AlertState.FIRING)

        now = time.time()
        asked = requests.acknowledging(stood, "lin", now)
        for _twice in range(2):
            ours.feed.ask("tower", asked)
        until(lambda: alerts(theirs)[-1].acknowledged_by == "lin")
        until(lambda: alerts(ours)[-1].acknowledged == now)

        (*_before, seen) = alerts(ours)
        for _twice in range(2):
            theirs.feed.ask("tower", requests.taking_back(seen, "wang", time.time()))
        until(lambda: alerts(ours)[-1].acknowledged is None)

        silence = replace(QUIET, by="wang")
        theirs.feed.ask("tower", requests.silencing(silence, now))
        until(lambda: alerts(ours)[-1].silenced)
        assert list(judge.silences.values()) == [silence]
        theirs.feed.ask("tower", requests.unsilencing(silence.id, "wang", now))
        until(lambda: not alerts(ours)[-1].silenced)
        assert len(alerts(ours)) == 5, "what was asked twice is told once"


def test_an_acknowledgement_that_comes_late_is_not_of_the_next_alert() -> None:
    again = replace(LAG, since=LAG.since + 600, fired=LAG.since + 660)
    judge = SmallJudge(again)
    assert requests.do(judge, over(requests.acknowledging(LAG, "lin", 1100.0)), warden()) == ()
    assert judge.alerts == (again,)
    assert requests.do(judge, over(requests.acknowledging(again, "lin", 1700.0)), warden())


def test_what_was_seen_after_it_was_taken_back_is_still_seen() -> None:
    seen = replace(LAG, acknowledged=1100.0, acknowledged_by="lin")
    request = over(requests.taking_back(seen, "wang", 1200.0))
    again = replace(seen, acknowledged=1300.0)
    judge = SmallJudge(again)
    assert requests.do(judge, request, warden()) == ()
    assert judge.alerts == (again,)
    assert requests.do(SmallJudge(seen), request, warden())[0].acknowledged is None
    assert requests.do(SmallJudge(LAG), request, warden()) == ()


def test_who_asks_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        requests.do(
            SmallJudge(LAG), requests.acknowledging(LAG, "lin\nmohist: forged", 1100.0), warden()
        )
    assert "acknowledge lag/orders" in caplog.text
    assert "\nmohist: forged" not in caplog.text


def test_alerts_that_stood_before_are_told_to_who_comes_later(
    redis_server: Redis, feeds: Feeds
) -> None:
    ended = replace(LAG, id="other", state=AlertState.CLEARED, cleared=1200.0)
    with judging(SmallJudge(LAG, ended), feeds, redis_server.port) as tower:
        until(tower.has_said_all)
        until(lambda: redis_server.command("HEXISTS", "mohist:1:now:{tower}", f"a/{LAG.id}"))
        later = feeds.console(redis_server.port)
        until(lambda: alerts(later))
        assert [(alert.id, alert.text) for alert in alerts(later)] == [(LAG.id, LAG.text)]
