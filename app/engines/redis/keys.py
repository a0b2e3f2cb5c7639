"""Walking keys and values in pages, so that no server is held up and no memory filled."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from app.domain.errors import BadInput, ConsoleError, StatementFailed, Unsupported
from app.domain.operating.keyspace import KeyFacts, KeyPage, ValuePage
from app.engines.redis import replies
from app.engines.redis.asking import Question
from app.engines.redis.reader import Cut
from app.engines.redis.replies import number, text
from app.engines.redis.session import BaseSession
from app.i18n import _

_PATIENCE = 0.2
"""Seconds a page of a rare pattern may take: longer, and it comes back with what there is."""
_COUNTED = 1.0
_CHUNK = 64 * 1024
"""Bytes of a string that are read at once, and that are kept of an element."""
_PAGE = 4 * 1024 * 1024
"""Bytes of elements that a page of a value has, about."""
_LENGTHS = {"string": "STRLEN", "hash": "HLEN", "list": "LLEN", "set": "SCARD", "zset": "ZCARD",
            "stream": "XLEN"}  # fmt: skip


class BrowsesKeys(BaseSession):
    """SCAN and its kin."""

    _counted = 0.0, 0
    """When keys were counted last, and how many there were."""

    def databases(self) -> tuple[tuple[int, int], ...]:
        """Number and keys of each that has any; the one in use is always there."""
        info = replies.info(self.main.ask("INFO", "keyspace"))
        found = {self.main.database: 0}
        for name, line in info.items():
            if name.startswith("db") and name[2:].isdigit():
                counted = number(line.partition("keys=")[2].partition(",")[0]) or 0
                found[int(name[2:])] = counted
        if self.is_cluster:
            found[0] = self._size()
        return tuple(sorted(found.items()))

    def use_database(self, database: int) -> None:
        """Look at another one from now on."""
        if self.is_cluster and database:
            raise Unsupported(_("A cluster has one database, number 0."))
        self.main.select(database)

    def scan(
        self, cursor: str = "", *, pattern: str = "*", kind: str = "", count: int = 1000
    ) -> KeyPage:
        """The next keys. SCAN promises each key that stays at least once, some may come twice."""
        if not cursor:
            self._counted = 0.0, 0
            if self.is_cluster:
                self.read_slots()  # slots may have moved since
        names = self.master_names()
        place, mark, name = _mark(cursor)
        if name and names[place : place + 1] != (name,):
            mark = "0"  # another server has taken over, and knows nothing of that mark
        found: list[bytes] = []
        looked = 0
        until = time.monotonic() + _PATIENCE
        while place < len(names):
            words: list[bytes | str | int] = ["SCAN", mark, "MATCH", pattern, "COUNT", count]
            if kind:
                words += ["TYPE", kind]
            mark, keys = self.node(names[place]).ask(*words)
            mark = text(mark)
            looked += count
            found += keys
            if mark == "0":
                place += 1
            if found or time.monotonic() > until or self.stop():
                break
        following = f"{place}:{mark}:{names[place]}" if place < len(names) else ""
        return KeyPage(tuple(found), following, looked, self._size())

    def key_facts(self, keys: Sequence[bytes]) -> tuple[KeyFacts, ...]:
        """Of those that are still there, in the order given; one may be there and unreadable."""
        kinds = self.ask_keys([(key, ("TYPE", key)) for key in keys])
        there = [
            (key, kind) for key, kind in zip(keys, kinds, strict=True) if _said(kind) != "none"
        ]
        questions: list[Question] = []
        for key, kind in there:
            if not isinstance(kind, ConsoleError):
                length = _LENGTHS.get(text(kind), "STRLEN")
                questions += [
                    (key, command)
                    for command in (
                        ("PTTL", key), ("MEMORY", "USAGE", key), ("OBJECT", "ENCODING", key),
                        ("OBJECT", "IDLETIME", key), (length, key),
                    )
                ]  # fmt: skip
        answers = iter(self.ask_keys(questions))
        found = []
        for key, kind in there:
            node = self._holder(key)
            if isinstance(kind, ConsoleError):
                found.append(KeyFacts(key, "", node=node, trouble=str(kind)))
                continue
            ttl, size, encoding, idle, length = (next(answers) for _question in range(5))
            if _said(ttl) == "-2":
                continue  # it went between the two questions
            found.append(
                KeyFacts(
                    key, text(kind), _said(encoding), replies.seconds(_said(ttl), 1000),
                    number(_said(size)), number(_said(length)), replies.seconds(_said(idle)),
                    node, str(ttl) if isinstance(ttl, ConsoleError) else "",
                )
            )  # fmt: skip
        return tuple(found)

    def _holder(self, key: bytes) -> str:
        """For a row; no server may have the slot."""
        try:
            return self.owner_of(key) if self.is_cluster else ""
        except StatementFailed:
            return ""

    def value(self, key: bytes, cursor: str = "", count: int = 200) -> ValuePage:
        """The next part of a value, by its type."""
        kind = text(self.ask_key(key, "TYPE", key))
        if kind == "none":
            raise StatementFailed(
                _("The key is gone."), hint=_("It ran out, or somebody deleted it."), code="NONE"
            )
        read = _READERS.get(kind)
        if read is None:
            raise Unsupported(
                _("Values of the type {type} are not shown here.").format(type=kind),
                hint=_("Its module has commands of its own that read it."),
            )
        length = int(self.ask_key(key, _LENGTHS[kind], key) or 0)

        def ask(*words: bytes | str | int) -> Any:
            return self.ask_key(key, *words, each=_CHUNK)

        if kind != "string":
            count = self._fitting(key, length, count)
        page = read(ask, key, cursor, count, length)
        cut = sum(isinstance(part, Cut) for row in page.rows for part in row)
        return replace(page, cut=cut) if cut else page

    def _fitting(self, key: bytes, length: int, count: int) -> int:
        """As many elements as a page should have: few where they are large on average."""
        try:
            size = self.ask_key(key, "MEMORY", "USAGE", key)
        except StatementFailed:  # not granted: the reader keeps no more than it should
            return count
        return max(1, min(count, _PAGE * length // max(int(size or 0), 1)))

    def _size(self) -> int:
        """Keys of all servers, counted once a second: a walk asks with each of its pages."""
        at, total = self._counted
        if time.monotonic() - at > _COUNTED:
            total = sum(int(node.ask("DBSIZE")) for node in self.masters())
            self._counted = time.monotonic(), total
        return total


def _mark(cursor: str) -> tuple[int, str, str]:
    """Which server in their order, how far, and what it was called."""
    if not cursor:
        return 0, "0", ""
    place, _colon, rest = cursor.partition(":")
    mark, _colon, name = rest.partition(":")
    if not (place.isdigit() and mark.isdigit()):
        raise BadInput(_("{cursor} is no place to go on from.").format(cursor=cursor))
    return int(place), mark, name


def _said(reply: Any) -> str:
    return "" if isinstance(reply, Exception) else text(reply)


Ask = Callable[..., Any]


def _string(ask: Ask, key: bytes, cursor: str, _count: int, length: int) -> ValuePage:
    start = int(cursor or 0)
    part: bytes = ask("GETRANGE", key, start, start + _CHUNK - 1)
    end = start + len(part)
    following = str(end) if part and end < length else ""
    return ValuePage(("from", "value"), ((str(start).encode(), part),), following, length)


def _hash(ask: Ask, key: bytes, cursor: str, count: int, length: int) -> ValuePage:
    mark, flat = ask("HSCAN", key, cursor or "0", "COUNT", count)
    rows = tuple(zip(flat[::2], flat[1::2], strict=True))
    return ValuePage(("field", "value"), rows, _next(mark), length)


def _set(ask: Ask, key: bytes, cursor: str, count: int, length: int) -> ValuePage:
    mark, members = ask("SSCAN", key, cursor or "0", "COUNT", count)
    return ValuePage(("member",), tuple((each,) for each in members), _next(mark), length)


def _sorted_set(ask: Ask, key: bytes, cursor: str, count: int, length: int) -> ValuePage:
    start = int(cursor or 0)
    reply = ask("ZRANGE", key, start, start + count - 1, "WITHSCORES")
    if reply and isinstance(reply[0], list):
        rows = tuple((member, _score(score)) for member, score in reply)
    else:
        rows = tuple(
            (member, _score(score)) for member, score in zip(reply[::2], reply[1::2], strict=True)
        )
    return ValuePage(("member", "score"), rows, _window(start, len(rows), length), length)


def _list(ask: Ask, key: bytes, cursor: str, count: int, length: int) -> ValuePage:
    start = int(cursor or 0)
    values = ask("LRANGE", key, start, start + count - 1)
    rows = tuple((str(start + place).encode(), value) for place, value in enumerate(values))
    return ValuePage(("index", "value"), rows, _window(start, len(rows), length), length)


def _stream(ask: Ask, key: bytes, cursor: str, count: int, length: int) -> ValuePage:
    first = f"({cursor}" if cursor else "-"
    entries = ask("XRANGE", key, first, "+", "COUNT", count)
    rows = tuple((entry, _joined(fields or ())) for entry, fields in entries)
    following = text(entries[-1][0]) if len(entries) == count else ""
    return ValuePage(("entry", "fields"), rows, following, length)


_READERS = {"string": _string, "hash": _hash, "set": _set, "zset": _sorted_set, "list": _list,
            "stream": _stream}  # fmt: skip


def _joined(parts: Sequence[bytes]) -> bytes:
    """The fields of a stream's entry; cut where one of them is."""
    whole = b" ".join(parts)
    missing = sum(part.whole - len(part) for part in parts if isinstance(part, Cut))
    return Cut(whole, len(whole) + missing) if missing else whole


def _score(score: Any) -> bytes:
    return score if isinstance(score, bytes) else f"{score:.17g}".encode()


def _next(mark: Any) -> str:
    return "" if text(mark) == "0" else text(mark)


def _window(start: int, got: int, length: int) -> str:
    return str(start + got) if got and start + got < length else ""
