"""Replies of every kind are read, and never more of one than was agreed."""

import socket
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import SessionLost, StatementFailed
from app.engines.redis import reader
from app.engines.redis.reader import Cut, Reader, TooLarge
from tests.engines.redis.conftest import Log
from tests.servers.redis_servers import Redis


class Line:
    """The end of a socket at which given bytes arrive, so many at a time."""

    def __init__(self, sent: bytes, at_once: int = 1 << 20) -> None:
        self.rest, self.at_once = sent, at_once

    def recv(self, count: int) -> bytes:
        count = min(count, self.at_once)
        part, self.rest = self.rest[:count], self.rest[count:]
        return part


class Connection:
    """What the driver shows its parser."""

    encoder = None

    def __init__(self, line: Line) -> None:
        self._sock = line


def reading(sent: bytes, each: int = reader.MOST_BYTES, at_once: int = 1 << 20) -> Any:
    made = Reader()
    made.on_connect(Connection(Line(sent, at_once)))
    made.allow(each)
    return made.read_response(disable_decoding=True)


@pytest.mark.parametrize("at_once", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    ("sent", "reply"),
    [
        (b"+OK\r\n", b"OK"), (b":-42\r\n", -42), (b"(1234567890123456789\r\n", 1234567890123456789),
        (b"$5\r\nhe\r\no\r\n", b"he\r\no"), (b"$0\r\n\r\n", b""), (b"$-1\r\n", None),
        (b"_\r\n", None), (b"*-1\r\n", None), (b"*0\r\n", []),
        (b"*2\r\n:1\r\n*1\r\n+a\r\n", [1, [b"a"]]), (b"~1\r\n$1\r\na\r\n", [b"a"]),
        (b"%1\r\n+a\r\n:1\r\n", {b"a": 1}), (b",1.5\r\n", 1.5),
        (b"#t\r\n", True), (b"#f\r\n", False), (b"=8\r\ntxt:word\r\n", b"word"),
        (b">1\r\n+pushed\r\n+OK\r\n", b"OK"), (b"%1\r\n*1\r\n:1\r\n:2\r\n", {"[1]": 2}),
    ],
)  # fmt: skip
def test_replies_of_every_kind(sent: bytes, reply: object, at_once: int) -> None:
    assert reading(sent, at_once=at_once) == reply


@given(st.recursive(st.binary(max_size=40), lambda inner: st.lists(inner, max_size=4)))
def test_whatever_is_sent_is_read(sent: object) -> None:
    def packed(value: Any) -> bytes:
        if isinstance(value, bytes):
            return b"$%d\r\n%b\r\n" % (len(value), value)
        return b"*%d\r\n%b" % (len(value), b"".join(map(packed, value)))

    assert reading(packed(sent), at_once=7) == sent


def test_errors_come_as_what_they_are() -> None:
    from redis.exceptions import MovedError, NoPermissionError

    assert isinstance(reading(b"-MOVED 1 127.0.0.1:7000\r\n"), MovedError)
    [first, second] = reading(b"*2\r\n!11\r\nNOPERM well\r\n+b\r\n")
    assert isinstance(first, NoPermissionError)
    assert second == b"b"


def test_a_long_string_is_cut_and_what_follows_is_read() -> None:
    [first, second] = reading(b"*2\r\n$10\r\n0123456789\r\n$2\r\nab\r\n", each=4, at_once=3)
    assert (first, first.whole) == (b"0123", 10)
    assert isinstance(first, Cut)
    assert second == b"ab"
    assert not isinstance(second, Cut)


def test_what_is_too_large_as_a_whole_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_BYTES", 5)
    with pytest.raises(TooLarge):
        reading(b"*2\r\n$4\r\nabcd\r\n$4\r\nabcd\r\n")
    monkeypatch.setattr(reader, "MOST_PARTS", 3)
    with pytest.raises(TooLarge):
        reading(b"*4\r\n:1\r\n:1\r\n:1\r\n:1\r\n")
    monkeypatch.setattr(reader, "MOST_READ", 10)
    with pytest.raises(TooLarge):
        reading(b"$11\r\n", each=1)


def test_a_large_value_is_not_kept(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    redis_server.command("SETRANGE", "big", 50_000_000, "x")
    found = session.main.ask("GET", "big", each=1000)
    assert (len(found), found.whole) == (1000, 50_000_001)
    session.ping()


def test_a_reply_given_up_is_said_and_breaks_the_connection(
    log_in: Log, redis_server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = log_in(redis_server.port)
    redis_server.command("RPUSH", "list", *range(1000))
    monkeypatch.setattr(reader, "MOST_PARTS", 500)
    with pytest.raises(StatementFailed) as failed:
        session.main.ask("LRANGE", "list", 0, -1)
    assert failed.value.code == "TOOLARGE"
    assert failed.value.hint
    with pytest.raises(SessionLost):
        session.ping()


def test_looking_for_news_does_not_wait() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        made = Reader()
        made.on_connect(Connection(ours))  # type: ignore[arg-type]
        assert not made.can_read(0)
        late = threading.Timer(0.05, theirs.sendall, (b"+news\r\n",))
        late.start()
        assert made.can_read(5)
        late.join()
        assert made.read_response() == b"news"
