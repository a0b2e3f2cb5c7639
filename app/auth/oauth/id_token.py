"""Whether an ID token is to be believed (OpenID Connect Core 1.0, 3.1.3.7).

Its signature is checked even though it came over TLS: it is kept, and looked at again.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from app.auth.oauth import http
from app.auth.oauth.discovery import Endpoints
from app.auth.oauth.provider import Provider
from app.domain.errors import SignInFailed
from app.domain.stop import Stop
from app.i18n import _

LEEWAY = 120.0
"""Seconds the clocks of this computer and of the provider may differ."""
_KINDS = {"R": "RSA", "P": "RSA", "E": "EC"}
"""Of the keys for an algorithm, by its first letter: one kind is never taken for another."""
_SMALLEST = 2048
"""Bits of an RSA key."""


def checked(
    provider: Provider,
    endpoints: Endpoints,
    id_token: str,
    stop: Stop,
    *,
    now: float,
    nonce: str | None = None,
    access: str = "",
) -> Mapping[str, Any]:
    """What the ID token says, if it is the provider's, for us, of now, and answers our request.

    `nonce` is what the request had; None where it could have none (devices, a refresh). `access`
    is the access token that came with it.

    Raises:
        SignInFailed: it is not to be believed, and why; or its keys cannot be had.
        Cancelled: `stop` was set.
    """
    import jwt

    try:
        header = jwt.get_unverified_header(id_token)
    except jwt.PyJWTError:
        raise _unbelievable(provider, _("it is none")) from None
    algorithm = header.get("alg")
    if algorithm not in endpoints.algorithms:
        raise _unbelievable(
            provider, _("it is signed with {algorithm}").format(algorithm=str(algorithm)[:20])
        )
    with http.session(provider, stop) as session:
        keys = http.get(session, endpoints.keys).fields.get("keys")
    for key in _keys(keys, header):
        try:
            claims = jwt.decode(
                id_token, key, algorithms=[algorithm],
                options={"verify_aud": False, "verify_iss": False, "verify_exp": False,
                         "verify_iat": False, "verify_nbf": False, "verify_sub": False},
            )  # fmt: skip
        except jwt.PyJWTError:
            continue
        _believed(provider, endpoints, claims, now, nonce)
        _goes_with(provider, claims, algorithm, access)
        return claims
    raise _unbelievable(provider, _("none of its keys made the signature"))


def _keys(keys: object, header: Mapping[str, Any]) -> list[Any]:
    """Those that may have signed it."""
    import jwt

    algorithm = str(header["alg"])
    kind = _KINDS.get(algorithm[0], "OKP") if algorithm != "EdDSA" else "OKP"
    found: list[Any] = []
    for each in keys if isinstance(keys, list) else []:
        if not isinstance(each, dict) or each.get("kty") != kind or each.get("use") == "enc":
            continue
        if each.get("alg", algorithm) != algorithm:
            continue
        if "kid" in header and each.get("kid") != header["kid"]:
            continue
        try:
            key = jwt.PyJWK.from_dict(each, algorithm=algorithm).key
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
        if getattr(key, "key_size", _SMALLEST) < _SMALLEST and kind == "RSA":
            continue
        found.append(key)
    return found


def _believed(
    provider: Provider,
    endpoints: Endpoints,
    claims: Mapping[str, Any],
    now: float,
    nonce: str | None,
) -> None:
    if claims.get("iss") != endpoints.issuer:
        raise _unbelievable(provider, _("somebody else issued it"))
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if provider.client_id not in audiences:
        raise _unbelievable(provider, _("it is for another program"))
    party = claims.get("azp")
    if (len(audiences) > 1 and party is None) or party not in (None, provider.client_id):
        raise _unbelievable(provider, _("it is for another program"))
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise _unbelievable(provider, _("it is about nobody"))
    if nonce is not None and not _same(claims.get("nonce"), nonce):
        raise _unbelievable(provider, _("it answers another request"))
    _of_now(provider, claims, now)


def _of_now(provider: Provider, claims: Mapping[str, Any], now: float) -> None:
    issued, ends = _moment(claims, "iat"), _moment(claims, "exp")
    if issued is None or ends is None:
        raise _unbelievable(provider, _("it does not say of when it is"))
    early = max(issued, _moment(claims, "nbf") or issued) - now
    late = now - issued if now > ends + LEEWAY else 0.0
    if early > LEEWAY or late:
        minutes = max(1, round((late or early) / 60))
        text = (
            _("The clock of this computer is {minutes} min behind that of {provider}.")
            if not late
            else _("The clock of this computer is {minutes} min ahead of that of {provider}.")
        )
        raise SignInFailed(
            text.format(minutes=minutes, provider=provider.name),
            hint=_("Set the clock of this computer right (NTP), and sign in again."),
        )


def _goes_with(provider: Provider, claims: Mapping[str, Any], algorithm: str, access: str) -> None:
    """Compare `at_hash`: half of the access token's hash, by the algorithm of the signature."""
    if "at_hash" not in claims or not access:
        return
    digest = {"256": hashlib.sha256, "384": hashlib.sha384}.get(algorithm[-3:], hashlib.sha512)
    whole = digest(access.encode()).digest()
    half = base64.urlsafe_b64encode(whole[: len(whole) // 2]).rstrip(b"=").decode()
    if not _same(claims["at_hash"], half):
        raise _unbelievable(provider, _("it came with another access token"))


def _moment(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    return float(value) if isinstance(value, int | float) else None


def _same(one: object, other: str) -> bool:
    return isinstance(one, str) and hmac.compare_digest(one.encode(), other.encode())


def _unbelievable(provider: Provider, why: str) -> SignInFailed:
    return SignInFailed(
        _("The ID token in the name of {provider} is not to be believed: {reason}.").format(
            provider=provider.name, reason=why
        ),
        hint=_("Nobody was signed in. If it happens again, tell whoever runs the provider."),
        code="id_token",
    )
