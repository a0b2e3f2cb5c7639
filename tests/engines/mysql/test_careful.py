"""A password crosses no line that others can read, whatever the server asks for."""

import socket
import threading
from typing import Any

import pytest

from app.domain.endpoint import Access, Endpoint, Hop, Route, Socks, Tls, TlsMode
from app.domain.errors import ConnectFailed
from app.engines.mysql.careful import careful_connection, stays_on_the_machine
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql import MySQL
from tests.servers.socks import SocksServer


def at(address: str, route: Route) -> Endpoint:
    return Endpoint("1", "orders", "mysql", address, 3306, Access(route=route))


def test_what_stays_on_the_machine() -> None:
    here, tunnel = Route(), Route(hops=(Hop("jump"),))
    proxy = Route(socks=Socks("proxy"))
    assert stays_on_the_machine(at("127.0.0.1", here))
    assert stays_on_the_machine(at("localhost", tunnel))
    assert stays_on_the_machine(at("::1", Route(socks=Socks("proxy"), hops=(Hop("jump"),))))
    assert not stays_on_the_machine(at("127.0.0.1", proxy))
    assert not stays_on_the_machine(at("db.corp", here))
    assert not stays_on_the_machine(at("10.0.0.7", tunnel))


@pytest.mark.parametrize("plugin", ["caching_sha2_password", "sha256_password"])
def test_no_key_is_taken_from_a_server_over_an_open_line(
    mysql9: MySQL, open_session: Opens, socks_server: Any, plugin: str
) -> None:
    mysql9.sql(f"CREATE USER dba IDENTIFIED WITH {plugin} BY 'secret'")
    mysql9.sql("GRANT SELECT ON *.* TO dba")
    proxy: SocksServer = socks_server()
    through = Route(socks=Socks("127.0.0.1", proxy.port))
    open_line: dict[str, Any] = {"user": "dba", "password": "secret", "route": through}
    with pytest.raises(ConnectFailed, match="unencrypted line") as caught:
        open_session(mysql9, tls=Tls(TlsMode.OFF), **open_line)
    assert "TLS" in caught.value.hint
    # over TLS it goes, and so it does to the machine itself
    assert open_session(mysql9, tls=Tls(TlsMode.REQUIRED), **open_line).facts.encrypted
    assert open_session(mysql9, tls=Tls(TlsMode.OFF), user="dba", password="secret")
    if plugin == "caching_sha2_password":  # once cached a challenge is enough
        assert open_session(mysql9, tls=Tls(TlsMode.OFF), **open_line)


def test_no_password_in_the_clear_for_a_server_that_asks() -> None:
    """A server that demands mysql_clear_password, as somebody on the line would."""
    got: list[bytes] = []
    greeting = (
        b"\x0a9.0.0\x00" + b"\x01\x00\x00\x00" + b"12345678\x00" + b"\xff\xf7\xff\x02\x00"
        + b"\xff\x81\x15" + bytes(10) + b"123456789012\x00" + b"mysql_native_password\x00"
    )  # fmt: skip
    demand = b"\xfemysql_clear_password\x00"
    with socket.create_server(("127.0.0.1", 0)) as door:

        def play() -> None:
            client, _address = door.accept()
            with client:
                client.sendall(len(greeting).to_bytes(3, "little") + b"\x00" + greeting)
                client.recv(1000)
                client.sendall(len(demand).to_bytes(3, "little") + b"\x02" + demand)
                got.append(client.recv(1000))

        thread = threading.Thread(target=play)
        thread.start()
        connection = careful_connection()(
            user="dba", password="planted-secret", defer_connect=True, ssl_disabled=True
        )
        with pytest.raises(Exception, match="requires secure connection"):
            connection.connect(socket.create_connection(door.getsockname()))
        thread.join()
    assert got == [b""]
