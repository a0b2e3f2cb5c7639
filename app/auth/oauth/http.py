"""Talking with a provider over HTTPS: bounded in time and size, cut by a Stop, told in words.

What goes over it is secret, addresses too: no error holds more than the name of the host.
"""

import json
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.auth.oauth.provider import Provider
from app.domain.errors import SignInFailed
from app.domain.stop import Stop
from app.i18n import _
from app.wires import Wires, causes_of

if TYPE_CHECKING:
    from requests import Response
    from requests_oauthlib import OAuth2Session

CONNECT, READ, WHOLE = 10.0, 15.0, 25.0
"""Seconds to connect, until something comes, and until all of an answer is there."""
_MOST_BYTES = 1 << 20
_QUIET = ("urllib3", "oauthlib", "requests_oauthlib", "requests")
"""Loggers that would write tokens, or addresses with a code in them, were they asked to."""


class Answer:
    """What came back: its status and its JSON, which is {} where it is none."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            said = None
        self.data: Any = said if isinstance(said, dict | list) else {}

    @property
    def fields(self) -> dict[str, Any]:
        """Its JSON where that is an object."""
        return self.data if isinstance(self.data, dict) else {}


@contextmanager
def session(provider: Provider, stop: Stop, **options: Any) -> Iterator["OAuth2Session"]:
    """A session with one provider; its sockets are cut when `stop` is set.

    `options` are OAuth2Session's. Its requests raise SignInFailed, where the provider cannot be
    reached or takes more than `WHOLE` seconds, and Cancelled.
    """
    stop.check()
    wires = Wires()
    with stop.telling(wires.cut), wires, _made(provider, wires, stop, options) as made:
        yield made


def get(session: "OAuth2Session", url: str, *, bearer: str = "") -> Answer:
    """Ask for what is there, with a token where one is needed."""
    headers = {"Accept": "application/json"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    answer = session.request("GET", url, headers=headers, withhold_token=True)
    return Answer(answer.status_code, answer.content)


def post(session: "OAuth2Session", url: str, fields: dict[str, str], auth: Any = None) -> Answer:
    """Send a form."""
    answer = session.request(
        "POST", url, data=fields, headers={"Accept": "application/json"}, auth=auth,
        withhold_token=True,
    )  # fmt: skip
    return Answer(answer.status_code, answer.content)


def _made(provider: Provider, wires: Wires, stop: Stop, options: dict[str, Any]) -> "OAuth2Session":
    import requests
    from requests_oauthlib import OAuth2Session

    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)

    class Session(OAuth2Session):  # type: ignore[misc]
        """Follows no redirect (a code or a token would go elsewhere), and reads no more than is
        sensible, whoever calls it.
        """

        def request(self, method: str, url: str, *args: Any, **named: Any) -> "Response":
            named |= {"allow_redirects": False, "stream": True, "timeout": (CONNECT, READ)}
            if provider.ca:
                named["verify"] = provider.ca
            late = threading.Event()

            def cut() -> None:
                late.set()  # first: the cut is felt by the one who reads before it returns here
                wires.cut()

            clock = threading.Timer(WHOLE, cut)  # it may send a byte now and then for ever
            clock.daemon = True
            clock.start()
            try:
                answer: Response = super().request(method, url, *args, **named)
                answer._content = _all_of(answer, provider.host)
            except (requests.RequestException, OSError) as error:
                stop.check()
                raise _unreached(provider.host, error, late=late.is_set()) from None
            finally:
                clock.cancel()
                clock.join()
            return answer

    made = Session(provider.client_id, **options)
    tls = _trusted(provider)
    made.mount("https://", wires.adapter(tls))
    made.mount("http://", wires.adapter(tls))
    if provider.proxy:
        made.trust_env = False  # or the environment's would come before it
        if provider.proxy != "direct":
            made.proxies = {"https": provider.proxy, "http": provider.proxy}
    return made


def _all_of(answer: "Response", host: str) -> bytes:
    read = bytearray()
    with answer:
        for chunk in answer.iter_content(8192):
            read += chunk
            if len(read) > _MOST_BYTES:
                raise SignInFailed(
                    _("What {host} answers is too long to be an answer.").format(host=host),
                    hint=_("Check the addresses of the provider."),
                )
    return bytes(read)


def _trusted(provider: Provider) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=provider.ca or None)
    except OSError:
        raise SignInFailed(
            _("The file of authorities {path} cannot be read.").format(path=provider.ca),
            hint=_("Name a PEM file with the certificate of your authority."),
        ) from None


def _unreached(host: str, error: BaseException, *, late: bool) -> SignInFailed:
    """Why nothing came back, in words; none of the error's, which may hold a code."""
    causes = list(causes_of(error))
    names = {type(cause).__name__ for cause in causes}
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return SignInFailed(
                _("The certificate of {host} is not trusted: {reason}.").format(
                    host=host, reason=cause.verify_message.rstrip(".")
                ),
                hint=_("Name the file of your own authority for this provider, if there is one."),
            )
        if isinstance(cause, socket.gaierror):
            return SignInFailed(
                _("The name {host} is not known.").format(host=host),
                hint=_("Check its spelling, and the DNS of this machine."),
            )
    if late or names & {"TimeoutError", "ConnectTimeout", "ReadTimeout", "ReadTimeoutError"}:
        return SignInFailed(
            _("{host} does not answer in time.").format(host=host),
            hint=_("Check the network, a firewall, and the proxy on the way. Try again later."),
        )
    if names & {"ProxyError", "InvalidProxyURL", "ProxySchemeUnknown"}:
        return SignInFailed(
            _("The proxy does not let us through to {host}.").format(host=host),
            hint=_("Check the proxy of this provider, and that of the system."),
        )
    if "ConnectionRefusedError" in names:
        return SignInFailed(
            _("{host} refuses the connection.").format(host=host),
            hint=_("Check the port, and whether the service runs."),
        )
    return SignInFailed(
        _("The connection to {host} broke.").format(host=host),
        hint=_("Check the network, and try again."),
    )
