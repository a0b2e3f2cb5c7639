"""The way to a server without a tunnel, and the TLS context its endpoint asks for."""

import socket
import ssl
import time

from app.domain.connecting import Stage, StageReport, StageState, Tell
from app.domain.endpoint import Endpoint, Tls, TlsMode
from app.domain.errors import ConnectFailed, Unsupported
from app.domain.stop import Stop
from app.i18n import _


def dial(endpoint: Endpoint, stop: Stop, tell: Tell) -> socket.socket:
    """A connected socket; raises ConnectFailed, Cancelled."""
    route = endpoint.access.route
    if route.hops or route.socks:
        raise Unsupported(_("Tunnels are not available for this engine yet."))
    place = f"{endpoint.address}:{endpoint.port}"
    begun = time.perf_counter()
    try:
        family, kind, protocol, _name, where = socket.getaddrinfo(
            endpoint.address, endpoint.port, type=socket.SOCK_STREAM
        )[0]
    except OSError as error:
        said = _("{name} cannot be resolved: {reason}").format(
            name=endpoint.address, reason=error.strerror
        )
        tell(StageReport(Stage.NAME, StageState.FAILED, time.perf_counter() - begun, said))
        raise ConnectFailed(said, hint=_("Check the address and this machine's DNS.")) from error
    tell(StageReport(Stage.NAME, StageState.PASSED, time.perf_counter() - begun, str(where[0])))
    raw = socket.socket(family, kind, protocol)
    begun = time.perf_counter()
    try:
        with stop.telling(raw.close):
            raw.settimeout(endpoint.access.connect_timeout)
            raw.connect(where)
    except OSError as error:
        raw.close()
        stop.check()
        said = _("{place} does not answer: {reason}").format(
            place=place, reason=error.strerror or _("no answer in time")
        )
        tell(StageReport(Stage.TCP, StageState.FAILED, time.perf_counter() - begun, said))
        raise ConnectFailed(said, hint=_("Check address, port and firewall.")) from error
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    tell(StageReport(Stage.TCP, StageState.PASSED, time.perf_counter() - begun, place))
    return raw


def tls_context(tls: Tls, passphrase: str | None) -> ssl.SSLContext:
    """The context of this mode; raises ConnectFailed where a file of it cannot be used."""
    try:
        context = ssl.create_default_context(cafile=tls.ca or None)
        if tls.mode in {TlsMode.PREFERRED, TlsMode.REQUIRED}:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        elif tls.mode is TlsMode.VERIFY_CA:
            context.check_hostname = False
        if tls.certificate:
            context.load_cert_chain(tls.certificate, tls.key or None, passphrase)
    except (OSError, ValueError) as error:
        raise ConnectFailed(
            _("A file of the TLS settings cannot be used: {reason}").format(reason=error),
            hint=_("Check the paths of CA, certificate and key."),
        ) from error
    return context
