"""The journal as commands write it: signed by the workstation's key where that can be had.

A command asks nobody for a passphrase: a vault stays locked, and its entries say so. Where secrets
are kept for a run only there is no key: one that ends with the command would vouch for nothing.
Keychain and key are looked for with the first entry, so whoever writes none starts nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.auth.keychain import Keychain
from app.auth.secrets import Place, Secrets
from app.auth.signing import Workstation, check
from app.auth.vault import Vault
from app.domain.errors import SecretUnavailable
from app.domain.journal import Verdict
from app.domain.signing import Key, Remembered
from app.domain.stop import Stop
from app.flows.keep_journal import verify_against
from app.paths import settings_folder
from app.store import settings
from app.store.journal import Journal
from app.store.journal.lines import NO_KEY

_PATIENCE = 10.0
"""Seconds the first entry waits for the key: no window does, so it may be longer."""


def verified(data: Path, anchors: Sequence[Path]) -> tuple[Verdict, SecretUnavailable | None]:
    """Check the journal in the folder of the data, also against anchors in these files, and what
    the keychain remembers of its end; and why that could not be asked.

    Raises:
        UnreadableInput: a file cannot be read, or is no anchor.
    """
    signer, unknown = CommandSigner(data), None
    try:
        try:
            signer.recall()
        except SecretUnavailable as error:
            unknown = error
        return verify_against(Journal(data / "journal", signer, check), anchors), unknown
    finally:
        signer.close()


@contextmanager
def journal_of_commands(data: Path) -> Iterator[Journal]:
    """The journal in the folder of the data; what is remembered of its end is kept on leaving."""
    signer = CommandSigner(data)
    try:
        yield Journal(data / "journal", signer, check)
    finally:
        signer.close()


class CommandSigner:
    """A `Signer` that opens the place of secrets when it is asked for the key."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._secrets: Secrets | None = None
        self._station = Workstation(
            self._get, self._put, self._place, data / "journal" / "key.lock", _PATIENCE
        )

    def key(self) -> Key | str:
        """The key, or why there is none."""
        found = self._station.key()
        return NO_KEY if self._secrets is not None and not self._place() else found

    def recall(self) -> None:
        """Have what is remembered of the end at hand; nothing is where secrets are for a run only.

        Raises:
            SecretUnavailable: the keychain cannot be asked, or the vault is locked.
        """
        if self._opened(Stop()).place is not Place.RUN:
            self._station.recall()

    @property
    def before(self) -> Key | None:
        """See `Signer`."""
        return self._station.before

    @property
    def remembered(self) -> Remembered | None:
        """See `Signer`."""
        return self._station.remembered

    def remember(self, entry: Remembered) -> None:
        """See `Signer`."""
        self._station.remember(entry)

    def close(self) -> None:
        """End what runs, and wait for it."""
        self._station.close()
        if self._secrets is not None:
            self._secrets.close()

    def _get(self, secret_id: str, stop: Stop) -> str | None:
        secrets = self._opened(stop)
        if secrets.place is Place.RUN:
            raise SecretUnavailable(secret_id)
        return secrets.get(secret_id, stop)

    def _put(self, secret_id: str, secret: str, stop: Stop) -> None:
        self._opened(stop).put(secret_id, secret, stop=stop)

    def _opened(self, stop: Stop) -> Secrets:
        """In the thread of the workstation, or before there is one."""
        if self._secrets is None:
            chosen = settings.read(settings_folder() / "settings.json").settings.secrets
            secrets = Secrets(Keychain(), Vault(self._data / "vault"))
            secrets.choose(Place(chosen) if chosen else secrets.first_ready(stop))
            self._secrets = secrets
        return self._secrets

    def _place(self) -> str:
        place = self._secrets.place if self._secrets is not None else Place.RUN
        return "" if place is Place.RUN else place.value
