"""The window's own way in at a real provider: a forged answer first, then the user, then out."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from pytestqt.qtbot import QtBot

from app.auth.oauth import Claims, Provider, Providers, sign_in
from app.domain.errors import SignInFailed
from app.domain.journal import Deed
from app.domain.people import User, local_owner
from app.domain.stop import Stop
from app.flows.sign_in_notes import SignInNotes
from app.views.sign_in.dialog import SignInDialog
from app.workers.identity import GRACE, Identity
from app.workers.identity_parts import State
from app.workers.lane import wait_for_lanes
from app.workers.standing import Standing
from tests.auth.oauth.conftest import Kept
from tests.fakes import FakeJournal, warden
from tests.servers.providers.authlib_provider import SECRET, AuthlibProvider, Visitor
from tests.servers.providers.browser import Browser
from tests.servers.providers.oidc_provider import OidcProvider


def found(provider: Provider, claims: Claims, _stop: Stop) -> User:
    return User("u1", claims.username, provider=provider.authority, subject=claims.subject)


class Way:
    """Everything real but the browser."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.kept = Kept({self.provider.secret_id: SECRET})
        self.journal = FakeJournal()
        self.told: list[SignInFailed] = []
        notes = SignInNotes(self.journal, "wang")
        self.identity = Identity(local_owner("wang"), self.kept.account, found, notes)
        self.identity.failed.connect(self.told.append)
        self.identity.know(Providers((self.provider,)))

    def dialog(self, qtbot: QtBot, opener: Callable[[str], object]) -> SignInDialog:
        dialog = SignInDialog(self.identity, Standing(warden()), opener=opener)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    def stands(self) -> State:
        return self.identity.state


@pytest.fixture
def way(authlib_provider: AuthlibProvider, qtbot: QtBot) -> Iterator[Way]:
    yield from opened(authlib_provider.classic(id="house", name="House"))


@pytest.fixture
def node_way(oidc_provider: OidcProvider, qtbot: QtBot) -> Iterator[Way]:
    yield from opened(oidc_provider.provider())


def opened(provider: Provider) -> Iterator[Way]:
    made = Way(provider)
    yield made
    made.identity.close()
    wait_for_lanes()


def test_in_confirmed_and_out(way: Way, visitor: Visitor, qtbot: QtBot) -> None:
    dialog = way.dialog(qtbot, visitor.open)
    dialog.begin.click()
    qtbot.waitUntil(lambda: way.stands() is State.IN, timeout=20_000)
    assert way.identity.user.subject
    assert way.provider.tokens_id in way.kept
    before = way.identity._confirmed
    way.identity._confirm()
    qtbot.waitUntil(lambda: way.identity._confirmed != before, timeout=20_000)
    assert way.stands() is State.IN
    dialog.leave.click()
    assert way.stands() is State.OUT
    qtbot.waitUntil(lambda: way.provider.tokens_id not in way.kept, timeout=20_000)
    assert [event.what for event in way.journal.events] == [Deed.SIGN_IN, Deed.SIGN_OUT]
    assert SECRET not in str(way.journal.events)


def test_forged_and_second_answers_bring_nobody_in_and_are_in_the_journal(
    way: Way, visitor: Visitor, authlib_provider: AuthlibProvider, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(sign_in, "_LAST_LOOK", 1.0)  # a slow machine looks as well

    def hostile(address: str) -> bool:
        parts = urlsplit(address)
        _status, location, _said = authlib_provider.ask(f"{parts.path}?{parts.query}")
        state = parse_qs(urlsplit(location).query)["state"][0]
        visitor.come(location.replace(state, "forged"))
        visitor.come(location, Origin="https://evil.example.org", Sec_Fetch_Mode="cors")
        visitor.come(location)
        visitor.come(location)  # once more, by whoever read it over the user's shoulder
        return True

    way.identity.sign_in(way.provider, hostile)
    qtbot.waitUntil(lambda: way.stands() is State.IN, timeout=20_000)
    *refused, came = way.journal.events
    assert came.what is Deed.SIGN_IN
    assert [event.what for event in refused] == [Deed.SIGN_IN_FAILED] * 3
    assert {dict(event.facts)["why"] for event in refused} == {"forged"}
    assert "state" in refused[0].text


def test_chromium_comes_in_and_the_next_start_goes_on(
    node_way: Way, browser: Browser, qtbot: QtBot
) -> None:
    dialog = node_way.dialog(qtbot, browser.open)
    dialog.begin.click()
    qtbot.waitUntil(lambda: node_way.stands() is State.IN, timeout=60_000)
    assert "signed in to Mohist" in browser.text("Mohist")
    node_way.identity.close()
    wait_for_lanes()
    again = Way(node_way.provider)
    again.kept.update(node_way.kept)
    again.identity.resume()
    qtbot.waitUntil(lambda: again.stands() is State.IN, timeout=60_000)
    assert again.identity.user == node_way.identity.user
    assert dict(again.journal.events[0].facts)["how"] == "kept"
    again.identity.close()


def test_a_provider_that_is_away_comes_back_and_ends_it(
    way: Way, visitor: Visitor, authlib_provider: AuthlibProvider, qtbot: QtBot
) -> None:
    identity = way.identity
    authlib_provider.misbehave(seconds=30)  # so that each question renews the tokens
    identity.sign_in(way.provider, visitor.open)
    qtbot.waitUntil(lambda: way.stands() is State.IN, timeout=20_000)
    first = way.kept[way.provider.tokens_id]
    authlib_provider.misbehave(answers={"/token": [503, "", {}]})
    identity._confirm()
    qtbot.waitUntil(lambda: way.stands() is State.OFFLINE, timeout=20_000)
    assert GRACE - 60 < identity.left <= GRACE
    assert way.kept[way.provider.tokens_id] == first
    authlib_provider.misbehave()
    identity._confirm()
    qtbot.waitUntil(lambda: way.stands() is State.IN, timeout=20_000)
    assert way.kept[way.provider.tokens_id] != first
    answers = {"/user": [401, "", {}], "/token": [400, '{"error": "invalid_grant"}', {}]}
    authlib_provider.misbehave(answers=answers)
    identity._confirm()
    qtbot.waitUntil(lambda: way.stands() is State.OUT, timeout=20_000)
    assert way.provider.tokens_id not in way.kept
    qtbot.waitUntil(lambda: len(way.journal.events) == 2, timeout=20_000)  # by a lane
    assert [event.what for event in way.journal.events] == [Deed.SIGN_IN, Deed.SESSION_ENDED]
    assert "any more" in str(way.told[-1])


def test_who_closes_the_dialog_is_waited_for_no_longer(
    way: Way, visitor: Visitor, authlib_provider: AuthlibProvider, qtbot: QtBot
) -> None:
    def asked() -> bool:
        return "/token" in authlib_provider.misbehave(drip=["/token"])

    assert not asked()
    dialog = way.dialog(qtbot, visitor.open)
    dialog.begin.click()
    qtbot.waitUntil(asked, timeout=20_000)
    dialog.reject()
    assert way.stands() is State.OUT
    assert "The sign-in was cancelled in Mohist." in visitor.page()
    assert way.provider.tokens_id not in way.kept
    assert way.journal.events == []
