"""What consoles ask of a collector that judges: put into a request there, and done here.

A request may come twice, and late: an acknowledgement names the alert and since when it stands, so
that one that cleared and came again is not taken for it, and taking it back names when somebody saw
it, so that whoever sees it later still did; a silence is the same under the same id.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from app.domain.display import visible
from app.domain.errors import BadInput
from app.domain.journal import Deed
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Request, RequestKind
from app.domain.monitoring.rule import Scope, Silence, Weekly
from app.domain.rights import Ability
from app.flows.ours import announce
from app.flows.rights import Warden
from app.i18n import _

_log = logging.getLogger(__name__)

_SCOPES = ("instances", "types", "environments", "tags")
_MOST = 1000
"""Names in one list."""
_DAY = 24 * 60  # minutes
_WEEK = 7  # days


class Sees(Protocol):
    """What of `monitor.alerts.Judge` is asked from afar."""

    @property
    def alerts(self) -> Iterable[Alert]:
        """All there are."""
        ...

    def acknowledge(self, id_: str, by: str, at: float | None = None) -> tuple[Alert, ...]:
        """Somebody saw it; what changed."""
        ...

    def unacknowledge(self, id_: str) -> tuple[Alert, ...]:
        """Nobody did, after all; what changed."""
        ...

    def silence(self, silence: Silence) -> tuple[Alert, ...]:
        """Keep quiet of what fits; what changed."""
        ...

    def unsilence(self, id_: str) -> tuple[Alert, ...]:
        """No more; what changed."""
        ...


def acknowledging(alert: Alert, by: str, at: float) -> Request:
    """Somebody saw this alert, as it stands."""
    return Request(RequestKind.ACKNOWLEDGE, alert.id, at, by, {"since": alert.since})


def taking_back(alert: Alert, by: str, at: float) -> Request:
    """Nobody saw this alert after all, as it stands."""
    seen = at if alert.acknowledged is None else alert.acknowledged
    details: dict[str, str | float] = {"since": alert.since, "seen": seen}
    return Request(RequestKind.UNACKNOWLEDGE, alert.id, at, by, details)


def silencing(silence: Silence, at: float) -> Request:
    """Keep quiet of what fits; by whom is said in the silence."""
    details: dict[str, str | float] = {"begin": silence.begin, "reason": silence.reason}
    if silence.until is not None:
        details["until"] = silence.until
    lists: dict[str, Iterable[str]] = {name: getattr(silence.scope, name) for name in _SCOPES}
    for name, values in {**lists, "rules": silence.rules, "keys": silence.keys}.items():
        if values:
            details[name] = json.dumps(sorted(values))
    if (weekly := silence.weekly) is not None:
        details["weekly"] = json.dumps([sorted(weekly.days), weekly.begin, weekly.minutes])
    return Request(RequestKind.SILENCE, silence.id, at, silence.by, details)


def unsilencing(silence_id: str, by: str, at: float) -> Request:
    """Take a silence back."""
    return Request(RequestKind.UNSILENCE, silence_id, at, by)


def silence_of(request: Request) -> Silence:
    """What a request to silence consists of.

    Raises:
        BadInput: it makes no sense.
    """
    said = request.details
    begin, until = said.get("begin", request.at), said.get("until")
    if not isinstance(begin, int | float) or isinstance(until, str) or not request.subject:
        raise _nonsense()
    scope = Scope(**{name: _names(said, name) for name in _SCOPES})
    return Silence(
        request.subject, float(begin), None if until is None else float(until), scope,
        _names(said, "rules"), _names(said, "keys"), _weekly(said),
        str(said.get("reason", "")), request.by,
    )  # fmt: skip


class Hears(Protocol):
    """What is asked of whoever follows a team's feed."""

    def ask(self, collector: str, request: Request, /) -> None:
        """Leave a request for a collector."""
        ...


def ask_collector(feed: Hears, collector: str, request: Request, warden: Warden) -> None:
    """Leave it, if whoever sits in front may see to alerts, and that is in the journal.

    Raises:
        Refused: they may not.
        Unwritable: the journal could not be written; nothing was asked.
    """
    announce(
        warden, Ability.SEE_TO_ALERTS, Deed.ALERT_SEEN_TO,
        _("{user} asks the collector {collector}: {kind} {subject}"),
        facts=[("collector", collector), ("kind", request.kind), ("subject", request.subject)],
        collector=collector, kind=request.kind, subject=request.subject,
    )  # fmt: skip
    feed.ask(collector, request)


def do(judge: Sees, request: Request, warden: Warden) -> tuple[Alert, ...]:
    """Have it done by the judge, once it is in our journal by whom; the alerts that changed.

    Whether they may was decided where they sit: who they are cannot be known from here.
    """
    warden.note(
        Deed.ALERT_SEEN_TO,
        _("{who} asks over the feed: {kind} {subject}").format(
            who=request.by or _("Somebody"), kind=request.kind, subject=request.subject
        ),
        facts=[("kind", request.kind), ("subject", request.subject), ("by", request.by)],
    )
    try:
        changed = _DOING[request.kind](judge, request)
    except BadInput as error:
        _log.warning("a request is passed over: %s", error)
        return ()
    _log.info(
        "%s asks: %s %s (%d alerts)",
        visible(request.by) or "somebody", request.kind, visible(request.subject), len(changed),
    )  # fmt: skip
    return changed


def _acknowledge(judge: Sees, request: Request) -> tuple[Alert, ...]:
    since = request.details.get("since")
    for alert in judge.alerts:
        meant = alert.id == request.subject and since in (None, alert.since)
        if meant and alert.acknowledged is None:
            return judge.acknowledge(alert.id, request.by, request.at)
    return ()


def _unacknowledge(judge: Sees, request: Request) -> tuple[Alert, ...]:
    since, seen = request.details.get("since"), request.details.get("seen", request.at)
    for alert in judge.alerts:
        meant = alert.id == request.subject and since in (None, alert.since)
        if meant and alert.acknowledged is not None and isinstance(seen, int | float):
            # two judges of one alert may have heard of it at two moments, both before this
            before = alert.acknowledged <= max(seen, request.at)
            return judge.unacknowledge(alert.id) if before else ()
    return ()


_DOING: Mapping[RequestKind, Callable[[Sees, Request], tuple[Alert, ...]]] = {
    RequestKind.ACKNOWLEDGE: _acknowledge,
    RequestKind.UNACKNOWLEDGE: _unacknowledge,
    RequestKind.SILENCE: lambda judge, request: judge.silence(silence_of(request)),
    RequestKind.UNSILENCE: lambda judge, request: judge.unsilence(request.subject),
}


def _names(said: Mapping[str, str | float], name: str) -> frozenset[str]:
    listed = _json(said.get(name, "[]"))
    if not isinstance(listed, list) or len(listed) > _MOST:
        raise _nonsense()
    if not all(isinstance(each, str) for each in listed):
        raise _nonsense()
    return frozenset(listed)


def _weekly(said: Mapping[str, str | float]) -> Weekly | None:
    if "weekly" not in said:
        return None
    match _json(said["weekly"]):
        case [list(days), int(begin), int(minutes)] if (
            days
            and all(type(day) is int and 0 <= day < _WEEK for day in days)
            and 0 <= begin < _DAY
            and 0 < minutes <= _WEEK * _DAY
        ):
            return Weekly(frozenset(days), begin, minutes)
    raise _nonsense()


def _json(text: str | float) -> object:
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError) as error:
        raise _nonsense() from error


def _nonsense() -> BadInput:
    return BadInput(_("This silence makes no sense."))
