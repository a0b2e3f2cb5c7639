"""The one sentence over the alerts: what is wrong, or that all is well and how that is known."""

from dataclasses import dataclass
from enum import Enum, auto

from app.i18n import _, ngettext
from app.models.alerts.book import Unseen
from app.models.alerts.rows import Show
from app.models.formats import count, duration

OLD = 60.0
"""Seconds without anything judged after which nobody says that all is well."""


class Judged(Enum):
    """How far one may speak of how things stand."""

    NOWHERE = auto()
    """Neither this console nor a collector judges."""
    NOBODY = auto()
    """Nobody is watched."""
    NOT_YET = auto()
    OLD = auto()
    NOW = auto()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the judging. `age` is in seconds since something was judged."""

    judges: bool = True
    watched: int = 0
    judged: int = 0
    """Instances that were heard of."""
    rules: int = 0
    age: float | None = None

    @property
    def how(self) -> Judged:
        """How far one may speak of it."""
        if not self.judges:
            return Judged.NOWHERE
        if not self.watched and not self.judged:
            return Judged.NOBODY
        if self.age is None:
            return Judged.NOT_YET
        return Judged.OLD if self.age > OLD else Judged.NOW


def well(standing: Standing) -> str:
    """That nothing is wrong, and by what one knows."""
    return _("All is well: {instances}, {rules}, judged {time} ago.").format(
        instances=_instances(standing), rules=_rules(standing.rules),
        time=duration(int(standing.age or 0)),
    )  # fmt: skip


def _instances(standing: Standing) -> str:
    if standing.judged < standing.watched:
        return _("{judged} of {watched} instances").format(
            judged=count(standing.judged), watched=count(standing.watched)
        )
    text = ngettext("{count} instance", "{count} instances", standing.judged)
    return text.format(count=count(standing.judged))


def _rules(rules: int) -> str:
    return ngettext("{count} rule", "{count} rules", rules).format(count=count(rules))


def in_a_line(standing: Standing, unseen: Unseen, counts: dict[Show, int]) -> str:
    """What stands over the table."""
    old = ""
    if standing.how is Judged.OLD:
        old = _("Nothing was judged for {time}.").format(time=duration(int(standing.age or 0)))
    if not counts[Show.FIRING]:
        if standing.how is Judged.NOW:
            return f"✓ {well(standing)}"
        return f"● {old}" if old else ""
    seen = counts[Show.FIRING] - unseen.alerts
    rest = unseen.alerts - unseen.critical
    parts = [
        ngettext("▲ {count} critical", "▲ {count} critical", unseen.critical),
        ngettext("● {count} warning", "● {count} warnings", rest),
        ngettext("◦ {count} seen or silenced", "◦ {count} seen or silenced", seen),
    ]
    numbers = (unseen.critical, rest, seen)
    shown = [
        part.format(count=count(many)) for part, many in zip(parts, numbers, strict=True) if many
    ]
    return " · ".join([*shown, *filter(None, [old])])
