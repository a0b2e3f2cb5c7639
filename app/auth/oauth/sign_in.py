"""One attempt to sign in: authorization code with PKCE, in the system's browser (RFC 8252)."""

import secrets
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.auth.oauth import http, page
from app.auth.oauth.discovery import Endpoints, discover
from app.auth.oauth.exchange import Clock, redeem, taken
from app.auth.oauth.gate import Gate, Turned, is_ours
from app.auth.oauth.loopback import Loopback, Request, send
from app.auth.oauth.provider import Provider
from app.auth.oauth.tokens import Tokens
from app.domain.errors import BadInput, Cancelled, ConsoleError, SignInFailed
from app.domain.stop import Stop
from app.i18n import _

if TYPE_CHECKING:
    from requests_oauthlib import OAuth2Session

SECONDS = 300.0
"""Until somebody must have signed in."""
_LAST_LOOK = 0.2
"""Seconds in which whoever knocked while the code was redeemed is still turned away."""
_MOST_REFUSED = 20
"""Refusals that are told of in one attempt; a page that floods us floods no journal."""


class SignIn:
    """Made for one attempt; `run` it once, in a lane. `paste` may be called from any thread."""

    def __init__(
        self,
        provider: Provider,
        open_browser: Callable[[str], object],
        *,
        secret: str | None = None,
        refused: Callable[[str], object] = lambda _text: None,
        waiting: Callable[[str, bool], object] = lambda _address, _opened: None,
        seconds: float = SECONDS,
        clock: Clock = time.time,
    ) -> None:
        """`open_browser` is given the address, and says False where it opened nothing. `refused`
        hears of each answer that was not believed, for the journal. `waiting` hears the address,
        to be copied, and whether a browser was opened. All three are called in `run`'s thread,
        save `refused` for what is pasted.
        """
        self._provider, self._secret = provider, secret
        self._open_browser, self._refused, self._waiting = open_browser, refused, waiting
        self._seconds, self._clock = seconds, clock
        self._lock = threading.Lock()  # around all below: paste may come from elsewhere
        self._gate: Gate | None = None
        self._listener: Loopback | None = None
        self._outcome: str | SignInFailed | None = None
        self._guest: socket.socket | None = None
        self._count = 0

    def run(self, stop: Stop) -> Tokens:
        """Open the browser, wait for the provider to send it back, and redeem the code.

        Raises:
            BadInput: the provider is not set up so that it could work.
            SignInFailed: whatever else went wrong, in words.
            Cancelled: `stop` was set.
        """
        endpoints = discover(self._provider, stop)
        try:
            with Loopback(self._provider.redirect) as listener, stop.telling(listener.wake):
                return self._wait_and_redeem(endpoints, listener, stop)
        finally:
            with self._lock:
                self._gate = self._listener = None

    def paste(self, address: str) -> None:
        """Take the address the browser ended at, where it could not reach us by itself.

        Raises:
            BadInput: it is not the answer that is waited for, or none is any more.
        """
        with self._lock:
            gate, listener = self._gate, self._listener
            if gate is None or listener is None:
                raise BadInput(_("No sign-in waits for an address now."), hint=_("Begin again."))
            outcome = self._pasted(address.strip(), gate, listener)
            if not isinstance(outcome, Turned):
                self._outcome = outcome
                listener.wake()
                return
        self._tell(outcome)
        raise BadInput(
            _("That is not the answer of this sign-in.") + " " + outcome.reason,
            hint=_("Copy the whole address out of the browser, once you have signed in there."),
        )

    def _pasted(self, address: str, gate: Gate, listener: Loopback) -> str | SignInFailed | Turned:
        try:
            parts = urlsplit(address)
            here = f"{parts.scheme}://{parts.netloc}{parts.path}"
        except ValueError:
            here = ""
        if here.rstrip("/") != listener.redirect.rstrip("/"):
            return Turned(_("It does not begin with {address}").format(address=listener.redirect))
        return gate.take(parts.query)

    def _wait_and_redeem(self, endpoints: Endpoints, listener: Loopback, stop: Stop) -> Tokens:
        provider = self._provider
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        with self._lock:
            self._gate = Gate(
                provider.name, state, endpoints.issuer, says_issuer=endpoints.says_issuer
            )
            self._listener = listener
        with http.session(
            provider, stop, redirect_uri=listener.redirect, scope=list(provider.wanted_scopes),
            pkce="S256",
        ) as session:  # fmt: skip
            more = {"nonce": nonce} if endpoints.issuer else {}
            if endpoints.issuer and "offline_access" in provider.wanted_scopes:
                more["prompt"] = "consent"  # or no refresh token comes (OpenID Connect Core, 11)
            address, _state = session.authorization_url(endpoints.authorize, state=state, **more)
            self._waiting(address, self._open_browser(address) is not False)
            code = self._code(listener, stop)
            return self._redeemed(session, endpoints, code, nonce, listener, stop)

    def _code(self, listener: Loopback, stop: Stop) -> str:
        until = time.monotonic() + self._seconds
        while True:
            with self._lock:
                outcome = self._outcome
            if isinstance(outcome, SignInFailed):
                self._finish(page.failure(str(outcome)), listener)
                raise outcome
            if outcome is not None:
                return outcome
            stop.check()
            left = until - time.monotonic()
            if left <= 0:
                raise SignInFailed(
                    _("Nobody signed in at {provider} in time.").format(
                        provider=self._provider.name
                    ),
                    hint=_("Try again; paste the address if the browser cannot come back to us."),
                )
            listener.serve(self._answer, left)

    def _redeemed(
        self,
        session: "OAuth2Session",
        endpoints: Endpoints,
        code: str,
        nonce: str,
        listener: Loopback,
        stop: Stop,
    ) -> Tokens:
        said = page.failure(_("The sign-in was cancelled in Mohist."))
        try:
            answer = redeem(session, self._provider, endpoints, code, self._secret)
            tokens = taken(
                self._provider, endpoints, answer, stop, self._clock,
                nonce=nonce if endpoints.issuer else None,
            )  # fmt: skip
            said = page.success()
        except Cancelled:
            raise
        except ConsoleError as error:
            said = page.failure(str(error))
            raise
        finally:
            self._finish(said, listener)
        return tokens

    def _finish(self, reply: bytes, listener: Loopback) -> None:
        """Answer whoever brought the code, and turn away who came after."""
        if self._guest is not None:
            send(self._guest, reply)
            self._guest.close()
            self._guest = None
        listener.serve(self._answer, _LAST_LOOK)

    def _answer(self, request: Request, wire: socket.socket) -> bool:
        """Look at one request; True where it brought what was waited for."""
        listener, gate = self._listener, self._gate
        assert listener is not None
        assert gate is not None
        if request.path != listener.path:
            send(wire, page.turned_away(404))  # a browser asks for an icon, too
            return False
        if request.method != "GET":
            self._tell(Turned(_("It was not asked for but sent.")))
            send(wire, page.turned_away(405))
            return False
        with self._lock:
            outcome = is_ours(request.headers, listener.hosts) or gate.take(request.query)
            if not isinstance(outcome, Turned):
                self._outcome, self._guest = outcome, wire
                return True
        self._tell(outcome)
        send(wire, page.turned_away())
        return False

    def _tell(self, turned: Turned) -> None:
        self._count += 1
        if self._count <= _MOST_REFUSED:
            self._refused(
                _("An answer to the sign-in at {provider} was refused.").format(
                    provider=self._provider.name
                )
                + f" {turned.reason}"
            )
