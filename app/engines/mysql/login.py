"""Logging in: a dialled socket becomes a PyMySQL connection, with TLS as it was asked for.

One `Login` serves the session and the short second connections that kill its statements.
"""

import dataclasses
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

from app.domain.connecting import Stage, StageReport, StageState, Tell, tell_nobody
from app.domain.endpoint import Endpoint, TlsMode, secret_id
from app.domain.errors import ConnectFailed
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.mysql.careful import careful_connection, stays_on_the_machine
from app.engines.mysql.failures import code_and_text, driver_errors, failure
from app.engines.mysql.refusals import (
    SSL_ERROR,
    TlsFailed,
    login_failure,
    protocol_errors,
    tls_failure,
)
from app.engines.mysql.wire import CODEC, MARK, cut, end, shut
from app.engines.network import dial, tls
from app.i18n import _

PROGRAM = "mohist"
_SPARE = 3.0  # seconds over the statement's own limit until a silent server counts as lost


class _Tls:
    """Stands where PyMySQL keeps its TLS context: makes the TLS stage of the handshake."""

    def __init__(self, context: ssl.SSLContext, name: str, tell: Tell) -> None:
        self._context = context
        self._name = name
        self._tell = tell
        self.failed: Exception | None = None
        self.begun = 0.0
        self._lock = threading.Lock()
        self._was_cut = False

    def cut(self, handle: socket.socket) -> None:
        """Shut the connection down; not just while the socket is taken over.

        Taking over one that is no longer connected, Python may raise and forget to close it.
        """
        with self._lock:
            self._was_cut = True
            shut(handle)

    def wrap_socket(self, raw: socket.socket, server_hostname: str = "") -> ssl.SSLSocket:
        """Do the handshake; `server_hostname` is PyMySQL's idea of it, ours is the endpoint's."""
        self.begun = time.perf_counter()
        self._tell(StageReport(Stage.TLS, StageState.RUNNING))
        wrapped = None
        try:
            with self._lock:
                if self._was_cut:
                    raise ConnectionAbortedError
                wrapped = self._context.wrap_socket(
                    raw, server_hostname=self._name, do_handshake_on_connect=False
                )
            wrapped.do_handshake()
            said = tls.described(wrapped)
        except OSError as error:
            self.failed = error
            if wrapped is not None:
                wrapped.close()
            raise
        seconds = time.perf_counter() - self.begun
        self._tell(StageReport(Stage.TLS, StageState.PASSED, seconds, said))
        self._tell(StageReport(Stage.LOGIN, StageState.RUNNING))
        return wrapped


def _unencrypted(mode: TlsMode, why: str) -> StageReport:
    """The TLS stage of a connection without it."""
    if mode is TlsMode.OFF:
        return StageReport(Stage.TLS, StageState.SKIPPED, 0.0, _("TLS is switched off."))
    return StageReport(
        Stage.TLS,
        StageState.WARNED,
        0.0,
        _("The connection is not encrypted. {reason}").format(reason=why),
        _("Ask for TLS as required, so that nothing is ever sent in the clear."),
    )


class Login:
    """How to get in: where, as whom, and the secrets it takes."""

    def __init__(
        self, endpoint: Endpoint, reveal: Reveal, made_by: Callable[[], Any] = careful_connection,
        program: str = PROGRAM,
    ) -> None:  # fmt: skip
        self.endpoint = endpoint
        self._made_by, self._program = made_by, program
        self._reveal = reveal
        self._password = (reveal(secret_id(endpoint.id)) or "").encode()
        self._in_the_clear = endpoint.access.tls.mode is TlsMode.OFF
        self._context: ssl.SSLContext | None = None

    def __repr__(self) -> str:
        return f"Login({self.endpoint.access.user!r} at {self.endpoint.address!r})"

    @property
    def has_password(self) -> bool:
        """Whether a password was found for it."""
        return bool(self._password)

    def open(self, stop: Stop, tell: Tell) -> Any:
        """Log in, telling each stage. Raises ConnectFailed, SecretUnavailable, Cancelled."""
        limit = self.endpoint.access.statement_timeout + _SPARE
        try:
            return self._attempt(stop, tell, limit)
        except TlsFailed as failed:
            if self.endpoint.access.tls.mode is not TlsMode.PREFERRED:
                raise
            self._in_the_clear = True  # and on the second connections, too
            return self._attempt(stop, tell, limit, str(failed))

    def tell(self, statement: str, stop: Stop, seconds: float) -> None:
        """Say one statement on a connection of its own; each step within `seconds`."""
        access = dataclasses.replace(self.endpoint.access, connect_timeout=seconds, database="")
        beside = Login.__new__(Login)
        beside.__dict__.update(self.__dict__)
        beside.endpoint = dataclasses.replace(self.endpoint, access=access)
        connection = beside._attempt(stop, tell_nobody, seconds)
        try:
            with stop.telling(lambda: cut(connection)), connection.cursor() as cursor:
                cursor.execute(MARK + statement)
        except driver_errors() as error:
            raise failure(error, seconds=seconds) from error
        finally:
            end(connection, seconds)

    def _attempt(self, stop: Stop, tell: Tell, limit: float, tls_failed: str = "") -> Any:
        access = self.endpoint.access
        connection, handshake = self._prepared(tell)
        raw = dial(self.endpoint, self._reveal, stop, tell)
        handle = raw.dup()  # TLS takes the socket over; this still reaches it
        begun = time.perf_counter()
        if handshake is None:
            tell(_unencrypted(access.tls.mode, tls_failed))
            tell(StageReport(Stage.LOGIN, StageState.RUNNING))
        try:
            with stop.telling(lambda: handshake.cut(handle) if handshake else shut(handle)):
                connection.connect(raw)
        except protocol_errors() as error:
            raw.close()
            stop.check()
            raise self._refused(error, handshake, begun, tell) from error
        finally:
            handle.close()
        if stop():
            end(connection, 0.2)
            stop.check()
        if handshake is not None and not handshake.begun:
            tell(_unencrypted(access.tls.mode, _("The server does not offer it.")))
        connection._read_timeout = limit
        connection.encoding = CODEC
        seconds = time.perf_counter() - (
            handshake.begun if handshake and handshake.begun else begun
        )
        said = _("Logged in as {user}.").format(user=access.user)
        tell(StageReport(Stage.LOGIN, StageState.PASSED, seconds, said))
        return connection

    def _refused(
        self, error: Exception, handshake: _Tls | None, begun: float, tell: Tell
    ) -> ConnectFailed:
        """What went wrong, told as the stage it went wrong in."""
        seconds = time.perf_counter() - begun
        if handshake and (handshake.failed or code_and_text(error)[0] == SSL_ERROR):
            said: ConnectFailed = tls_failure(handshake.failed or error, self.endpoint)
            if self.endpoint.access.tls.mode is not TlsMode.PREFERRED:
                tell(StageReport(Stage.TLS, StageState.FAILED, seconds, str(said), said.hint))
            return said
        said = login_failure(
            error,
            self.endpoint,
            has_password=bool(self._password),
            encrypted=bool(handshake and handshake.begun),
        )
        tell(StageReport(Stage.LOGIN, StageState.FAILED, seconds, str(said), said.hint))
        return said

    def _prepared(self, tell: Tell) -> tuple[Any, _Tls | None]:
        """A PyMySQL connection that is not connected yet, and its TLS where it may have one."""
        from pymysql.constants import CLIENT

        access = self.endpoint.access
        handshake = None
        if not self._in_the_clear:
            if self._context is None:
                passphrase = self._reveal(secret_id(self.endpoint.id, "tls-key"))
                self._context = tls.context(access.tls, passphrase)
                # the certificates MySQL makes for itself are lax
                self._context.verify_flags &= ~ssl.VERIFY_X509_STRICT
            handshake = _Tls(self._context, access.tls.server_name or self.endpoint.address, tell)
        connection = self._made_by()(
            user=access.user,
            password=self._password,
            host=self.endpoint.address,
            port=self.endpoint.port,
            database=access.database or None,
            charset="utf8mb4",
            autocommit=True,
            program_name=self._program,
            defer_connect=True,
            connect_timeout=access.connect_timeout,
            read_timeout=access.connect_timeout,
            write_timeout=access.connect_timeout,
            ssl=self._context,  # given, PyMySQL does not load the system's authorities for its own
            ssl_disabled=handshake is None,
        )
        connection.line_is_private = stays_on_the_machine(self.endpoint)
        if handshake is not None:
            connection.ctx = handshake
            connection._ssl_required = access.tls.mode is not TlsMode.PREFERRED
            if not connection._ssl_required:
                connection.client_flag &= ~CLIENT.SSL  # asked for where the server has it
        return connection, handshake
