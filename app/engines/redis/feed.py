"""The bus over Redis: which channels and keys there are, and the commands that fill and read them.

What a message means is nothing to this module: it carries bytes. For a collector called `tower`:

    mohist:1:feed:tower     channel: frames as they come, and a sign of life each second
    mohist:1:ring:{tower}   stream: the last frames, for who missed some; ids are `epoch-number`
    mohist:1:now:{tower}    hash: the last message of each thing, for who has just come
    mohist:1:acts:{tower}   stream: what consoles ask of it
    mohist:1:collectors     sorted set: who is there, by the second they were last seen

The keys of one collector lie in one slot of a cluster; the channel is heard at each of its servers.
Redis 6.2 or later. docs/bus.md has the accounts that are needed.
"""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from app.domain.errors import (
    BadInput,
    ConnectFailed,
    ConsoleError,
    Refused,
    SessionLost,
    StatementFailed,
    Unsupported,
)
from app.engines.base import Session
from app.engines.redis import replies
from app.engines.redis.node import Node, Words
from app.engines.redis.reader import Cut
from app.engines.redis.session import BaseSession
from app.engines.redis.sessions import RedisSession
from app.i18n import _

_ROOT = "mohist:1:"
_FEED = f"{_ROOT}feed:"
_COLLECTORS = f"{_ROOT}collectors"
_POSITION = "position"
_FACTS = "collector"
_RING_LIVES = 6 * 3600
"""Seconds for which what a collector left stays behind its end."""
_SEEN_LIVES = 7 * 24 * 3600
_MOST_COLLECTORS = 256
_MOST_REQUESTS = 1000
_REQUEST_LIVES = 600
_LONGEST = 512 * 1024
"""Bytes of one frame; what is longer comes cut, and is refused by who reads it."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

_ID = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")

Place: TypeAlias = tuple[int, int]
"""An epoch and a number in it."""


def check_name(collector: str) -> None:
    """Raise BadInput unless a collector may be called so: it is part of keys and of patterns."""
    if not _NAME.fullmatch(collector):
        raise BadInput(
            _("A collector cannot be called {name}.").format(name=collector or '""'),
            hint=_("Use up to 64 letters of a to z, digits, dots, dashes and underscores."),
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A frame on its way into the ring; `last` is the number of its last message."""

    last: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a collector had said last of each thing, up to `position`."""

    position: Place | None = None
    facts: bytes = b""
    messages: tuple[bytes, ...] = field(default=(), repr=False)


class FeedLine:
    """Commands on one session."""

    def __init__(self, session: Session) -> None:
        if not isinstance(session, RedisSession):
            raise Unsupported(
                _("A feed needs a Redis server, and this is none."),
                hint=_("Give the master, or a cluster, or Sentinels that know the master."),
            )
        self.session = session

    # ------------------------------------------------------------------------- publishing

    def check_writable(self) -> None:
        """Raise Refused where nothing may be changed through this connection."""
        if self.session.endpoint.read_only:
            raise Refused(
                _("The connection to {name} is read-only, and a feed writes.").format(
                    name=self.session.endpoint.name
                ),
                hint=_("Publish by a connection that may write."),
            )

    def last(self, collector: str) -> Place | None:
        """What stands last in the ring."""
        key = _key("ring", collector)
        found = self._ask(key, "XREVRANGE", key, "+", "-", "COUNT", 1)
        return _place(found[0][0]) if found else None

    def append(self, collector: str, epoch: int, entries: Sequence[Entry], reach: Place) -> None:
        """Put frames into the ring, let go of what ends before `reach`, and publish them.

        All are published, also where the ring does not take them: then StatementFailed says why.
        """
        key = _key("ring", collector)
        commands: list[Words] = []
        for entry in entries:
            commands.append(
                ("XADD", key, "MINID", "~", _id(reach), _id((epoch, entry.last)), "f", entry.data)
            )
            commands.append(("PUBLISH", _FEED + collector, entry.data))
        self._ask_all(key, [*commands, ("EXPIRE", key, _RING_LIVES)])

    def refresh(
        self, collector: str, news: Mapping[str, bytes | None], position: Place, facts: bytes,
        alive: bytes, *, fresh: bool,
    ) -> None:  # fmt: skip
        """Bring the snapshot up to date, give a sign of life, and keep all that from expiring.

        With `fresh` nothing of what stood there before remains.
        """
        now, ring = _key("now", collector), _key("ring", collector)
        seconds = int(time.time())
        filled = [
            part for name, value in news.items() if value is not None for part in (name, value)
        ]
        gone = [] if fresh else [name for name, value in news.items() if value is None]
        commands: list[Words] = [("DEL", now)] if fresh else []
        commands += [("HDEL", now, *gone)] if gone else []
        commands.append(
            ("HSET", now, _POSITION, _id(position), _FACTS, facts, *filled),
        )
        commands += [("EXPIRE", each, _RING_LIVES) for each in (now, ring)]
        commands.append(("PUBLISH", _FEED + collector, alive))
        self._ask_all(now, commands)
        self._ask_all(
            _COLLECTORS,
            [
                ("ZADD", _COLLECTORS, seconds, collector),
                ("ZREMRANGEBYSCORE", _COLLECTORS, "-inf", seconds - _SEEN_LIVES),
            ],
        )

    def requests(self, collector: str, after: str) -> list[tuple[str, bytes]]:
        """What consoles asked behind the id `after`, "" for all there is."""
        key = _key("acts", collector)
        begin = f"({after}" if after else "-"
        return _entries(self._ask(key, "XRANGE", key, begin, "+", "COUNT", 100))

    # -------------------------------------------------------------------------- listening

    def collectors(self) -> tuple[str, ...]:
        """Who was there in the last days, the last seen first."""
        found = self._ask(_COLLECTORS, "ZREVRANGE", _COLLECTORS, 0, _MOST_COLLECTORS - 1)
        return tuple(name for each in found if _NAME.fullmatch(name := replies.text(each)))

    def snapshot(self, collector: str) -> Snapshot:
        """See `Snapshot`; an empty one where the collector is long gone."""
        key = _key("now", collector)
        found = replies.pairs(self._ask(key, "HGETALL", key))
        position = found.pop(_POSITION, None)
        facts = found.pop(_FACTS, b"")
        return Snapshot(
            _place(position) if position is not None else None,
            facts if type(facts) is bytes else b"",
            tuple(value for value in found.values() if type(value) is bytes),
        )

    def fetch(self, collector: str, after: Place, most: int) -> list[bytes]:
        """The next frames in the ring that end behind a place."""
        key = _key("ring", collector)
        found = _entries(self._ask(key, "XRANGE", key, f"({_id(after)}", "+", "COUNT", most))
        return [data for _name, data in found]

    def check_master(self) -> None:
        """Raise SessionLost where Sentinels name another server by now."""
        self.session.seen()

    def ask(self, collector: str, request: bytes) -> None:
        """Leave a request for a collector."""
        self.check_writable()
        key = _key("acts", collector)
        self._ask_all(
            key,
            [
                ("XADD", key, "MAXLEN", "~", _MOST_REQUESTS, "*", "f", request),
                ("EXPIRE", key, _REQUEST_LIVES),
            ],
        )

    def listen(self) -> "Ears":
        """Hear all collectors, on a connection of its own; close it."""
        names = [self.session.main.name]
        if self.session.is_cluster:
            names += [name for name in self.session.master_names() if name not in names]
        failed: ConsoleError | None = None
        for name in names:
            try:
                return Ears(self.session, self.session.another(name))
            except (ConnectFailed, SessionLost) as error:
                self.session.stop.check()
                failed = failed or error
        assert failed is not None
        raise failed

    # ------------------------------------------------------------------------------ words

    def _ask(self, key: str, *command: bytes | str | int) -> Any:
        return self.session.ask_key(key.encode(), *command, each=_LONGEST)

    def _ask_all(self, key: str, commands: Iterable[Words]) -> None:
        """Send them at once, and raise the first refusal when all are done."""
        where = key.encode()
        said = self.session.ask_keys([(where, command) for command in commands])
        refused = [each for each in said if isinstance(each, ConsoleError)]
        for each in refused:
            if not isinstance(each, StatementFailed):
                raise each
        if refused:
            raise refused[0]


class Ears:
    """A connection that listens to all collectors."""

    def __init__(self, session: BaseSession, node: Node) -> None:
        self._session, self._node = session, node
        self.heard_at = time.monotonic()
        """When anything came, be it only the answer to a `ping`."""
        self.asked = False
        """Whether a sign of life was asked for, and none came since."""
        try:
            node.send("PSUBSCRIBE", f"{_FEED}*")
            said = node.receive()
            if isinstance(said, StatementFailed):
                raise said
        except BaseException:
            self.close()
            raise

    def hear(self, within: float, most: int = 64) -> list[tuple[str, bytes]]:
        """What came from whom; waits so many seconds for the first. Raises SessionLost."""
        heard: list[tuple[str, bytes]] = []
        if not self._node.has_news(within):
            return heard
        while len(heard) < most:
            said = self._node.receive(_LONGEST)
            self.heard_at, self.asked = time.monotonic(), False
            if isinstance(said, StatementFailed):
                raise said
            if (message := _message(said)) is not None:
                heard.append(message)
            if not self._node.has_news():
                break
        return heard

    def ping(self) -> None:
        """Ask for a sign of life; it is heard, or not."""
        self.asked = True
        self._node.send("PING")

    def close(self) -> None:
        """Listen no more."""
        self._session.leave(self._node)


def _message(said: Any) -> tuple[str, bytes] | None:
    if not isinstance(said, list) or len(said) != 4 or said[0] != b"pmessage":
        return None
    name = replies.text(said[2]).removeprefix(_FEED)
    data = said[3]
    if type(data) not in (bytes, Cut) or not _NAME.fullmatch(name):
        return None
    # one that is too long is passed on as one that nobody can read: it must be counted
    return name, b"" if type(data) is Cut else data


def _entries(found: Any) -> list[tuple[str, bytes]]:
    """Ids and the one field of each; of what somebody else put there only what looks like it."""
    told = []
    for name, fields in found or ():
        data = replies.pairs(fields).get("f", b"")
        told.append((replies.text(name), data if type(data) is bytes else b""))
    return told


def _key(what: str, collector: str) -> str:
    return f"{_ROOT}{what}:{{{collector}}}"


def _id(place: Place) -> str:
    return f"{place[0]}-{place[1]}"


def _place(name: Any) -> Place:
    """(0, 0) for what is no id: it lies before everything."""
    found = _ID.fullmatch(replies.text(name))
    return (int(found[1]), int(found[2])) if found else (0, 0)
