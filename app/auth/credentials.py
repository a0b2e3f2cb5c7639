"""Secrets of a service without a user: files that only it may read, as systemd hands them over.

`LoadCredential=secrets:/etc/mohist/secrets` gives a folder in which each file is a secret. A file
is called by the name or the id of the instance and what it is: `orders-1.password`,
`orders-1.tls-key`, `orders-1.ssh-0`; those of a channel for alerts `channel-NAME.url`,
`channel-NAME.sign`, `channel-NAME.password`. `store.password` is that of a team's inventory, and
`vault.passphrase` opens the vault. Nothing is ever taken from arguments or the environment: other
users see those.
"""

import stat
from pathlib import Path

from app.domain.errors import SecretUnavailable
from app.i18n import _

VAULT, STORE = "vault.passphrase", "store.password"
_MOST = 64 * 1024  # bytes of a secret
_PREFIX = "secrets_"  # systemd puts the name of the credential before each file of a folder


class Credentials:
    """The files of one folder. Any thread may ask; a file is read when it is asked for."""

    def __init__(self, folder: Path, *, handed_over: bool = False) -> None:
        """`handed_over`: systemd made the folder and sees to who may read it."""
        self.folder, self._handed_over = folder, handed_over

    def get(self, name: str) -> str | None:
        """What is in the file of that name, or None where there is none.

        Raises:
            SecretUnavailable: it cannot be read, or others may read it too.
        """
        if not name or Path(name).name != name or name.startswith("."):
            return None  # an instance may be called anything
        for each in (name, _PREFIX + name):
            try:
                return self._read(self.folder / each)
            except FileNotFoundError:
                continue
            except (OSError, ValueError) as error:
                reason = error.strerror if isinstance(error, OSError) else _("it is no UTF-8")
                raise SecretUnavailable(
                    _("The secret in {path} cannot be read: {reason}.").format(
                        path=self.folder / each, reason=reason
                    ),
                    hint=_("Check the file and its owner."),
                ) from None
        return None

    def _read(self, path: Path) -> str:
        with path.open("rb") as file:
            mode = path.stat().st_mode
            if not self._handed_over and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SecretUnavailable(
                    _("Others may read the secret in {path}.").format(path=path),
                    hint=_("chmod 600 takes that away."),
                )
            return file.read(_MOST).decode().removesuffix("\n").removesuffix("\r")
