"""One look at a machine: a single command over the SSH connection that tunnels use as well."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from app.domain.endpoint import Endpoint
from app.domain.errors import SessionLost, Unsupported
from app.domain.monitoring.sample import Ask, Raw, Row, SampleCost, Scalar
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.host import reading
from app.engines.host.machine import machine_of
from app.engines.network import Shell
from app.i18n import _

_MARK = "@mohist"
_STEPS: Mapping[str, str] = {
    "boot": "cat /proc/sys/kernel/random/boot_id",
    "uptime": "cat /proc/uptime",
    "clock": "date +%s",
    "stat": "grep ^cpu /proc/stat",
    "loadavg": "cat /proc/loadavg",
    "meminfo": "cat /proc/meminfo",
    "diskstats": "cat /proc/diskstats",
    # a share of the network that hangs would hold df up for ever; busybox has no -l
    "df": "if df -l / >/dev/null 2>&1; then df -P -k -l; else df -P -k; fi",
}
"""What is run for each section, df behind all others; only reading, in any shell there is."""
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "cpu": ("stat",), "load": ("loadavg", "stat"), "memory": ("meminfo",), "disk": ("df",),
    "diskstats": ("diskstats",), "clock": ("clock",),
}  # fmt: skip
Sections: TypeAlias = Mapping[str, str]
SOURCES = frozenset(_NEEDS)

LONGEST = 10.0
"""Seconds one look may take."""
_HOLDS = 600.0
"""Seconds for which the disks are left alone after df hung."""
_MOST = 1024 * 1024
"""Bytes of an answer that are read."""


class HostSampler:
    """Looks at the machine an instance runs on. One thread at a time uses it."""

    sample_sources = SOURCES

    def __init__(self, endpoint: Endpoint, reveal: Reveal) -> None:
        """Nothing is connected yet. Unsupported where the way does not lead into the machine."""
        hop = machine_of(endpoint)
        if hop is None:
            raise Unsupported(
                _("The connection of {name} has no SSH hop that is its own machine.").format(
                    name=endpoint.name
                ),
                hint=_("Make the machine the last SSH hop, or do not have its host looked at."),
            )
        self.host = hop.host
        self._shell = Shell(endpoint, reveal)
        self._spared_until = 0.0

    def sample(self, ask: Ask, stop: Stop | None = None) -> Raw:
        """One look, connected anew where that broke. Raises ConnectFailed, SessionLost, Cancelled,
        SecretUnavailable, and Unsupported where the account may run no command.
        """
        stop = stop or Stop()
        sections = self._sections(ask)
        wall, begun = time.time(), time.monotonic()
        said, whole = self._shell.run(_command(sections), LONGEST, _MOST, stop)
        took = time.monotonic() - begun
        found = _parted(said.decode("utf-8", "replace"))
        if not found and not whole:
            self._shell.close()
            raise SessionLost(
                _("{host} has not answered for {seconds} s.").format(
                    host=self.host, seconds=f"{LONGEST:g}"
                ),
                hint=_("The SSH connection is made anew with the next look."),
            )
        if not found:
            raise Unsupported(
                _("{host} lets the SSH account run no commands.").format(host=self.host),
                hint=_("Give it a shell there, or do not have the host looked at."),
            )
        if not whole and "df" in sections and "end" not in found:
            self._spared_until = time.monotonic() + _HOLDS
        fields, tables, troubles = self._taken(ask, found, wall + took / 2)
        cost = SampleCost(1, took, len(said), len(fields) + sum(map(len, tables.values())))
        boot = found.get("boot", "").strip()
        uptime = reading.first_number(found.get("uptime", ""))
        return Raw(begun + took / 2, fields, tables, boot, uptime, troubles, cost)

    def close(self) -> None:
        """Let go of the connection."""
        self._shell.close()

    def _sections(self, ask: Ask) -> list[str]:
        needed = {section for source in ask.wanted for section in _NEEDS.get(source, ())}
        if time.monotonic() < self._spared_until:
            needed.discard("df")
        return [name for name in _STEPS if name in needed or name in ("boot", "uptime")]

    def _taken(
        self, ask: Ask, found: Sections, now: float
    ) -> tuple[dict[str, Scalar], dict[str, dict[str, Row]], dict[str, str]]:
        fields: dict[str, Scalar] = {}
        tables: dict[str, dict[str, Row]] = {}
        troubles: dict[str, str] = {}
        for source, names in ask.wanted.items():
            if values := _FIELDS[source](found, now) if source in _FIELDS else {}:
                fields |= {f"{source}.{name}": values[name] for name in names & values.keys()}
            elif table := _TABLES[source](found) if source in _TABLES else {}:
                tables[source] = {
                    row: {name: kept[name] for name in names & kept.keys()}
                    for row, kept in table.items()
                    if row in ask.rows.get(source, (row,))
                }
            elif source in _NEEDS:
                troubles[source] = self._why(source, found)
        return fields, tables, troubles

    def _why(self, source: str, found: Sections) -> str:
        if (source == "disk" and "end" not in found) or time.monotonic() < self._spared_until:
            return _("df on {host} does not come back: a mounted share may hang.").format(
                host=self.host
            )
        return _("{host} does not tell: this is read from /proc, as Linux has it.").format(
            host=self.host
        )


def _command(sections: Iterable[str]) -> str:
    """Run by sh, whatever the account's own shell is.

    What comes at once is written at once, or each line would be a packet; df, which may not come
    back, is for itself.
    """
    marked = {name: f"echo {_MARK} {name}; {_STEPS[name]}" for name in sections}
    last = f"{marked.pop('df')}; " if "df" in marked else ""
    at_once = f'echo "$({"; ".join(marked.values())})"'
    return f"exec sh -c 'LC_ALL=C; export LC_ALL; {at_once}; {last}echo {_MARK} end'"


def _parted(said: str) -> dict[str, str]:
    """The sections of an answer, `end` where it is whole."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in said.splitlines():
        if line.startswith(_MARK + " "):
            lines = found.setdefault(line[len(_MARK) + 1 :].strip(), [])
        else:
            lines.append(line)
    return {name: "\n".join(lines) for name, lines in found.items()}


def _skew(said: str, now: float) -> dict[str, Scalar]:
    """Seconds its clock is ahead of ours; it tells whole ones, so half a second is not known."""
    there = reading.first_number(said)
    return {} if there is None else {"skew": there + 0.5 - now}


_FIELDS: Mapping[str, Callable[[Sections, float], dict[str, Scalar]]] = {
    "cpu": lambda found, _now: reading.cpu(found.get("stat", "")),
    "load": lambda found, _now: reading.load(found.get("loadavg", ""), found.get("stat", "")),
    "memory": lambda found, _now: reading.memory(found.get("meminfo", "")),
    "clock": lambda found, now: _skew(found.get("clock", ""), now),
}
_TABLES: Mapping[str, Callable[[Sections], dict[str, Row]]] = {
    "disk": lambda found: reading.disks(found.get("df", "")),
    "diskstats": lambda found: reading.diskstats(found.get("diskstats", "")),
}
