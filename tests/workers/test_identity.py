"""Somebody comes in, is confirmed, outlasts a provider that is away, and goes."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pytest

from app.auth.oauth import Claims, DeviceCode, Provider, Providers, Tokens
from app.domain.errors import BadInput, ConsoleError, SecretUnavailable, SignInFailed, Unwritable
from app.domain.journal import Deed
from app.domain.people import Role, Status, User, local_owner
from app.domain.stop import Stop
from app.flows.rights import warden_of_this_computer
from app.flows.sign_in_notes import SignInNotes
from app.workers.identity import Identity
from app.workers.identity_parts import State, Ways
from app.workers.lane import wait_for_lanes
from app.workers.standing import Standing
from tests.fakes import FakeJournal

HOUSE = Provider("house", "House", "mohist", issuer="https://id.example.org")
AWAY = SignInFailed("House cannot be reached.")
OVER = SignInFailed("House does not know you any more.", again=True)


@dataclass
class FakeAccount:
    tokens: Tokens | None = None
    error: ConsoleError | None = None
    calls: list[str] = field(default_factory=list)

    def secret(self, _stop: Stop) -> str | None:
        return None

    def kept(self, _stop: Stop) -> Tokens | None:
        return self.tokens

    def keep(self, tokens: Tokens, _stop: Stop) -> None:
        self.tokens = tokens

    def facts(self, _stop: Stop) -> Claims:
        self.calls.append("facts")
        if self.error is not None:
            raise self.error
        return Claims("s1", "lin", name_cn="林")

    def sign_out(self, _stop: Stop) -> bool:
        self.calls.append("sign_out")
        self.tokens = None
        return True


class FakeAttempt:
    """Waits, as a browser makes one wait, until the right address is pasted."""

    made: ClassVar["FakeAttempt"]

    def __init__(
        self,
        _provider: Provider,
        opener: Callable[[str], object],
        *,
        refused: Callable[[str], object],
        **_more: Any,
    ) -> None:
        self._opener, self._came, self.refused = opener, threading.Event(), refused
        type(self).made = self

    def run(self, stop: Stop) -> Tokens:
        self._opener("https://id.example.org/authorize")
        with stop.telling(self._came.set):
            self._came.wait(20)
        stop.check()
        return Tokens("access")

    def paste(self, address: str) -> None:
        if address != "right":
            raise BadInput("That is not the answer.")
        self._came.set()


def by_device(
    _provider: Provider, show: Callable[[DeviceCode], object], _secret: str | None, stop: Stop
) -> Tokens:
    show(DeviceCode("ABCD-EFGH", "https://id.example.org/device", "", 0.0))
    stop.wait(20)
    stop.check()
    return Tokens("access")


class Desk:
    """An identity, with all it stands on."""

    def __init__(self) -> None:
        self.account, self.now, self.opened = FakeAccount(), 1000.0, list[str]()
        self.told: list[ConsoleError] = []
        self.journal = FakeJournal()
        ways = Ways(FakeAttempt, by_device, lambda: self.now, lambda: self.steady)
        self.steady = 0.0
        self.identity = Identity(
            local_owner("wang"),
            lambda _provider: self.account,
            lambda provider, claims, _stop: User("u1", claims.username, provider=provider.id),
            SignInNotes(self.journal, "wang"),
            grace=3600.0,
            ways=ways,
        )
        self.identity.failed.connect(self.told.append)
        self.standing = Standing(warden_of_this_computer(self.journal))

    def stands(self) -> State:
        return self.identity.state

    def noted(self) -> list[Deed]:
        return [event.what for event in self.journal.events]

    def code(self) -> str:
        return self.identity.code.user_code if self.identity.code else ""

    def resumed(self, qtbot: Any) -> Identity:
        self.account.tokens = Tokens("access")
        self.identity.know(Providers((HOUSE,)))
        self.identity.resume()
        qtbot.waitUntil(lambda: self.stands() is State.IN)
        return self.identity


@pytest.fixture
def desk(qtbot: Any) -> Iterator[Desk]:
    made = Desk()
    yield made
    made.identity.close()
    wait_for_lanes()


def test_without_a_provider_whoever_is_here_owns_the_console(desk: Desk) -> None:
    desk.identity.know(Providers())
    assert desk.stands() is State.LOCAL
    assert desk.identity.user.role is Role.OWNER


@pytest.mark.parametrize("found", [Providers((HOUSE,)), Providers(kept=({"id": "?"},))])
def test_with_one_nobody_owns_it_until_they_are_known(desk: Desk, found: Providers) -> None:
    desk.identity.know(found)
    assert desk.stands() is State.OUT
    assert desk.identity.user.status is Status.BLOCKED


def test_somebody_comes_in_by_the_browser(desk: Desk, qtbot: Any) -> None:
    identity = desk.identity
    identity.know(Providers((HOUSE,)))
    identity.sign_in(HOUSE, desk.opened.append)
    qtbot.waitUntil(lambda: bool(desk.opened))
    assert desk.stands() is State.COMING
    identity.paste("wrong")
    qtbot.waitUntil(lambda: bool(desk.told))
    assert desk.stands() is State.COMING, "a wrong address ends no attempt"
    identity.paste("right")
    qtbot.waitUntil(lambda: desk.stands() is State.IN)
    assert (identity.user.username, identity.address) == ("lin", "")


def test_where_no_browser_opens_the_address_is_there_to_copy(desk: Desk, qtbot: Any) -> None:
    identity = desk.identity
    identity.know(Providers((HOUSE,)))
    identity.sign_in(HOUSE, lambda _address: False)
    qtbot.waitUntil(lambda: bool(identity.address))
    assert not identity.opened
    identity.cancel()
    assert (identity.state, identity.provider) == (State.OUT, None)


def test_a_code_for_another_device_is_shown(desk: Desk, qtbot: Any) -> None:
    identity = desk.identity
    identity.know(Providers((HOUSE,)))
    identity.sign_in(HOUSE, desk.opened.append, device=True)
    qtbot.waitUntil(lambda: identity.code is not None)
    assert desk.code() == "ABCD-EFGH"
    identity.cancel()
    assert desk.code() == ""
    assert not desk.opened


def test_who_cannot_be_told_leaves_no_tokens_behind(desk: Desk, qtbot: Any) -> None:
    identity, desk.account.error = desk.identity, AWAY
    identity.know(Providers((HOUSE,)))
    identity.sign_in(HOUSE, desk.opened.append)
    qtbot.waitUntil(lambda: bool(desk.opened))
    identity.paste("right")
    qtbot.waitUntil(lambda: bool(desk.told))
    assert desk.stands() is State.OUT
    assert desk.account.tokens is None


def test_one_who_was_not_signed_in_is_not_at_the_next_start(desk: Desk, qtbot: Any) -> None:
    desk.identity.know(Providers((HOUSE,)))
    desk.identity.resume()
    qtbot.waitUntil(lambda: desk.stands() is State.OUT)
    assert not desk.told


def test_a_provider_that_is_away_is_outlasted_up_to_a_limit(desk: Desk, qtbot: Any) -> None:
    identity = desk.resumed(qtbot)
    desk.account.error = AWAY
    desk.now += 600
    identity._confirm()
    qtbot.waitUntil(lambda: desk.stands() is State.OFFLINE)
    assert identity.user.username == "lin"
    assert identity.left == 3000
    desk.account.error = None
    identity._confirm()
    qtbot.waitUntil(lambda: desk.stands() is State.IN)
    assert identity.left == 3600


def test_the_clock_set_back_makes_the_limit_no_longer(desk: Desk, qtbot: Any) -> None:
    identity = desk.resumed(qtbot)
    desk.account.error = AWAY
    desk.now -= 86400
    desk.steady += 3601
    identity._confirm()
    qtbot.waitUntil(lambda: desk.stands() is State.OUT)
    assert identity.user.status is Status.BLOCKED
    assert desk.told == [AWAY]
    desk.account.error = None
    identity._confirm()
    qtbot.waitUntil(lambda: desk.stands() is State.IN)


def test_who_is_not_known_there_any_more_is_out_at_once(desk: Desk, qtbot: Any) -> None:
    identity = desk.resumed(qtbot)
    desk.account.error = OVER
    identity._confirm()
    qtbot.waitUntil(lambda: desk.stands() is State.OUT)
    assert desk.told == [OVER]


def test_signing_out_takes_effect_before_the_provider_answers(desk: Desk, qtbot: Any) -> None:
    identity = desk.resumed(qtbot)
    identity.sign_out()
    assert desk.stands() is State.OUT
    qtbot.waitUntil(lambda: "sign_out" in desk.account.calls)


def test_a_provider_that_is_removed_signs_out_who_came_by_it(desk: Desk, qtbot: Any) -> None:
    identity = desk.resumed(qtbot)
    identity.know(Providers())
    assert (identity.state, identity.user.role) == (State.LOCAL, Role.OWNER)


def test_who_comes_and_goes_is_in_the_journal(desk: Desk, qtbot: Any) -> None:
    identity = desk.resumed(qtbot)
    identity.sign_out()
    qtbot.waitUntil(lambda: desk.account.tokens is None)
    identity.sign_in(HOUSE, desk.opened.append)
    qtbot.waitUntil(lambda: bool(desk.opened))
    identity.paste("right")
    qtbot.waitUntil(lambda: desk.stands() is State.IN)
    desk.account.error = OVER
    identity._confirm()
    qtbot.waitUntil(lambda: len(desk.journal.events) == 4)
    assert desk.noted() == [Deed.SIGN_IN, Deed.SIGN_OUT, Deed.SIGN_IN, Deed.SESSION_ENDED]
    last = desk.journal.events[-1]
    assert (last.who, dict(last.facts)["user"]) == ("lin", "u1")
    assert str(OVER) in last.text


def test_what_was_not_believed_and_what_failed_are_in_the_journal(desk: Desk, qtbot: Any) -> None:
    identity, desk.account.error = desk.identity, AWAY
    identity.know(Providers((HOUSE,)))
    identity.sign_in(HOUSE, desk.opened.append)
    qtbot.waitUntil(lambda: bool(desk.opened))
    FakeAttempt.made.refused("It has {another} state.")
    identity.paste("right")
    qtbot.waitUntil(lambda: bool(desk.told))
    assert desk.noted() == [Deed.SIGN_IN_FAILED] * 2
    forged, failed = desk.journal.events
    assert (forged.text, dict(forged.facts)["why"]) == ("It has {another} state.", "forged")
    assert str(AWAY) in failed.text
    assert failed.who == "wang"


def test_nobody_comes_in_whom_the_journal_does_not_take(desk: Desk, qtbot: Any) -> None:
    identity, desk.journal.full = desk.identity, True
    identity.know(Providers((HOUSE,)))
    identity.sign_in(HOUSE, desk.opened.append)
    qtbot.waitUntil(lambda: bool(desk.opened))
    identity.paste("right")
    qtbot.waitUntil(lambda: bool(desk.told))
    assert isinstance(desk.told[0], Unwritable)
    assert (desk.stands(), desk.account.tokens) == (State.OUT, None)


def test_another_name_of_the_provider_signs_nobody_out(desk: Desk, qtbot: Any) -> None:
    identity = desk.resumed(qtbot)
    identity.know(Providers((replace(HOUSE, name="Home"),)))
    assert desk.stands() is State.IN
    assert identity.provider is not None
    assert identity.provider.name == "Home"
    identity.know(Providers((replace(HOUSE, issuer="https://evil.example.org"),)))
    assert desk.stands() is State.OUT
    qtbot.waitUntil(lambda: desk.noted()[-1] is Deed.SESSION_ENDED)


def test_a_provider_that_is_away_at_the_start_is_asked_again(desk: Desk, qtbot: Any) -> None:
    identity = desk.identity
    desk.account.tokens, desk.account.error = Tokens("access"), AWAY
    identity.know(Providers((HOUSE,)))
    identity.resume()
    qtbot.waitUntil(lambda: desk.told == [AWAY])
    assert (desk.stands(), identity.user.status) == (State.OUT, Status.BLOCKED)
    identity._confirm()
    qtbot.waitUntil(lambda: desk.account.calls == ["facts", "facts"])
    qtbot.waitUntil(lambda: desk.stands() is State.OUT)
    assert desk.told == [AWAY], "it is said once"
    desk.account.error = None
    identity._confirm()
    qtbot.waitUntil(lambda: desk.stands() is State.IN)


def test_among_several_providers_the_one_is_gone_on_with_where_tokens_are_kept(
    desk: Desk, qtbot: Any
) -> None:
    other = replace(HOUSE, id="other", name="Other")
    accounts = {"house": FakeAccount(), "other": FakeAccount(Tokens("access"))}
    desk.identity._account_of = lambda provider: accounts[provider.id]
    desk.identity.know(Providers((HOUSE, other)))
    desk.identity.resume()
    qtbot.waitUntil(lambda: desk.stands() is State.IN)
    assert desk.identity.provider == other


def test_a_vault_that_is_locked_at_the_start_is_not_asked_again_by_itself(
    desk: Desk, qtbot: Any
) -> None:
    desk.account.tokens, desk.account.error = Tokens("access"), SecretUnavailable("locked")
    desk.identity.know(Providers((HOUSE,)))
    desk.identity.resume()
    qtbot.waitUntil(lambda: len(desk.told) == 1)
    assert desk.identity.unread
    assert not desk.identity._again.isActive()
    desk.account.error = None
    desk.identity.resume()
    qtbot.waitUntil(lambda: desk.stands() is State.IN)
    assert not desk.identity.unread
