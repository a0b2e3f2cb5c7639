"""Logging in: from an endpoint to a connection of the driver's, stage by stage."""

import dataclasses
import ipaddress
import socket
import time
from collections.abc import Awaitable, Coroutine
from typing import Any

from app.domain.connecting import Stage, StageReport, StageState, Tell, tell_nobody
from app.domain.endpoint import Endpoint, TlsMode, secret_id
from app.domain.errors import Cancelled, ConnectFailed, ConsoleError
from app.domain.stop import Stop
from app.domain.tnsnames import NetAddress
from app.engines.base import Reveal
from app.engines.network import Forward, dial, stage, tls
from app.engines.oracle.failures import driver_errors
from app.engines.oracle.refusals import login_failure, not_oracle, silent
from app.engines.oracle.target import Target, target_of
from app.engines.oracle.wallet import settings_of, tls_context
from app.engines.oracle.wire import OutOfTime, Wire
from app.i18n import _

PROGRAM = "mohist"
_NOWHERE = "127.0.0.1"
"""What the driver is told instead of a name: it would look a name up itself, past cancelling."""


class Login:
    """Opens one connection; `wire` and `connection` are there once `open` has come back."""

    connection: Any

    def __init__(self, endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> None:
        self.endpoint = endpoint
        self.wire = Wire(self._dial)
        self.encrypted = ""
        self._reveal, self._stop, self._tell = reveal, stop, tell
        self._forwards: list[Forward] = []
        self._begun = 0.0
        self._target = Target(())

    def __repr__(self) -> str:
        return f"Login({self.endpoint.access.user!r} at {self.endpoint.address!r})"

    def open(self) -> None:
        """Log in. Raises ConnectFailed, SecretUnavailable, Cancelled."""
        try:
            self._target = target_of(self.endpoint)
        except ConsoleError as error:
            self._tell(StageReport(Stage.NAME, StageState.FAILED, 0.0, str(error), error.hint))
            raise
        access = self.endpoint.access
        limit = access.connect_timeout * (len(self._target.addresses) + 1)
        options = self._options()
        try:
            self.connection = self.wire.run(_connected(options), self._stop, limit)
        except Cancelled:
            if self._begun:
                self._told(StageState.SKIPPED, _("cancelled"))
            raise
        except OutOfTime as error:
            raise self._refused(silent(self.endpoint)) from error
        except driver_errors() as error:
            self._stop.check()
            if self.wire.loop.failed is not None:
                raise self.wire.loop.failed from error
            raise self._refused(login_failure(error, self.endpoint, self._target)) from None
        except (ValueError, IndexError, TypeError, AttributeError, AssertionError) as error:
            # the driver reading what is no answer of Oracle's
            self._stop.check()
            raise self._refused(not_oracle(self._place())) from error
        self._told(StageState.PASSED, _("Logged in as {user}.").format(user=access.user))
        self._tell = tell_nobody

    def close(self, farewell: Coroutine[Any, Any, object] | None = None) -> None:
        """Let go of the connection and of the way to it; never raises."""
        self.wire.close(farewell)
        for forward in self._forwards:
            forward.close()
        self._forwards.clear()

    # ------------------------------------------------------------------ inside

    def _options(self) -> dict[str, Any]:
        import oracledb

        access, target = self.endpoint.access, self._target
        password = self._reveal(secret_id(self.endpoint.id))
        if not access.user or not password:
            error = ConnectFailed(
                _("The connection has no account, or no password is kept for it."),
                hint=_("Enter both in the connection."),
            )
            self._tell(StageReport(Stage.LOGIN, StageState.FAILED, 0.0, str(error), error.hint))
            raise error
        options: dict[str, Any] = {
            "user": access.user,
            "password": password,
            "host": _numeric(target.addresses[0].host),
            "port": target.addresses[0].port,
            "program": PROGRAM,
            "service_name": target.service or None,
            "sid": target.sid or None,
            "server_type": target.server or None,
            "instance_name": target.instance or None,
            "ssl_server_dn_match": bool(target.certificate_name),
            "ssl_server_cert_dn": target.certificate_name or None,
            "tcp_connect_timeout": max(access.connect_timeout, 1.0),
        }
        if access.oracle.sysdba:
            options["mode"] = oracledb.AUTH_MODE_SYSDBA
        if target.tls:
            options["protocol"] = "tcps"
            options["ssl_context"] = tls_context(self.endpoint, self._reveal, target.wallet)
            self.wire.loop.handshake = self._handshake
            full = settings_of(self.endpoint).mode is TlsMode.VERIFY_FULL
            if full and not target.certificate_name:
                self.wire.loop.server_name = self._server_name()
        return options

    def _server_name(self) -> str:
        return self.endpoint.access.tls.server_name or self._target.addresses[0].host

    def _place(self) -> str:
        first = self._target.addresses[0]
        return f"{first.host}:{first.port}"

    def _dial(self, host: str, port: int) -> socket.socket:
        """A socket to one of the listeners; to where a listener sends us on, the second time."""
        if self._begun:
            return self._reach(NetAddress(host, port), tell_nobody)
        failed: ConsoleError | None = None
        for address in self._target.addresses:
            try:
                made = self._reach(address, self._tell)
                break
            except ConnectFailed as error:
                failed = error
        else:
            raise failed or ConnectFailed(_("There is no address to connect to."))
        self._begun = time.perf_counter()
        if not self._target.tls:
            self._tell(StageReport(
                Stage.TLS, StageState.SKIPPED, 0.0, _("The connection is not encrypted."),
                _("Oracle has TLS on a port of its own (TCPS)."),
            ))  # fmt: skip
            self._tell(StageReport(Stage.LOGIN, StageState.RUNNING))
        return made

    def _reach(self, address: NetAddress, tell: Tell) -> socket.socket:
        at = {"address": address.host, "port": address.port}
        made = dial(self.endpoint, self._reveal, self._stop, tell, **at)  # type: ignore[arg-type]
        if made.family in (socket.AF_INET, socket.AF_INET6):
            return made
        # a pair of the system's own, pumped through SSH: the driver sets options of TCP on it
        made.close()
        there = dataclasses.replace(self.endpoint, **at)  # type: ignore[arg-type]
        forward = Forward(there, self._reveal, self._stop, tell_nobody)
        self._forwards.append(forward)
        return socket.create_connection((forward.host, forward.port))

    async def _handshake(self, making: Awaitable[Any]) -> Any:
        with stage(self._tell, Stage.TLS) as clock:
            try:
                made = await making
            except OSError as error:
                self._stop.check()
                raise tls.failure(error, self._server_name()) from error
            if made is None:  # cut in the midst
                raise tls.failure(TimeoutError(), self._server_name())
            self.encrypted = tls.described(made.get_extra_info("ssl_object"))
            clock.passed(self.encrypted)
        self._begun = time.perf_counter()
        self._tell(StageReport(Stage.LOGIN, StageState.RUNNING))
        return made

    def _refused(self, error: ConnectFailed) -> ConnectFailed:
        self._told(StageState.FAILED, str(error), error.hint)
        return error

    def _told(self, state: StageState, text: str, hint: str = "") -> None:
        seconds = time.perf_counter() - self._begun
        self._tell(StageReport(Stage.LOGIN, state, seconds, text, hint))


async def _connected(options: dict[str, Any]) -> Any:
    import oracledb

    return await oracledb.connect_async(**options)


def _numeric(host: str) -> str:
    """The host where it is a number already; what the listener is told has no effect."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return _NOWHERE
