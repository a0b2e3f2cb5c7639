"""Looking at many keys to find the big ones, at half of the time at most."""

import heapq
import re
import time
from collections.abc import Callable
from typing import Any

from app.domain.errors import ConsoleError
from app.domain.operating.keyspace import BigKey, KeySample
from app.engines.redis import replies
from app.engines.redis.asking import Question
from app.engines.redis.replies import number, text
from app.engines.redis.session import BaseSession

_PAGE = 500
_KEPT = 200
"""Big keys that are kept."""
_PATTERNS = 2_000
"""Patterns that are told apart; beyond that, the rest is one."""
_EVERY = 0.5  # seconds between two tellings
_VARIABLE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|(?<![0-9a-zA-Z])[0-9a-fA-F]{12,}(?![0-9a-zA-Z])|\d+"
)
_LENGTHS = {"string": "STRLEN", "hash": "HLEN", "list": "LLEN", "set": "SCARD", "zset": "ZCARD",
            "stream": "XLEN"}  # fmt: skip


def pattern_of(key: bytes) -> str:
    """The key with `*` for what differs from one to the next: UUIDs, hashes, numbers."""
    return _VARIABLE.sub("*", key.decode("utf-8", "backslashreplace"))


class _Tally:
    """What was seen so far."""

    def __init__(self) -> None:
        self.seen = 0
        self.unread = 0
        self.trouble = ""
        self._big: list[tuple[int, int, BigKey]] = []
        self._types: dict[str, list[int]] = {}
        self._patterns: dict[str, list[int]] = {}

    def add(self, key: BigKey) -> None:
        """One key more."""
        self.seen += 1
        entry = (key.bytes, self.seen, key)
        if len(self._big) < _KEPT:
            heapq.heappush(self._big, entry)
        else:
            heapq.heappushpop(self._big, entry)
        counted = self._types.setdefault(key.type, [0, 0])
        counted[0] += 1
        counted[1] += key.bytes
        pattern = pattern_of(key.key)
        if pattern not in self._patterns and len(self._patterns) >= _PATTERNS:
            pattern = "…"
        held = self._patterns.setdefault(pattern, [0, 0, 0])
        held[0] += 1
        held[1] += key.bytes
        held[2] += key.ttl is None

    def sample(self, total: int) -> KeySample:
        """As it is told."""
        return KeySample(
            self.seen,
            total,
            tuple(key for _size, _seen, key in sorted(self._big, reverse=True)),
            tuple(
                (name, count, size)
                for name, (count, size) in sorted(self._types.items(), key=lambda i: -i[1][1])
            ),
            tuple(
                (name, count, size, kept)
                for name, (count, size, kept) in sorted(
                    self._patterns.items(), key=lambda item: -item[1][1]
                )
            ),
            self.unread,
            self.trouble,
        )


class WeighsKeys(BaseSession):
    """A walk over the keys that weighs each: MEMORY USAGE with its own sampling of elements."""

    def weigh_keys(self, tell: Callable[[KeySample], object], *, count: int = 100_000) -> KeySample:
        """Look at up to `count` keys, telling twice a second; Cancelled when stopped."""
        tally, told = _Tally(), time.monotonic()
        if self.is_cluster:
            self.read_slots()  # slots may have moved since
        nodes = self.masters()
        total = sum(int(node.ask("DBSIZE")) for node in nodes)
        share = -(-count // len(nodes))
        for node in nodes:
            end = min(count, tally.seen + tally.unread + share)
            mark = "0"
            while tally.seen + tally.unread < end and not self.stop():
                begun = time.monotonic()
                reply, keys = node.ask("SCAN", mark, "COUNT", _PAGE)
                self._weigh(keys, node.name if self.is_cluster else "", tally)
                mark = text(reply)
                if time.monotonic() - told > _EVERY:
                    told = time.monotonic()
                    tell(tally.sample(total))
                if mark == "0":
                    break
                self.stop.wait(time.monotonic() - begun)
        found = tally.sample(total)
        tell(found)
        self.stop.check()
        return found

    def _weigh(self, keys: list[bytes], name: str, tally: _Tally) -> None:
        questions: list[Question] = []
        for key in keys:
            questions += [
                (key, ("TYPE", key)), (key, ("MEMORY", "USAGE", key)), (key, ("PTTL", key)),
            ]  # fmt: skip
        answers = self.ask_keys(questions)
        rows = []
        for key, kind, size, ttl in zip(
            keys, answers[::3], answers[1::3], answers[2::3], strict=True
        ):
            if isinstance(kind, ConsoleError):
                tally.unread += 1
                tally.trouble = str(kind)
            elif text(kind) != "none":
                rows.append((key, text(kind), size, ttl))
        lengths = self.ask_keys(
            [(key, (_LENGTHS.get(kind, "STRLEN"), key)) for key, kind, _size, _ttl in rows]
        )
        for (key, kind, size, ttl), length in zip(rows, lengths, strict=True):
            tally.add(
                BigKey(
                    key, kind, number(_said(size)) or 0, number(_said(length)) or 0,
                    replies.seconds(_said(ttl), 1000), name,
                )
            )  # fmt: skip


def _said(reply: Any) -> str:
    return "" if isinstance(reply, Exception) else text(reply)
