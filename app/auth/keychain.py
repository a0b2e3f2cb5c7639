"""The keychain of the system: Secret Service, macOS Keychain, Windows Credential Locker."""

import multiprocessing
import os
import sys
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from app.auth.keychain_process import Answer, serve
from app.domain.errors import SecretUnavailable
from app.domain.stop import Stop
from app.i18n import _

_spawn = multiprocessing.get_context("spawn")
_POLL = 0.05  # seconds between two looks at `stop`
_BUS = "" if sys.platform in ("win32", "darwin") else "DBUS_SESSION_BUS_ADDRESS"
"""What must be set where the keychain is the Secret Service; "" where it is another."""


class Keychain:
    """Asks the keychain in a process of its own, which is ended when it does not answer.

    `seconds` is how long a call may take: long enough to type a password into a prompt. One call
    at a time; others wait for it. `close` ends the process; a next call starts another.
    """

    def __init__(self, seconds: float = 60.0) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def get(self, secret_id: str, stop: Stop) -> str | None:
        """The secret, or None where there is none of that id.

        Raises:
            SecretUnavailable: there is no keychain, it is locked, it failed or did not answer.
            Cancelled: `stop` was set.
        """
        return self._ask("get", secret_id, "", stop)

    def put(self, secret_id: str, secret: str, stop: Stop) -> None:
        """Keep it, in place of one of the same id; raises as `get` does."""
        self._ask("put", secret_id, secret, stop)

    def forget(self, secret_id: str, stop: Stop) -> None:
        """Keep it no longer; raises as `get` does."""
        self._ask("forget", secret_id, "", stop)

    def check(self, stop: Stop) -> None:
        """Raise SecretUnavailable where there is no keychain here; asks the user nothing."""
        self._ask("look", "", "", stop)

    def close(self) -> None:
        """End the process; a call that waits elsewhere ends with SecretUnavailable."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join()

    def _ask(self, what: str, secret_id: str, secret: str, stop: Stop) -> str | None:
        if _BUS and not os.environ.get(_BUS):  # no process for what cannot be reached anyway
            return _taken(Answer.ABSENT, None)
        until = time.monotonic() + self._seconds
        while not self._lock.acquire(timeout=_POLL):
            stop.check()
            if time.monotonic() > until:
                raise _silent()
        try:
            answered = False
            try:
                pipe = self._connected()
                pipe.send((what, secret_id, secret))
                answer, content = self._reply(pipe, until, stop)
                answered = True
            except (EOFError, OSError) as error:
                raise _failed(type(error).__name__) from None
            finally:
                if not answered:
                    self.close()
        finally:
            self._lock.release()
        return _taken(answer, content)

    def _connected(self) -> Connection:
        if self._process is None or self._pipe is None or not self._process.is_alive():
            self.close()
            self._pipe, theirs = _spawn.Pipe()
            process = _spawn.Process(
                target=serve, args=(theirs,), name="mohist-keychain", daemon=True
            )
            process.start()
            theirs.close()
            self._process = process
        return self._pipe

    def _reply(self, pipe: Connection, until: float, stop: Stop) -> tuple[Answer, str | None]:
        while not pipe.poll(_POLL):
            stop.check()
            if time.monotonic() > until:
                raise _silent()
        answer, content = pipe.recv()
        return Answer(answer), content


def _taken(answer: Answer, content: str | None) -> str | None:
    match answer:
        case Answer.DONE:
            return content
        case Answer.LOCKED:
            raise SecretUnavailable(
                _("The keychain is locked."), hint=_("Unlock it when you are asked to, and retry.")
            )
        case Answer.ABSENT:
            raise SecretUnavailable(
                _("This system has no keychain that runs."),
                hint=_("Keep secrets in the vault, or for this run only."),
            )
        case Answer.FAILED:
            raise _failed(content or "")


def _failed(kind: str) -> SecretUnavailable:
    return SecretUnavailable(
        _("The keychain failed ({kind}).").format(kind=kind),
        hint=_("Retry; or keep secrets in the vault, or for this run only."),
    )


def _silent() -> SecretUnavailable:
    return SecretUnavailable(
        _("The keychain does not answer."),
        hint=_("Look for a window that asks for its password, and retry."),
    )
