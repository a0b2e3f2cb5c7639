"""The providers of this computer: in its settings, their secrets where secrets are kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.auth.oauth import Provider, Providers, discover, read_providers, write_providers
from app.domain.errors import ConsoleError
from app.domain.journal import Deed, Event
from app.domain.people import Status
from app.domain.rights import Ability
from app.domain.stop import Stop
from app.flows.rights import Notes, Warden
from app.i18n import N_, _


class KeepsSecrets(Protocol):
    """What is asked of `auth.secrets.Secrets`, and of the window's keeper of them."""

    def put(self, secret: str, value: str, /, *, stop: Stop | None = None) -> None:
        """Keep it."""

    def forget(self, secret: str, /, stop: Stop | None = None) -> None:
        """Keep it no longer."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a provider said of itself when it was asked."""

    authorize: str
    """Where the browser will be sent."""
    device: bool
    """Whether it knows signing in with a code on another device."""
    revokes: bool


class ProviderBook:
    """All of it may wait, and is called by one thread at a time (a lane).

    The file is read anew before each change, and one that cannot be read is never overwritten.
    """

    def __init__(self, path: Path, secrets: KeepsSecrets, warden: Warden, journal: Notes) -> None:
        """`path` is that of `providers.json`."""
        self._path, self._secrets, self._journal = path, secrets, journal
        self.warden = warden

    def read(self) -> Providers:
        """Those in the file. One that is damaged as a whole counts as an entry that is not
        understood: nobody owns the console because a file is broken.
        """
        try:
            return read_providers(self._path)
        except ConsoleError as error:
            return Providers(kept=(None,), troubles=(error,))

    def save(self, provider: Provider, secret: str = "", stop: Stop | None = None) -> Providers:
        """Put it in place of the one of its id, or behind all others; all there are then.
        `secret` is the client secret where it was typed anew.

        What was kept for other addresses is forgotten: neither the client secret nor somebody's
        tokens are ever sent to whom they are not for.

        Raises:
            Refused: who is signed in may not; where nobody is, everybody may (see `_nobody`).
            BadInput: it could not work.
            UnreadableInput, Unwritable: the file or the journal.
            SecretUnavailable: the secret cannot be kept now; the provider is as it was.
        """
        if not self._nobody:
            self.warden.require(Ability.CHANGE_PROVIDERS)
        provider.check()
        found = read_providers(self._path)
        before = {each.id: each for each in found.providers}
        old = before.get(provider.id)
        self._note(_change_of(old), provider, old)
        if old is not None and old.recipient != provider.recipient:
            self._secrets.forget(old.tokens_id, stop)
            self._secrets.forget(old.secret_id, stop)
        if provider.uses_secret and secret:
            self._secrets.put(provider.secret_id, secret.strip(), stop=stop)
        write_providers(self._path, {**before, provider.id: provider}.values(), found.kept)
        if old is not None and old.uses_secret and not provider.uses_secret:
            self._secrets.forget(old.secret_id, stop)
        return self.read()

    def remove(self, ids: Iterable[str], stop: Stop | None = None) -> Providers:
        """Have them no more, nor what is kept secret of them; all there are then.

        Raises:
            Refused: who is here may not. Without any provider whoever uses the computer owns the
                console, so nobody who is not signed in may.
            UnreadableInput, Unwritable, SecretUnavailable: as `save`.
        """
        self.warden.require(Ability.CHANGE_PROVIDERS)
        gone = set(ids)
        found = read_providers(self._path)
        for provider in found.providers:
            if provider.id in gone:
                self._note(N_("{user} takes the provider {provider} out of the settings."),
                           provider, provider)  # fmt: skip
        left = [each for each in found.providers if each.id not in gone]
        write_providers(self._path, left, found.kept)
        for provider in found.providers:
            if provider.id in gone:
                self._secrets.forget(provider.tokens_id, stop)
                self._secrets.forget(provider.secret_id, stop)
        return self.read()

    def test(self, provider: Provider, stop: Stop) -> Found:
        """Ask it where it wants to be asked; nobody signs in.

        Raises:
            BadInput, SignInFailed: it does not work so, and why.
        """
        said = discover(provider, stop)
        return Found(said.authorize, bool(said.device), bool(said.revocation))

    def why_not(self, *, removing: bool = False) -> str:
        """Why whoever is here may not change them, or `removing` take one out; "" where they may.
        Waits for nothing.
        """
        if self._nobody and not removing:
            return ""
        return self.warden.reason(Ability.CHANGE_PROVIDERS)

    @property
    def _nobody(self) -> bool:
        """Whether a provider should say who is here, and does not. If it cannot because of a slip
        in how it is written, whoever is here has to be able to mend it; that raises nobody's
        rights, since users stand by the authority that vouches for them.
        """
        user = self.warden.user
        return not user.id and user.status is Status.BLOCKED

    def _note(self, text: str, provider: Provider, old: Provider | None) -> None:
        user = self.warden.user
        facts = {
            "provider": provider.id, "user": user.id,
            "before": old.authority if old is not None else "", "after": provider.authority,
        }  # fmt: skip
        said = _(text).format(user=user.shown, provider=provider.name)
        known = tuple(each for each in facts.items() if each[1])
        self._journal.note(Event(Deed.PROVIDER_CHANGED, user.shown, said, facts=known))


def _change_of(old: Provider | None) -> str:
    if old is None:
        return N_("{user} puts the provider {provider} into the settings.")
    return N_("{user} changes the provider {provider} in the settings.")
