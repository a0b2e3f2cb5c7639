"""A provider while it is being edited; its client secret stands in no draft. No Qt."""

import re
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field, replace

from app.auth.oauth import DEFAULT_REDIRECT, Fields, Provider
from app.auth.oauth.provider import check_https, check_proxy, check_redirect
from app.domain.errors import ConsoleError
from app.domain.validation import BadField
from app.i18n import _
from app.models.sign_in.providers import CLASSIC, OPENID, kind_of

ADDRESSES = {
    OPENID: ("issuer", "permissions_url"),
    CLASSIC: ("authorize_url", "token_url", "user_info_url", "permissions_url", "revocation_url",
              "device_url"),
}  # fmt: skip
"""What a provider of each kind is reached by, in the order they are asked for."""
_NEEDED = ("issuer", "authorize_url", "token_url", "user_info_url")
_SCOPES = {OPENID: "openid profile email offline_access", CLASSIC: ""}
FIELDS = tuple(asdict(Fields()))
"""What the provider calls what we want to know: the names of `Fields`."""


@dataclass(frozen=True, slots=True)
class ProviderDraft:
    """What stands in the form; `kind` is a key of `KINDS`."""

    id: str = ""
    kind: str = OPENID
    name: str = ""
    issuer: str = ""
    authorize_url: str = ""
    token_url: str = ""
    user_info_url: str = ""
    permissions_url: str = ""
    revocation_url: str = ""
    device_url: str = ""
    client_id: str = ""
    uses_secret: bool = False
    device_flow: bool = False
    scopes: str = _SCOPES[OPENID]
    redirect: str = DEFAULT_REDIRECT
    ca: str = ""
    proxy: str = ""
    fields: Fields = field(default_factory=Fields)

    def of_kind(self, kind: str) -> "ProviderDraft":
        """The same as another kind, with the scopes it usually has where those of this stand."""
        usual = self.scopes.strip() in ("", _SCOPES[self.kind])
        return replace(self, kind=kind, scopes=_SCOPES[kind] if usual else self.scopes)

    def provider(
        self, secret: str, known: Provider | None = None, taken: Collection[str] = ()
    ) -> Provider:
        """The provider that is meant. `secret` is the client secret as it was typed, `known` is
        what the provider was before; `taken` are the ids that others have.

        Raises:
            BadField: something makes no sense; the name of the field.
        """
        if not self.name.strip():
            raise BadField(_("The provider needs a name."), field="name")
        id_ = self.id.strip() or id_from(self.name, taken)
        if known is None and id_ in taken:
            raise BadField(
                _("Another provider has the id “{id}”.").format(id=id_), field="id",
                hint=_("Choose another: users and secrets stand by it."),
            )  # fmt: skip
        if not self.client_id.strip():
            raise BadField(
                _("The provider needs the client id of this console."), field="client_id",
                hint=_("It is given when this console is registered at the provider."),
            )  # fmt: skip
        urls = {name: getattr(self, name).strip() for name in ADDRESSES[self.kind]}
        for name, url in urls.items():
            if url or name in _NEEDED:
                _tried(name, lambda url=url: check_https(url))  # type: ignore[misc]
        _tried("redirect", lambda: check_redirect(self.redirect.strip()))
        _tried("proxy", lambda: check_proxy(self.proxy.strip()))
        names = {name: said.strip() for name, said in asdict(self.fields).items()}
        made = Provider(
            id_, self.name.strip(), self.client_id.strip(), **urls, uses_secret=self.uses_secret,
            scopes=tuple(self.scopes.replace(",", " ").split()), fields=Fields(**names),
            redirect=self.redirect.strip(), ca=self.ca.strip(), proxy=self.proxy.strip(),
            device_flow=self.device_flow,
        )  # fmt: skip
        _tried("id", made.check)
        kept = known is not None and known.uses_secret and known.recipient == made.recipient
        if self.uses_secret and not kept and not secret.strip():
            raise BadField(
                _("The provider needs its client secret."), field="secret",
                hint=_("Copy it from where this console is registered, or do without one."),
            )  # fmt: skip
        return made


def draft_of(provider: Provider) -> ProviderDraft:
    """What stands in the form when it is opened."""
    urls = {name: getattr(provider, name) for name in {*ADDRESSES[OPENID], *ADDRESSES[CLASSIC]}}
    return ProviderDraft(
        provider.id, kind_of(provider), provider.name, **urls, client_id=provider.client_id,
        uses_secret=provider.uses_secret, device_flow=provider.device_flow,
        scopes=" ".join(provider.scopes), redirect=provider.redirect, ca=provider.ca,
        proxy=provider.proxy, fields=provider.fields,
    )  # fmt: skip


def id_from(name: str, taken: Collection[str] = ()) -> str:
    """An id made of a name, which nobody has yet; one of Chinese signs alone has none in it."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:48] or "provider"
    number, made = 1, plain
    while made in taken:
        number += 1
        made = f"{plain}-{number}"
    return made


def _tried(name: str, call: Callable[[], object]) -> None:
    try:
        call()
    except ConsoleError as error:
        raise BadField(str(error), field=name, hint=error.hint) from error
