"""Who says who somebody is: a provider of OAuth 2, by discovery or by its four addresses."""

import hashlib
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.domain.errors import BadInput
from app.i18n import _

DEFAULT_REDIRECT = "http://127.0.0.1/callback"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Fields:
    """What the provider calls what we want to know: names, or paths with dots (`data.user.name`).

    Each is looked for in what the permissions' address says, then in what the user's does, then in
    the ID token. "" means that there is none.
    """

    subject: str = "sub"
    """What tells people apart for good. With an issuer it is always `sub`."""
    username: str = "preferred_username"
    name: str = "name"
    name_cn: str = ""
    email: str = "email"
    groups: str = "groups"
    """A list of texts, one text with blanks or commas between, or a list of objects (`roles.code`);
    what the permissions' address and the user's say is taken together."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider and how we are known there. Nothing in here is secret."""

    id: str
    """Short and for good: the ids of what is kept secret are made of it, and users stand by it."""
    name: str
    """As users see it."""
    client_id: str
    issuer: str = ""
    """With it the addresses come by OpenID Connect discovery; without it from the four below."""
    authorize_url: str = ""
    token_url: str = ""
    user_info_url: str = ""
    permissions_url: str = ""
    """Asked with the access token, beside an issuer too; "" where there is none."""
    revocation_url: str = ""
    """Of a provider without discovery that can revoke (RFC 7009)."""
    device_url: str = ""
    """Of a provider without discovery that knows devices (RFC 8628)."""
    uses_secret: bool = False
    """Whether it wants a client secret; it lies in the keychain as `secret_id`."""
    scopes: tuple[str, ...] = ("openid", "profile", "email", "offline_access")
    fields: Fields = field(default_factory=Fields)
    redirect: str = DEFAULT_REDIRECT
    """As registered at the provider: a loopback address. Without a port, a free one is taken for
    each sign-in (RFC 8252, 7.3); with one, that alone, for providers that compare it exactly."""
    ca: str = ""
    """The PEM file of a private authority; "" for those of the system."""
    proxy: str = ""
    """"" as the system has it, `direct` for none, or the address of one."""
    device_flow: bool = False
    """Whether to offer signing in with a code on another device, where the provider can."""

    @property
    def secret_id(self) -> str:
        """Where its client secret is kept."""
        return self._kept_as("client-secret")

    @property
    def tokens_id(self) -> str:
        """Where the tokens of the user are kept."""
        return self._kept_as("tokens")

    @property
    def authority(self) -> str:
        """Who it is that says who somebody is. Users stand by this and their subject there: were
        it the id, another provider written under the same id in a file would speak for them.
        """
        if self.issuer:
            return self.issuer.rstrip("/")
        asked = " ".join(filter(None, (self.user_info_url, self.permissions_url)))
        return f"{asked} {self.fields.subject}"

    @property
    def recipient(self) -> tuple[str, ...]:
        """To whom its secret and the tokens of users are sent, and as whom. With another one,
        those that are kept are another's.
        """
        return (
            self.authority, self.token_url, self.permissions_url, self.revocation_url,
            self.device_url, self.client_id,
        )  # fmt: skip

    def _kept_as(self, what: str) -> str:
        """Of the recipient, too: a file that was changed sends nothing to somebody else."""
        told = hashlib.sha256("\n".join(self.recipient).encode()).hexdigest()
        return f"provider/{self.id}/{what}/{told[:16]}"

    @property
    def speaks_openid(self) -> bool:
        """Whether an ID token must come."""
        return bool(self.issuer)

    @property
    def wanted_scopes(self) -> tuple[str, ...]:
        """The scopes to ask for; without `openid` no provider sends an ID token."""
        if self.speaks_openid and "openid" not in self.scopes:
            return ("openid", *self.scopes)
        return self.scopes

    @property
    def host(self) -> str:
        """The name to call it by in a message about the network."""
        return urlsplit(self.issuer or self.token_url).hostname or self.name

    def check(self) -> None:
        """Refuse what cannot work, or would not be safe.

        Raises:
            BadInput: and what to write instead.
        """
        if not _ID.fullmatch(self.id):
            raise BadInput(
                _("A provider cannot have the id “{id}”.").format(id=self.id),
                hint=_("Use up to 64 letters, digits, hyphens and underscores."),
            )
        if not self.client_id.strip():
            raise BadInput(
                _("The provider {provider} has no client id.").format(provider=self.name),
                hint=_("It is given when this console is registered at the provider."),
            )
        self._check_addresses()
        check_redirect(self.redirect)
        check_proxy(self.proxy)

    def _check_addresses(self) -> None:
        needed = (
            {"issuer": self.issuer}
            if self.issuer
            else {"authorize": self.authorize_url, "token": self.token_url,
                  "user info": self.user_info_url}
        )  # fmt: skip
        for name, url in needed.items():
            if not url:
                raise BadInput(
                    _("The provider {provider} lacks an address: {name}.").format(
                        provider=self.name, name=name
                    ),
                    hint=_("Give its issuer, or the addresses to authorize, for tokens and users."),
                )
        optional = (self.permissions_url, self.revocation_url, self.device_url)
        for url in (*needed.values(), *filter(None, optional)):
            check_https(url)


def check_https(url: str) -> str:
    """The address, if it is one and encrypted.

    Raises:
        BadInput: it is not.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.username is not None or parts.fragment or _unclean(url):
        raise BadInput(
            _("“{url}” is no address to sign in by.").format(url=url[:200]),
            hint=_("It must begin with https:// and hold no user name."),
        )
    return url


def check_redirect(redirect: str) -> None:
    """Refuse a redirect that would leave this computer.

    Raises:
        BadInput: it is not a loopback address.
    """
    try:
        parts = urlsplit(redirect)
        good = parts.scheme == "http" and parts.hostname in _LOOPBACK and parts.port != 0
    except ValueError:
        good = False
    beyond = parts.query or parts.fragment or parts.username is not None if good else ""
    if not good or beyond or _unclean(redirect):
        raise BadInput(
            _("“{url}” is no address of this computer to come back to.").format(url=redirect[:200]),
            hint=_("Use what is registered at the provider, such as {url}.").format(
                url=DEFAULT_REDIRECT
            ),
        )


def check_proxy(proxy: str) -> None:
    """Refuse what is no proxy, or has a password in it that would lie in a file.

    Raises:
        BadInput: what to write instead.
    """
    if proxy in ("", "direct"):
        return
    try:
        parts = urlsplit(proxy)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.username is not None:
        raise BadInput(
            _("“{url}” is no address of a proxy.").format(url=proxy.rpartition("@")[2][:200]),
            hint=_(
                "Write http://host:port, without a password; one that asks for a password is set in"
                " the system (HTTPS_PROXY)."
            ),
        )


def _unclean(url: str) -> bool:
    return any(sign.isspace() or not sign.isprintable() for sign in url)
