"""A notice in words: a title, a paragraph for each alert, and who says so; no service's markup."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.figures import duration
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import HEALTH
from app.i18n import N_, _, ngettext
from app.integrations.notify.notice import Event, Item, Notice
from app.integrations.notify.text import one_line

_NAMED = 5
"""Instances that a title names."""
_TITLE, _HEAD, _LINE = 120, 500, 300
"""Characters."""


class Mood(StrEnum):
    """What a colour may say."""

    CRITICAL = "critical"
    WARNING = "warning"
    OVER = "over"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One alert: what is so, and lines of what else is known; each on one line, cleaned."""

    head: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """What a service's format is made from."""

    title: str
    mood: Mood
    paragraphs: tuple[Paragraph, ...]
    more: int
    """Alerts that are not among the paragraphs."""
    footer: str


_TAGS = {
    Mood.CRITICAL: N_("Critical"),
    Mood.WARNING: N_("Warning"),
    Mood.OVER: N_("Over"),
    Mood.TEST: N_("Test"),
}
_STILL = {Mood.CRITICAL: N_("Still critical"), Mood.WARNING: N_("Still a warning")}


def worded(notice: Notice) -> Message:
    """In the language that is spoken now, with times of this machine's zone."""
    by = one_line(notice.by, 80)
    footer = _("Mohist on {machine}, {time}").format(machine=by, time=moment(notice.at))
    if notice.test:
        title = f"[{_(_TAGS[Mood.TEST])}] " + _("Mohist can write here")
        said = _("This alert is a test. Nothing is wrong, and nothing is to be done.")
        return Message(title, Mood.TEST, (Paragraph(said),), 0, footer)
    mood = _mood(notice)
    still = all(item.event is Event.STILL for item in notice.items)
    tag = _STILL.get(mood, _TAGS[mood]) if still else _TAGS[mood]
    title = one_line(f"[{_(tag)}] {_subject(notice)}", _TITLE)
    mixed = len({_mood_of(item) for item in notice.items}) > 1
    paragraphs = tuple(_paragraph(item, mixed) for item in notice.items)
    return Message(title, mood, paragraphs, notice.more, footer)


def more_text(count: int) -> str:
    """A line for those that have no place."""
    return ngettext("{count} more alert", "{count} more alerts", count).format(count=count)


def moment(at: float) -> str:
    """Local time, with what it is ahead of UTC: who reads may be elsewhere."""
    try:
        local = datetime.fromtimestamp(at).astimezone()
    except (OverflowError, ValueError, OSError):
        return "?"
    ahead = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M:%S} {ahead[:3]}:{ahead[3:5]}"


def _mood(notice: Notice) -> Mood:
    moods = {_mood_of(item) for item in notice.items}
    return next((mood for mood in Mood if mood in moods), Mood.OVER)  # the worst is the first


def _mood_of(item: Item) -> Mood:
    if item.event is Event.END:
        return Mood.OVER
    return Mood.CRITICAL if item.severity is Severity.CRITICAL else Mood.WARNING


def _subject(notice: Notice) -> str:
    items = notice.items
    names = list(dict.fromkeys(one_line(item.name, 60) for item in items))
    shown = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    count = len(names)
    if len(items) == 1:
        return f"{names[0]}: {_what(items[0])}"
    if count == 1:
        said = ngettext("{name}: {count} alert", "{name}: {count} alerts", len(items))
        return said.format(name=names[0], count=len(items))
    if len({(item.rule, item.event is Event.END) for item in items}) > 1:
        said = _("{alerts} alerts at {count} instances: {names}")
        return said.format(alerts=len(items), count=count, names=shown)
    if items[0].rule == HEALTH and items[0].event is Event.END:
        return _("{count} instances answer again: {names}").format(count=count, names=shown)
    if items[0].rule == HEALTH:
        return _("{count} instances do not answer: {names}").format(count=count, names=shown)
    said = _("{what} at {count} instances: {names}")
    return said.format(what=_what(items[0]), count=count, names=shown)


def _what(item: Item) -> str:
    return one_line(item.title or item.text or item.rule, 80)


def _paragraph(item: Item, mixed: bool) -> Paragraph:
    """`mixed`: the title does not say how it is with each."""
    name = one_line(item.name, 100)
    if item.environment:
        name = _("{name} ({environment})").format(
            name=name, environment=one_line(item.environment, 40)
        )
    over = item.event is Event.END
    text = _what(item) if over else one_line(item.text or _what(item), _HEAD)
    tag = f"[{_(_TAGS[_mood_of(item)])}] " if mixed else ""
    lines = []
    if item.ended is not None:
        said = _("Over since {end}, after {duration}; it began {begin}.")
        lines.append(
            said.format(
                end=moment(item.ended), begin=moment(item.since),
                duration=duration(max(0.0, item.ended - item.since)),
            )
        )  # fmt: skip
    else:
        lines.append(_("Since {time}").format(time=moment(item.since)))
    if item.event is Event.RAISED:
        lines.append(_("It was a warning before, and is critical now."))
    if item.note and not over:
        lines.append(_("To do: {note}").format(note=one_line(item.note, _LINE)))
    if item.owner:
        lines.append(_("Owner: {owner}").format(owner=one_line(item.owner, 100)))
    return Paragraph(f"{tag}{name}: {text}", tuple(lines))
