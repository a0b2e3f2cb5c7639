"""At the token address: a code, a device or a refresh token becomes tokens; and their end."""

import math
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from app.auth.oauth import http
from app.auth.oauth.answers import said_no
from app.auth.oauth.discovery import Endpoints
from app.auth.oauth.id_token import checked
from app.auth.oauth.provider import Provider
from app.auth.oauth.tokens import Tokens
from app.domain.errors import SignInFailed
from app.domain.stop import Stop
from app.i18n import _

if TYPE_CHECKING:
    from requests_oauthlib import OAuth2Session

Clock = Callable[[], float]
"""Gives seconds since 1970."""


def refresh(
    provider: Provider,
    endpoints: Endpoints,
    tokens: Tokens,
    secret: str | None,
    stop: Stop,
    clock: Clock = time.time,
) -> Tokens:
    """New tokens for old; a provider may give a new refresh token, and then the old one is dead.

    Whoever calls it keeps what comes back at once.

    Raises:
        SignInFailed: with `again`, the provider takes it no more: sign in again.
        Cancelled: `stop` was set. The old refresh token may have been used up.
    """
    if not tokens.refresh:
        raise SignInFailed(
            _("{provider} gave nothing to go on with.").format(provider=provider.name),
            hint=_("Sign in again."),
            again=True,
        )
    form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
    answer = ask_for_tokens(provider, endpoints, form, secret, stop)
    fresh = taken(provider, endpoints, answer.fields, stop, clock, before=tokens)
    if tokens.subject and fresh.subject != tokens.subject:
        raise SignInFailed(
            _("{provider} went on with another user.").format(provider=provider.name),
            hint=_("Sign in again."),
            again=True,
        )
    return fresh


def revoke(
    provider: Provider, endpoints: Endpoints, tokens: Tokens, secret: str | None, stop: Stop
) -> bool:
    """Have the provider forget the tokens (RFC 7009); False where it cannot.

    The access token is told of as well: some providers end only the one they are told of.

    Raises:
        SignInFailed: it cannot be reached, or will not.
        Cancelled: `stop` was set.
    """
    if not endpoints.revocation:
        return False
    for token, hint in ((tokens.refresh, "refresh_token"), (tokens.access, "access_token")):
        if not token:
            continue
        form = {"token": token, "token_type_hint": hint}
        with http.session(provider, stop) as session:
            answer = http.post(
                session, endpoints.revocation, *as_us(provider, endpoints, form, secret)
            )
        unknown = answer.fields.get("error") in ("unsupported_token_type", "invalid_token")
        if not 200 <= answer.status < 300 and not unknown:
            raise said_no(provider.name, answer.fields, answer.status)
    return True


def redeem(
    session: "OAuth2Session",
    provider: Provider,
    endpoints: Endpoints,
    code: str,
    secret: str | None,
) -> Mapping[str, Any]:
    """The token address's answer to a code; the session has the verifier that goes with it.

    Raises:
        SignInFailed: the provider says no.
    """
    from oauthlib.oauth2 import OAuth2Error

    if provider.uses_secret and not endpoints.posts_secret:
        client: dict[str, Any] = {"auth": _basic(provider, secret)}
    else:
        client = {"include_client_id": True, "client_secret": secret}
    session.scope = None  # granted less than asked for is no error (RFC 6749, 3.3)
    try:
        return dict(session.fetch_token(endpoints.token, code=code, **client))
    except OAuth2Error as error:
        said = {"error": error.error, "error_description": error.description}
        raise said_no(provider.name, said if error.error != "missing_token" else {}) from None
    except ValueError:  # an answer that is neither JSON nor a form
        raise said_no(provider.name, {}) from None


def ask_for_tokens(
    provider: Provider,
    endpoints: Endpoints,
    form: dict[str, str],
    secret: str | None,
    stop: Stop,
) -> http.Answer:
    """Send a form to the token address.

    Raises:
        SignInFailed: the provider says no (`code` has its word), or cannot be reached.
        Cancelled: `stop` was set.
    """
    with http.session(provider, stop) as session:
        answer = http.post(session, endpoints.token, *as_us(provider, endpoints, form, secret))
    if answer.status != 200 or "error" in answer.fields:
        raise said_no(provider.name, answer.fields, answer.status)
    return answer


def taken(
    provider: Provider,
    endpoints: Endpoints,
    said: Mapping[str, Any],
    stop: Stop,
    clock: Clock,
    *,
    nonce: str | None = None,
    before: Tokens | None = None,
) -> Tokens:
    """The tokens in an answer, its ID token checked; what it leaves out stays as `before`.

    Raises:
        SignInFailed: it holds no access token, or an ID token not to be believed.
        Cancelled: `stop` was set.
    """
    access, kind = said.get("access_token"), said.get("token_type", "Bearer")
    if not isinstance(access, str) or not access or str(kind).lower() != "bearer":
        raise SignInFailed(
            _("{provider} gave no token that could be used.").format(provider=provider.name),
            hint=_("Check the addresses of the provider."),
        )
    id_token, subject = said.get("id_token"), before.subject if before else ""
    if endpoints.issuer and isinstance(id_token, str):
        claims = checked(
            provider, endpoints, id_token, stop, now=clock(), nonce=nonce, access=access
        )
        subject = claims["sub"]
    elif endpoints.issuer and before is None:
        raise SignInFailed(
            _("{provider} gave no ID token.").format(provider=provider.name),
            hint=_("Check that this console may ask it for the scope openid."),
        )
    else:
        id_token = before.id_token if before else ""
    refreshed = said.get("refresh_token")
    return Tokens(
        access,
        refreshed if isinstance(refreshed, str) else (before.refresh if before else ""),
        id_token or "",
        _end(said, clock()),
        _scopes(said) or (before.scopes if before else ()),
        subject,
    )


def as_us(
    provider: Provider, endpoints: Endpoints, form: dict[str, str], secret: str | None
) -> tuple[dict[str, str], Any]:
    """The form, and the header where the secret goes there (RFC 6749, 2.3.1)."""
    if not provider.uses_secret:
        return {**form, "client_id": provider.client_id}, None
    if endpoints.posts_secret:
        return {**form, "client_id": provider.client_id, "client_secret": secret or ""}, None
    return form, _basic(provider, secret)


def _basic(provider: Provider, secret: str | None) -> Any:
    from requests.auth import HTTPBasicAuth

    return HTTPBasicAuth(quote(provider.client_id, safe=""), quote(secret or "", safe=""))


def _end(said: Mapping[str, Any], now: float) -> float:
    try:
        seconds = float(said.get("expires_in") or 0)
    except (TypeError, ValueError):
        return 0.0
    return now + seconds if math.isfinite(seconds) and seconds > 0 else 0.0


def _scopes(said: Mapping[str, Any]) -> tuple[str, ...]:
    scope = said.get("scope")
    if isinstance(scope, str):
        return tuple(scope.split())
    return tuple(str(each) for each in scope) if isinstance(scope, list | tuple) else ()
