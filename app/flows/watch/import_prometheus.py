"""What a Prometheus knows, into the history: queries over a range of time, by its HTTP API.

https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries

A query may be headed by the key it is to be called here, `mysql.queries=rate(…[1m])`; else the name
the series has says it. Labels beside `instance` and `job` become the part.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, Protocol

from app.domain.errors import BadInput, BadUsage, Cancelled, ConnectFailed, StoreTrouble
from app.domain.monitoring.metric import Tier, key_of
from app.domain.monitoring.sample import Health, Sample
from app.i18n import _

if TYPE_CHECKING:
    import requests

TOKEN = "MOHIST_PROMETHEUS_TOKEN"  # noqa: S105  (the name of a variable)
"""The variable with a bearer token, where the server wants one: a command line is seen by all."""
_NAMED = re.compile(r"([a-z][a-z0-9_]*\.[a-z0-9_]+(?:/[^=]+)?)=(.+)", re.DOTALL)
_POINTS = 10_000  # a request: Prometheus refuses more than 11,000 of a series
_MOST_SERIES = 5_000
_MOST_BYTES = 128 * 1024 * 1024  # an answer
_MOST_REQUESTS = 10_000
_SECONDS = (10.0, 120.0)  # to connect, and between two packets of the answer
_OURS = {
    "mysql_global_status_threads_running": "mysql.threads_running",
    "mysql_slave_status_seconds_behind_master": "mysql.replica_lag",
}
"""Names of the common exporters that mean what one of our metrics does."""


class Writable(Protocol):
    """What is asked of a `History`."""

    @property
    def is_writer(self) -> bool:
        """Whether it may be written to."""

    def write(self, samples: Iterable[Sample]) -> None:
        """Keep them."""

    def compact(self, stop: Callable[[], bool]) -> None:
        """Roll what is old."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to fetch. Times are seconds since 1970, `step` seconds between two points."""

    url: str
    queries: tuple[str, ...]
    begin: float
    end: float
    step: float = 60.0


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it."""

    samples: int
    series: int
    unknown: tuple[str, ...]
    """Instances the inventory does not know; their values are kept under that name."""


def import_prometheus(
    history: Writable,
    request: Request,
    instance_of: Callable[[str], str | None],
    stop: Callable[[], bool],
    tell: Callable[[float], object] = lambda _share: None,
) -> Imported:
    """Fetch and keep it. `instance_of` gives our id for what Prometheus calls an instance.

    Raises:
        ConnectFailed: nobody there, or it does not let us in.
        BadInput: it refuses a query, answers what cannot be understood, or far too much.
        BadUsage: the time or the step makes no sense.
        StoreTrouble: another console writes the history.
        Cancelled: `stop` said so; what came until then is kept.
    """
    if not history.is_writer:
        raise StoreTrouble(
            _("Another console writes the history, so nothing can be imported."),
            hint=_("Close the other one first."),
        )
    stretches = list(_stretches(request))
    seen: set[tuple[str, str]] = set()
    unknown: set[str] = set()
    samples = 0
    with _session() as session:
        for number, (begin, end) in enumerate(stretches):
            moments: dict[tuple[str, float], dict[str, float]] = {}
            for query in request.queries:
                _check(stop)
                named, _equals, text = _split(query)
                for labels, points in _fetched(session, request, text, begin, end, stop):
                    whose = labels.get("instance", "")
                    ours = instance_of(whose) if whose else None
                    if ours is None:
                        unknown.add(whose or "prometheus")
                    instance, key = ours or whose or "prometheus", _key(named, labels)
                    seen.add((instance, key))
                    for at, value in points:
                        moments.setdefault((instance, at), {})[key] = value
            history.write(
                Sample(instance, Tier.MINUTE, at, Health.UP, values)
                for (instance, at), values in moments.items()
            )
            samples += len(moments)
            history.compact(stop)
            tell((number + 1) / len(stretches))
    return Imported(samples, len(seen), tuple(sorted(unknown)))


def _check(stop: Callable[[], bool]) -> None:
    if stop():
        raise Cancelled("")


def _stretches(request: Request) -> Iterator[tuple[float, float]]:
    if not request.begin < request.end or not request.step >= 1:
        raise BadUsage(
            _("From {begin} to {end} in steps of {step} s is no stretch of time.").format(
                begin=request.begin, end=request.end, step=request.step
            ),
            hint=_("Name a beginning before the end, and a step of one second or more."),
        )
    length = min(_POINTS * request.step, 86_400.0)
    if (request.end - request.begin) / length * len(request.queries) > _MOST_REQUESTS:
        raise BadUsage(
            _("That would be more than {count} requests.").format(count=_MOST_REQUESTS),
            hint=_("Take a shorter time, a longer step, or fewer queries."),
        )
    begin = request.begin // request.step * request.step
    while begin < request.end:
        steps = int(length // request.step)
        end = min(begin + (steps - 1) * request.step, request.end)
        yield begin, end
        begin += steps * request.step


def _split(query: str) -> tuple[str, str, str]:
    said = _NAMED.fullmatch(query)
    return (said[1], "=", said[2]) if said else ("", "", query)


def _key(named: str, labels: Mapping[str, str]) -> str:
    name = labels.get("__name__", "value")
    metric = named or _OURS.get(name) or f"prometheus.{name}"
    others = sorted(
        (label, value)
        for label, value in labels.items()
        if label not in ("__name__", "instance", "job") and value
    )
    return metric if "/" in metric else key_of(metric, ",".join(value for _label, value in others))


def _session() -> "requests.Session":
    import requests

    made = requests.Session()
    token = os.environ.get(TOKEN, "")
    if token:

        def signed(prepared: Any) -> Any:
            prepared.headers["Authorization"] = f"Bearer {token}"
            return prepared

        made.auth = signed  # or a .netrc would take its place
    return made


Points = list[tuple[float, float]]


def _fetched(
    session: "requests.Session",
    request: Request,
    query: str,
    begin: float,
    end: float,
    stop: Callable[[], bool],
) -> Iterator[tuple[dict[str, str], Points]]:
    """Each series of an answer, its labels and its finite values."""
    answer = _answered(session, request, query, begin, end, stop)
    if not isinstance(answer, dict) or answer.get("status") != "success":
        said = answer.get("error") if isinstance(answer, dict) else None
        raise BadInput(
            _("Prometheus refuses {query}: {reason}").format(
                query=query, reason=str(said or _("it does not say why"))[:500]
            ),
            hint=_("Try the query in the web page of Prometheus."),
        )
    try:
        results = answer["data"]["result"]
        if answer["data"]["resultType"] != "matrix" or not isinstance(results, list):
            raise ValueError("no matrix")
        if len(results) > _MOST_SERIES:
            raise BadInput(
                _("{query} gives {count} series; {most} are the most.").format(
                    query=query, count=len(results), most=_MOST_SERIES
                ),
                hint=_("Sum some up, or ask for fewer labels."),
            )
        for each in results:
            labels = {str(name): str(value) for name, value in each["metric"].items()}
            pairs = ((float(at), float(value)) for at, value in each.get("values", ()))
            yield labels, [(at, value) for at, value in pairs if isfinite(at) and isfinite(value)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _not_understood(request.url) from error


def _answered(
    session: "requests.Session",
    request: Request,
    query: str,
    begin: float,
    end: float,
    stop: Callable[[], bool],
) -> Any:
    import requests

    span = {"start": f"{begin:.3f}", "end": f"{end:.3f}", "step": f"{request.step:g}"}
    form = {"query": query, **span}
    try:
        address = f"{request.url.rstrip('/')}/api/v1/query_range"
        with session.post(address, data=form, timeout=_SECONDS, stream=True) as answer:
            if answer.status_code in (401, 403):
                raise ConnectFailed(
                    _("Prometheus at {url} does not let us in.").format(url=request.url),
                    hint=_("Put a bearer token into the variable {name}.").format(name=TOKEN),
                )
            body = bytearray()
            for part in answer.iter_content(65_536):
                _check(stop)
                body += part
                if len(body) > _MOST_BYTES:
                    raise BadInput(
                        _("The answer to {query} is far too long.").format(query=query),
                        hint=_("Sum some up, or ask for fewer labels."),
                    )
            status = answer.status_code
    except requests.RequestException as error:
        raise ConnectFailed(
            _("Prometheus at {url} does not answer: {reason}").format(
                url=request.url, reason=_reason(error)
            ),
            hint=_("Check the address, and whether the server is running."),
        ) from error
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _not_understood(f"{request.url} (HTTP {status})") from error


def _reason(error: Exception) -> str:
    """What the innermost of a chain of errors says: the others wrap it in their own words."""
    while (below := error.__cause__ or error.__context__) is not None and isinstance(
        below, Exception
    ):
        error = below
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _not_understood(url: str) -> BadInput:
    return BadInput(
        _("{url} does not answer as a Prometheus does.").format(url=url),
        hint=_("Check that the address is that of Prometheus itself, with its path."),
    )
