"""What became of an alert, moment by moment: fired, seen, cleared, and when it was so before."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.monitoring.alert import Alert
from app.domain.monitoring.sample import Mark, MarkKind
from app.i18n import N_, _
from app.models.alerts.fields import exact
from app.models.fields import Field, State
from app.models.formats import duration


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that became of it."""

    at: float
    text: str
    state: State = State.NONE


def happened(alert: Alert, marks: Iterable[Mark] = ()) -> list[Happening]:
    """The newest first; `marks` are those of the history, among others of this alert's past."""
    found = [Happening(alert.since, _("The value went beyond the limit"))]
    if alert.fired is not None:
        found.append(Happening(alert.fired, _("It fired"), State.ERROR))
    if alert.acknowledged is not None:
        who = alert.acknowledged_by or _("somebody")
        found.append(Happening(alert.acknowledged, _("{who} saw it").format(who=who), State.NOTICE))
    if alert.cleared is not None:
        found.append(_over(alert.cleared, alert.fired))
    for mark in marks:
        if mark.kind is not MarkKind.ALERT or mark.reference != alert.id or mark.at == alert.fired:
            continue
        found.append(Happening(mark.at, _("It fired"), State.ERROR))
        if mark.until is not None:
            found.append(_over(mark.until, mark.at))
    return sorted(found, key=lambda each: each.at, reverse=True)


def _over(at: float, begun: float | None) -> Happening:
    if begun is None:
        return Happening(at, _("It went back before it fired"), State.GOOD)
    lasted = duration(max(0, round(at - begun)))
    return Happening(at, _("It cleared after {time}").format(time=lasted), State.GOOD)


HAPPENINGS: tuple[Field[Happening], ...] = (
    Field("at", N_("When"), lambda each: each.at, exact, width=200),  # type: ignore[arg-type]
    Field("text", N_("What"), lambda each: each.text, stretch=True, width=160,
          state=lambda each: each.state),
)  # fmt: skip
