"""What a channel is to be told: the difference between how alerts stand and what it knows of them.

Nothing is told because a message came, but because it is so and was not told. So it does not
matter how often an alert is published, nor what a restart forgot.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Subject, Weekly
from app.integrations.notify.channel import Channel
from app.integrations.notify.ledger import Told
from app.integrations.notify.notice import Event, Item

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What is said of a rule beside the alert's own sentence."""

    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What is new for one channel."""

    items: tuple[Item, ...] = ()
    told: Mapping[str, Told] | None = None
    """What it knows once the items are told."""
    over: frozenset[str] = frozenset()
    """Ids of alerts of which nothing need be known any more."""
    again_at: float | None = None
    """When time alone makes something new: a repetition is due."""

    @property
    def something(self) -> bool:
        """Whether anything is to be noted."""
        return bool(self.told or self.over)


def decide(
    channel: Channel,
    alerts: Iterable[Alert],
    known: Mapping[str, Told],
    subject_of: Callable[[str], Subject],
    words_of: Callable[[str], RuleWords],
    now: float,
) -> Decided:
    """What to tell the channel of these alerts, of which it knows `known`."""
    quiet = channel.wants.quiet is not None and is_open(channel.wants.quiet, now)
    items: list[Item] = []
    told: dict[str, Told] = {}
    over: set[str] = set()
    again: list[float] = []
    for alert in alerts:
        subject, before = subject_of(alert.instance), known.get(alert.id)
        match alert.state:
            case AlertState.FIRING:
                event = _while_firing(channel, alert, before, subject, now)
            case AlertState.CLEARED if before is not None:
                event = None if alert.silenced else Event.END
                if event is None:
                    over.add(alert.id)
            case _:
                event = None
        if event is not None and quiet and alert.severity is not Severity.CRITICAL:
            continue
        if event is Event.END:
            over.add(alert.id)
        elif event is not None:
            told[alert.id] = Told(_fired(alert), alert.severity, now)
        elif alert.state is AlertState.FIRING and before is not None:
            if before.fired != _fired(alert):
                told[alert.id] = replace(before, fired=_fired(alert))
            again += _repeats_at(channel, alert, before)
        if event is not None:
            items.append(item_of(event, alert, subject, words_of(alert.rule)))
    return Decided(tuple(items), told, frozenset(over), min(again, default=None))


def _while_firing(
    channel: Channel, alert: Alert, before: Told | None, subject: Subject, now: float
) -> Event | None:
    if alert.silenced:
        return None
    if before is None:
        fits = channel.wants.fit(alert.severity, subject)
        return Event.BEGIN if fits and alert.acknowledged is None else None
    if alert.severity is Severity.CRITICAL and before.severity is not Severity.CRITICAL:
        return Event.RAISED
    due = _repeats_at(channel, alert, before)
    return Event.STILL if due and min(due) <= now else None


def _repeats_at(channel: Channel, alert: Alert, before: Told) -> list[float]:
    hours = channel.wants.repeat_hours
    if hours <= 0 or alert.acknowledged is not None or alert.silenced:
        return []
    return [before.at + hours * 3600]


def _fired(alert: Alert) -> float:
    return alert.fired if alert.fired is not None else alert.since


def item_of(event: Event, alert: Alert, subject: Subject, words: RuleWords) -> Item:
    """What is told of an alert."""
    return Item(
        event, alert.id, alert.rule, alert.instance, subject.name, alert.key, alert.severity,
        alert.text, alert.since, alert.value, alert.limit,
        ended=alert.cleared if event is Event.END else None,
        title=words.title, note=words.note, owner=subject.owner, environment=subject.environment,
    )  # fmt: skip


def is_open(weekly: Weekly, now: float) -> bool:
    """Whether it is open at `now`, in local time; one that passes midnight belongs to its day."""
    local = datetime.fromtimestamp(now).astimezone()
    minute, day = local.hour * 60 + local.minute, local.weekday()
    for back in range(1 + (weekly.begin + weekly.minutes) // _DAY):
        begun = weekly.begin - back * _DAY
        if (day - back) % 7 in weekly.days and begun <= minute < begun + weekly.minutes:
            return True
    return False


def grouped(items: Iterable[Item]) -> list[tuple[Item, ...]]:
    """What goes into one message: one rule at several instances, else all of one instance."""
    by_rule: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        by_rule.setdefault((item.rule, item.event), []).append(item)
    groups: list[tuple[Item, ...]] = []
    by_instance: dict[str, list[Item]] = {}
    for same in by_rule.values():
        if len({item.instance for item in same}) > 1:
            groups.append(tuple(same))
        else:
            by_instance.setdefault(same[0].instance, []).extend(same)
    groups += [tuple(same) for same in by_instance.values()]
    return groups
