"""The providers of sign-in, a line each. No Qt."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.auth.oauth import DEFAULT_REDIRECT, Provider
from app.i18n import N_, _
from app.models.fields import Field, State

OPENID, CLASSIC = "openid", "classic"
KINDS = {
    OPENID: N_("OpenID Connect (by its issuer)"),
    CLASSIC: N_("OAuth 2 (by its addresses)"),
}


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A provider with what is shown of it."""

    provider: Provider
    here: bool
    """Whether somebody is signed in there now."""


def provider_rows(providers: Iterable[Provider], here: str) -> tuple[ProviderRow, ...]:
    """A row for each; `here` is the id of the one somebody is signed in at, or ""."""
    return tuple(ProviderRow(each, each.id == here) for each in providers)


def kind_of(provider: Provider) -> str:
    """A key of `KINDS`."""
    return OPENID if provider.issuer else CLASSIC


def _secret(row: ProviderRow) -> str:
    return _("in the keychain or vault") if row.provider.uses_secret else _("none")


def _proxy(row: ProviderRow) -> str:
    proxy = row.provider.proxy
    if proxy == "direct":
        return _("none")
    return proxy or _("as the system has it")


def _redirect(row: ProviderRow) -> str | None:
    redirect = row.provider.redirect
    return None if redirect == DEFAULT_REDIRECT else redirect


PROVIDERS: tuple[Field[ProviderRow], ...] = (
    Field("name", N_("Name"), lambda row: row.provider.name, width=140,
          state=lambda row: State.GOOD if row.here else State.NONE),
    Field("kind", N_("Kind"), lambda row: _(KINDS[kind_of(row.provider)]), width=215),
    Field("address", N_("Address"),
          lambda row: row.provider.issuer or row.provider.authorize_url, stretch=True, width=200),
    Field("client", N_("Client id"), lambda row: row.provider.client_id, width=110,
          hidden=True),
    Field("secret", N_("Client secret"), _secret, width=150, hidden=True),
    Field("id", N_("Id"), lambda row: row.provider.id, width=90, hidden=True),
    Field("scopes", N_("Scopes"), lambda row: " ".join(row.provider.scopes), width=160,
          hidden=True),
    Field("redirect", N_("Comes back to"), _redirect, width=160, hidden=True),
    Field("ca", N_("Authority (CA file)"), lambda row: row.provider.ca or None, width=140,
          hidden=True),
    Field("proxy", N_("Proxy"), _proxy, width=140, hidden=True),
)  # fmt: skip
