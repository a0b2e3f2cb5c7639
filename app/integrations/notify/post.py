"""One POST to a webhook. Its address is a secret: no error, log or repr ever holds it."""

import logging
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from app.domain.errors import NotDelivered
from app.domain.stop import Stop
from app.i18n import _
from app.integrations.notify.tls import trusted
from app.wires import Wires, causes_of, is_here

CONNECT, READ = 10.0, 15.0
"""Seconds to connect, and until the whole answer is there."""
_MOST_BYTES = 64 * 1024
"""Bytes of an answer that are looked at."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    retry_after: float | None = None
    """Seconds, where it asks for it."""


def check_address(url: str, *, plain_http: bool) -> str:
    """The host of a webhook's address.

    Raises:
        NotDelivered: it is none, or would go over the net for everybody to read.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not host or any(sign.isspace() for sign in url):
        raise NotDelivered(
            _("The address of the webhook is no address."),
            hint=_("Copy it whole from the settings of the robot; it begins with https://."),
            lasting=True,
        )
    if parts.scheme == "http" and not plain_http and not is_here(host):
        raise NotDelivered(
            _("The address of the webhook is not encrypted: whoever is on the way reads it."),
            hint=_("Use https://, or allow http:// for this channel."),
            lasting=True,
        )
    return host


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    stop: Stop,
    *,
    ca: str = "",
    seconds: tuple[float, float] = (CONNECT, READ),
) -> Reply:
    """Send it, once. Redirects are not followed, for they would take the address elsewhere.

    Proxies are those of the system and the environment. `seconds` to connect, and to answer.

    Raises:
        NotDelivered: nothing, or nothing whole, came back; it may have arrived all the same.
        Cancelled: `stop` was set.
    """
    import requests

    logging.getLogger("urllib3").setLevel(logging.CRITICAL)  # what it logs has the address in it
    host = urlsplit(url).hostname or ""
    wires, tls = Wires(), trusted(ca)
    with stop.telling(wires.cut), wires, requests.Session() as session:
        session.mount("https://", wires.adapter(tls))
        session.mount("http://", wires.adapter(tls))
        session.auth = _unchanged  # or a .netrc would be sent along
        try:
            return _exchange(session, url, body, headers, ca, seconds)
        except (requests.RequestException, OSError, ValueError) as error:
            stop.check()
            raise unreached(host, error) from None  # its text has the address in it


def _exchange(
    session: Any,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    ca: str,
    seconds: tuple[float, float],
) -> Reply:
    until = time.monotonic() + sum(seconds)
    with session.post(
        url, data=body, headers=dict(headers), timeout=seconds, allow_redirects=False, stream=True,
        **({"verify": ca} if ca else {}),
    ) as answer:  # fmt: skip
        read = bytearray()
        for chunk in answer.iter_content(8192):
            read += chunk
            if len(read) > _MOST_BYTES:
                break
            if time.monotonic() > until:
                raise TimeoutError
        asked = answer.headers.get("Retry-After", "")
        return Reply(answer.status_code, bytes(read[:_MOST_BYTES]), _seconds(asked))


def unreached(host: str, error: BaseException) -> NotDelivered:
    """Why nothing came back, found among the causes of an error; without its words, which may hold
    the address.
    """
    causes = list(causes_of(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return NotDelivered(
                _("The certificate of {host} is not trusted: {reason}.").format(
                    host=host, reason=cause.verify_message.rstrip(".")
                ),
                hint=_("Name the file of your own authority for this channel, if there is one."),
                lasting=True,
            )
        if isinstance(cause, ssl.SSLError):
            return NotDelivered(
                _("{host} does not speak TLS as we do.").format(host=host),
                hint=_("Check the port, and whether it is encrypted at all."),
                lasting=True,
            )
        if isinstance(cause, socket.gaierror):
            return NotDelivered(
                _("The name {host} is not known.").format(host=host),
                hint=_("Check its spelling, and the DNS of this machine."),
            )
        if isinstance(cause, ConnectionRefusedError):
            return NotDelivered(
                _("{host} refuses the connection.").format(host=host),
                hint=_("Check the port, and whether the service runs."),
            )
    names = {type(cause).__name__ for cause in causes}
    if names & {"ProxyError", "InvalidProxyURL", "InvalidSchema", "ProxySchemeUnknown"}:
        return NotDelivered(
            _("The proxy does not let us through to {host}.").format(host=host),
            hint=_("Check the proxy of this system (HTTPS_PROXY, NO_PROXY)."),
        )
    if any(isinstance(cause, TimeoutError) for cause in causes) or names & {
        "ConnectTimeout", "ReadTimeout", "ReadTimeoutError", "ConnectTimeoutError",
    }:  # fmt: skip
        return NotDelivered(
            _("{host} does not answer in time.").format(host=host),
            hint=_("Check the network, a firewall, and the proxy on the way."),
        )
    return NotDelivered(
        _("The connection to {host} broke.").format(host=host),
        hint=_("It is tried again by itself."),
    )


def _unchanged(request: Any) -> Any:
    return request


def _seconds(asked: str) -> float | None:
    """Of a `Retry-After`: seconds, or a date (RFC 9110, 10.2.3)."""
    asked = asked.strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    with suppress(ValueError, TypeError, OverflowError):
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    return None
