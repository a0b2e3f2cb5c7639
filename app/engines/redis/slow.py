"""The slow log, and the latency monitor."""

from datetime import UTC, datetime
from typing import Any

from app.domain.operating.statements import Latency, SlowEntry
from app.engines.redis.node import Node
from app.engines.redis.replies import pairs, text
from app.engines.redis.session import BaseSession
from app.engines.redis.words import join
from app.i18n import _


class KeepsSlowLog(BaseSession):
    """SLOWLOG and LATENCY of every server of the service."""

    def slow_log(self, limit: int = 500) -> tuple[SlowEntry, ...]:
        """Newest first. The server cuts arguments at 128 bytes and their number at 32."""
        found = [
            _entry(reply, node, self.is_cluster)
            for node in self.masters()
            for reply in node.ask("SLOWLOG", "GET", limit)
        ]
        found.sort(key=lambda entry: (entry.at is None, entry.at), reverse=True)
        return tuple(found[:limit])

    def latency(self) -> tuple[Latency, ...]:
        """Spikes over latency-monitor-threshold, the latest and the worst of each event."""
        found = []
        for node in self.masters():
            for event, at, last, worst in node.ask("LATENCY", "LATEST"):
                history = tuple(
                    (_moment(when), int(took) / 1000)
                    for when, took in node.ask("LATENCY", "HISTORY", event)
                )
                found.append(
                    Latency(
                        text(event), _moment(at), int(last) / 1000, int(worst) / 1000, history,
                        node.name if self.is_cluster else "",
                    )
                )  # fmt: skip
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


def _entry(reply: Any, node: Node, many: bool) -> SlowEntry:
    number, at, micro, words, *who = reply
    client, name = (text(each) for each in (*who, "", "")[:2])
    return SlowEntry(
        f"{node.name}/{number}" if many else str(number),
        _moment(at),
        int(micro) / 1e6,
        join(tuple(words)),
        client,
        name,
        node.name if many else "",
    )


def _moment(value: Any) -> datetime:
    return datetime.fromtimestamp(int(value), UTC)
