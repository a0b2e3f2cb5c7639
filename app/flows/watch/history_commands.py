"""The history on the command line: into a table, and in from a Prometheus."""

import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO, TypeAlias
from urllib.parse import urlsplit

from app.domain.display import visible
from app.domain.errors import BadUsage, ConsoleError
from app.domain.estate import Inventory
from app.domain.inventory import Instance
from app.flows.endpoints import instance_at
from app.flows.exchange_inventory import opened
from app.flows.watch.export_history import Wanted, export_history
from app.flows.watch.import_prometheus import TOKEN, Request, import_prometheus
from app.i18n import _, ngettext
from app.monitor.catalogue import load
from app.monitor.history import History
from app.paths import data_folder, settings_folder

Asks: TypeAlias = Callable[[], bool]
Tells: TypeAlias = Callable[[float], object]
_USUAL = 3 * 86_400.0  # seconds back from now, where no beginning is named


def export(said: Namespace, store: str, out: TextIO, stop: Asks, tell: Tells) -> None:
    """Write the file that was named.

    Raises:
        ConsoleError: as `export_history`, or an instance is not known.
    """
    inventory = read_inventory(store)
    begin, end = _span(said)
    with opened_history() as history:
        known = set(history.instances())
        instances = tuple(instance_named(name, inventory, known) for name in said.instance)
        wanted = Wanted(begin, end, said.step, instances, tuple(said.metric))
        names = {each.id: each.name for each in inventory.all(Instance)}
        catalogue = load(settings_folder() / "metrics")
        units = {name: metric.unit for name, metric in catalogue.metrics.items()}
        count = export_history(history, said.file, wanted, names, units, stop, tell)
    told = ngettext("{count} row is in {file}.", "{count} rows are in {file}.", count)
    out.write(visible(told.format(count=count, file=said.file)) + "\n")


def import_from_prometheus(
    said: Namespace,
    store: str,
    out: TextIO,
    stop: Callable[[], bool],
    tell: Callable[[float], object],
) -> None:
    """Fetch what was asked for, and say what came.

    Raises:
        ConsoleError: as `import_prometheus`.
    """
    _check(said.url)
    inventory = read_inventory(store)
    request = Request(said.url, tuple(said.queries), *_span(said), said.step or 60.0)
    with opened_history() as history:
        done = import_prometheus(
            history, request, lambda name: named(inventory, name), stop, tell
        )  # fmt: skip
    told = ngettext("{count} sample was imported.", "{count} samples were imported.", done.samples)
    out.write(told.format(count=done.samples) + "\n")
    if done.unknown:
        told = _("Not in the inventory, and kept under these names: {names}.")
        out.write(visible(told.format(names=", ".join(done.unknown[:20]))) + "\n")


def named(inventory: Inventory, name: str) -> str | None:
    """The id of what Prometheus calls an instance: by name, by address, by address alone.

    An exporter listens at another port than its server, so a host with one instance is enough.
    """
    for instance in inventory.all(Instance):
        if name in (instance.id, instance.name):
            return instance.id
    if (found := instance_at(inventory, name)) is not None:
        return found.id
    host = name.rpartition(":")[0] or name
    there = [
        each
        for each in inventory.all(Instance)
        if host in (each.address, each.vip, each.domain, each.name)
    ]
    return there[0].id if len(there) == 1 else None


def instance_named(name: str, inventory: Inventory, known: set[str]) -> str:
    """The id of what a user calls an instance, one of `known`.

    Raises:
        BadUsage: there is none.
    """
    found = named(inventory, name)
    if found in known or name in known:
        return name if name in known else str(found)
    raise BadUsage(
        _("There is nothing in the history of {name}.").format(name=name),
        hint=_("Give the name or the address of an instance as the inventory has it."),
    )


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise BadUsage(
            _("{url} is no address of a Prometheus.").format(url=url),
            hint=_("Try http://prometheus.example:9090"),
        )
    if parts.password is not None:
        raise BadUsage(
            _("A password in an address is seen by everybody on this computer."),
            hint=_("Put a bearer token into the variable {name}.").format(name=TOKEN),
        )


def _span(said: Namespace) -> tuple[float, float]:
    until: datetime | None = said.until
    since: datetime | None = said.since
    end = until.timestamp() if until else time.time()
    begin = since.timestamp() if since else end - _USUAL
    if begin >= end:
        raise BadUsage(
            _("The end is not after the beginning."),
            hint=_("Look at --since and --until."),
        )
    return begin, end


def read_inventory(store: str) -> Inventory:
    """What instances are called; the history can be read without it."""
    try:
        with opened(store) as inventory:
            return inventory.load()
    except ConsoleError:
        if store:
            raise
        return Inventory()


@contextmanager
def opened_history() -> Iterator[History]:
    """The history of this computer's user, open."""
    history = History(history_folder())
    try:
        yield history
    finally:
        history.close()


def history_folder() -> Path:
    """Where the history of this computer's user is."""
    return data_folder() / "history"
