"""One connection: the older protocol, client certificates, and passwords that are wrong."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.endpoint import Tls, TlsMode
from app.domain.errors import ConnectFailed, LoginRefused, StatementFailed
from app.domain.inventory import TopologyRole
from tests.engines.redis.conftest import Log, endpoint
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.loop_server import LoopServer, Reader, Writer
from tests.servers.redis_servers import Redis, TlsRedis


class OldProxy(LoopServer):
    """Knows HELLO and no protocol 3, as proxies in front of Redis do; passes the rest on."""

    kind = "old proxy"

    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self.answer = answer
        self.heard: list[bytes] = []

    async def serve(self, reader: Reader, writer: Writer) -> None:
        while line := await reader.readline():
            words = []
            for _word in range(int(line[1:])):
                size = int((await reader.readline())[1:])
                words.append((await reader.readexactly(size + 2))[:-2])
            self.heard.append(words[0])
            if words[0] == b"HELLO":
                writer.write(self.answer)
            elif words[0] == b"PING":
                writer.write(b"+PONG\r\n")
            elif words[0] == b"INFO":
                writer.write(b"$24\r\nredis_version:5.0.14\r\n\r\n\r\n")
            else:
                writer.write(b"-ERR unknown command '%s'\r\n" % words[0])
            await writer.drain()


def test_a_server_without_hello_is_spoken_to_as_before(
    log_in: Log, start_redis: Callable[..., Redis]
) -> None:
    server = start_redis("--requirepass", "open sesame", "--rename-command", "HELLO", "")
    session = log_in(server.port, password="open sesame")
    assert session.main.protocol == 2
    with server.connect(password="open sesame", protocol=2) as client:
        client.hset("h", mapping={"a": "1", "b": "2"})
        client.zadd("z", {"one": 1.5})
    assert session.facts.account == "default"
    assert {parameter.name for parameter in session.parameters()} > {"maxmemory"}
    assert session.sessions()
    assert session.replication().executed
    assert session.value(b"h").rows == ((b"a", b"1"), (b"b", b"2"))
    assert session.value(b"z").rows == ((b"one", b"1.5"),)
    assert session.run("HGETALL h").rows[0][1] == "a"
    assert session.accounts()
    assert session.weigh_keys(lambda _sample: None).seen == 2
    with pytest.raises(ConnectFailed, match="wrong"):
        log_in(server.port, password="simsim")
    with pytest.raises(ConnectFailed, match="wants a password"):
        log_in(server.port)


@pytest.mark.parametrize(
    "answer",
    [
        b"-NOPROTO unsupported protocol version\r\n",
        b"-ERR unknown command `HELLO`, with args beginning with: `3`, \r\n",
        b"-ERR command 'HELLO' is not supported\r\n",
        b"-NOPERM this user has no permissions to run the 'hello' command\r\n",
    ],
)
def test_whatever_says_no_to_protocol_3_is_spoken_to_in_2(log_in: Log, answer: bytes) -> None:
    with OldProxy(answer) as proxy:
        session = log_in(proxy.port)
        assert session.main.protocol == 2
        assert session.facts.version == "5.0.14"
        session.ping()
        session.close()


@pytest.fixture
def tls_server(certificates: Certificates) -> Iterator[TlsRedis]:
    with TlsRedis(certificates) as server:
        yield server


def shown(certificates: Certificates, certificate: object = "", key: object = "") -> Tls:
    return Tls(TlsMode.VERIFY_FULL, str(certificates.ca), str(certificate), str(key))


def test_a_client_certificate_lets_us_in(
    log_in: Log, tls_server: TlsRedis, certificates: Certificates
) -> None:
    own = shown(certificates, certificates.client_cert, certificates.client_key)
    session = log_in(endpoint(tls_server.port, tls=own))
    assert session.facts.encrypted.startswith("TLSv1.3")
    session.ping()


def test_without_a_client_certificate_it_is_said_that_one_is_wanted(
    log_in: Log, tls_server: TlsRedis, certificates: Certificates
) -> None:
    with pytest.raises(ConnectFailed, match="wants a client certificate") as failed:
        log_in(endpoint(tls_server.port, tls=shown(certificates)))
    assert failed.value.hint


def test_a_certificate_of_another_authority_is_told_from_none(
    log_in: Log, tls_server: TlsRedis, certificates: Certificates, tmp_path: Path
) -> None:
    strange = make_certificates(tmp_path / "strange")
    own = shown(certificates, strange.client_cert, strange.client_key)
    with pytest.raises(ConnectFailed, match="does not accept the client certificate") as failed:
        log_in(endpoint(tls_server.port, tls=own))
    assert failed.value.hint


def test_a_key_of_another_certificate_is_found_before_anything_is_sent(
    log_in: Log, tls_server: TlsRedis, certificates: Certificates
) -> None:
    mixed = shown(certificates, certificates.client_cert, certificates.server_key)
    with pytest.raises(ConnectFailed, match="do not belong together"):
        log_in(endpoint(tls_server.port, tls=mixed))


def test_tls_where_there_is_none_and_none_where_there_is(
    log_in: Log, redis_server: Redis, tls_server: TlsRedis, certificates: Certificates
) -> None:
    with pytest.raises(ConnectFailed, match="TLS") as failed:
        log_in(endpoint(redis_server.port, connect_timeout=1, tls=shown(certificates)))
    assert failed.value.hint
    with pytest.raises(ConnectFailed) as failed:
        log_in(tls_server.port)
    assert "TLS" in f"{failed.value} {failed.value.hint}"


def test_more_clients_than_it_may_have(log_in: Log, start_redis: Callable[..., Redis]) -> None:
    server = start_redis("--maxclients", "1")
    log_in(server.port)
    with pytest.raises(LoginRefused, match="as many clients"):
        log_in(server.port)


def test_an_account_that_is_off_and_one_that_is_not_there(log_in: Log, redis_server: Redis) -> None:
    redis_server.command("ACL", "SETUSER", "off", "off", ">pl4nted", "+@all")
    for user in ("off", "nobody"):
        with pytest.raises(LoginRefused, match="is wrong") as failed:
            log_in(endpoint(redis_server.port, user=user), password="pl4nted")
        assert "pl4nted" not in f"{failed.value} {failed.value.hint}"


class Reading(Redis):
    """A server that is there as soon as it listens, though it still reads its data."""

    def answers(self) -> bool:
        with socket.socket() as peer:
            return peer.connect_ex((self.host, self.port)) == 0


def test_a_server_that_reads_its_data_is_logged_into_and_says_so(
    log_in: Log,
) -> None:
    with Reading() as server:
        server.command("EVAL", "for i=1,5000 do redis.call('SET','k'..i,i) end", 0)
        server.command("SAVE")
        server.options = ("--key-load-delay", "1000", "--loading-process-events-interval-bytes",
                          "1024")  # fmt: skip
        server.restart()
        session = log_in(server.port)
        assert session.facts.role is TopologyRole.STANDALONE
        for _time in range(2):
            with pytest.raises(StatementFailed, match="loading") as failed:
                session.scan()
            assert failed.value.code == "LOADING"
            assert failed.value.hint
        server.kill()
