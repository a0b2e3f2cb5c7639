"""What a channel is told: of one alert or of several at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.monitoring.metric import Severity


class Event(StrEnum):
    """What happened to an alert."""

    BEGIN = "begin"
    RAISED = "raised"
    """It became worse than what was told."""
    STILL = "still"
    """It was told long ago, still fires, and nobody acknowledged it."""
    END = "end"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened to one alert. Times are seconds since 1970."""

    event: Event
    alert: str
    """Its id."""
    rule: str
    instance: str
    name: str
    """What the instance is called."""
    key: str
    severity: Severity
    text: str
    """One sentence with title, value and limit, in the language of who judged."""
    since: float
    value: float
    limit: float
    ended: float | None = None
    title: str = ""
    """What is wrong, without figures: the title of the rule."""
    note: str = ""
    """What the rule says should be done: a sentence or an address."""
    owner: str = ""
    environment: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message's worth, the worst first."""

    items: tuple[Item, ...]
    at: float
    """When it was to be told: it may arrive much later."""
    by: str = ""
    """Who tells: the name of a collector, or of this machine."""
    test: bool = False
    """Only asks whether it arrives; it has no items."""
    more: int = 0
    """Items that are not here any more, because too many waited for too long."""


def item_to_data(item: Item) -> dict[str, object]:
    """As JSON has it; what says nothing is left out."""
    data: dict[str, object] = {
        "event": str(item.event), "alert": item.alert, "rule": item.rule,
        "instance": item.instance, "name": item.name, "key": item.key,
        "severity": str(item.severity), "text": item.text, "since": item.since,
        "value": item.value, "limit": item.limit, "ended": item.ended, "title": item.title,
        "note": item.note, "owner": item.owner, "environment": item.environment,
    }  # fmt: skip
    return {name: value for name, value in data.items() if value not in (None, "")}


def item_from_data(data: Mapping[str, object]) -> Item:
    """Back from `item_to_data`; raises KeyError, TypeError or ValueError for anything else."""

    def text(name: str) -> str:
        return str(data.get(name, ""))

    def figure(name: str) -> float:
        return float(str(data[name]))

    return Item(
        Event(text("event")), text("alert"), text("rule"), text("instance"), text("name"),
        text("key"), Severity(text("severity")), text("text"), figure("since"), figure("value"),
        figure("limit"), None if data.get("ended") is None else figure("ended"),
        text("title"), text("note"), text("owner"), text("environment"),
    )  # fmt: skip
