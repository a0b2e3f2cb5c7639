"""The slow log, and the latency monitor."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.domain.errors import ConsoleError
from app.domain.operating.statements import Latency, SlowEntry
from app.engines.redis.asking import unasked
from app.engines.redis.node import Node
from app.engines.redis.replies import pairs, text
from app.engines.redis.session import BaseSession
from app.i18n import _
from app.sql.redis.words import join

_EVER = datetime.fromtimestamp(0, UTC)


class KeepsSlowLog(BaseSession):
    """SLOWLOG and LATENCY of every server of the service."""

    def slow_log(self, limit: int = 500) -> tuple[SlowEntry, ...]:
        """Newest first. The server cuts arguments at 128 bytes and their number at 32.

        A server of a cluster that could not be asked has an entry of its own, at the beginning.
        """
        troubles, found = [], []
        for name, said in self.ask_everywhere(
            lambda node: node.ask("SLOWLOG", "GET", limit), replicas=True
        ):
            if isinstance(said, ConsoleError):
                troubles.append(SlowEntry(f"{name}/", None, 0.0, unasked(said), node=name))
            else:
                found += [_entry(reply, name) for reply in said]
        found.sort(key=lambda entry: entry.at or _EVER, reverse=True)
        return (*troubles, *found[:limit])

    def latency(self) -> tuple[Latency, ...]:
        """Spikes over latency-monitor-threshold, the latest and the worst of each event."""
        found: list[Latency] = []
        for name, said in self.ask_everywhere(_spikes, replicas=True):
            if isinstance(said, ConsoleError):
                found.append(Latency(unasked(said), None, 0.0, 0.0, node=name))
            else:
                found += (replace(each, node=name) for each in said)
        return tuple(found)

    def latency_advice(self) -> str:
        """What LATENCY DOCTOR makes of it, and how to switch the monitor on."""
        node = self.main
        told = pairs(node.ask("CONFIG", "GET", "latency-monitor-threshold"))
        if text(told.get("latency-monitor-threshold", "0")) == "0":
            return _(
                "The latency monitor is off. CONFIG SET latency-monitor-threshold 100 notes what"
                " holds the server up for 100 ms and more, at nearly no cost."
            )
        return text(node.ask("LATENCY", "DOCTOR"))


def _entry(reply: Any, server: str) -> SlowEntry:
    number, at, micro, words, *who = reply
    client, name = (text(each) for each in (*who, "", "")[:2])
    return SlowEntry(
        f"{server}/{number}" if server else str(number),
        _moment(at),
        int(micro) / 1e6,
        join(tuple(words)),
        client,
        name,
        server,
    )


def _spikes(node: Node) -> list[Latency]:
    found = []
    for event, at, last, worst in node.ask("LATENCY", "LATEST"):
        history = tuple(
            (_moment(when), int(took) / 1000)
            for when, took in node.ask("LATENCY", "HISTORY", event)
        )
        found.append(
            Latency(text(event), _moment(at), int(last) / 1000, int(worst) / 1000, history)
        )
    return found


def _moment(value: Any) -> datetime:
    return datetime.fromtimestamp(int(value), UTC)
