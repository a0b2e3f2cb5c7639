"""What is kept quiet: silences and maintenance windows, those that hold now first. No Qt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from app.domain.monitoring.metric import Metric
from app.domain.monitoring.rule import Rule, Silence, Weekly
from app.i18n import N_, _, ngettext
from app.models.alerts.clock import moment
from app.models.alerts.rules import title_of
from app.models.alerts.scope_words import scope_words
from app.models.fields import Field, State
from app.models.formats import count

_DAY = 1440
"""Minutes."""
_NAMED = 2
DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


class Phase(IntEnum):
    """Where a silence stands; what matters most comes first."""

    NOW = 0
    LATER = 1
    """It is to come, or its window is closed."""
    PAST = 2


_PHASES = {Phase.NOW: N_("holds now"), Phase.LATER: N_("to come"), Phase.PAST: N_("over")}


@dataclass(frozen=True, slots=True)
class SilenceRow:
    """A silence with what is shown of it."""

    silence: Silence
    phase: Phase
    next: float | None
    """When it next begins, or ends where it holds now; None is never."""
    for_whom: str
    which: str


def silence_rows(
    silences: Iterable[Silence],
    rules: Iterable[Rule],
    metrics: Mapping[str, Metric],
    names: Mapping[str, str],
    now: float,
) -> tuple[SilenceRow, ...]:
    """A row for each, as it stands at `now` (seconds since 1970)."""
    titles = {rule.id: title_of(rule, metrics) for rule in rules}
    return tuple(
        SilenceRow(
            silence, *standing(silence, now), scope_words(silence.scope, names),
            _which(silence, titles),
        )
        for silence in silences
    )  # fmt: skip


def standing(silence: Silence, now: float) -> tuple[Phase, float | None]:
    """Whether it holds, and when that is next another."""
    if silence.until is not None and now >= silence.until:
        return Phase.PAST, None
    if silence.weekly is None:
        return (Phase.LATER, silence.begin) if now < silence.begin else (Phase.NOW, silence.until)
    opens, closes = _window(silence.weekly, max(now, silence.begin))
    if silence.until is not None and opens >= silence.until:
        return Phase.PAST, None
    closes = closes if silence.until is None else min(closes, silence.until)
    opens = max(opens, silence.begin)
    return (Phase.NOW, closes) if opens <= now else (Phase.LATER, opens)


def _window(weekly: Weekly, at: float) -> tuple[float, float]:
    """The window that is open at a moment, or the next: local time, by the wall clock."""
    there = datetime.fromtimestamp(at)
    first = there.replace(hour=0, minute=0, second=0, microsecond=0)
    back = weekly.minutes // _DAY + 1
    for days in range(-back, 8):
        day = first + timedelta(days=days)
        if day.weekday() not in weekly.days:
            continue
        opens = day + timedelta(minutes=weekly.begin)
        closes = opens + timedelta(minutes=weekly.minutes)
        if closes.timestamp() > at:
            return opens.timestamp(), closes.timestamp()
    return at + 7 * 86_400.0, at + 7 * 86_400.0  # no day at all


def _which(silence: Silence, titles: Mapping[str, str]) -> str:
    said = sorted(titles.get(id_, id_) for id_ in silence.rules)
    said += sorted(silence.keys)
    if not said:
        return _("every rule")
    more = len(said) - _NAMED
    shown = ", ".join(said[:_NAMED])
    if more <= 0:
        return shown
    return ngettext("{names} and {count} more", "{names} and {count} more", more).format(
        names=shown, count=count(more)
    )


def weekly_words(weekly: Weekly) -> str:
    """Sat, Sun 02:00–04:30."""
    days = _("every day") if len(weekly.days) == 7 else ", ".join(
        _(name) for number, name in enumerate(DAYS) if number in weekly.days
    )  # fmt: skip
    end = (weekly.begin + weekly.minutes) % _DAY
    return _("{days} {begin}–{end}").format(days=days, begin=hour(weekly.begin), end=hour(end))


def hour(minutes: int) -> str:
    """Minutes since midnight as the clock shows them."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def silenced_now(rows: Iterable[SilenceRow]) -> str:
    """What is silenced right now, in a line."""
    holding = [row for row in rows if row.phase is Phase.NOW]
    if not holding:
        return _("Nothing is silenced now: every alert is told.")
    said = "; ".join(
        _("{whom} ({which})").format(whom=row.for_whom, which=row.which) for row in holding[:3]
    )
    if (more := len(holding) - 3) > 0:
        said += " " + ngettext("and {count} more", "and {count} more", more).format(
            count=count(more)
        )
    return _("Silenced now, shown and told to nobody: {what}").format(what=said)


def _when(row: SilenceRow) -> str:
    silence = row.silence
    if silence.weekly is not None:
        return weekly_words(silence.weekly)
    begin = moment(silence.begin)
    if silence.until is None:
        return _("since {begin}, until it is taken back").format(begin=begin)
    return _("{begin} – {end}").format(begin=begin, end=moment(silence.until))


def _next(row: SilenceRow) -> str | None:
    if row.next is None:
        return _("until it is taken back") if row.phase is Phase.NOW else None
    at = moment(row.next)
    return (_("ends {when}") if row.phase is Phase.NOW else _("begins {when}")).format(when=at)


def _state(row: SilenceRow) -> State:
    return State.NOTICE if row.phase is Phase.NOW else State.NONE


def _order(row: SilenceRow) -> Any:
    return row.phase, row.next if row.next is not None else float("inf")


SILENCES: tuple[Field[SilenceRow], ...] = (
    Field("phase", N_("State"), lambda row: _(_PHASES[row.phase]), width=80, state=_state,
          sort=_order),
    Field("kind", N_("Kind"),
          lambda row: _("maintenance window") if row.silence.weekly else _("silence"), width=125),
    Field("whom", N_("For whom"), lambda row: row.for_whom, width=110),
    Field("which", N_("Which rules"), lambda row: row.which, width=130),
    Field("next", N_("Next"), _next, width=165),
    Field("reason", N_("Reason"), lambda row: row.silence.reason or None, stretch=True, width=110),
    Field("when", N_("When"), _when, width=280, hidden=True),
    Field("by", N_("By"), lambda row: row.silence.by or None, width=100, hidden=True),
)  # fmt: skip
