"""The SOCKS server passes on what it is asked for, to who may, and says when it cannot."""

import socket
from collections.abc import Callable

import pytest
from python_socks import ProxyError
from python_socks.sync import Proxy

from tests.servers.redis_servers import Redis
from tests.servers.socks import SocksServer

Start = Callable[..., SocksServer]


def _ping(url: str, host: str, port: int) -> bytes:
    with Proxy.from_url(url).connect(host, port, timeout=5) as peer:
        assert isinstance(peer, socket.socket)
        peer.sendall(b"PING\r\n")
        return peer.recv(10)


def test_passes_on_by_address_and_by_name(socks_server: Start, redis_server: Redis) -> None:
    server = socks_server()
    for host in "127.0.0.1", "localhost":
        assert _ping(f"socks5://{server.host}:{server.port}", host, redis_server.port) == (
            b"+PONG\r\n"
        )
    assert ("127.0.0.1", redis_server.port) in server.requests


def test_wants_its_password(socks_server: Start, redis_server: Redis) -> None:
    server = socks_server("mo", "secret")
    place = f"{server.host}:{server.port}"
    assert _ping(f"socks5://mo:secret@{place}", "127.0.0.1", redis_server.port) == b"+PONG\r\n"
    for wrong in "mo:wrong@", "":
        with pytest.raises(ProxyError):
            _ping(f"socks5://{wrong}{place}", "127.0.0.1", redis_server.port)


def test_says_what_cannot_be(socks_server: Start, redis_server: Redis) -> None:
    server = socks_server()
    url = f"socks5://{server.host}:{server.port}"
    server.refuse_with = 2
    with pytest.raises(ProxyError, match="not allowed"):
        _ping(url, "127.0.0.1", redis_server.port)
    server.refuse_with = None
    redis_server.kill()
    with pytest.raises(ProxyError, match="refused"):
        _ping(url, "127.0.0.1", redis_server.port)
