"""ID tokens that are not to be believed, from a real provider that was told to make them."""

import time

import pytest

from app.auth.oauth import SignIn
from app.domain.errors import SignInFailed
from app.domain.stop import Stop
from tests.servers.providers.authlib_provider import AuthlibProvider, Visitor

NOW = int(time.time())

pytestmark = pytest.mark.usefixtures("hasty")


@pytest.mark.parametrize(
    ("mischief", "says"),
    [
        ({"header": {"alg": "none"}, "sign": "none"}, "signed with none"),
        ({"header": {"alg": "nOnE"}, "sign": "none"}, "signed with nOnE"),
        ({"header": {"alg": "HS256"}, "sign": "public"}, "signed with HS256"),
        ({"header": {"alg": None}}, "signed with None"),
        ({"header": {"alg": "PS256"}}, "signed with PS256"),  # the provider has no such key
        ({"sign": "none"}, "none of its keys made the signature"),
        ({"sign": "another"}, "none of its keys made the signature"),
        ({"header": {"kid": "second"}}, "none of its keys made the signature"),
        ({"header": {"crit": ["who"]}}, "it is none"),
        ({"claims": {"iss": "https://evil.example"}}, "somebody else issued it"),
        ({"claims": {"iss": None}}, "somebody else issued it"),
        ({"claims": {"aud": "another"}}, "it is for another program"),
        ({"claims": {"aud": None}}, "it is for another program"),
        ({"claims": {"aud": ["native", "another"]}}, "it is for another program"),
        ({"claims": {"azp": "another"}}, "it is for another program"),
        ({"claims": {"sub": None}}, "it is about nobody"),
        ({"claims": {"sub": 7}}, "it is about nobody"),
        ({"claims": {"nonce": "another"}}, "it answers another request"),
        ({"claims": {"nonce": None}}, "it answers another request"),
        ({"claims": {"at_hash": "another"}}, "it came with another access token"),
        ({"claims": {"exp": None}}, "it does not say of when it is"),
        ({"claims": {"iat": "now"}}, "it does not say of when it is"),
        ({"claims": {"iat": NOW - 8000, "exp": NOW - 7200}}, "clock .* ahead"),
        ({"claims": {"iat": NOW + 3600}}, "clock .* behind"),
        ({"claims": {"nbf": NOW + 3600}}, "clock .* behind"),
    ],
)  # fmt: skip
def test_one_that_is_not_to_be_believed(
    authlib_provider: AuthlibProvider, visitor: Visitor, mischief: dict[str, object], says: str
) -> None:
    authlib_provider.misbehave(**mischief)
    with pytest.raises(SignInFailed, match=says) as refused:
        SignIn(authlib_provider.openid(), visitor.open).run(Stop())
    assert refused.value.hint
    page = visitor.page()
    assert page.startswith("HTTP/1.1 400 ")
    assert "You are not signed in to Mohist." in page


@pytest.mark.parametrize(
    "mischief",
    [
        {"claims": {"aud": "native", "at_hash": None}},
        {"claims": {"aud": ["native", "another"], "azp": "native"}},
        {"header": {"kid": None}},
    ],
)
def test_one_that_is_unusual_and_right(
    authlib_provider: AuthlibProvider, visitor: Visitor, mischief: dict[str, object]
) -> None:
    authlib_provider.misbehave(**mischief)
    assert SignIn(authlib_provider.openid(), visitor.open).run(Stop()).subject == "lisi"


def test_a_clock_may_be_two_minutes_off(
    authlib_provider: AuthlibProvider, visitor: Visitor
) -> None:
    now = int(time.time())  # of this test: minutes may have passed since it was gathered
    authlib_provider.misbehave(claims={"iat": now - 5000, "exp": now - 30})
    assert SignIn(authlib_provider.openid(), visitor.open).run(Stop()).subject == "lisi"


@pytest.mark.parametrize(
    "keys", ["", "[]", '{"keys": {}}', '{"keys": [7, {}, {"kty": "RSA", "n": "!", "e": "AQAB"}]}']
)
def test_keys_that_make_no_sense(
    authlib_provider: AuthlibProvider, visitor: Visitor, keys: str
) -> None:
    authlib_provider.misbehave(answers={"/jwks": [200, keys, {}]})
    with pytest.raises(SignInFailed, match="none of its keys made the signature"):
        SignIn(authlib_provider.openid(), visitor.open).run(Stop())
