"""A provider that is slow, dead, endless, far away, or not who it says it is: told in words."""

import json
import socket
import threading
import time
from pathlib import Path

import pytest

from app.auth.oauth import SignIn, discover, facts, http
from app.auth.oauth.tokens import Tokens
from app.domain.errors import Cancelled, SignInFailed
from app.domain.stop import Stop
from tests.auth.oauth.conftest import Kept
from tests.servers.fault_proxy import FaultProxy
from tests.servers.http_proxy import HttpProxy
from tests.servers.providers.authlib_provider import SECRET, AuthlibProvider, Visitor

pytestmark = pytest.mark.usefixtures("hasty")
ADDRESS = "/.well-known/openid-configuration"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def test_one_that_drips(authlib_provider: AuthlibProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WHOLE", 0.4)
    authlib_provider.misbehave(drip=[ADDRESS])
    with pytest.raises(SignInFailed, match="localhost does not answer in time"):
        discover(authlib_provider.openid(), Stop())


def test_one_that_says_nothing(
    authlib_provider: AuthlibProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "CONNECT", 0.3)
    with FaultProxy(authlib_provider.port) as between:
        between.silent = True
        provider = authlib_provider.openid(issuer=f"https://localhost:{between.port}")
        with pytest.raises(SignInFailed, match="localhost does not answer in time"):
            discover(provider, Stop())


@pytest.mark.parametrize("path", ["/token", "/jwks"])
def test_waiting_while_the_code_is_redeemed_can_be_cancelled(
    authlib_provider: AuthlibProvider, visitor: Visitor, path: str
) -> None:
    stop = Stop()
    authlib_provider.misbehave(drip=[path])
    late = threading.Timer(0.4, stop.set)
    late.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        SignIn(authlib_provider.openid(), visitor.open).run(stop)
    late.join()
    assert time.monotonic() - begun < 10
    assert "The sign-in was cancelled in Mohist." in visitor.page()


def test_one_whose_connections_break(authlib_provider: AuthlibProvider) -> None:
    with FaultProxy(authlib_provider.port) as between:
        between.cut_after = 100
        provider = authlib_provider.openid(issuer=f"https://localhost:{between.port}")
        with pytest.raises(SignInFailed, match="The connection to localhost broke"):
            discover(provider, Stop())


def test_one_that_is_dead(authlib_provider: AuthlibProvider, visitor: Visitor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    provider = authlib_provider.classic(token_url=f"https://localhost:{port}/token")
    with pytest.raises(SignInFailed, match="localhost refuses the connection"):
        SignIn(provider, visitor.open, secret=SECRET).run(Stop())
    assert "localhost refuses the connection" in visitor.page()
    with pytest.raises(SignInFailed, match=r"The name provider\.invalid is not known"):
        discover(authlib_provider.openid(issuer="https://provider.invalid"), Stop())


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([200, "x" * (2 << 20), {}], "too long to be an answer"),
        ([200, "<html>", {}], "HTTP 200"),
        ([404, "", {}], "HTTP 404"),
        ([302, "", {"Location": "https://evil.example/"}], "HTTP 302"),
        ([200, '{"issuer": "https://evil.example"}', {}], "says that it is https://evil.example"),
    ],
)
def test_one_that_says_something_else_of_itself(
    authlib_provider: AuthlibProvider, answer: list[object], says: str
) -> None:
    authlib_provider.misbehave(answers={ADDRESS: answer})
    with pytest.raises(SignInFailed, match=says) as refused:
        discover(authlib_provider.openid(), Stop())
    assert refused.value.hint


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("token_endpoint", "http://localhost/token", "cannot be used"),
        ("authorization_endpoint", "javascript:alert(1)", "cannot be used"),
        ("userinfo_endpoint", "https://user@localhost/", "cannot be used"),
        ("jwks_uri", "", "cannot be used"),
        ("id_token_signing_alg_values_supported", ["none", "HS256"], "does not sign its ID tokens"),
    ],
)
def test_addresses_that_are_not_safe(
    authlib_provider: AuthlibProvider, field: str, value: object, says: str
) -> None:
    said = json.loads(authlib_provider.ask(ADDRESS)[2]) | {field: value}
    authlib_provider.misbehave(answers={ADDRESS: [200, json.dumps(said), {}]})
    with pytest.raises(SignInFailed, match=says):
        discover(authlib_provider.openid(), Stop())


def test_a_token_goes_nowhere_else(authlib_provider: AuthlibProvider) -> None:
    provider, stop = authlib_provider.openid(), Stop()
    endpoints = discover(provider, stop)
    elsewhere = {"Location": f"{authlib_provider.issuer}/elsewhere"}
    authlib_provider.misbehave(answers={"/userinfo": [307, "", elsewhere]})
    with pytest.raises(SignInFailed, match="HTTP 307"):
        facts(provider, endpoints, Tokens("token", subject="lisi"), stop)
    assert "/elsewhere" not in authlib_provider.misbehave()


def test_a_certificate_that_is_not_trusted(
    authlib_provider: AuthlibProvider, tmp_path: Path
) -> None:
    for other in (str(authlib_provider.certificates.other_ca), ""):  # "": those of the system
        with pytest.raises(SignInFailed, match="certificate of localhost is not trusted"):
            discover(authlib_provider.openid(ca=other), Stop())
    for missing in (tmp_path / "none.pem", tmp_path):
        with pytest.raises(SignInFailed, match="file of authorities"):
            discover(authlib_provider.openid(ca=str(missing)), Stop())
    (tmp_path / "bad.pem").write_text("no certificate")
    with pytest.raises(SignInFailed, match="file of authorities"):
        discover(authlib_provider.openid(ca=str(tmp_path / "bad.pem")), Stop())


def test_all_goes_through_the_proxy(authlib_provider: AuthlibProvider, visitor: Visitor) -> None:
    with HttpProxy() as proxy:
        provider, kept = authlib_provider.openid(proxy=proxy.url), Kept()
        account, stop = kept.account(provider), Stop()
        account.keep(SignIn(provider, visitor.open).run(stop), stop)
        account.facts(stop)
        account.tokens(stop, anew=True)
        assert account.sign_out(stop)
    assert len(proxy.asked) >= 7
    there = f"CONNECT localhost:{authlib_provider.port} HTTP/"
    assert all(line.startswith(there) for line in proxy.asked)


def test_a_proxy_of_the_system_or_none(
    authlib_provider: AuthlibProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HttpProxy() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        discover(authlib_provider.openid(), Stop())
        assert len(proxy.asked) == 1
        discover(authlib_provider.openid(proxy="direct"), Stop())
        assert len(proxy.asked) == 1


def test_a_proxy_that_says_no_or_is_gone(authlib_provider: AuthlibProvider) -> None:
    with HttpProxy(407) as proxy, pytest.raises(SignInFailed, match="proxy does not let us"):
        discover(authlib_provider.openid(proxy=proxy.url), Stop())
    with pytest.raises(SignInFailed, match="proxy does not let us through to localhost"):
        discover(authlib_provider.openid(proxy=proxy.url), Stop())


def test_no_error_holds_what_is_secret(authlib_provider: AuthlibProvider, visitor: Visitor) -> None:
    codes: list[str] = []

    def open_browser(address: str) -> None:
        visitor.open(address)
        codes.append(visitor.back[-1].split("code=")[1].split("&")[0])

    for answer in (
        [500, "<html>", {}],
        [400, '{"error": "invalid_grant"}', {}],
        [200, '{"access_token": {"a": "Secret1"}}', {}],
        [200, "Secret1", {}],
    ):
        authlib_provider.misbehave(answers={"/token": answer})
        with pytest.raises(SignInFailed) as refused:
            SignIn(authlib_provider.classic(), open_browser, secret=SECRET).run(Stop())
        error: BaseException | None = refused.value
        while error is not None:
            said = f"{error!r} {error} {vars(error)}"
            assert SECRET not in said
            assert "Secret1" not in said
            assert codes[-1] not in said
            error = error.__context__
