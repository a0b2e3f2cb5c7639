"""The proxy passes bytes on, and each fault does what it says to connections that are open."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.servers.fault_proxy import FaultProxy

Start = Callable[[int], FaultProxy]


@pytest.fixture
def echo() -> Iterator[int]:
    """Give the port of a server that says everything again."""
    door = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def serve(peer: socket.socket) -> None:
        with peer, contextlib.suppress(OSError):
            while data := peer.recv(65536):
                peer.sendall(data)

    def accept() -> None:
        while True:
            try:
                peer, _ = door.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve, args=(peer,)))
            threads[-1].start()

    threads.append(threading.Thread(target=accept))
    threads[0].start()
    yield door.getsockname()[1]
    door.shutdown(socket.SHUT_RDWR)
    door.close()
    for thread in threads:
        thread.join()


@pytest.fixture
def proxy(echo: int, fault_proxy: Start) -> FaultProxy:
    return fault_proxy(echo)


@pytest.fixture
def client(proxy: FaultProxy) -> Iterator[socket.socket]:
    with socket.create_connection((proxy.host, proxy.port), 5) as client:
        assert _said_again(client, b"hello") == b"hello"
        yield client


def _said_again(client: socket.socket, data: bytes) -> bytes:
    sender = threading.Thread(target=client.sendall, args=(data,))
    sender.start()
    got = b""
    while len(got) < len(data):
        got += client.recv(65536)
    sender.join()
    return got


def test_passes_everything_on(client: socket.socket, proxy: FaultProxy) -> None:
    data = bytes(range(256)) * 4096
    assert _said_again(client, data) == data
    assert proxy.accepted == proxy.open == 1


def test_latency_delays_both_ways(client: socket.socket, proxy: FaultProxy) -> None:
    proxy.latency = 0.05
    begun = time.monotonic()
    _said_again(client, b"x")
    assert time.monotonic() - begun >= 0.1


def test_rate_slows(client: socket.socket, proxy: FaultProxy) -> None:
    proxy.rate = 10_000
    begun = time.monotonic()
    _said_again(client, bytes(2_000))
    assert time.monotonic() - begun >= 0.2


def test_a_black_hole_holds_until_it_is_lifted(client: socket.socket, proxy: FaultProxy) -> None:
    proxy.black_hole = True
    client.settimeout(0.1)
    client.sendall(b"lost?")
    with pytest.raises(TimeoutError):
        client.recv(10)
    proxy.black_hole = False
    client.settimeout(5)
    assert client.recv(10) == b"lost?"


def test_silent_is_for_new_connections(client: socket.socket, proxy: FaultProxy) -> None:
    proxy.silent = True
    assert _said_again(client, b"still here") == b"still here"
    with socket.create_connection((proxy.host, proxy.port), 0.1) as unheard:
        unheard.sendall(b"anybody?")
        with pytest.raises(TimeoutError):
            unheard.recv(10)


def test_refuses_new_connections_until_it_is_lifted(
    client: socket.socket, proxy: FaultProxy
) -> None:
    for _ in range(2):
        proxy.refuse = True
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((proxy.host, proxy.port), 5)
        assert _said_again(client, b"still here") == b"still here"
        proxy.refuse = False
        with socket.create_connection((proxy.host, proxy.port), 5) as another:
            assert _said_again(another, b"back") == b"back"


def test_cuts_after_so_many_bytes(client: socket.socket, proxy: FaultProxy) -> None:
    proxy.cut_after = 1000
    client.sendall(bytes(5000))
    left = 1000
    while left:
        left -= len(client.recv(left))
    with pytest.raises(ConnectionResetError):
        client.recv(10)


def test_resets_what_is_open(client: socket.socket, proxy: FaultProxy) -> None:
    proxy.reset()
    with pytest.raises(ConnectionResetError):
        client.recv(10)


def test_hangs_up_what_is_open(client: socket.socket, proxy: FaultProxy) -> None:
    proxy.hang_up()
    assert client.recv(10) == b""


def test_a_target_that_is_gone_resets(fault_proxy: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    proxy = fault_proxy(port)
    with pytest.raises(ConnectionResetError):
        _heard(proxy)


def _heard(proxy: FaultProxy) -> bytes:
    with socket.create_connection((proxy.host, proxy.port), 5) as client:
        return client.recv(10)
