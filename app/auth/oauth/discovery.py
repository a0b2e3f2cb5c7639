"""Where a provider is asked for what (OpenID Connect Discovery 1.0, RFC 8414)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.auth.oauth import http
from app.auth.oauth.answers import said_no
from app.auth.oauth.provider import Provider, check_https
from app.domain.errors import BadInput, SignInFailed
from app.domain.stop import Stop
from app.i18n import _

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""Of signatures that are believed: those whose key only the provider has."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses of a provider and what it says it can; "" is an address it has not."""

    authorize: str
    token: str
    user_info: str = ""
    permissions: str = ""
    revocation: str = ""
    device: str = ""
    keys: str = ""
    """Of the keys that sign its ID tokens (JWKS)."""
    issuer: str = ""
    """"" for a provider of the classic kind, without ID tokens."""
    says_issuer: bool = False
    """It always says who it is when it sends the browser back (RFC 9207)."""
    posts_secret: bool = False
    """It takes the client secret in the form alone, not in a header."""
    algorithms: tuple[str, ...] = field(default=ALGORITHMS)


def discover(provider: Provider, stop: Stop) -> Endpoints:
    """Ask a provider with an issuer where its addresses are; take them as given otherwise.

    Raises:
        BadInput: the provider is not set up so that it could work.
        SignInFailed: it cannot be reached, or what it says makes no sense.
        Cancelled: `stop` was set.
    """
    provider.check()
    if not provider.issuer:
        return Endpoints(
            provider.authorize_url, provider.token_url, provider.user_info_url,
            provider.permissions_url, provider.revocation_url, provider.device_url,
        )  # fmt: skip
    url = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    with http.session(provider, stop) as session:
        answer = http.get(session, url)
    if answer.status != 200 or not answer.fields:
        error = said_no(provider.name, {}, answer.status)
        raise SignInFailed(
            str(error), hint=_("Check the issuer; this was asked: {url}").format(url=url)
        )
    return _understood(provider, answer.fields)


def _understood(provider: Provider, said: Mapping[str, Any]) -> Endpoints:
    issuer = said.get("issuer")
    if not isinstance(issuer, str) or issuer.rstrip("/") != provider.issuer.rstrip("/"):
        raise SignInFailed(
            _("The provider says that it is {other}, not {issuer}.").format(
                other=str(issuer)[:200], issuer=provider.issuer
            ),
            hint=_("Write the issuer as the provider does, or do not trust it."),
        )
    try:
        return Endpoints(
            authorize=check_https(_url(said, "authorization_endpoint")),
            token=check_https(_url(said, "token_endpoint")),
            user_info=_optional(said, "userinfo_endpoint"),
            permissions=provider.permissions_url,
            revocation=_optional(said, "revocation_endpoint"),
            device=_optional(said, "device_authorization_endpoint"),
            keys=check_https(_url(said, "jwks_uri")),
            issuer=issuer,
            says_issuer=said.get("authorization_response_iss_parameter_supported") is True,
            posts_secret=_posts_secret(said),
            algorithms=_algorithms(provider, said),
        )
    except BadInput as error:
        raise SignInFailed(
            _("What {provider} says of itself cannot be used.").format(provider=provider.name)
            + f" {error}",
            hint=_("Ask whoever runs the provider."),
        ) from None


def _url(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    return value if isinstance(value, str) else ""


def _optional(said: Mapping[str, Any], key: str) -> str:
    url = _url(said, key)
    return check_https(url) if url else ""


def _posts_secret(said: Mapping[str, Any]) -> bool:
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return (
        isinstance(methods, list)
        and "client_secret_post" in methods
        and "client_secret_basic" not in methods
    )


def _algorithms(provider: Provider, said: Mapping[str, Any]) -> tuple[str, ...]:
    offered = said.get("id_token_signing_alg_values_supported", ["RS256"])
    usable = tuple(each for each in ALGORITHMS if isinstance(offered, list) and each in offered)
    if not usable:
        raise SignInFailed(
            _("{provider} does not sign its ID tokens so that we could check it.").format(
                provider=provider.name
            ),
            hint=_("It must be able to sign them with RS256 or ES256."),
        )
    return usable
