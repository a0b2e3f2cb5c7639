"""Who signs what is written down: what the journal asks of keys, whoever keeps them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Check: TypeAlias = Callable[[bytes, bytes, bytes], bool]
"""Whether, by this public key, of this message, that is the signature."""

_DER = bytes.fromhex("302a300506032b6570032100")  # what stands before an Ed25519 key, RFC 8410


def fingerprint(public: bytes) -> str:
    """The name of a public key of 32 bytes, as `openssl pkey -outform DER | sha256sum` gives it."""
    return hashlib.sha256(_DER + public).hexdigest()


class Key(Protocol):
    """A key that signs."""

    @property
    def public(self) -> bytes:
        """The 32 bytes whoever checks needs."""

    @property
    def lasting(self) -> bool:
        """Whether it outlives this run of the program."""

    def sign(self, message: bytes) -> bytes:
        """The signature of 64 bytes."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """An entry somebody keeps in mind apart from the journal: its number and its hash."""

    sequence: int
    hash: str


class Signer(Protocol):
    """Gives keys without making anybody wait for a keychain for more than a moment."""

    def key(self) -> Key | str:
        """The key to sign with now; or a word for why there is none: `locked`, `no-key`."""

    @property
    def before(self) -> Key | None:
        """The key that signed before `key` in this run, to vouch for it."""

    @property
    def remembered(self) -> Remembered | None:
        """The newest entry that was remembered before this run; None where that is not known."""

    def remember(self, entry: Remembered) -> None:
        """Keep an entry in mind, sometime soon."""
