"""The file of the vault: a header, which is one line of JSON, and the ciphertext.

The header says how the key is made (scrypt, RFC 7914; n = 2^17, r = 8, p = 1 is what OWASP asks
for) and is bound to the ciphertext (AES-256-GCM, additional data): none of it can be changed
unseen. Its `check` is a hash of bytes that scrypt gives beside the key; it tells a wrong
passphrase from a damaged file and helps nobody guess, for each guess costs scrypt all the same.
"""

import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass, replace

VERSION = 1
_MOST = {"n": 1 << 20, "r": 16, "p": 4}
"""Parameters beyond which a file is called damaged: they would take gigabytes."""


class Damaged(ValueError):
    """The file is not what we write."""


class Newer(ValueError):
    """The file was written by a newer Mohist."""


class WrongPassphrase(ValueError):
    """The key is not the one of the file."""


@dataclass(frozen=True, slots=True)
class Header:
    """How the key of a vault is made, and what is new with each writing. Bytes in hexadecimal."""

    salt: str
    n: int = 1 << 17
    r: int = 8
    p: int = 1
    check: str = ""
    nonce: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """The key, and the header without nonce that leads to it."""

    header: Header
    key: bytes


def new_header() -> Header:
    """Another salt."""
    return Header(os.urandom(16).hex())


def derive(header: Header, passphrase: bytes) -> Key:
    """Make the key: about half a second and 128 MB.

    Raises:
        WrongPassphrase: the header has a check, and it is another one.
    """
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    salt = bytes.fromhex(header.salt)
    both = Scrypt(salt=salt, length=64, n=header.n, r=header.r, p=header.p).derive(passphrase)
    check = hashlib.sha256(both[32:]).hexdigest()
    if header.check and not hmac.compare_digest(check, header.check):
        raise WrongPassphrase
    return Key(replace(header, check=check, nonce=""), both[:32])


def seal(key: Key, secrets: dict[str, str]) -> bytes:
    """The whole file."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    header = {"mohist-vault": VERSION, **asdict(replace(key.header, nonce=nonce.hex()))}
    line = json.dumps(header, separators=(",", ":")).encode("ascii") + b"\n"
    return line + AESGCM(key.key).encrypt(nonce, json.dumps(secrets).encode("ascii"), line)


def parse(content: bytes) -> Header:
    """The header of a file.

    Raises:
        Damaged: it makes no sense.
        Newer: a newer Mohist wrote it.
    """
    try:
        document = json.loads(content[: content.index(b"\n")])
        version = document.pop("mohist-vault")
        if version > VERSION:
            raise Newer
        header = Header(**document)
        sane = all(0 < getattr(header, name) <= most for name, most in _MOST.items())
        lengths = [len(bytes.fromhex(text)) for text in (header.salt, header.check, header.nonce)]
    except Newer:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise Damaged from error
    if not sane or lengths != [16, 32, 12] or header.n & (header.n - 1) or header.n < 2:
        raise Damaged
    return header


def open_sealed(key: Key, content: bytes) -> dict[str, str]:
    """The secrets in a file.

    Raises:
        Damaged: something in it was changed.
        WrongPassphrase: it is under another key by now.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    header = parse(content)
    if replace(header, nonce="") != key.header:
        raise WrongPassphrase
    end = content.index(b"\n") + 1
    try:
        clear = AESGCM(key.key).decrypt(bytes.fromhex(header.nonce), content[end:], content[:end])
    except (InvalidTag, ValueError):
        raise Damaged from None  # the error would carry the bytes along
    secrets = json.loads(clear)
    assert isinstance(secrets, dict)  # nobody without the key could write it
    return secrets
