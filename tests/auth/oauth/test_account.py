"""A user's account at a provider of the classic kind: from the sign-in until the sign-out."""

from dataclasses import replace

import pytest

from app.auth.oauth import Account, Claims, Provider, SignIn, device_sign_in, refresh
from app.auth.oauth.device import DeviceCode
from app.domain.errors import Cancelled, SignInFailed
from app.domain.stop import Stop
from tests.auth.oauth.conftest import Kept
from tests.servers.providers.authlib_provider import SECRET, AuthlibProvider, Visitor

pytestmark = pytest.mark.usefixtures("hasty")


def signed_in(provider: Provider, visitor: Visitor, kept: Kept) -> Account:
    """Whoever visits, signed in, and their tokens kept."""
    kept[provider.secret_id] = SECRET
    account, stop = kept.account(provider), Stop()
    account.keep(SignIn(provider, visitor.open, secret=account.secret(stop)).run(stop), stop)
    return account


def test_the_four_addresses_of_old(authlib_provider: AuthlibProvider, visitor: Visitor) -> None:
    kept, stop = Kept(), Stop()
    account = signed_in(authlib_provider.classic(), visitor, kept)
    assert "You are signed in to Mohist." in visitor.page()
    assert "nonce" not in visitor.addresses[0]
    assert account.facts(stop) == Claims(
        "4711", "lisi", "Li Si", "李四", "lisi@example.org", ("dba", "oncall")
    )
    first = account.tokens(stop)
    second = account.tokens(stop, anew=True)
    assert first is not None
    assert second is not None
    assert second.access != first.access
    assert account.kept(stop) == second
    with pytest.raises(SignInFailed) as refused:  # it was good once
        refresh(account.provider, account.endpoints(stop), first, SECRET, stop)
    assert (refused.value.code, refused.value.again) == ("invalid_grant", True)
    assert account.sign_out(stop)
    assert list(kept) == [account.provider.secret_id]
    account.keep(second, stop)  # as if it had been copied before
    with pytest.raises(SignInFailed) as refused:
        account.facts(stop)
    assert refused.value.again
    assert account.kept(stop) is None


def test_tokens_are_refreshed_when_they_end_and_when_they_are_refused(
    authlib_provider: AuthlibProvider, visitor: Visitor
) -> None:
    kept, stop = Kept(), Stop()
    authlib_provider.misbehave(seconds=30)  # within the minute before the end
    account = signed_in(authlib_provider.classic(), visitor, kept)
    authlib_provider.misbehave()
    first = account.kept(stop)
    assert account.tokens(stop) != first
    second = account.tokens(stop)
    assert account.tokens(stop) == second  # good for long
    assert second is not None
    account.keep(replace(second, access="what a restarted provider forgot"), stop)
    assert account.facts(stop).subject == "4711"
    assert account.tokens(stop) != second


@pytest.mark.parametrize(
    ("answer", "says", "again"),
    [
        ([503, "<html>busy</html>", {}], "HTTP 503", False),
        ([500, '{"error": "server_error"}', {}], "an error of its own", False),
        ([400, '{"error": "invalid_grant"}', {}], "any more", True),
        ([401, '{"error": "invalid_client"}', {}], "does not know this console", False),
        ([200, "{}", {}], "no token that could be used", False),
        ([200, '{"access_token": 7}', {}], "no token that could be used", False),
        ([200, '{"access_token": "a", "token_type": "mac"}', {}], "no token", False),
        ([302, "", {"Location": "https://evil.example/"}], "HTTP 302", False),
    ],
)
def test_a_refresh_that_fails(
    authlib_provider: AuthlibProvider,
    visitor: Visitor,
    answer: list[object],
    says: str,
    again: bool,
) -> None:
    kept, stop = Kept(), Stop()
    account = signed_in(authlib_provider.classic(), visitor, kept)
    authlib_provider.misbehave(answers={"/token": answer})
    with pytest.raises(SignInFailed, match=says) as refused:
        account.tokens(stop, anew=True)
    assert refused.value.again is again
    assert (account.kept(stop) is None) is again  # kept, unless it is known to be worth nothing


def test_signing_out_of_a_provider_that_will_not(
    authlib_provider: AuthlibProvider, visitor: Visitor
) -> None:
    kept, stop = Kept(), Stop()
    account = signed_in(authlib_provider.classic(), visitor, kept)
    authlib_provider.misbehave(answers={"/revoke": [503, "", {}]})
    with pytest.raises(SignInFailed, match="HTTP 503"):
        account.sign_out(stop)
    assert account.kept(stop) is None
    account = signed_in(authlib_provider.classic(revocation_url=""), visitor, kept)
    assert not account.sign_out(stop)  # and says that it could not
    assert account.kept(stop) is None


def test_a_secret_that_is_wrong_or_not_there(
    authlib_provider: AuthlibProvider, visitor: Visitor
) -> None:
    provider = authlib_provider.classic()
    with pytest.raises(SignInFailed, match="does not know this console, or its secret"):
        SignIn(provider, visitor.open, secret="another").run(Stop())
    assert "or its secret" in visitor.page()
    with pytest.raises(SignInFailed, match="is not kept here"):
        Kept().account(provider).secret(Stop())


@pytest.mark.parametrize(
    ("path", "answer", "says"),
    [
        ("/userinfo", '{"sub": "zhaoliu"}', "speaks of another user"),
        ("/userinfo", "[]", "speaks of another user"),
        ("/user", "{}", "does not say who the user is"),
        ("/user", '{"data": {"user": {"uid": true}}}', "does not say who the user is"),
        ("/user", '{"data": {"user": {"uid": "\\u0000 \\n"}}}', "does not say who"),
    ],
)
def test_facts_about_nobody_or_somebody_else(
    authlib_provider: AuthlibProvider, visitor: Visitor, path: str, answer: str, says: str
) -> None:
    made = authlib_provider.openid if path == "/userinfo" else authlib_provider.classic
    account = signed_in(made(), visitor, Kept())
    authlib_provider.misbehave(answers={path: [200, answer, {}]})
    with pytest.raises(SignInFailed, match=says):
        account.facts(Stop())


def device(provider: AuthlibProvider, **fields: object) -> Provider:
    """The classic one, with devices."""
    return provider.classic(device_url=f"{provider.issuer}/device_authorization", **fields)


def test_a_code_on_another_device(authlib_provider: AuthlibProvider) -> None:
    shown: list[DeviceCode] = []

    def show(code: DeviceCode) -> None:
        shown.append(code)
        assert authlib_provider.ask(f"/device?user_code={code.user_code}")[0] == 200

    provider = device(authlib_provider)
    tokens = device_sign_in(provider, show, SECRET, Stop())
    assert shown[0].address == f"{authlib_provider.issuer}/device"
    assert shown[0].user_code in shown[0].whole_address
    assert shown[0].device_code not in repr(shown[0])
    kept = Kept({provider.secret_id: SECRET})
    kept.account(provider).keep(tokens, Stop())
    assert kept.account(provider).facts(Stop()).username == "lisi"


def test_a_code_that_is_denied(authlib_provider: AuthlibProvider) -> None:
    def deny(code: DeviceCode) -> None:
        authlib_provider.ask(f"/device?user_code={code.user_code}&deny=1")

    with pytest.raises(SignInFailed, match="access was denied"):
        device_sign_in(device(authlib_provider), deny, SECRET, Stop())


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ('{"error": "unauthorized_client"}', "does not let this console sign in that way"),
        ('{"device_code": "d", "user_code": "u"}', "no code that could be used"),
        ('{"device_code": "d", "user_code": "u", "expires_in": 60,'
         ' "verification_uri": "http://evil.example"}', "no code that could be used"),
    ],
)  # fmt: skip
def test_a_code_that_cannot_be_had(
    authlib_provider: AuthlibProvider, answer: str, says: str
) -> None:
    authlib_provider.misbehave(answers={"/device_authorization": [200, answer, {}]})
    with pytest.raises(SignInFailed, match=says):
        device_sign_in(device(authlib_provider), lambda _code: None, SECRET, Stop())
    with pytest.raises(SignInFailed, match="does not know how to sign in on another device"):
        device_sign_in(authlib_provider.classic(), lambda _code: None, SECRET, Stop())


def test_waiting_for_a_code_can_be_cancelled(authlib_provider: AuthlibProvider) -> None:
    stop = Stop()
    with pytest.raises(Cancelled):
        device_sign_in(device(authlib_provider), lambda _code: stop.set(), SECRET, stop)


def test_another_console_of_this_user_was_quicker(
    authlib_provider: AuthlibProvider, visitor: Visitor
) -> None:
    """Both read the same token; whoever comes second finds that it was used, and takes theirs."""
    kept, stop = Kept(), Stop()
    account = signed_in(authlib_provider.classic(), visitor, kept)
    old = account.kept(stop)
    quicker = account.tokens(stop, anew=True)
    late = iter([old])
    second = Account(
        account.provider,
        lambda id_, _stop: (
            tokens.written()
            if id_ == account.provider.tokens_id and (tokens := next(late, None)) is not None
            else kept.get(id_)
        ),
        lambda id_, secret, _stop: kept.__setitem__(id_, secret),
        lambda id_, _stop: kept.pop(id_, None),
    )
    assert second.tokens(stop, anew=True) == quicker
    assert account.kept(stop) == quicker


def test_without_a_refresh_token_one_signs_in_again(
    authlib_provider: AuthlibProvider, visitor: Visitor
) -> None:
    kept, stop = Kept(), Stop()
    account = signed_in(authlib_provider.classic(), visitor, kept)
    tokens = account.kept(stop)
    assert tokens is not None
    account.keep(replace(tokens, refresh="", ends=1.0), stop)
    with pytest.raises(SignInFailed, match="nothing to go on with") as refused:
        account.facts(stop)
    assert refused.value.again
    assert account.kept(stop) is None


def test_whoever_never_came_is_told_to_sign_in(authlib_provider: AuthlibProvider) -> None:
    account, stop = Kept().account(authlib_provider.classic()), Stop()
    assert account.tokens(stop) is None
    with pytest.raises(SignInFailed, match="Nobody is signed in at Classic") as refused:
        account.facts(stop)
    assert refused.value.again
