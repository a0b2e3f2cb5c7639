"""Logging in by Oracle's client libraries, in the process that has loaded them."""

import re
from typing import Any

from app.domain.connecting import Stage, Tell
from app.domain.endpoint import Endpoint, TlsMode, secret_id
from app.domain.errors import ConnectFailed
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.network import Forward, dial, stage
from app.engines.oracle.direct import DirectConnection, DirectLogin
from app.engines.oracle.failures import code_and_text, driver_errors
from app.engines.oracle.refusals import login_failure
from app.engines.oracle.target import Target, target_of
from app.i18n import _

_PLAIN = re.compile(r"[\w.$#:%\[\]/\\ ,@+-]+")
_WHO = "SELECT s.sid, s.serial# FROM v$session s WHERE s.sid = SYS_CONTEXT('USERENV', 'SID')"


def thick_login(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> DirectLogin:
    """Log in, telling each stage. Raises ConnectFailed, SecretUnavailable, Cancelled."""
    import oracledb

    access = endpoint.access
    if access.oracle.client_folder:
        _load(access.oracle.client_folder, access.oracle.config_folder)
    target = target_of(endpoint)
    address = target.addresses[0]
    forward = None
    if access.route.hops or access.route.socks is not None:
        forward = Forward(endpoint, reveal, stop, tell)
        host, port = forward.host, forward.port
    else:
        at: dict[str, Any] = {"address": address.host, "port": address.port}
        dial(endpoint, reveal, stop, tell, **at).close()
        host, port = address.host, address.port

    def let_go() -> None:
        if forward is not None:
            forward.close()

    try:
        with stage(tell, Stage.TLS) as clock:
            clock.skipped(_("Oracle's client libraries see to it.") if target.tls else "")
        with stage(tell, Stage.LOGIN) as clock:
            options = _options(endpoint, reveal, descriptor(endpoint, target, host, port))
            try:
                connection = oracledb.connect(**options)
            except driver_errors() as error:
                stop.check()
                raise login_failure(error, endpoint, target) from None
            clock.passed(_("Logged in as {user}.").format(user=access.user))
    except BaseException:
        let_go()
        raise
    return DirectLogin(endpoint, DirectConnection(connection, *_who(connection)), let_go)


def descriptor(endpoint: Endpoint, target: Target, host: str, port: int) -> str:
    """What Oracle's libraries are told; ConnectFailed where a name could say more than a name."""
    seconds = max(round(endpoint.access.connect_timeout), 1)
    wallet = target.wallet
    named = {
        "SERVICE_NAME": target.service, "SID": target.sid, "SERVER": target.server,
        "INSTANCE_NAME": target.instance,
    }  # fmt: skip
    for value in (host, wallet, *named.values()):
        if value and not _PLAIN.fullmatch(value):
            raise ConnectFailed(
                _("{name} cannot be part of a connection.").format(name=value),
                hint=_("Check the connection for brackets, quotes and equal signs."),
            )
    security = f"(SSL_SERVER_DN_MATCH={'YES' if _checks_name(endpoint, host) else 'NO'})"
    if wallet:
        security += f"(MY_WALLET_DIRECTORY={wallet})"
    data = "".join(f"({key}={value})" for key, value in named.items() if value)
    return (
        f"(DESCRIPTION=(CONNECT_TIMEOUT={2 * seconds})(TRANSPORT_CONNECT_TIMEOUT={seconds})"
        f"(ADDRESS=(PROTOCOL={'TCPS' if target.tls else 'TCP'})(HOST={host})(PORT={port}))"
        f"(CONNECT_DATA={data})" + (f"(SECURITY={security})" if target.tls else "") + ")"
    )


def _checks_name(endpoint: Endpoint, host: str) -> bool:
    """Whether the server's name is compared; through a tunnel its address is not its name."""
    mode = endpoint.access.tls.mode
    return mode not in (TlsMode.REQUIRED, TlsMode.VERIFY_CA) and host != Forward.host


def _options(endpoint: Endpoint, reveal: Reveal, dsn: str) -> dict[str, Any]:
    import oracledb

    access = endpoint.access
    options: dict[str, Any] = {"dsn": dsn}
    if access.oracle.sysdba:
        options["mode"] = oracledb.AUTH_MODE_SYSDBA
    if not access.user:  # Kerberos, or the operating system's own login
        return options | {"externalauth": True}
    password = reveal(secret_id(endpoint.id))
    if not password:
        raise ConnectFailed(
            _("The connection has no account, or no password is kept for it."),
            hint=_("Enter both in the connection."),
        )
    return options | {"user": access.user, "password": password}


def _load(folder: str, config: str) -> None:
    import oracledb

    try:
        oracledb.init_oracle_client(lib_dir=folder, config_dir=config or None)
    except driver_errors() as error:
        raise ConnectFailed(
            _("Oracle's client libraries in {folder} cannot be loaded: {reason}").format(
                folder=folder, reason=code_and_text(error)[1]
            ),
            hint=_("It must be an Instant Client for this machine's processor, with libaio on"
                   " Linux; there LD_LIBRARY_PATH must name the folder, too."),
        ) from error  # fmt: skip


def _who(connection: Any) -> tuple[int, int]:
    """SID and serial number of our session; zeros where the account may not see it."""
    with connection.cursor() as cursor:
        try:
            cursor.execute("/* mohist */ " + _WHO)
            found = cursor.fetchone()
        except driver_errors():
            return 0, 0
    return (int(found[0]), int(found[1])) if found else (0, 0)
