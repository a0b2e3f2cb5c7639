"""Where a collector without a user finds its secrets, and never asks anybody."""

import os
from collections.abc import Iterable
from pathlib import Path

from app.auth.credentials import STORE, VAULT, Credentials
from app.auth.keychain import Keychain
from app.auth.secrets import Place, Secrets
from app.auth.vault import Vault
from app.domain.endpoint import Endpoint
from app.domain.stop import Stop
from app.integrations.notify.channel import CHANNEL, Channel
from app.store import settings

_FOLDER = "CREDENTIALS_DIRECTORY"
"""Where systemd puts what LoadCredential names."""


class ServiceSecrets:
    """The files handed over come first, then the place that was chosen in the window.

    A vault is opened with the passphrase among the files; without one it stays locked.
    """

    def __init__(self, folder: Path | None, data: Path, chosen: settings.Settings) -> None:
        """`folder` is that of `--secrets`; without one, systemd's.

        Raises:
            SecretUnavailable: the passphrase of the vault is wrong, or others may read it.
        """
        handed = os.environ.get(_FOLDER, "")
        self._files: Credentials | None = None
        if folder is not None:
            self._files = Credentials(folder)
        elif handed:
            self._files = Credentials(Path(handed), handed_over=True)
        self._names: dict[str, str] = {}
        self._channels: dict[str, str] = {}
        self._secrets = Secrets(Keychain(), Vault(data / "vault"))
        passphrase = self._files.get(VAULT) if self._files is not None else None
        if passphrase is not None:
            self._secrets.vault.unlock(passphrase)
            self._secrets.choose(Place.VAULT)
        elif chosen.secrets:
            self._secrets.choose(Place(chosen.secrets))
        elif self._files is None:
            self._secrets.choose(self._secrets.first_ready())

    def know(self, endpoints: Iterable[Endpoint]) -> None:
        """What each instance is called, for the names of the files."""
        self._names = {endpoint.id: endpoint.name for endpoint in endpoints}

    def know_channels(self, channels: Iterable[Channel]) -> None:
        """What each channel is called, likewise."""
        self._channels = {channel.id: channel.name for channel in channels}

    def ask(self, secret_id: str, stop: Stop) -> str | None:
        """A secret by its id; from any thread. See `flows.connect.AskSecret`."""
        kind, _slash, rest = secret_id.partition("/")
        id_, _slash, what = rest.partition("/")
        names, before = (self._channels, "channel-") if kind == CHANNEL else (self._names, "")
        if self._files is not None:
            for name in (id_, names.get(id_, "")):
                secret = self._files.get(f"{before}{name}.{what}") if name and what else None
                if secret is not None:
                    return secret
        return self._secrets.get(secret_id, stop)

    def of_store(self, secret_id: str) -> str | None:
        """The password of a team's inventory."""
        secret = self._files.get(STORE) if self._files is not None else None
        return secret if secret is not None else self._secrets.get(secret_id)

    def close(self) -> None:
        """Forget the key of the vault, and end the keychain's process."""
        self._secrets.close()
