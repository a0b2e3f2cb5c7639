"""The process that talks to the keychain, and may wait for it as long as it takes.

A keychain that asks the user something, or hangs, blocks whoever called it, and no library lets go
of such a call. So it is made here, and ended with the process. Requests and secrets come and go
over the pipe alone. When our side goes away, so does this process, whatever it waits for.

Only the keychains of the systems are used, each by its class: what keyring would choose by
itself may be a plain file, nothing at all, or a chain of such.
"""

import os
import signal
import sys
import threading
from contextlib import suppress
from enum import StrEnum
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "mohist"


class Answer(StrEnum):
    """How a request ended."""

    DONE = "done"
    ABSENT = "absent"
    """There is no keychain here."""
    LOCKED = "locked"
    FAILED = "failed"


Request: TypeAlias = tuple[str, str, str]
"""get, put, forget or look; the id; the secret to put."""
Reply: TypeAlias = tuple[Answer, str | None]
"""With DONE the secret; with FAILED the kind of the error. Never the error's text."""


def serve(pipe: Connection) -> None:
    """Answer requests until the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    waiting: SimpleQueue[Request] = SimpleQueue()
    threading.Thread(target=_work, args=(pipe, waiting), daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            waiting.put(pipe.recv())
    os._exit(0)  # a call may be waiting for ever


def _work(pipe: Connection, waiting: "SimpleQueue[Request]") -> None:
    try:
        while True:
            pipe.send(_answer(*waiting.get()))
    finally:
        os._exit(1)  # whoever asked sees the pipe end


def _answer(what: str, secret_id: str, secret: str) -> Reply:
    from keyring.errors import InitError, KeyringError, KeyringLocked, PasswordDeleteError

    failures: tuple[type[Exception], ...]
    failures = (KeyringError, OSError, RuntimeError, ValueError, *_foreign())
    try:
        backend = _backend()
        if what == "get":
            return Answer.DONE, backend.get_password(SERVICE, secret_id)
        if what == "put":
            backend.set_password(SERVICE, secret_id, secret)
        elif what == "forget":
            with suppress(PasswordDeleteError):
                backend.delete_password(SERVICE, secret_id)
    except (KeyringLocked, InitError):
        return Answer.LOCKED, None
    except _Absent:
        return Answer.ABSENT, None
    except failures as error:
        kind = type(error).__name__
        locked = "Locked" in kind or "Dismissed" in kind
        return (Answer.LOCKED, None) if locked else (Answer.FAILED, kind)
    return Answer.DONE, None


class _Absent(Exception):
    """There is no keychain of the system."""


def _backend() -> "KeyringBackend":
    try:
        backend: KeyringBackend
        if sys.platform == "win32":
            from keyring.backends.Windows import WinVaultKeyring

            backend = WinVaultKeyring()
        elif sys.platform == "darwin":
            from keyring.backends.macOS import Keyring as MacKeychain

            backend = MacKeychain()
        else:
            from keyring.backends.SecretService import Keyring as SecretService

            backend = SecretService()  # type: ignore[no-untyped-call]
        assert backend.priority  # raises RuntimeError where it cannot work
    except (RuntimeError, ImportError, OSError) as error:
        raise _Absent from error
    return backend


def _foreign() -> tuple[type[Exception], ...]:
    """The errors that come through keyring as they are."""
    if sys.platform == "win32":
        import pywintypes

        return (pywintypes.error,)
    if sys.platform == "darwin":
        return ()
    from jeepney import DBusErrorResponse
    from secretstorage.exceptions import SecretStorageException

    return DBusErrorResponse, SecretStorageException
