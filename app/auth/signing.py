"""The key of this workstation, with which the journal is signed (Ed25519).

It is made at the first need and kept where secrets are kept. Whoever writes the journal never waits
for a keychain: what is not there after a moment signs from the next entry on. Where secrets are
kept for this run only, the key is too, and says so.
"""

import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import files
from app.domain.errors import Cancelled, SecretUnavailable
from app.domain.signing import Key, Remembered, fingerprint
from app.domain.stop import Stop
from app.i18n import _

KEY_ID = "workstation/journal-key"
HEAD_ID = "workstation/journal-head"
WORKSTATION_IDS = KEY_ID, HEAD_ID
"""The ids of all secrets of the workstation."""

LOCKED, WAITING = "locked", "waiting"
"""Why there is no key: where it is kept is locked or fails; it did not answer so far."""

_PATIENCE = 2.0  # seconds an entry waits for its key, once
_AGAIN = 10.0  # seconds between two attempts at a keychain that is locked
_TURN = 10.0  # seconds to wait for another console that makes its key


class PrivateKey:
    """An Ed25519 key. Neither its repr nor an error shows more than that there is one."""

    def __init__(self, seed: bytes, *, lasting: bool) -> None:
        """`seed` is the private key, 32 bytes; ValueError where it is none."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key: Any = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: bytes = self._key.public_key().public_bytes_raw()
        self.lasting = lasting

    def sign(self, message: bytes) -> bytes:
        """The signature of 64 bytes."""
        signature: bytes = self._key.sign(message)
        return signature


def new_seed() -> bytes:
    """A private key nobody had before."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes_raw()


def check(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether that is the signature of `message` by the key with this public key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class Workstation:
    """Keeps the key, and remembers the end of the journal beside it. Any thread may use it.

    `get` and `put` are those of the secrets (they may wait), `lasting` says whether what is put
    there outlives the run; `lock` is a file by which two consoles agree on one key.
    """

    def __init__(
        self,
        get: Callable[[str, Stop], str | None],
        put: Callable[[str, str, Stop], object],
        lasting: Callable[[], str],
        lock: Path,
        patience: float = _PATIENCE,
    ) -> None:
        """`lasting` names the place secrets are kept in, "" where that is this run only."""
        self._get, self._put, self._place, self._lock_file = get, put, lasting, lock
        self._patience = patience
        self._stop = Stop()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self._key: Key | None = None
        self._from: str | None = None  # the place the key is from
        self._why, self._tried = WAITING, float("-inf")
        self._wanted = False
        self._pending: Remembered | None = None
        self.before: Key | None = None
        """The key that signed before the one of now, in this run."""
        self.remembered: Remembered | None = None
        """What was remembered of the journal before this run."""

    def key(self) -> Key | str:
        """The key; or why there is none. Waits a moment the first time, and never again."""
        first = self._look()
        if first:
            self._ready.wait(self._patience)
        with self._lock:
            return self._key if self._key is not None else self._why

    def recall(self) -> None:
        """Read what was remembered of the journal, for who only checks it: no key is made.

        Raises:
            SecretUnavailable: where it is kept is locked or fails.
        """
        self.remembered = _remembered(self._get(HEAD_ID, self._stop))

    def prepare(self) -> None:
        """Have the key looked for, without waiting."""
        self._look()

    def replace(self, stop: Stop) -> str:
        """Make another key, which signs from the next entry on; its fingerprint. It may wait.

        The one before vouches for it in that entry, and is then forgotten. Another console that
        runs meanwhile goes on with the one it has.

        Raises:
            SecretUnavailable: there is no place where it would last, or that is locked.
            Cancelled: `stop` was set.
        """
        self._lock_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with files.locked(self._lock_file, _TURN):
            kept = self._get(KEY_ID, stop)
            if not self._place():
                raise SecretUnavailable(
                    _("The key is of this run only: there is nothing to replace."),
                    hint=_("Have secrets kept in the keychain or in a vault: it lasts then."),
                )
            before, seed = _key_in(kept) if kept else None, new_seed()
            self._put(KEY_ID, b64encode(seed).decode("ascii"), stop)
        key = PrivateKey(seed, lasting=True)
        with self._lock:
            self.before, self._key, self._from = before or self._key, key, self._place()
        return fingerprint(key.public)

    def remember(self, entry: Remembered) -> None:
        """Keep it beside the key, sometime soon; where the key does not last, nothing is."""
        with self._lock:
            if self._key is not None and self._key.lasting and not self._stop():
                self._pending = entry
                self._begin()

    def close(self) -> None:
        """End what runs, and wait for it."""
        with self._lock:
            thread = self._thread
            waits = self._key is None
        if waits:
            self._stop.set()
        if thread is not None:
            thread.join(self._patience)
        self._stop.set()
        if thread is not None:
            thread.join()

    def _look(self) -> bool:
        """Begin to look for the key where that is due; whether it is the first time."""
        with self._lock:
            now = time.monotonic()
            there = self._key is not None and self._from == self._place()
            if there or self._stop() or (self._key is None and now - self._tried < _AGAIN):
                return False
            first = self._tried == float("-inf")
            self._tried, self._wanted = now, True
            self._begin()
            return first

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="mohist-signing", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                wanted, pending = self._wanted, self._pending
                self._wanted, self._pending = False, None
                if not wanted and pending is None:
                    self._thread = None
                    return
            if wanted:
                self._find()
            if pending is not None:
                self._keep(pending)

    def _find(self) -> None:
        try:
            key = self._found_key()
        except (SecretUnavailable, Cancelled, OSError):
            key = None
        with self._lock:
            self._from = self._place()
            if key is None:
                self._why = LOCKED
            elif self._key is None or self._key.public != key.public:
                self.before, self._key = self._key, key
            else:
                self._key = key
        self._ready.set()

    def _found_key(self) -> Key:
        kept = self._get(KEY_ID, self._stop)  # where secrets are is settled by the first question
        if not self._place():
            return self._key or PrivateKey(new_seed(), lasting=False)
        if kept is None:
            kept = self._made()
        if self.remembered is None:
            self.remembered = _remembered(self._get(HEAD_ID, self._stop))
        key = _key_in(kept)
        if key is None:
            raise SecretUnavailable(KEY_ID)
        return key

    def _made(self) -> str:
        self._lock_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with files.locked(self._lock_file, _TURN):
            kept = self._get(KEY_ID, self._stop)  # another console may have been quicker
            if kept is None:
                kept = b64encode(new_seed()).decode("ascii")
                self._put(KEY_ID, kept, self._stop)
            return kept

    def _keep(self, entry: Remembered) -> None:
        try:
            self._put(HEAD_ID, f"{entry.sequence} {entry.hash}", self._stop)
        except (SecretUnavailable, Cancelled):
            return  # locked meanwhile: the next entry is remembered, or the one after


def _key_in(kept: str) -> PrivateKey | None:
    """The key that is kept; None where it is somebody else's, under our name."""
    try:
        return PrivateKey(b64decode(kept), lasting=True)
    except ValueError:
        return None


def _remembered(kept: str | None) -> Remembered | None:
    number, _blank, digest = (kept or "").partition(" ")
    return Remembered(int(number), digest) if number.isascii() and number.isdigit() else None
