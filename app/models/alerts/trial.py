"""What a rule would have said of the past: a line each time it would have fired. No Qt."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity, split_key
from app.flows.watch.dry_run import Replay
from app.i18n import N_, _, ngettext
from app.models import formats
from app.models.alerts.clock import moment
from app.models.fields import Align, Field, State
from app.models.formats import count

HOUR = 3600.0
RANGES = {HOUR: N_("the last hour"), 24 * HOUR: N_("the last 24 hours"),
          72 * HOUR: N_("the last 72 hours"), 168 * HOUR: N_("the last 7 days")}  # fmt: skip
"""How far back, in seconds."""
_WHOLE = 0.98
"""The share of the time from which on nothing is missing that is worth a word."""
LANES = 8
"""Instances that have a lane of their own on the picture."""


class Fired(NamedTuple):
    """One time."""

    alert: Alert
    name: str
    """Of the instance."""
    end: float
    """When it was over; the end of what was looked at, where it still was not."""


class Stretch(NamedTuple):
    """A piece of a lane, in seconds since 1970."""

    begin: float
    end: float
    severity: Severity


class Lane(NamedTuple):
    """Of one instance, or of all that have none of their own."""

    name: str
    stretches: tuple[Stretch, ...]


def fired(alerts: Iterable[Alert], names: Mapping[str, str], end: float) -> tuple[Fired, ...]:
    """What would have been told, the oldest first; what was over too soon is not in it."""
    found = [
        Fired(alert, names.get(alert.instance, alert.instance), alert.cleared or end)
        for alert in alerts
        if alert.fired is not None
    ]
    return tuple(sorted(found, key=_began))


def lanes(times: Sequence[Fired]) -> tuple[Lane, ...]:
    """The busiest instance first; beyond `LANES` of them the others share the last."""
    often = Counter(each.alert.instance for each in times)
    ordered = [instance for instance, _times in often.most_common()]
    own = ordered if len(ordered) <= LANES else ordered[: LANES - 1]
    made = [
        Lane(
            next(each.name for each in times if each.alert.instance == instance),
            _stretches(each for each in times if each.alert.instance == instance),
        )
        for instance in own
    ]
    if rest := set(ordered) - set(own):
        made.append(
            Lane(
                ngettext("{count} other", "{count} others", len(rest)).format(
                    count=count(len(rest))
                ),
                _stretches(each for each in times if each.alert.instance in rest),
            )
        )
    return tuple(made)


def summary(times: Sequence[Fired]) -> str:
    """How often and for how many, in a sentence."""
    if not times:
        return _("It would not have fired.")
    often = len(times)
    whom = len({each.alert.instance for each in times})
    critical = sum(each.alert.severity is Severity.CRITICAL for each in times)
    said = ngettext(
        "It would have fired {count} time, for {instances}.",
        "It would have fired {count} times, for {instances}.",
        often,
    ).format(
        count=count(often),
        instances=ngettext("{count} instance", "{count} instances", whom).format(
            count=count(whom)
        ),
    )  # fmt: skip
    if critical:
        said += " " + ngettext(
            "{count} of them critical.", "{count} of them critical.", critical
        ).format(count=count(critical))
    return said


def reach(replay: Replay) -> str:
    """What has to be known of it, to read the rest rightly; "" for nothing."""
    if replay.unseen:
        return _("Whether an instance answered is not in the history: the rule cannot be tried.")
    if not replay.covered:
        return _("The rule is about nobody who is watched.")
    said = []
    share = sum(replay.covered.values()) / len(replay.covered)
    if share < _WHOLE:
        said.append(
            _("Values are known of {share} of that time.").format(share=formats.percent(share))
        )
    if replay.step:
        said.append(
            _("Some of it was judged by means of {step}: shorter peaks are levelled out.").format(
                step=formats.duration(replay.step)
            )
        )
    return " ".join(said)


def _stretches(times: Iterable[Fired]) -> tuple[Stretch, ...]:
    return tuple(Stretch(_began(each), each.end, each.alert.severity) for each in times)


def _began(each: Fired) -> float:
    return each.alert.since if each.alert.fired is None else each.alert.fired


def _state(each: Fired) -> State:
    return State.ERROR if each.alert.severity is Severity.CRITICAL else State.WARNING


def _lasted(each: Fired) -> float:
    return each.end - _began(each)


def _over(each: Fired) -> str | None:
    return None if each.alert.state is AlertState.FIRING else moment(each.end)


TIMES: tuple[Field[Fired], ...] = (
    Field("at", N_("Fired"), _began, moment, width=140, state=_state),
    Field("instance", N_("Instance"), attrgetter("name"), width=100),
    Field("lasted", N_("Lasted"), _lasted, formats.duration, align=Align.RIGHT, width=85),
    Field("part", N_("Part"), lambda each: split_key(each.alert.key)[1] or None, width=100,
          hidden=True),
    Field("text", N_("Alert"), lambda each: each.alert.text, stretch=True, width=240),
    Field("over", N_("Over"), _over, width=150, none=N_("not yet"), hidden=True),
)  # fmt: skip
