"""`mohist collect`: the watch without a window, as a service or on a terminal."""

import logging
import signal
import socket
import threading
import time
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from types import FrameType
from typing import TextIO

from app import __version__, log
from app.domain.attempt import attempt
from app.domain.display import visible
from app.domain.endpoint import Endpoint
from app.domain.errors import BadUsage, ConsoleError, StoreTrouble
from app.domain.inventory import DatabaseType, Instance
from app.domain.journal import Deed
from app.domain.monitoring.feed import Outlet
from app.domain.monitoring.rule import Subject
from app.domain.monitoring.sample import HEALTH_NAMES, Health
from app.domain.stop import Stop
from app.flows.endpoints import endpoint_of
from app.flows.exchange_inventory import opened
from app.flows.rights import Warden
from app.flows.watch.exporter import Exporter, Latest, is_loopback, listening_place
from app.flows.watch.fan import Fan
from app.flows.watch.feed_out import Publisher
from app.flows.watch.history_commands import history_folder
from app.flows.watch.keeping import keeping_now
from app.flows.watch.reconnect import feed_connector
from app.flows.watch.record import Record
from app.flows.watch.requests import do
from app.flows.watch.service import tell_systemd
from app.flows.watch.service_notices import ServiceNotices, try_channels
from app.flows.watch.service_secrets import ServiceSecrets
from app.flows.watch.steady import SteadyClock
from app.flows.watch.subjects import subjects_of
from app.flows.watch.telling import Teller
from app.flows.watch.threads import plain_thread
from app.flows.watch.watch import Manner, Watch
from app.i18n import _
from app.monitor.alerts import Judge
from app.monitor.catalogue import load
from app.monitor.history import History
from app.paths import data_folder, settings_folder, state_folder
from app.store import settings

_log = logging.getLogger(__name__)

NOT_ALL_UP = 1
"""The exit code of `--once` where an instance does not answer."""
_TICK = 0.2
_STATUS_EVERY = 1.0
_RELOAD_EVERY = 60.0
"""Seconds between two looks at the inventory: what was added to it is watched by itself."""
_ONCE_WITHIN = 20.0
"""Seconds within which `--once` wants to have seen everybody."""


def collect(said: Namespace, store: str, warden: Warden, out: TextIO, err: TextIO) -> int:
    """Watch until SIGTERM or Ctrl+C; the exit code. SIGHUP reads inventory, channels and settings
    anew.

    Raises:
        ConsoleError: the inventory or the catalogue cannot be read, or an argument makes no sense.
    """
    log.install(state_folder())
    if said.test_channels:
        text = _("{user} sends a test over notification channels: {names}")
        told = text.format(user=warden.user.shown, names=_("all of them"))
        warden.note(Deed.CHANNEL_TRIED, told)
        with closing(_secrets_of(said)) as secrets:
            return try_channels(secrets, _name_of(said), out)
    return _Collector(said, store, warden, err).run(out)


def _secrets_of(said: Namespace) -> ServiceSecrets:
    chosen = settings.read(settings_folder() / "settings.json").settings
    return ServiceSecrets(said.secrets, data_folder(), chosen)


def _name_of(said: Namespace) -> str:
    name: str = said.name
    return name or socket.gethostname().partition(".")[0]


class _Collector:
    def __init__(self, said: Namespace, store: str, warden: Warden, err: TextIO) -> None:
        self._said, self._store, self._warden = said, store, warden
        self._err, self._teller = err, Teller(err)
        self._name, self._secrets = _name_of(said), _secrets_of(said)
        self._subjects: tuple[Subject, ...] = ()
        self._endpoints = self._read_inventory()
        self._clock = SteadyClock()
        self._catalogue = load(settings_folder() / "metrics")
        self._latest = Latest(self._catalogue, self._clock)
        self._feed: Publisher | None = None
        self._notices: ServiceNotices | None = None
        self._stop = Stop()
        self._reload = threading.Event()

    def run(self, out: TextIO) -> int:
        """All of it; see `collect`."""
        for trouble in self._catalogue.troubles:
            self._teller.fail(trouble)
        with ExitStack() as ends, _signals() as signals:
            ends.callback(self._secrets.close)
            ends.callback(self._teller.end)
            outlet = Fan(self._latest, self._teller)
            record = self._record(outlet)
            if self._said.exporter:
                exporter = self._export(*listening_place(self._said.exporter))
                ends.callback(exporter.close)
            if self._said.feed:
                self._feed = self._publish(record, ends)
                outlet.add(self._feed)
            if not self._said.once:
                self._notices = ServiceNotices(
                    self._secrets, self._teller.fail, self._catalogue, self._name
                )
                ends.callback(self._notices.close)
                outlet.add(self._notices.outlet)
            watch = self._watch(outlet, record, ends)
            self._take(watch, self._endpoints)
            if self._said.once:
                return self._once(out, signals)
            following = plain_thread("inventory", lambda: self._follow_inventory(watch))
            ends.callback(lambda: following.join(5.0))
            ends.callback(self._stop.set)
            tell_systemd("READY=1")
            self._wait(watch, signals)
            tell_systemd("STOPPING=1")
        return 0

    # ----------------------------------------------------------------------- its parts

    def _record(self, outlet: Outlet) -> "Record[History, Judge]":
        return Record(
            lambda: History(history_folder(), keeping_now()),
            None if self._said.once else self._judge,
            outlet,
            self._teller.fail,
            self._name,
        )

    def _watch(
        self, outlet: Outlet, record: "Record[History, Judge]", ends: ExitStack
    ) -> "Watch[History, Judge]":
        watch = Watch(
            self._catalogue, self._secrets.ask, self._warden, outlet, record, plain_thread,
            self._teller.fail, Manner(by=self._name), self._clock,
        )  # fmt: skip
        ends.callback(watch.close)
        return watch

    def _judge(self, history: History | None) -> Judge:
        past = history.series if history is not None else None
        return Judge(
            data_folder() / "alerts", self._catalogue, self._name, past=past,
            failed=self._teller.fail, mended=self._teller.mended,
        )  # fmt: skip

    def _export(self, host: str, port: int) -> Exporter:
        if not is_loopback(host):
            warning = _("Whoever reaches {host}:{port} reads the metrics: no password is asked.")
            self._err.write("mohist: " + warning.format(host=host, port=port) + "\n")
        exporter = Exporter(self._latest, host, port)
        said = _("Metrics are at http://{host}:{port}/metrics.")
        shown = f"[{host}]" if ":" in host else host
        self._err.write(said.format(host=shown, port=exporter.port) + "\n")
        self._err.flush()
        return exporter

    def _publish(self, record: "Record[History, Judge]", ends: ExitStack) -> Publisher:
        endpoint = _named(self._endpoints, self._said.feed)
        if endpoint.type != DatabaseType.REDIS:
            raise BadUsage(
                _("{name} is no Redis: the feed goes over one.").format(name=endpoint.name)
            )
        publisher = Publisher(
            self._name, feed_connector(endpoint, self._secrets.ask, self._warden),
            requested=lambda request: record.ask_judge(
                lambda judge: do(judge, request, self._warden)
            ),
            facts={"version": __version__},
        )  # fmt: skip
        stop = Stop()
        thread = plain_thread("feed", lambda: publisher.run(stop))
        ends.callback(lambda: thread.join(5.0))
        ends.callback(stop.set)
        return publisher

    # --------------------------------------------------------------------- the inventory

    def _read_inventory(self) -> tuple[Endpoint, ...]:
        with opened(self._store, self._secrets.of_store) as store:
            inventory = store.load()
        self._subjects = subjects_of(inventory)
        found: list[Endpoint] = []
        for instance in inventory.all(Instance):
            try:
                found.append(endpoint_of(inventory, instance))
            except ConsoleError as error:
                self._teller.fail(error)
        if not found:
            raise StoreTrouble(
                _("There is no instance in the inventory."),
                hint=_("Name another one with --store, or import one: mohist inventory import."),
            )
        return tuple(found)

    def _take(self, watch: "Watch[History, Judge]", endpoints: Sequence[Endpoint]) -> None:
        wanted = [_named(endpoints, name) for name in self._said.instance] or endpoints
        self._endpoints = tuple(wanted)
        self._secrets.know(endpoints)
        self._teller.know({endpoint.id: endpoint.name for endpoint in wanted})
        self._latest.watch(wanted)
        watch.watch(wanted)
        if self._notices is not None:
            watch.know(self._subjects)
            rules = attempt(lambda: watch.record.with_judge(lambda judge: judge.rules))
            self._notices.take(self._subjects, rules.value or ())
        if self._feed is not None:
            self._feed.retain([endpoint.id for endpoint in wanted])

    def _follow_inventory(self, watch: "Watch[History, Judge]") -> None:
        """Watch what is in the inventory, whatever becomes of it; where it cannot be read, those
        that are watched stay.
        """
        with self._stop.telling(self._reload.set):
            while not self._stop():
                self._reload.wait(_RELOAD_EVERY)
                self._reload.clear()
                if self._stop():
                    return
                tried = attempt(lambda: self._take(watch, self._read_inventory()))
                if tried.error is not None:
                    self._teller.fail(tried.error)
                if watch.record.history is not None:
                    watch.record.history.keep(keeping_now())

    # --------------------------------------------------------------------- the main thread

    def _wait(self, watch: "Watch[History, Judge]", signals: list[int]) -> None:
        due = 0.0
        while not {signal.SIGTERM, signal.SIGINT} & set(signals):
            if _HANG_UP in signals:
                signals.remove(_HANG_UP)
                self._reload.set()
            now = time.monotonic()
            self._teller.say()
            if now >= due:
                due = now + _STATUS_EVERY
                summary = self._teller.summary(watch, self._feed.state if self._feed else None)
                self._teller.show(summary)
                tell_systemd(f"STATUS={summary}", "WATCHDOG=1")
            time.sleep(_TICK)  # a signal is noted within it

    def _once(self, out: TextIO, signals: list[int]) -> int:
        """Wait until everybody was seen, and say how they stand."""
        until = time.monotonic() + _ONCE_WITHIN
        while len(self._latest.standing()) < len(self._endpoints) and time.monotonic() < until:
            if signals:
                return 128 + signals[0]
            time.sleep(_TICK)
        standing = self._latest.standing()
        all_up = True
        for endpoint in sorted(self._endpoints, key=lambda each: each.name):
            sample = standing.get(endpoint.name)
            health = sample.health if sample is not None else Health.UNKNOWN
            all_up = all_up and health is Health.UP
            line = f"{endpoint.name}  {_(HEALTH_NAMES[health])}"
            if sample is not None and sample.trouble:
                line += f"  {sample.trouble}"
            out.write(visible(line) + "\n")
        out.flush()
        return 0 if all_up else NOT_ALL_UP


def _named(endpoints: Iterable[Endpoint], name: str) -> Endpoint:
    for endpoint in endpoints:
        if name in (endpoint.name, endpoint.id):
            return endpoint
    raise BadUsage(
        _("There is no instance {name} in the inventory.").format(name=name),
        hint=_("Give its name as the inventory has it."),
    )


_HANG_UP = getattr(signal, "SIGHUP", -1)


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Gives those that came; they do nothing else. Handlers only note: they interrupt anything."""
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    kinds = [kind for kind in (signal.SIGINT, signal.SIGTERM, _HANG_UP) if kind != -1]
    before: list[Callable[[], object]] = []
    for kind in kinds:
        old = signal.signal(kind, note)
        before.append(lambda kind=kind, old=old: signal.signal(kind, old))  # type: ignore[misc]
    try:
        yield came
    finally:
        for restore in before:
            restore()
