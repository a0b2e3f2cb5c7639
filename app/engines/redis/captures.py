"""What the flight recorder keeps of a Redis server: clients at work, and what commands took."""

import re
from collections.abc import Mapping

from app.domain.errors import StatementFailed
from app.domain.monitoring.sample import (
    SESSION_COLUMNS,
    STATEMENT_COLUMNS,
    Captured,
    CaptureKind,
    Row,
    Scalar,
)
from app.domain.redact import redacted
from app.engines.redis import replies
from app.engines.redis.clients import FLAGS
from app.engines.redis.node import Node, our_name
from app.engines.redis.replies import fields, text
from app.engines.redis.sampling.info import Taking, scalar
from app.engines.redis.session import BaseSession
from app.sql.redis.words import join

_CLIENTS = 5_000
"""With more clients there is no list of them: to write it holds the server up for longer than
10 ms, and nobody else is served meanwhile."""
_SLOW = 128
"""Entries of the slow log at most; the default of slowlog-max-len."""
_LONGEST = 1024
_WORKS = re.compile(r" idle=0 | flags=[A-Za-z]*b")
"""In a line of CLIENT LIST: it had a command within this second, or waits in one that blocks."""

_Counted = Mapping[str, Row]


class _Before:
    """Where the counters stood at the last capture, of the same server on the same connection."""

    def __init__(self, node: Node, commands: _Counted, slow: int) -> None:
        self.node, self.commands, self.slow = node, commands, slow


class Captures(BaseSession):
    """Of the server that is sampled, too: of a cluster it is the node that was dialled."""

    capture_kinds = frozenset({CaptureKind.SESSIONS, CaptureKind.STATEMENTS})
    _before: _Before | None = None

    def capture(self, kind: CaptureKind) -> Captured:
        """See `abilities.Captures`. Raises SessionLost and ConnectFailed as a sample does."""
        node = self.node(self.main.name)
        if kind is CaptureKind.SESSIONS:
            return Captured(SESSION_COLUMNS, _clients(node))
        return Captured(STATEMENT_COLUMNS, self._statements(node))

    def _statements(self, node: Node) -> tuple[tuple[Scalar, ...], ...]:
        """Commands by what they took since the last time, and each that was slow by itself
        (`slow/…`); what the console was slow in is left out.
        """
        stats, newest = node.ask_all((("INFO", "commandstats"), ("SLOWLOG", "GET", 1)))
        commands: _Counted = {}
        if not isinstance(stats, StatementFailed):
            wanted = {"commandstats": frozenset({"calls", "usec", "failed_calls"})}
            commands = Taking(wanted).take(text(stats))[1]["commandstats"]
        before = self._before
        last = int(newest[0][0]) if newest and not isinstance(newest, StatementFailed) else -1
        known = before.slow if before is not None and before.node is node else last
        self._before = _Before(node, commands, max(last, known))
        if before is None or before.node is not node:
            return ()
        rows = [*_risen(before.commands, commands), *_slow(node, last - before.slow, before.slow)]
        return tuple(sorted(rows, key=lambda row: -float(row[4] or 0)))


def _clients(node: Node) -> tuple[tuple[Scalar, ...], ...]:
    """Those that wait in a blocking command, and those that had one within this second."""
    try:
        said = replies.info(node.ask("INFO", "clients"))
    except StatementFailed:
        said = {}
    if int(said.get("connected_clients", "0")) > _CLIENTS:
        return ()
    try:
        listed = text(node.ask("CLIENT", "LIST"))
    except StatementFailed:
        return ()
    ours, found = f" name={our_name()} ", []
    for line in listed.splitlines():
        if ours in line or not _WORKS.search(line):  # most are idle: to take one apart costs
            continue
        client = fields(line)
        flags = client.get("flags", "")
        blocked = "b" in flags
        if {"S", "M"} & set(flags):
            continue
        row: tuple[Scalar, ...] = (
            client.get("id", ""),
            client.get("user", ""),
            client.get("addr", ""),
            client.get("db", ""),
            ", ".join(FLAGS[flag] for flag in flags if flag in FLAGS),
            "Blocked" if blocked else "",
            scalar(client.get("idle", "")),
            client.get("cmd", "").upper().replace("|", " "),
            None,
        )
        found.append(row)
    return tuple(found)


def _risen(before: _Counted, after: _Counted) -> list[tuple[Scalar, ...]]:
    """By command; after a CONFIG RESETSTAT all that was counted since then."""
    found: list[tuple[Scalar, ...]] = []
    for name, row in after.items():
        calls, usec, failed = (_count(row, each) for each in ("calls", "usec", "failed_calls"))
        held = before.get(name, {})
        if _count(held, "calls") <= calls:
            calls -= _count(held, "calls")
            usec -= _count(held, "usec")
            failed -= _count(held, "failed_calls")
        if calls:
            words = name.upper().replace("|", " ")
            found.append(
                (name, "", words, calls, usec / 1e6, None, None, None, None, failed)
            )  # fmt: skip
    return found


def _count(row: Row, name: str) -> int:
    value = row.get(name)
    return value if isinstance(value, int) else 0


def _slow(node: Node, fresh: int, known: int) -> list[tuple[Scalar, ...]]:
    if fresh <= 0:
        return []
    ours, found = our_name(), list[tuple[Scalar, ...]]()
    for number, _at, micro, words, *who in node.ask("SLOWLOG", "GET", min(fresh, _SLOW)):
        if int(number) <= known or ours in map(text, who):
            continue
        said = redacted(join(tuple(words)))[:_LONGEST]
        found.append((f"slow/{number}", "", said, 1, int(micro) / 1e6, *(None,) * 5))
    return found
