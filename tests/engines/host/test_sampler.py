"""Looks at this very machine, through a real sshd."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.endpoint import Access, Endpoint, Route
from app.domain.errors import Cancelled, ConnectFailed, SessionLost, Unsupported
from app.domain.monitoring.metric import Family
from app.domain.monitoring.sample import Ask
from app.domain.stop import Stop
from app.engines.host import HostSampler, sampler
from tests.engines.agreement import asks, missing
from tests.engines.redis.ways import by_ssh
from tests.servers.fault_proxy import FaultProxy
from tests.servers.sshd import Sshd

Looks = Callable[..., HostSampler]


def ask(**wanted: str) -> Ask:
    return Ask({source: frozenset(names.split()) for source, names in wanted.items()})


EVERYTHING = ask(
    cpu="total idle iowait", load="one cores", memory="total available swap_total swap_free",
    disk="size used", diskstats="ios time_ms", clock="skew",
)  # fmt: skip


def endpoint(route: Route) -> Endpoint:
    return Endpoint("1", "orders", "mysql", "127.0.0.1", 3306, Access(route=route))


@pytest.fixture
def look_at(sshd: Sshd) -> Iterator[Looks]:
    made: list[HostSampler] = []

    def begin(route: Route | None = None) -> HostSampler:
        made.append(HostSampler(endpoint(route or by_ssh(sshd)), lambda _id: None))
        return made[-1]

    yield begin
    for each in made:
        each.close()


def test_what_linux_tells_is_told(look_at: Looks) -> None:
    host = look_at()
    raw = host.sample(EVERYTHING)
    fields: dict[str, Any] = dict(raw.fields)
    here = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert raw.troubles.keys() <= {"diskstats"}, "a container may have no disks"
    assert fields["memory.total"] == pytest.approx(here, rel=0.05)
    assert 0 < fields["memory.available"] <= fields["memory.total"]
    stat = Path("/proc/stat").read_text()
    assert fields["load.cores"] == len(re.findall(r"^cpu\d", stat, re.M))
    assert abs(fields["clock.skew"]) < 1.5
    space = os.statvfs("/")
    root: dict[str, Any] = dict(raw.tables["disk"]["/"])
    assert root["used"] == pytest.approx(
        (space.f_blocks - space.f_bfree) * space.f_frsize, rel=0.01
    )
    assert raw.boot == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    assert raw.uptime == pytest.approx(float(Path("/proc/uptime").read_text().split()[0]), abs=5)
    assert raw.cost.statements == 1
    assert raw.cost.bytes > 500
    again = host.sample(ask(cpu="total"))
    assert again.fields.keys() == {"cpu.total"}
    assert again.fields["cpu.total"] > fields["cpu.total"]


def test_a_way_that_does_not_end_there_is_refused() -> None:
    with pytest.raises(Unsupported, match="orders"):
        HostSampler(endpoint(Route()), lambda _id: None)


def test_a_share_that_hangs_costs_the_disks_only(
    look_at: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampler, "LONGEST", 0.5)
    monkeypatch.setitem(sampler._STEPS, "df", "sleep 20")
    host = look_at()
    begun = time.monotonic()
    raw = host.sample(EVERYTHING)
    assert time.monotonic() - begun < 3
    assert raw.fields["memory.total"]
    assert "disk" not in raw.tables
    assert "may hang" in raw.troubles["disk"]
    begun = time.monotonic()
    assert "may hang" in host.sample(EVERYTHING).troubles["disk"]
    assert time.monotonic() - begun < 0.5, "not asked again at once"


def test_a_system_that_is_no_linux_says_so(look_at: Looks, monkeypatch: pytest.MonkeyPatch) -> None:
    for section in ("stat", "meminfo"):
        monkeypatch.setitem(sampler._STEPS, section, "cat /proc/nothing")
    raw = look_at().sample(ask(cpu="total", memory="total", load="one cores"))
    assert raw.fields.keys() == {"load.one"}
    assert all("Linux" in said for said in raw.troubles.values())
    assert raw.troubles.keys() == {"cpu", "memory"}


def test_an_account_without_a_shell(look_at: Looks, sshd: Sshd) -> None:
    keys = sshd.folder / "authorized_keys"
    keys.write_text(f'command="echo no" {sshd.key.with_suffix(".pub").read_text()}')
    with pytest.raises(Unsupported, match="no commands") as said:
        look_at().sample(EVERYTHING)
    assert said.value.hint


def test_a_connection_that_broke_is_made_anew(look_at: Looks, sshd: Sshd) -> None:
    host = look_at()
    host.sample(EVERYTHING)
    sshd.kill()
    with pytest.raises((ConnectFailed, SessionLost)):
        host.sample(EVERYTHING)
    with pytest.raises(ConnectFailed):
        host.sample(EVERYTHING)
    sshd.start()
    assert host.sample(EVERYTHING).fields["memory.total"]


def test_a_silent_way_is_given_up_and_left_at_once(
    look_at: Looks, sshd: Sshd, fault_proxy: Callable[..., FaultProxy],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    proxy = fault_proxy(sshd.port)
    sshd.known_hosts.write_text(f"[127.0.0.1]:{proxy.port} {sshd.host_key}\n")
    [hop] = by_ssh(sshd).hops
    host = look_at(Route(hops=(replace(hop, port=proxy.port),)))
    host.sample(EVERYTHING)
    proxy.black_hole = True
    cancelled(host)
    monkeypatch.setattr(sampler, "LONGEST", 0.3)
    begun = time.monotonic()
    with pytest.raises(SessionLost, match="has not answered"):
        host.sample(EVERYTHING)
    assert time.monotonic() - begun < 2


def cancelled(host: HostSampler) -> None:
    stop = Stop()
    timer = threading.Timer(0.1, stop.set)
    timer.start()
    with pytest.raises(Cancelled):
        host.sample(EVERYTHING, stop)
    timer.join()


def test_what_formulas_of_the_catalogue_read_is_there(look_at: Looks) -> None:
    host = look_at()
    found = missing(Family.HOST, [host.sample(ask) for ask in asks(Family.HOST)])
    assert not [name for name in found if not name.startswith("diskstats.")]
