"""Why a server did not let us in, said so that the user knows what to change."""

import re
import struct

from app.domain.endpoint import Endpoint
from app.domain.errors import AccountRefused, ConnectFailed, LoginRefused
from app.engines.mysql.careful import NO_PLUGIN, NOT_PRIVATE
from app.engines.mysql.failures import code_and_text, driver_errors
from app.engines.network import tls
from app.i18n import N_, _

SSL_ERROR = 2026
"""PyMySQL's code where TLS was demanded and the server has none."""

EXPIRED = frozenset({1820, 1862})
"""The password has expired. MariaDB lets one in with it, and refuses the first statement."""

_SAID = {
    1040: (
        N_("The server has no connection left."),
        N_("End idle sessions, or raise max_connections."),
    ),
    1129: (
        N_("The server blocks this machine after too many broken connections."),
        N_("A FLUSH HOSTS on the server unblocks it."),
    ),
    1130: (
        N_("No account may log in from this machine."),
        N_("Add an account for its address: {reason}"),
    ),
    1203: (
        N_("All connections that {user} may have at a time are in use (max_user_connections)."),
        N_("End sessions of this account, or raise the limit. The console takes up to three, and"
           " one more to end a statement."),
    ),
    1226: (
        N_("The account {user} has reached a limit of its own: {reason}."),
        N_("End sessions of this account, or have the limit raised with ALTER USER … WITH. The"
           " console takes up to three connections, and one more to end a statement."),
    ),
    1698: (
        N_("The account {user} logs in through the server's operating system only, not over the"
           " network (unix_socket)."),
        N_("Use another account, or have this one given a password: ALTER USER … IDENTIFIED VIA."),
    ),
    1820: (
        N_("The password of {user} has expired."),
        N_("Set a new one with another client that can, such as mysql: ALTER USER USER() IDENTIFIED"
           " BY '…' (MariaDB: SET PASSWORD). Then enter it in the connection."),
    ),
    3032: (
        N_("The server is in offline mode, and lets in administrators only."),
        N_("An administrator ends it with SET GLOBAL offline_mode = OFF. A member that was expelled"
           " from its group goes offline by itself."),
    ),
    3118: (
        N_("The account {user} is locked."),
        N_("An administrator unlocks it with ALTER USER … ACCOUNT UNLOCK."),
    ),
    3159: (
        N_("The server lets nobody in without TLS."),
        N_("Set TLS to required in the connection."),
    ),
    3955: (
        N_("The account {user} is blocked after too many wrong passwords: {reason}"),
        N_("Wait, or have it unlocked: ALTER USER … ACCOUNT UNLOCK."),
    ),
    NOT_PRIVATE: (
        N_("The password of {user} would cross an unencrypted line, where others may read it."),
        N_("Set TLS to required in the connection, or go through SSH to the server's own machine."),
    ),
}  # fmt: skip
_SAID |= {1862: _SAID[1820], 4151: _SAID[3118], 4150: _SAID[3955]}
_OF_THE_ACCOUNT = frozenset({1045, 1698, 1820, 1862, 3118, 3955, 4150, 4151})
"""What a code means, and what to do: `user` and `reason` are filled in."""

_HINTS = {
    1044: N_("The account has no grant on that database; leave the database empty or ask for one."),
    1045: N_("Check the account and its password, and that it may log in from this machine."),
    1049: N_("Leave the database empty in the connection, or name one that exists."),
    1251: N_("The account uses a way of logging in that is too old or too new for the driver."),
    1524: N_("The account uses a plugin that the server has not loaded."),
}  # fmt: skip
_LIMIT = re.compile(r"'(\w+)' resource")


class TlsFailed(ConnectFailed):
    """The TLS handshake did not come about."""


def protocol_errors() -> tuple[type[Exception], ...]:
    """What PyMySQL raises in a login, also where the other side speaks no MySQL."""
    return (
        *driver_errors(), RuntimeError, ValueError, IndexError, struct.error, AttributeError,
        AssertionError, TypeError,
    )  # fmt: skip


def login_failure(
    error: Exception, endpoint: Endpoint, *, has_password: bool, encrypted: bool
) -> ConnectFailed:
    """An error between the TCP connection and the session."""
    code, text = code_and_text(error)
    place = f"{endpoint.address}:{endpoint.port}"
    if _timed_out(error):
        return ConnectFailed(
            _("{place} accepted the connection and then said nothing.").format(place=place),
            hint=_("The server may hang, or a firewall holds its answers back."),
        )
    if code in _SAID:
        return _said(code, text, endpoint)
    if isinstance(error, RuntimeError) or code == NO_PLUGIN:
        return LoginRefused(
            _("The account logs in in a way that is not supported here: {reason}").format(
                reason=text
            ),
            hint=_("Use an account with caching_sha2_password, ed25519 or mysql_native_password."),
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
    elif code == 1045 and not encrypted:
        # MySQL says so where the account, and MariaDB also where the server demands it
        hint += " " + _("It may be that TLS is demanded: set it to required in the connection.")
    kind = AccountRefused if code in _OF_THE_ACCOUNT else LoginRefused
    return kind(
        _("The server did not let us in: {reason} (error {code})").format(reason=text, code=code),
        hint=hint,
    )


def _said(code: int, text: str, endpoint: Endpoint) -> LoginRefused:
    sentence, hint = _SAID[code]
    kind = AccountRefused if code in _OF_THE_ACCOUNT else LoginRefused
    limit = _LIMIT.search(text)
    reason = limit[1] if limit else text
    user = endpoint.access.user
    return kind(
        _(sentence).format(user=user, reason=reason), hint=_(hint).format(user=user, reason=reason)
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
