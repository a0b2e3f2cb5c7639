"""A real browser and two real providers; and whoever else knocks while they are at it."""

import socket
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from app import i18n
from app.auth.oauth import Claims, Fields, Provider, SignIn, Tokens, device_sign_in, refresh
from app.auth.oauth.device import DeviceCode
from app.domain.errors import BadInput, Cancelled, SignInFailed
from app.domain.stop import Stop
from tests.auth.oauth.conftest import Kept
from tests.servers.providers.authlib_provider import SECRET, AuthlibProvider
from tests.servers.providers.browser import Browser
from tests.servers.providers.oidc_provider import OidcProvider


@dataclass(frozen=True)
class House:
    """One of the providers, and who is signed in there."""

    server: OidcProvider | AuthlibProvider
    who: Claims
    no: str
    """What in a request has the user press Cancel."""
    why: str
    """What is said then."""

    def provider(self, **fields: object) -> Provider:
        if isinstance(self.server, AuthlibProvider):
            return self.server.openid(**fields)
        return self.server.provider(fields=Fields(name_cn="name_cn"), **fields)


@pytest.fixture(params=["oidc-provider", "authlib"])
def house(request: Any) -> House:
    """Each of the two, as the console knows it by its issuer."""
    groups = ("dba", "oncall")
    if request.param == "authlib":
        who = Claims("lisi", "lisi", "Li Si", "", "lisi@example.org", groups)
        server: AuthlibProvider = request.getfixturevalue("authlib_provider")
        return House(server, who, "&deny=1", "access was denied")
    who = Claims("wang", "wangwei", "Wang Wei", "王伟", "wang@example.org", groups)
    why = r"access was denied.*Pressed <b>Cancel</b>"
    return House(request.getfixturevalue("oidc_provider"), who, "&login_hint=deny", why)


def changed(address: str, field: str, value: str) -> str:
    """The same request with another value in it."""
    old = parse_qs(urlsplit(address).query)[field][0]
    return address.replace(f"{field}={quote(old, safe='')}", f"{field}={value}")


def knock(address: str, query: str, *, method: str = "GET", **headers: str) -> int:
    """Ask our listener as a program would; the status it answers."""
    redirect = urlsplit(parse_qs(urlsplit(address).query)["redirect_uri"][0])
    assert redirect.port
    lines = {"Host": redirect.netloc} | {key.replace("_", "-"): val for key, val in headers.items()}
    with socket.create_connection(("127.0.0.1", redirect.port), 5) as wire:
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        wire.sendall(f"{method} {redirect.path}?{query} HTTP/1.1\r\n{head}\r\n".encode())
        return int(wire.recv(4096).split()[1])


def state_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["state"][0]


def port_of(address: str) -> int:
    port = urlsplit(parse_qs(urlsplit(address).query)["redirect_uri"][0]).port
    assert port
    return port


def test_signs_in_goes_on_and_signs_out(house: House, browser: Browser) -> None:
    addresses: list[str] = []
    provider, kept, stop = house.provider(), Kept(), Stop()
    attempt = SignIn(provider, browser.open, waiting=lambda where, _opened: addresses.append(where))
    i18n.install("zh_CN")
    tokens = attempt.run(stop)
    assert "您已登录墨者" in browser.text("墨者")
    assert browser.evaluate("document.scripts.length") == 0
    i18n.install("en")
    with pytest.raises(ConnectionRefusedError):  # the listener is gone
        socket.create_connection(("127.0.0.1", port_of(addresses[0])), 5)
    assert tokens.access not in repr(tokens)
    account = kept.account(provider)
    account.keep(tokens, stop)
    assert account.facts(stop) == house.who
    fresh = account.tokens(stop, anew=True)
    assert fresh is not None
    assert fresh.refresh != tokens.refresh
    assert account.sign_out(stop)
    assert not kept
    with pytest.raises(SignInFailed) as refused:
        refresh(provider, account.endpoints(stop), fresh, None, stop)
    assert refused.value.again


def test_a_client_with_a_secret(oidc_provider: OidcProvider, browser: Browser) -> None:
    provider = oidc_provider.provider(client_id="with-secret", uses_secret=True)
    kept = Kept({provider.secret_id: "s3cret of the client"})
    account, stop = kept.account(provider), Stop()
    account.keep(SignIn(provider, browser.open, secret=account.secret(stop)).run(stop), stop)
    assert account.facts(stop).subject == "wang"
    with pytest.raises(SignInFailed) as refused:
        SignIn(provider, browser.open, secret="another").run(stop)
    assert refused.value.code == "invalid_client"


def test_at_a_provider_of_the_classic_kind(
    authlib_provider: AuthlibProvider, browser: Browser
) -> None:
    provider, told = authlib_provider.classic(), list[str]()
    kept, stop = Kept({provider.secret_id: SECRET}), Stop()
    account = kept.account(provider)

    def open_browser(address: str) -> None:
        browser.open(changed(address, "state", "forged"))
        browser.text("This is not the answer Mohist waits for.")
        browser.open(address)

    def come(address: str, _opened: bool) -> None:
        threads.append(threading.Thread(target=open_browser, args=[address]))
        threads[0].start()

    threads: list[threading.Thread] = []
    attempt = SignIn(
        provider, lambda _address: True, secret=account.secret(stop), waiting=come,
        refused=told.append,
    )  # fmt: skip
    account.keep(attempt.run(stop), stop)
    threads[0].join()
    browser.text("You are signed in to Mohist.")
    assert told == [
        "An answer to the sign-in at Classic was refused. Its state is not the one we gave."
    ]
    browser.evaluate("location.reload()")
    browser.text("ERR_CONNECTION_REFUSED")  # nobody listens any more
    assert account.facts(stop).groups == ("dba", "oncall")
    assert account.tokens(stop, anew=True)
    assert account.sign_out(stop)


@pytest.mark.parametrize(
    ("field", "says"),
    [("nonce", "it answers another request"), ("code_challenge", "does not take the code")],
)
def test_a_request_changed_on_its_way(
    house: House, browser: Browser, field: str, says: str
) -> None:
    def open_changed(address: str) -> None:
        browser.open(changed(address, field, "x" * 43))

    with pytest.raises(SignInFailed, match=says):
        SignIn(house.provider(), open_changed).run(Stop())
    assert says in browser.text("not signed in")


def test_a_wrong_state_is_refused_and_told_of(house: House, browser: Browser) -> None:
    stop, told = Stop(), list[str]()

    def refused(text: str) -> None:
        told.append(text)
        stop.set()  # or it would wait on for the right one

    attempt = SignIn(
        house.provider(),
        lambda address: browser.open(changed(address, "state", "forged")),
        refused=refused,
    )
    with pytest.raises(Cancelled):
        attempt.run(stop)
    assert told == [
        f"An answer to the sign-in at {house.provider().name} was refused. Its state is not the one"
        " we gave."
    ]
    browser.text("This is not the answer Mohist waits for.")


def test_the_provider_says_no(house: House, browser: Browser) -> None:
    attempt = SignIn(house.provider(), lambda address: browser.open(address + house.no))
    with pytest.raises(SignInFailed, match=house.why) as refused:
        attempt.run(Stop())
    assert str(refused.value) in browser.text("not signed in")  # tags as they are, not as HTML


@pytest.mark.parametrize(("hours", "says"), [(2, "120 min ahead"), (-1, "60 min behind")])
def test_a_clock_that_is_wrong(house: House, browser: Browser, hours: int, says: str) -> None:
    attempt = SignIn(house.provider(), browser.open, clock=lambda: time.time() + hours * 3600)
    with pytest.raises(SignInFailed, match=says):
        attempt.run(Stop())


def test_who_else_knocks_is_turned_away(oidc_provider: OidcProvider, browser: Browser) -> None:
    told: list[str] = []
    statuses: list[int] = []
    threads: list[threading.Thread] = []

    def come(address: str) -> None:
        state, code = state_of(address), "code=stolen"
        right = f"{code}&state={state}"
        statuses.extend(
            [
                knock(address, f"{code}&state=guess"),
                knock(address, code),
                knock(address, right, method="POST"),
                knock(address, right, Host="evil.example"),
                knock(address, right, Sec_Fetch_Mode="no-cors", Sec_Fetch_Dest="image"),
                knock(address, f"{right}&{code}"),
                knock(address, f"{right}&iss=https://evil.example"),
                knock(address, right),  # the provider always says who it is, so this is not it
            ]
        )
        browser.open(address)

    def open_browser(address: str) -> None:
        threads.append(threading.Thread(target=come, args=[address]))
        threads[0].start()

    tokens = SignIn(oidc_provider.provider(), open_browser, refused=told.append).run(Stop())
    threads[0].join()
    assert tokens.subject == "wang"
    assert statuses == [400, 400, 405, 400, 400, 400, 400, 400]
    assert len(told) == len(statuses)
    assert not any("stolen" in text for text in told)


def test_a_page_of_another_origin_gets_nothing(
    oidc_provider: OidcProvider, browser: Browser
) -> None:
    stop, told = Stop(), list[str]()

    def hostile(address: str) -> None:
        target = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        script = f"fetch('{target}?code=a').catch(() => 0); location = '{target}?code=a&state=b'"
        browser.open("data:text/html," + quote(f"<script>{script}</script>"))

    def refused(text: str) -> None:
        told.append(text)
        stop.set()

    with pytest.raises(Cancelled):
        SignIn(oidc_provider.provider(), hostile, refused=refused).run(stop)
    assert told  # what it fetches the browser itself may hold back, where it goes it may not


def test_nobody_comes_back(house: House, browser: Browser) -> None:
    def close_at_once(address: str) -> None:
        browser.open("about:blank")
        browser.close_page()

    with pytest.raises(SignInFailed, match="Nobody signed in"):
        SignIn(house.provider(), close_at_once, seconds=0.3).run(Stop())


def test_a_pasted_address(oidc_provider: OidcProvider) -> None:
    attempt: SignIn
    told: list[str] = []
    said: list[str] = []

    def paste(address: str) -> None:
        redirect = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        for wrong in (f"{redirect}?code=a&state=b", "https://evil.example/?code=a", "nonsense"):
            with pytest.raises(BadInput) as error:
                attempt.paste(wrong)
            said.append(str(error.value))
        iss = quote(oidc_provider.issuer, safe="")
        attempt.paste(f" {redirect}?code=a&state={state_of(address)}&iss={iss}\n")

    attempt = SignIn(oidc_provider.provider(), paste, refused=told.append)
    with pytest.raises(SignInFailed) as refused:
        attempt.run(Stop())
    assert refused.value.code == "invalid_grant"  # it was believed, and its code is none
    assert len(told) == len(said) == 3
    with pytest.raises(BadInput, match="No sign-in waits"):
        attempt.paste("http://127.0.0.1/callback")


def test_a_port_that_is_taken(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        provider = house.provider(redirect=f"http://127.0.0.1:{port}/callback")
        with pytest.raises(SignInFailed, match=f"uses port {port}"):
            SignIn(provider, lambda _address: pytest.fail("opened")).run(Stop())


def test_a_provider_that_hangs_or_is_dead(house: House) -> None:
    stop = Stop()
    house.server.freeze()
    late = threading.Timer(0.3, stop.set)
    late.start()
    try:
        with pytest.raises(Cancelled):
            SignIn(house.provider(), lambda _address: None).run(stop)
    finally:
        late.join()
        house.server.thaw()
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    dead = house.provider(issuer=f"https://localhost:{port}")
    with pytest.raises(SignInFailed, match="refuses the connection"):
        SignIn(dead, lambda _address: None).run(Stop())


def test_an_authority_nobody_trusts(oidc_provider: OidcProvider) -> None:
    other = str(oidc_provider.certificates.other_ca)
    with pytest.raises(SignInFailed, match="is not trusted"):
        SignIn(oidc_provider.provider(ca=other), lambda _address: None).run(Stop())


def test_tokens_come_back_as_they_were_kept() -> None:
    tokens = Tokens("a", "r", "i", 12.5, ("openid",), "wang")
    assert Tokens.read(tokens.written()) == tokens
    for broken in ("", "[]", "{}", '{"version": 2}'):
        with pytest.raises(SignInFailed) as refused:
            Tokens.read(broken)
        assert refused.value.again


def test_a_code_on_another_device(oidc_provider: OidcProvider, browser: Browser) -> None:
    def show(code: DeviceCode) -> None:
        browser.open(code.whole_address)
        browser.text(code.user_code)
        browser.evaluate("document.querySelector('[type=submit]').click()")  # it is the right one
        browser.text("Sign-in Success")

    tokens = device_sign_in(oidc_provider.provider(), show, None, Stop())
    assert tokens.subject == "wang"
