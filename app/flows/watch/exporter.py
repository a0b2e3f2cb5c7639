"""An endpoint where a Prometheus fetches what was sampled last.

`mysql.statement_mix/select` of the instance `orders-1` becomes
`mohist_mysql_statement_mix{instance="orders-1",type="mysql",part="select"}`, a gauge in the unit of
the catalogue; rates are rates already. `mohist_up` is 1 where an instance answers, and
`mohist_sample_age_seconds` says how old its newest sample is. What is too old is not there.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from app.domain.endpoint import Endpoint
from app.domain.errors import BadUsage
from app.domain.monitoring.feed import Payload
from app.domain.monitoring.metric import PERIODS, Tier, split_key
from app.domain.monitoring.sample import Health, Sample
from app.flows.watch.steady import SteadyClock
from app.flows.watch.threads import plain_thread
from app.i18n import _
from app.monitor.catalogue import Catalogue

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

_OLD = 3.0
"""Periods after which a value is not given any more."""
_SLOW_CLIENT = 10.0
"""Seconds a client may take for its request."""
_NO_NAME = re.compile(r"[^a-zA-Z0-9_]")


class Latest:
    """An outlet that keeps the last sample of each tier of each instance."""

    def __init__(self, catalogue: Catalogue, clock: SteadyClock) -> None:
        self._catalogue, self._clock = catalogue, clock
        self._lock = threading.Lock()
        self._endpoints: dict[str, Endpoint] = {}
        self._samples: dict[str, dict[Tier, Sample]] = {}

    def watch(self, endpoints: Iterable[Endpoint]) -> None:
        """Only these are told of."""
        with self._lock:
            self._endpoints = {endpoint.id: endpoint for endpoint in endpoints}
            for gone in self._samples.keys() - self._endpoints.keys():
                del self._samples[gone]

    def publish(self, payload: Payload) -> None:
        """Keep it where it is a sample of one of them."""
        if isinstance(payload, Sample):
            with self._lock:
                if payload.instance in self._endpoints:
                    self._samples.setdefault(payload.instance, {})[payload.tier] = payload

    def standing(self) -> Mapping[str, Sample]:
        """The last word on each instance, by its name; one never seen is not there."""
        with self._lock:
            return {
                self._endpoints[instance].name: max(tiers.values(), key=lambda s: s.at)
                for instance, tiers in self._samples.items()
            }

    def collect(self) -> "Iterator[GaugeMetricFamily]":
        """Everything as prometheus_client wants it."""
        from prometheus_client.core import GaugeMetricFamily

        now = self._clock.now()
        with self._lock:
            known = dict(self._endpoints)
            samples = {instance: tuple(tiers.values()) for instance, tiers in self._samples.items()}
        labels = ("instance", "type")
        up = GaugeMetricFamily("mohist_up", "1 where the instance answers.", labels=labels)
        age = GaugeMetricFamily(
            "mohist_sample_age_seconds", "How old the newest sample is.", labels=labels
        )
        families: dict[str, GaugeMetricFamily] = {}
        for instance, tiers in samples.items():
            whose = (known[instance].name, known[instance].type)
            newest = max(tiers, key=lambda sample: sample.at)
            up.add_metric(whose, float(newest.health is Health.UP))
            age.add_metric(whose, max(0.0, now - newest.at))
            if newest.health is not Health.UP:
                continue
            for sample in tiers:
                if now - sample.at <= _OLD * PERIODS[sample.tier]:
                    for key, value in sample.values.items():
                        self._add(families, whose, key, value)
        yield from (up, age, *families.values())

    def _add(
        self, families: "dict[str, GaugeMetricFamily]", whose: tuple[str, str], key: str,
        value: float,
    ) -> None:  # fmt: skip
        from prometheus_client.core import GaugeMetricFamily

        name, part = split_key(key)
        if name not in families:
            metric = self._catalogue.metrics.get(name)
            said = f"{metric.title} ({metric.unit})" if metric and metric.unit else name
            families[name] = GaugeMetricFamily(
                f"mohist_{_NO_NAME.sub('_', name)}", said, labels=("instance", "type", "part")
            )
        families[name].add_metric((*whose, part), value)


class Exporter:
    """Answers GET /metrics until it is closed."""

    def __init__(self, latest: Latest, host: str, port: int) -> None:
        """Raises BadUsage where that address cannot be listened at."""
        from prometheus_client import CollectorRegistry

        registry = CollectorRegistry(auto_describe=False)
        registry.register(latest)

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False
            address_family = _family(host)

        try:
            self._server = Server((host, port), _handler(registry))
        except OSError as error:
            raise BadUsage(
                _("{host}:{port} cannot be listened at: {reason}.").format(
                    host=host, port=port, reason=error.strerror or error
                ),
                hint=_("Name another port with --exporter."),
            ) from error
        self.port: int = self._server.server_port
        self._thread = plain_thread("exporter", lambda: self._server.serve_forever(0.2))

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5.0)


def listening_place(text: str) -> tuple[str, int]:
    """`HOST:PORT`, or a port of this computer alone; BadUsage for anything else."""
    host, _colon, port = text.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not (port.isascii() and port.isdigit() and int(port) < 65_536):
        raise BadUsage(
            _("{text} is no place to listen at.").format(text=text),
            hint=_("Try 9105, which only this computer reaches, or 0.0.0.0:9105 for everybody."),
        )
    return host, int(port)


def is_loopback(host: str) -> bool:
    """Whether only this computer reaches it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _family(host: str) -> Any:
    import socket

    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _handler(registry: Any) -> type[BaseHTTPRequestHandler]:
    from prometheus_client.exposition import choose_encoder

    class Handler(BaseHTTPRequestHandler):
        timeout = _SLOW_CLIENT

        def do_GET(self) -> None:
            """Give everything there is."""
            if self.path.partition("?")[0] != "/metrics":
                self.send_error(404)
                return
            encode, kind = choose_encoder(self.headers.get("Accept", ""))
            said = encode(registry)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
            """Say nothing: a Prometheus asks every few seconds."""

    return Handler
