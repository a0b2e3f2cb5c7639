"""The vault: secrets in one encrypted file, under a passphrase.

The key is held while it is unlocked, the secrets are not: each is read from the file when it is
asked for, so two consoles may use one vault. A change is written as a whole, in place of the old
file and behind a lock: whatever happens meanwhile, the old one or the new one is there.
"""

import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app import files
from app.auth.vault_file import (
    Damaged,
    Key,
    Newer,
    WrongPassphrase,
    derive,
    new_header,
    open_sealed,
    parse,
    seal,
)
from app.domain.errors import BadInput, SecretUnavailable
from app.domain.stop import Stop
from app.i18n import _

Change = Callable[[dict[str, str]], object]


class Vault:
    """The vault in the file at `path`. Any thread may use it; each call may take half a second."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._key: Key | None = None
        self._used = 0.0
        self._lock = threading.Lock()

    @property
    def exists(self) -> bool:
        """Whether there is one."""
        return self.path.exists()

    @property
    def locked(self) -> bool:
        """Whether the passphrase must be given first."""
        return self._key is None

    def create(self, passphrase: str) -> None:
        """Make an empty vault, unlocked.

        Raises:
            BadInput: the passphrase is empty.
            SecretUnavailable: there is one already, or it cannot be written.
        """
        key = derive(new_header(), _bytes(passphrase))
        with self._file():
            if self.exists:
                raise SecretUnavailable(
                    _("There is a vault already."), hint=_("Unlock it with its passphrase.")
                )
            files.write(self.path, seal(key, {}))
        self._hold(key)

    def unlock(self, passphrase: str) -> None:
        """Hold the key from now on.

        Raises:
            SecretUnavailable: the passphrase is wrong, or the file is missing, damaged or newer.
        """
        with _told(self.path):
            content = self.path.read_bytes()
            key = derive(parse(content), _bytes(passphrase))
            open_sealed(key, content)
        self._hold(key)

    def lock(self) -> None:
        """Hold the key no longer."""
        with self._lock:
            self._key = None

    def lock_if_idle(self, now: float, seconds: float) -> bool:
        """Lock where nothing was asked for so long; whether it is locked. `now` is monotonic."""
        with self._lock:
            if now - self._used >= seconds:
                self._key = None
            return self._key is None

    @contextmanager
    def unasked(self) -> Iterator[None]:
        """What is asked within counts as nothing: nobody is at the keyboard for it, and it keeps
        no vault open that was left alone.
        """
        before = self._used
        try:
            yield
        finally:
            with self._lock:
                self._used = before

    def get(self, secret_id: str, stop: Stop) -> str | None:
        """The secret, or None where there is none of that id.

        Raises:
            SecretUnavailable: the vault is locked, missing, damaged or newer.
        """
        return self._read().get(secret_id)

    def ids(self) -> tuple[str, ...]:
        """The ids of all secrets; raises as `get` does."""
        return tuple(self._read())

    def put(self, secret_id: str, secret: str, stop: Stop) -> None:
        """Keep it, in place of one of the same id; raises as `get` does, or if not writable."""
        self._change(lambda secrets: secrets.update({secret_id: secret}))

    def forget(self, secret_id: str, stop: Stop) -> None:
        """Keep it no longer; raises as `put` does."""
        self._change(lambda secrets: secrets.pop(secret_id, None))

    def change_passphrase(self, old: str, new: str) -> None:
        """Encrypt everything under another passphrase, at once or not at all.

        Raises:
            BadInput: the new one is empty.
            SecretUnavailable: the old one is wrong, or the file cannot be read or written.
        """
        fresh = derive(new_header(), _bytes(new))
        with self._file():
            content = self.path.read_bytes()
            secrets = open_sealed(derive(parse(content), _bytes(old)), content)
            files.write(self.path, seal(fresh, secrets))
        self._hold(fresh)

    def _hold(self, key: Key) -> None:
        with self._lock:
            self._key, self._used = key, time.monotonic()

    def _held(self) -> Key:
        with self._lock:
            if self._key is None:
                raise SecretUnavailable(
                    _("The vault is locked."), hint=_("Unlock it with its passphrase.")
                )
            self._used = time.monotonic()
            return self._key

    def _read(self) -> dict[str, str]:
        key = self._held()
        with self._locking_at_another_key(), _told(self.path):
            return open_sealed(key, self.path.read_bytes())

    def _change(self, change: Change) -> None:
        key = self._held()
        with self._locking_at_another_key(), self._file():
            secrets = open_sealed(key, self.path.read_bytes())
            change(secrets)
            files.write(self.path, seal(key, secrets))

    @contextmanager
    def _locking_at_another_key(self) -> Iterator[None]:
        """Another console gave the vault another passphrase: ask for it."""
        try:
            yield
        except _OtherKey:
            self.lock()
            raise

    @contextmanager
    def _file(self) -> Iterator[None]:
        """Be the only one who changes the file."""
        with _told(self.path):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with files.locked(self.path.with_name(f"{self.path.name}.lock")):
                yield


class _OtherKey(SecretUnavailable):
    """The passphrase does not fit."""


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say what is wrong with the file in a sentence."""
    try:
        yield
    except WrongPassphrase:
        raise _OtherKey(
            _("This is not the passphrase of the vault."),
            hint=_("Type it again; mind capitals and the layout of the keyboard."),
        ) from None
    except Damaged:
        raise SecretUnavailable(
            _("The vault in {path} is damaged.").format(path=path),
            hint=_("Put back a copy of the file, or move it aside and make a new vault."),
        ) from None
    except Newer:
        raise SecretUnavailable(
            _("The vault in {path} was made by a newer Mohist.").format(path=path),
            hint=_("Use that version, or move the file aside and make a new vault."),
        ) from None
    except FileNotFoundError:
        raise SecretUnavailable(
            _("There is no vault in {path}.").format(path=path), hint=_("Make one first.")
        ) from None
    except OSError as error:
        said = _("The vault in {path} cannot be used: {reason}.")
        raise SecretUnavailable(
            said.format(path=path, reason=error.strerror or error),
            hint=_("Check that you may read and write it, and that the disk is not full."),
        ) from None


def _bytes(passphrase: str) -> bytes:
    """One form of the same characters, however the keyboard makes them."""
    if not passphrase:
        raise BadInput(_("A passphrase is needed."), hint=_("A few words are better than one."))
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
