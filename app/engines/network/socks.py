"""Through a SOCKS5 proxy."""

import socket

from app.domain.endpoint import Socks
from app.domain.errors import ConnectFailed
from app.i18n import _


async def through_socks(
    proxy: Socks, address: str, port: int, password: str | None, timeout: float
) -> socket.socket:
    """A connected, non-blocking socket; the proxy resolves the name."""
    from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError, ProxyType
    from python_socks.async_.asyncio import Proxy

    made = Proxy(
        ProxyType.SOCKS5, proxy.host, proxy.port, proxy.user or None, password or None, rdns=True
    )
    at = f"{proxy.host}:{proxy.port}"
    try:
        return await made.connect(address, port, timeout=timeout)
    except UnicodeEncodeError as error:
        raise ConnectFailed(
            _("User or password of the proxy {at} has letters other than ASCII.").format(at=at),
            hint=_("SOCKS knows no way to send them: change them at the proxy."),
        ) from error
    except (ProxyTimeoutError, ProxyConnectionError) as error:
        raise ConnectFailed(
            _("The proxy {at} does not answer.").format(at=at),
            hint=_("Check host and port of the SOCKS proxy."),
        ) from error
    except (ProxyError, OSError) as error:
        raise ConnectFailed(
            _("The proxy {at} says no: {reason}.").format(at=at, reason=error),
            hint=_("Check user and password of the proxy, and what it lets through."),
        ) from error
