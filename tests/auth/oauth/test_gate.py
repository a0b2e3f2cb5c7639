"""Whoever else brings an answer: twice, of another attempt, made up, or stolen. Each is refused,
and told of for the journal; whoever waits for the right one still gets it.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest

from app.auth.oauth import SignIn, Tokens, sign_in
from app.auth.oauth.gate import Gate, Turned
from app.domain.errors import Cancelled, SignInFailed
from app.domain.stop import Stop
from tests.servers.providers.authlib_provider import SECRET, AuthlibProvider, Visitor

pytestmark = pytest.mark.usefixtures("hasty")
NONSENSE = (
    b"", b"GET /callback", b"\x16\x03\x01\x02\x00\x01\x00", b"\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n a: b\r\n\r\n",
    b"GET /callback?" + b"a" * 20_000,
)  # fmt: skip
TOLD = "An answer to the sign-in at OpenID was refused. "


def elsewhere(answer: str, address: str) -> str:
    """An answer brought to where another attempt (that went to `address`) listens."""
    here = parse_qs(urlsplit(address).query)["redirect_uri"][0]
    return f"{here}?{urlsplit(answer).query}"


def with_fields(location: str, **fields: str) -> str:
    """The same place with other fields."""
    parts = urlsplit(location)
    return f"{location.partition('?')[0]}?{urlencode(dict(parse_qsl(parts.query)) | fields)}"


def refused_first(
    provider: AuthlibProvider, visitor: Visitor, wrong: Callable[[str], None]
) -> tuple[Tokens, list[str]]:
    """Sign in where somebody is quicker than the right answer; what was told of them."""
    told: list[str] = []

    def open_browser(address: str) -> None:
        wrong(address)
        visitor.open(address)

    tokens = SignIn(provider.openid(), open_browser, refused=told.append).run(Stop())
    return tokens, told


def test_a_second_redirect_is_refused(
    authlib_provider: AuthlibProvider, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "_LAST_LOOK", 20.0)
    told, stop = list[str](), Stop()

    def refused(text: str) -> None:
        told.append(text)
        if len(told) == 2:
            stop.set()  # nobody else comes

    def open_browser(address: str) -> None:
        visitor.open(address)
        visitor.come(visitor.back[0])  # by somebody who looked on
        visitor.come(with_fields(visitor.back[0], code="another"))

    tokens = SignIn(authlib_provider.openid(), open_browser, refused=refused).run(stop)
    assert tokens.subject == "lisi"
    assert "You are signed in to Mohist." in visitor.page(0)
    assert told == [TOLD + "It is the second answer to a question that was answered."] * 2
    for number in (1, 2):
        assert "This is not the answer Mohist waits for." in visitor.page(number)


def test_a_forged_state_is_refused_before_and_after(
    authlib_provider: AuthlibProvider, visitor: Visitor
) -> None:
    wires: list[str] = []

    def forge(address: str) -> None:
        wires.append(elsewhere("x://?code=stolen&state=guess", address))
        visitor.come(wires[0], Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document",
                     Sec_Fetch_Site="cross-site")  # fmt: skip
        visitor.come(elsewhere("x://?error=access_denied&state=guess", address))
        visitor.come(elsewhere("x://?error=access_denied", address))

    tokens, told = refused_first(authlib_provider, visitor, forge)
    assert tokens.subject == "lisi"
    wrong = TOLD + "Its state is not the one we gave."
    assert sorted(told) == sorted([wrong, wrong, TOLD + "It has no state."])


def test_a_code_of_before_is_refused(authlib_provider: AuthlibProvider, visitor: Visitor) -> None:
    SignIn(authlib_provider.openid(), visitor.open).run(Stop())
    old = visitor.back[0]
    tokens, told = refused_first(
        authlib_provider, visitor, lambda address: visitor.come(elsewhere(old, address))
    )
    assert tokens.subject == "lisi"
    assert told == [TOLD + "Its state is not the one we gave."]


@pytest.mark.parametrize("used", [True, False], ids=["replayed", "of somebody else"])
def test_a_code_with_the_right_state_that_is_not_of_this_attempt(
    authlib_provider: AuthlibProvider, visitor: Visitor, used: bool
) -> None:
    """By a provider or a proxy that was turned: the verifier does not go with it (RFC 7636)."""
    codes: list[str] = []

    def look_on(address: str) -> None:
        parts = urlsplit(address)
        _status, location, _text = authlib_provider.ask(f"{parts.path}?{parts.query}")
        codes.append(parse_qs(urlsplit(location).query)["code"][0])
        if used:
            visitor.come(location)
        else:
            stop.set()

    stop = Stop()
    if used:
        SignIn(authlib_provider.openid(), look_on).run(stop)
    else:
        with pytest.raises(Cancelled):
            SignIn(authlib_provider.openid(), look_on).run(stop)

    def inject(address: str) -> None:
        state = parse_qs(urlsplit(address).query)["state"][0]
        visitor.come(elsewhere(f"x://?code={codes[0]}&state={state}", address))

    with pytest.raises(SignInFailed) as refused:
        SignIn(authlib_provider.openid(), inject).run(Stop())
    assert refused.value.code == "invalid_grant"
    assert "does not take the code" in visitor.page()


@dataclass
class Attempt:
    """One that runs in a thread of its own, and waits until the other is as far."""

    provider: AuthlibProvider
    both: threading.Barrier
    classic: bool = False
    address: str = ""
    tokens: Tokens | None = None
    told: list[str] = field(default_factory=list)

    def start(self) -> threading.Thread:
        made = self.provider.classic() if self.classic else self.provider.openid()
        secret = SECRET if self.classic else None
        attempt = SignIn(made, self._open, secret=secret, refused=self.told.append)

        def run() -> None:
            self.tokens = attempt.run(Stop())

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def _open(self, address: str) -> None:
        self.address = address
        self.both.wait(10)


@pytest.mark.parametrize("classic", [False, True], ids=["one provider", "two providers"])
def test_two_attempts_at_once_are_not_mixed_up(
    authlib_provider: AuthlibProvider, visitor: Visitor, classic: bool
) -> None:
    both = threading.Barrier(3)
    one, two = Attempt(authlib_provider, both), Attempt(authlib_provider, both, classic)
    threads = [one.start(), two.start()]
    both.wait(10)
    answers = []
    for each in (one, two):
        parts = urlsplit(each.address)
        answers.append(authlib_provider.ask(f"{parts.path}?{parts.query}")[1])
    visitor.come(elsewhere(answers[1], one.address))
    visitor.come(elsewhere(answers[0], two.address))
    for number in (0, 1):
        assert "This is not the answer Mohist waits for." in visitor.page(number)
    visitor.come(answers[0])
    visitor.come(answers[1])
    for thread in threads:
        thread.join(20)
    assert one.tokens is not None
    assert two.tokens is not None
    assert (one.tokens.subject, two.tokens.subject) == ("lisi", "" if classic else "lisi")
    for each in (one, two):
        assert len(each.told) == 1
        assert each.told[0].endswith("Its state is not the one we gave.")


def test_those_who_say_nothing_or_nonsense_keep_nobody_out(
    authlib_provider: AuthlibProvider, visitor: Visitor
) -> None:
    crowd: list[socket.socket] = []

    def crowd_in(address: str) -> None:
        port = urlsplit(elsewhere("x://?a=b", address)).port
        assert port
        for sent in NONSENSE:
            for host in ("127.0.0.1", "::1"):
                crowd.append(socket.create_connection((host, port), 5))
                crowd[-1].sendall(sent)

    try:
        tokens, told = refused_first(authlib_provider, visitor, crowd_in)
    finally:
        for wire in crowd:
            wire.close()
    assert tokens.subject == "lisi"
    assert told == []


def test_a_flood_of_forgeries_floods_no_journal(
    authlib_provider: AuthlibProvider, visitor: Visitor
) -> None:
    def flood(address: str) -> None:
        for _each in range(60):
            visitor.come(elsewhere("x://?code=a&state=b", address))
        visitor.open(address)

    threads: list[threading.Thread] = []

    def open_browser(address: str) -> None:
        threads.append(threading.Thread(target=flood, args=[address]))
        threads[0].start()

    told: list[str] = []
    tokens = SignIn(authlib_provider.openid(), open_browser, refused=told.append).run(Stop())
    threads[0].join()
    assert tokens.subject == "lisi"
    assert len(told) == 20


def gone(address: str) -> bool:
    """Whether nobody listens where the browser was to come back to, on either loopback."""
    port = urlsplit(elsewhere("x://?a=b", address)).port
    assert port
    for host in ("127.0.0.1", "::1"):
        try:
            socket.create_connection((host, port), 5).close()
        except ConnectionRefusedError:
            continue
        return False
    return True


@pytest.mark.parametrize("how", ["signed in", "denied", "unredeemed", "cancelled", "in vain"])
def test_nobody_listens_afterwards(
    authlib_provider: AuthlibProvider, visitor: Visitor, how: str
) -> None:
    stop, addresses = Stop(), list[str]()
    if how == "unredeemed":
        authlib_provider.misbehave(answers={"/token": [500, "", {}]})

    def open_browser(address: str) -> None:
        addresses.append(address)
        assert not gone(address)  # bound before the browser opens
        if how == "cancelled":
            stop.set()
        elif how != "in vain":
            visitor.open(address + ("&deny=1" if how == "denied" else ""))

    attempt = SignIn(
        authlib_provider.openid(), open_browser, seconds=0.2 if how == "in vain" else 9
    )
    if how == "signed in":
        attempt.run(stop)
    else:
        with pytest.raises((SignInFailed, Cancelled)):
            attempt.run(stop)
    assert gone(addresses[0])


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_that_is_taken(authlib_provider: AuthlibProvider, host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as other:
        port = other.getsockname()[1]
        provider = authlib_provider.openid(redirect=f"http://127.0.0.1:{port}/callback")
        with pytest.raises(SignInFailed, match=f"uses port {port}") as refused:
            SignIn(provider, lambda _address: pytest.fail("opened")).run(Stop())
    assert "without a port" in refused.value.hint


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "It has no state."),
        ("code=a", "It has no state."),
        ("code=a&state=", "Its state is not the one we gave."),
        ("code=a&state=right%00", "Its state is not the one we gave."),
        ("code=a&state=\u5f20", "Its state is not the one we gave."),
        ("code=a&state=right&state=right", "It has a field twice."),
        ("code=a&code=b&state=right", "It has a field twice."),
        ("state=right", "It has no code."),
        ("state=right&code=", "It has no code."),
        ("state=right&code=a&iss=https://evil.example", "It comes from another provider"),
        ("state=right&error=access_denied&iss=", "It comes from another provider"),
        ("&".join(f"f{number}=1" for number in range(40)), "It has too many fields."),
    ],
)
def test_answers_that_are_none(query: str, says: str) -> None:
    gate = Gate("House", "right", "https://id.example.org")
    turned = gate.take(query)
    assert isinstance(turned, Turned)
    assert turned.reason.startswith(says)
    assert gate.take("code=a&state=right&iss=https://id.example.org") == "a"  # it is still open
    assert isinstance(gate.take("code=a&state=right"), Turned)
