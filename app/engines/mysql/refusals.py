"""Why a server did not let us in, said so that the user knows what to change."""

import struct

from app.domain.endpoint import Endpoint
from app.domain.errors import ConnectFailed
from app.engines.mysql.failures import code_and_text, driver_errors
from app.engines.network import tls
from app.i18n import N_, _

SSL_ERROR = 2026
"""PyMySQL's code where TLS was demanded and the server has none."""

_HINTS = {
    1040: N_("The server has no connection left; end idle sessions or raise max_connections."),
    1044: N_("The account has no grant on that database; leave the database empty or ask for one."),
    1045: N_("Check the account and its password, and that it may log in from this machine."),
    1049: N_("Leave the database empty in the connection, or name one that exists."),
    1129: N_(
        "Too many broken connections came from here; a FLUSH HOSTS on the server unblocks it."
    ),
    1130: N_("No account may log in from this machine; add one for its address."),
    1226: N_("The account has reached its own limit of connections."),
    1251: N_("The account uses a way of logging in that is too old or too new for the driver."),
    1524: N_("The account uses a plugin that the server has not loaded."),
    1698: N_("The account logs in through the server's own operating system only; use another."),
    1820: N_("The password has expired: change it once with another client."),
    1862: N_("The password has expired: change it once with another client."),
    3118: N_("The account is locked; ALTER USER … ACCOUNT UNLOCK opens it."),
    3159: N_("The server demands TLS: set TLS to required in the connection."),
    3955: N_("The account is locked for a while after too many wrong passwords."),
    4151: N_("The account is locked; ALTER USER … ACCOUNT UNLOCK opens it."),
}


class TlsFailed(ConnectFailed):
    """The TLS handshake did not come about."""


def protocol_errors() -> tuple[type[Exception], ...]:
    """What PyMySQL raises in a login, also where the other side speaks no MySQL."""
    return (
        *driver_errors(), RuntimeError, ValueError, IndexError, struct.error, AttributeError,
        AssertionError, TypeError,
    )  # fmt: skip


def login_failure(error: Exception, endpoint: Endpoint, *, has_password: bool) -> ConnectFailed:
    """An error between the TCP connection and the session."""
    code, text = code_and_text(error)
    place = f"{endpoint.address}:{endpoint.port}"
    if _timed_out(error):
        return ConnectFailed(
            _("{place} accepted the connection and then said nothing.").format(place=place),
            hint=_("The server may hang, or a firewall holds its answers back."),
        )
    if isinstance(error, RuntimeError):
        return ConnectFailed(
            _("The account logs in in a way that is not supported here: {reason}").format(
                reason=text
            ),
            hint=_("Use an account with caching_sha2_password or mysql_native_password."),
        )
    if not isinstance(error, driver_errors()) or "sequence" in text:
        return ConnectFailed(
            _("What answers at {place} is not a MySQL or MariaDB server.").format(place=place),
            hint=_("Check the port."),
        )
    if code in {0, 2003, 2006, 2013}:
        return ConnectFailed(
            _("{place} closed the connection during the login.").format(place=place),
            hint=_("Look into the server's error log; a proxy in between may be the one."),
        )
    hint = _(_HINTS.get(code, ""))
    if code == 1045 and not has_password:
        hint = _("No password is kept for this instance; enter it in the connection.")
    return ConnectFailed(
        _("The server did not let us in: {reason} (error {code})").format(reason=text, code=code),
        hint=hint,
    )


def _timed_out(error: BaseException | None) -> bool:
    """Whether a time-out lies at the ground of it; PyMySQL raises its own in between."""
    while error is not None:
        if isinstance(error, TimeoutError):
            return True
        error = getattr(error, "original_exception", None) or error.__context__
    return False


def tls_failure(error: Exception, endpoint: Endpoint) -> TlsFailed:
    """An error of the TLS handshake."""
    if code_and_text(error)[0] == SSL_ERROR:
        return TlsFailed(
            _("TLS was asked for, but the server does not offer it."),
            hint=_("Set it up on the server, or choose preferred or off in the connection."),
        )
    said = tls.failure(error, endpoint.access.tls.server_name or endpoint.address)
    return TlsFailed(str(said), hint=said.hint)
