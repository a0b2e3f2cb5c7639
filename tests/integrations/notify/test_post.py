"""A POST to real sockets: what goes wrong is said in a sentence, and the address never is."""

import logging
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, NotDelivered
from app.domain.stop import Stop
from app.integrations.notify.post import check_address, post
from tests.integrations.notify.listening import Answer, HttpServer
from tests.servers.certificates import Certificates

TOKEN = "t0k3n-nobody-may-see"
Answering = Callable[..., HttpServer]


def send(url: str, **said: object) -> object:
    return post(f"{url}/robot?access_token={TOKEN}", b"{}", {}, Stop(), **said)  # type: ignore[arg-type]


def refused(url: str, **said: object) -> NotDelivered:
    with pytest.raises(NotDelivered) as told:
        send(url, **said)
    error = told.value
    whole: BaseException | None = error
    while whole is not None:  # what a traceback would show
        assert TOKEN not in f"{whole} {whole!r} {whole.__dict__}"
        whole = whole.__cause__ or (None if whole.__suppress_context__ else whole.__context__)
    return error


def test_the_body_arrives_as_it_is(answering: Answering) -> None:
    server = answering()
    reply = post(f"{server.url}/x", "{墨}".encode(), {"Content-Type": "application/json"}, Stop())
    assert (reply.status, reply.body) == (200, b"ok")
    assert server.posts[0].body.decode() == "{墨}"
    assert server.posts[0].headers["content-type"] == "application/json"


def test_a_netrc_of_the_user_is_nobodys_business(
    answering: Answering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password sesame\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server = answering()
    send(server.url)
    assert "authorization" not in server.posts[0].headers


def test_a_redirect_is_not_followed(answering: Answering) -> None:
    elsewhere = answering()
    server = answering(Answer(b"", 302, {"Location": elsewhere.url}))
    assert post(f"{server.url}/x", b"", {}, Stop()).status == 302
    assert elsewhere.posts == []


def test_nobody_there(answering: Answering) -> None:
    server = answering()
    server.close()
    assert "refuses the connection" in str(refused(server.url))


def test_a_name_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_asked: object, **_more: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    error = refused("https://no-such-host.invalid", seconds=(2.0, 2.0))
    assert str(error) == "The name no-such-host.invalid is not known."
    assert "DNS" in error.hint


def test_one_who_does_not_answer(answering: Answering) -> None:
    assert "in time" in str(refused(answering(Answer(hangs=True)).url, seconds=(1.0, 0.2)))


def test_one_who_breaks_off(answering: Answering) -> None:
    assert "broke" in str(refused(answering(Answer(resets=True)).url))


def test_an_answer_that_is_cut(answering: Answering) -> None:
    assert "broke" in str(refused(answering(Answer(b'{"errcode":', is_cut=True)).url))


def test_an_endless_answer_is_read_no_further(answering: Answering) -> None:
    reply = post(answering(Answer(b"x" * 3_000_000)).url, b"", {}, Stop())
    assert len(reply.body) == 64 * 1024


def test_a_private_authority(answering: Answering, certificates: Certificates) -> None:
    server = answering(certificates=certificates)
    error = refused(server.url)
    assert "certificate of 127.0.0.1 is not trusted" in str(error)
    assert error.lasting
    assert "not trusted" in str(refused(server.url, ca=str(certificates.other_ca)))
    assert post(server.url, b"", {}, Stop(), ca=str(certificates.ca)).status == 200


def test_a_certificate_of_another_name(answering: Answering, certificates: Certificates) -> None:
    elsewhere = answering(certificates=certificates).url.replace("127.0.0.1", "127.0.0.2")
    assert "not trusted" in str(refused(elsewhere, ca=str(certificates.ca)))


def test_nothing_of_the_address_is_logged(
    answering: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    server = answering(Answer(junk=("no header at all",)))
    with caplog.at_level(logging.DEBUG):
        send(server.url)
    assert TOKEN in server.posts[0].path
    assert TOKEN not in caplog.text


def test_an_authority_that_is_no_file(answering: Answering, certificates: Certificates) -> None:
    server = answering(certificates=certificates)
    assert "authorities /nowhere/ca.pem" in str(refused(server.url, ca="/nowhere/ca.pem"))
    nothing = certificates.ca.with_name("nothing.pem")
    nothing.write_text("nothing")
    assert "nothing.pem cannot be read" in str(refused(server.url, ca=str(nothing)))


def test_no_tls_where_it_is_expected(answering: Answering) -> None:
    plain = answering().url.replace("http:", "https:")
    assert "does not speak TLS" in str(refused(plain))


def test_a_proxy_of_the_environment(answering: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = answering()
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.setenv("NO_PROXY", "")
    assert post("http://chat.test/robot", b"hello", {}, Stop()).status == 200
    assert proxy.posts[0].path == "http://chat.test/robot"


def test_a_proxy_that_says_no(answering: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", answering(Answer(b"", 403)).url)
    monkeypatch.setenv("NO_PROXY", "")
    assert "proxy does not let us through to chat.test" in str(refused("https://chat.test"))


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "ftp://127.0.0.1", "http://"])
def test_a_proxy_that_is_none(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.setenv("NO_PROXY", "")
    error = refused("https://chat.test")
    assert "proxy" in f"{error} {error.hint}"


@pytest.mark.timeout(15)
def test_it_can_be_broken_off(answering: Answering) -> None:
    server, stop = answering(Answer(hangs=True)), Stop()

    def end_it() -> None:
        server.came.wait(5)
        stop.set()

    ending = threading.Thread(target=end_it)
    ending.start()
    with pytest.raises(Cancelled):
        post(server.url, b"", {}, stop, seconds=(5.0, 60.0))
    ending.join()


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("7", 7.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("soon", None), ("", None), ("-3", None)],
)
def test_how_long_it_asks_us_to_wait(
    answering: Answering, asked: str, seconds: float | None
) -> None:
    server = answering(Answer(b"", 429, {"Retry-After": asked}))
    assert post(server.url, b"", {}, Stop()).retry_after == seconds


@pytest.mark.parametrize("url", ["", "robot", "https://", "ftp://x/y", "https://a b/", "http://[/",
                                 "https://host:port/", "https://x/\ny"])  # fmt: skip
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(NotDelivered, match="no address") as told:
        check_address(url, plain_http=False)
    assert told.value.lasting


def test_plain_http_goes_nowhere_but_here_unless_allowed() -> None:
    with pytest.raises(NotDelivered, match="not encrypted"):
        check_address("http://hooks.test/x", plain_http=False)
    assert check_address("http://hooks.test/x", plain_http=True) == "hooks.test"
    for host in ("127.0.0.1", "localhost", "[::1]"):
        check_address(f"http://{host}:80/x", plain_http=False)
