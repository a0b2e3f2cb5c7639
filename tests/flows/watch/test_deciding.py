"""What a channel is told of alerts, and what not."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Scope, Subject, Weekly
from app.flows.watch.deciding import Decided, RuleWords, decide, grouped, is_open, item_of
from app.integrations.notify.channel import Channel, Service, Wants, WebhookChannel
from app.integrations.notify.ledger import Told
from app.integrations.notify.notice import Event

NOW = 1_764_000_000.0
HOUR = 3600.0
FIRING = Alert(
    "a1", "mysql.threads_running", "i1", "mysql.threads_running", Severity.WARNING,
    AlertState.FIRING, NOW - 60, 120, 100, "Threads running is 120 threads.", fired=NOW,
)  # fmt: skip
CLEARED = replace(FIRING, state=AlertState.CLEARED, cleared=NOW + 300)
CRITICAL = replace(FIRING, severity=Severity.CRITICAL)
KNOWN = {"a1": Told(NOW, Severity.WARNING, NOW)}
SUBJECT = Subject("i1", "orders-1", "mysql", environment="prod", owner="Wang Lei")


def channel(**wants: object) -> Channel:
    return WebhookChannel("c", "c", Service.JSON, wants=Wants(**wants))  # type: ignore[arg-type]


def decided(
    alert: Alert, known: dict[str, Told] | None = None, now: float = NOW + 15, **wants: object
) -> Decided:
    return decide(
        channel(**wants), [alert], known or {}, lambda _id: SUBJECT,
        lambda _rule: RuleWords("Threads", "Look."), now,
    )  # fmt: skip


def events(alert: Alert, known: dict[str, Told] | None = None, now: float = NOW + 15,
           **wants: object) -> list[Event]:  # fmt: skip
    return [item.event for item in decided(alert, known, now, **wants).items]


def test_the_beginning_is_told_once() -> None:
    first = decided(FIRING)
    assert [item.event for item in first.items] == [Event.BEGIN]
    assert first.told == {"a1": Told(NOW, Severity.WARNING, NOW + 15)}
    assert not decided(FIRING, dict(first.told)).something
    item = first.items[0]
    assert (item.name, item.owner, item.note, item.title) == (
        "orders-1", "Wang Lei", "Look.", "Threads",
    )  # fmt: skip


@pytest.mark.parametrize(
    "alert",
    [replace(FIRING, state=AlertState.PENDING), replace(FIRING, silenced=True),
     replace(FIRING, acknowledged=NOW), CLEARED],
)  # fmt: skip
def test_nobody_is_told(alert: Alert) -> None:
    assert not decided(alert).something


def test_the_end_is_told_where_the_beginning_was() -> None:
    end = decided(CLEARED, KNOWN)
    assert [(item.event, item.ended) for item in end.items] == [(Event.END, NOW + 300)]
    assert end.over == {"a1"}


def test_an_acknowledged_one_still_has_an_end() -> None:
    assert events(replace(CLEARED, acknowledged=NOW), KNOWN) == [Event.END]


def test_a_silenced_end_is_forgotten_quietly() -> None:
    end = decided(replace(CLEARED, silenced=True), KNOWN)
    assert end.items == ()
    assert end.over == {"a1"}


def test_what_becomes_worse_is_told_once_even_if_acknowledged() -> None:
    worse = decided(replace(CRITICAL, acknowledged=NOW), KNOWN)
    assert [item.event for item in worse.items] == [Event.RAISED]
    assert worse.told is not None
    known = dict(worse.told)
    assert not decided(FIRING, known).something  # better again
    assert not decided(CRITICAL, known).something  # and worse again


def test_it_is_repeated_until_somebody_acknowledges_it() -> None:
    assert events(FIRING, KNOWN, NOW + 4 * HOUR - 1) == []
    assert decided(FIRING, KNOWN).again_at == NOW + 4 * HOUR
    assert events(FIRING, KNOWN, NOW + 4 * HOUR) == [Event.STILL]
    assert events(replace(FIRING, acknowledged=NOW + 9), KNOWN, NOW + 9 * HOUR) == []
    assert events(replace(FIRING, silenced=True), KNOWN, NOW + 9 * HOUR) == []
    assert events(FIRING, KNOWN, NOW + 999 * HOUR, repeat_hours=0) == []


def test_a_new_firing_before_the_end_was_told_is_the_same_to_who_reads() -> None:
    again = decided(replace(FIRING, fired=NOW + 10), KNOWN)
    assert again.items == ()
    assert again.told == {"a1": Told(NOW + 10, Severity.WARNING, NOW)}


def test_only_what_the_channel_is_for() -> None:
    assert events(FIRING, least=Severity.CRITICAL) == []
    assert events(CRITICAL, least=Severity.CRITICAL) == [Event.BEGIN]
    elsewhere, here = Scope(environments=frozenset({"test"})), Scope(types=frozenset({"mysql"}))
    assert events(FIRING, scopes=(elsewhere,)) == []
    assert events(FIRING, scopes=(elsewhere, here)) == [Event.BEGIN]


def test_quiet_hours_hold_back_what_is_not_critical() -> None:
    local = datetime.fromtimestamp(NOW + 15)
    night = Weekly(frozenset(range(7)), local.hour * 60 + local.minute, 30)
    assert events(FIRING, quiet=night) == []
    assert events(CRITICAL, quiet=night) == [Event.BEGIN]
    assert events(FIRING, KNOWN, NOW + 9 * HOUR, quiet=night) == [Event.STILL]
    assert not decided(CLEARED, KNOWN, quiet=night).something
    assert events(CLEARED, KNOWN, NOW + HOUR, quiet=night) == [Event.END]


@pytest.fixture
def _in_shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    assert os.environ.get("TZ") == before
    time.tzset()


@pytest.mark.usefixtures("_in_shanghai")
def test_a_window_past_midnight_belongs_to_the_day_it_began() -> None:
    friday_night = Weekly(frozenset({4}), 22 * 60, 10 * 60)

    def at(day: int, hour: int, minute: int = 0) -> bool:  # 28 November 2025 is a Friday
        return is_open(friday_night, datetime(2025, 11, day, hour, minute).timestamp())

    assert not at(28, 21, 59)
    assert at(28, 22)
    assert at(29, 7, 59)
    assert not at(29, 8)
    assert not at(29, 23)
    assert not at(28, 3)
    always = Weekly(frozenset(range(7)), 0, 24 * 60)
    assert is_open(always, NOW)


def test_groups() -> None:
    def one(rule: str, instance: str, event: Event = Event.BEGIN) -> object:
        alert = replace(FIRING, id=f"{rule}-{instance}", rule=rule, instance=instance)
        return item_of(event, alert, Subject(instance, instance, ""), RuleWords())

    items = [one("down", "a"), one("cpu", "a"), one("down", "b"), one("io", "a"), one("lag", "c"),
             one("down", "d", Event.END)]  # fmt: skip
    groups = [[(i.rule, i.instance) for i in group] for group in grouped(items)]  # type: ignore[arg-type]
    assert groups == [
        [("down", "a"), ("down", "b")], [("cpu", "a"), ("io", "a")], [("lag", "c")],
        [("down", "d")],
    ]  # fmt: skip
