"""A call that waits is ended: by the server where it can, by force where it cannot."""

import threading
from collections.abc import Callable

import pytest

from app.domain.errors import ConnectFailed
from app.domain.stop import Stop
from app.engines.network.breaker import Breaker


class Call:
    """A driver's call that waits until the server or a cut ends it."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.by: list[str] = []

    def end(self, by: str) -> None:
        self.by.append(by)
        self.ended.set()

    def wait(self) -> None:
        assert self.ended.wait(10)


def broken(call: Call, ask: Callable[[Stop], object] | None) -> Breaker:
    stop, breaker = Stop(), Breaker(ask, lambda: call.end("cut"))
    setter = threading.Timer(0.02, stop.set)
    setter.start()
    with breaker.around(stop):
        call.wait()
    setter.join()
    return breaker


def test_the_server_is_asked_first() -> None:
    call = Call()
    breaker = broken(call, lambda _enough: call.end("server"))
    assert call.by == ["server"]
    assert breaker.used
    assert not breaker.was_cut


def test_a_server_that_does_not_listen_is_cut_off() -> None:
    call = Call()
    asked, go = threading.Event(), threading.Event()

    def ask(enough: Stop) -> None:
        assert go.wait(10)
        if not enough():
            asked.set()

    breaker = broken(call, ask)
    assert call.by == ["cut"]
    assert breaker.was_cut
    go.set()
    assert asked.wait(10), "the server still hears that nobody wants it any more"


def test_asking_does_not_go_on_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.engines.network.breaker.BEYOND", 0.05)
    call, ended = Call(), threading.Event()

    def ask(enough: Stop) -> None:
        if enough.wait(10):
            ended.set()

    broken(call, ask)
    assert ended.wait(10)


def test_a_server_that_cannot_be_asked_is_cut_off() -> None:
    def ask(_enough: Stop) -> None:
        raise ConnectFailed("Too many connections")

    call = Call()
    broken(call, ask)
    assert call.by == ["cut"]


def test_where_nobody_can_be_asked_it_is_cut_at_once() -> None:
    call = Call()
    assert broken(call, None).was_cut


def test_a_call_that_came_home_is_left_alone() -> None:
    stop, call = Stop(), Call()
    breaker = Breaker(lambda _enough: call.end("server"), lambda: call.end("cut"))
    with breaker.around(stop):
        pass
    stop.set()
    assert call.by == []
    assert not breaker.used


def test_asking_is_over_before_the_next_call_begins() -> None:
    asking, asked = threading.Event(), threading.Event()

    def ask(_enough: Stop) -> None:
        asking.set()
        assert not asked.wait(0.05)
        asked.set()

    stop = Stop()
    breaker = Breaker(ask, lambda: None)
    setter = threading.Timer(0.01, stop.set)
    setter.start()
    with breaker.around(stop):
        assert asking.wait(5)
    assert asked.is_set()
    setter.join()
