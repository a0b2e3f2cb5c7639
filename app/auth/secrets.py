"""The one door to secrets: the keychain, the vault, or this run only, as the user chose.

Where the chosen place does not give a secret, that is said. Nothing is quietly kept in, or
fetched from, a place the user did not choose, save what was given for this run only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.auth.keychain import Keychain
from app.auth.memory import Memory
from app.auth.store import SecretStore
from app.auth.vault import Vault
from app.domain.errors import Cancelled, SecretUnavailable
from app.domain.stop import Stop
from app.i18n import N_, _


class Place(StrEnum):
    """Where secrets are kept."""

    KEYCHAIN = "keychain"
    VAULT = "vault"
    RUN = "run"


PLACE_NAMES = {
    Place.KEYCHAIN: N_("Keychain of this system"),
    Place.VAULT: N_("Vault with a passphrase"),
    Place.RUN: N_("This run only"),
}
"""How each is written; to be translated where shown."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where secrets are, whether they can be had now, and both in a sentence."""

    place: Place
    ready: bool
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many secrets are in another place now; the ids of those that are in the old one too."""

    count: int = 0
    left: tuple[str, ...] = ()


class Secrets:
    """Gets and keeps secrets by their ids (`endpoint.secret_id`).

    All but `choose` and `lock_if_idle` may wait: call it from a lane. `stop` ends the waiting.
    """

    def __init__(self, keychain: Keychain, vault: Vault, place: Place = Place.RUN) -> None:
        self.vault = vault
        self._keychain = keychain
        self._run = Memory()
        self._place = place

    @property
    def place(self) -> Place:
        """Where secrets are kept now."""
        return self._place

    def choose(self, place: Place) -> None:
        """Keep secrets there from now on; those kept already stay where they are (see `move`)."""
        self._place = place

    def first_ready(self, stop: Stop | None = None) -> Place:
        """What to offer a user who never chose: the keychain, else a vault, else this run."""
        try:
            self._keychain.check(stop or Stop())
        except SecretUnavailable:
            return Place.VAULT if self.vault.exists else Place.RUN
        return Place.KEYCHAIN

    def get(self, secret_id: str, stop: Stop | None = None) -> str | None:
        """The secret, or None where none is kept; what was given for this run comes first.

        Raises:
            SecretUnavailable: the chosen place does not give it now.
            Cancelled: `stop` was set.
        """
        stop = stop or Stop()
        kept = self._run.get(secret_id, stop)
        return kept if kept is not None else self._store(self._place).get(secret_id, stop)

    def put(
        self, secret_id: str, secret: str, *, run_only: bool = False, stop: Stop | None = None
    ) -> None:
        """Keep it in the chosen place, or for this run; raises as `get` does."""
        stop = stop or Stop()
        if run_only:
            self._run.put(secret_id, secret, stop)
            return
        self._store(self._place).put(secret_id, secret, stop)
        if self._place is not Place.RUN:
            self._run.forget(secret_id, stop)

    def forget(self, secret_id: str, stop: Stop | None = None) -> None:
        """Keep it no longer, neither in the chosen place nor for this run; raises as `get` does."""
        stop = stop or Stop()
        self._run.forget(secret_id, stop)
        self._store(self._place).forget(secret_id, stop)

    def move(
        self,
        ids: Sequence[str],
        to: Place,
        stop: Stop | None = None,
        tell: Callable[[int, int], object] = lambda _done, _all: None,
    ) -> Moved:
        """Bring the secrets of these ids to another place and choose it.

        All are copied and read back before the other place is chosen and the first is forgotten:
        breaking off anywhere (by `stop`, by a locked keychain) loses none. Once the other place is
        chosen nothing is raised any more: what the first place did not let go of is in `left`.
        `tell` hears how many of how many steps are done.

        Raises:
            SecretUnavailable: one of the places does not do its part.
            Cancelled: `stop` was set.
        """
        stop = stop or Stop()
        source, target = self._store(self._place), self._store(to)
        if source is target:
            return Moved()
        found: list[str] = []
        for number, secret_id in enumerate(ids):
            stop.check()
            tell(number, 2 * len(ids))
            secret = source.get(secret_id, stop)
            if secret is None:
                continue
            target.put(secret_id, secret, stop)
            if target.get(secret_id, stop) != secret:
                raise SecretUnavailable(
                    _("A secret came back from its new place as another one."),
                    hint=_("Nothing was taken from the old place. Choose another new one."),
                )
            found.append(secret_id)
        self._place = to
        left: list[str] = []
        for number, secret_id in enumerate(found):
            tell(2 * len(ids) - len(found) + number, 2 * len(ids))
            try:
                stop.check()
                source.forget(secret_id, stop)
            except (SecretUnavailable, Cancelled):
                left.append(secret_id)
        tell(1, 1)
        return Moved(len(found), tuple(left))

    def where(self, stop: Stop | None = None) -> Whereabouts:
        """The chosen place and its state; asks the user nothing."""
        match self._place:
            case Place.RUN:
                return Whereabouts(Place.RUN, True, _("Secrets are kept for this run only."))
            case Place.VAULT:
                return self._vault_state()
            case Place.KEYCHAIN:
                try:
                    self._keychain.check(stop or Stop())
                except SecretUnavailable as error:
                    return Whereabouts(Place.KEYCHAIN, False, str(error), error.hint)
                return Whereabouts(
                    Place.KEYCHAIN, True, _("Secrets are kept in the keychain of this system.")
                )

    def _vault_state(self) -> Whereabouts:
        if not self.vault.exists:
            text = _("There is no vault in {path}.").format(path=self.vault.path)
            return Whereabouts(Place.VAULT, False, text, _("Make one first."))
        if self.vault.locked:
            return Whereabouts(
                Place.VAULT, False, _("The vault is locked."), _("Unlock it with its passphrase.")
            )
        return Whereabouts(Place.VAULT, True, _("Secrets are kept in the vault, which is open."))

    def close(self) -> None:
        """Lock the vault, forget what was for this run, and end the keychain's process."""
        self.vault.lock()
        self._run = Memory()
        self._keychain.close()

    def _store(self, place: Place) -> SecretStore:
        match place:
            case Place.KEYCHAIN:
                return self._keychain
            case Place.VAULT:
                return self.vault
            case Place.RUN:
                return self._run
