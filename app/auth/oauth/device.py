"""Signing in on another device (RFC 8628): a short code is shown here and entered there."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.auth.oauth import http
from app.auth.oauth.answers import clean, said_no
from app.auth.oauth.discovery import Endpoints, discover
from app.auth.oauth.exchange import Clock, as_us, ask_for_tokens, taken
from app.auth.oauth.provider import Provider, check_https
from app.auth.oauth.tokens import Tokens
from app.domain.errors import BadInput, SignInFailed
from app.domain.stop import Stop
from app.i18n import _

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_INTERVAL, _SLOWER, _LONGEST = 5.0, 5.0, 60.0
"""Seconds between two questions, more of them each time we are too fast, and at most."""
_MOST_SECONDS = 1800.0


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What to show."""

    user_code: str
    address: str
    """Where the code is entered; https."""
    whole_address: str
    """The same with the code in it, or ""."""
    ends: float
    """Seconds since 1970 by this computer's clock."""
    device_code: str = field(default="", repr=False)
    interval: float = _INTERVAL


def device_sign_in(
    provider: Provider,
    show: Callable[[DeviceCode], object],
    secret: str | None,
    stop: Stop,
    clock: Clock = time.time,
) -> Tokens:
    """Show a code and wait until it was entered at the provider.

    Raises:
        BadInput: the provider is not set up so that it could work.
        SignInFailed: it was denied or not entered in time, or whatever else went wrong.
        Cancelled: `stop` was set.
    """
    endpoints = discover(provider, stop)
    code = _begun(provider, endpoints, secret, stop, clock)
    show(code)
    form = {"grant_type": GRANT, "device_code": code.device_code}
    interval = code.interval
    until = time.monotonic() + (code.ends - clock())
    while True:
        if stop.wait(interval):
            stop.check()
        if time.monotonic() > until:
            raise said_no(provider.name, {"error": "expired_token"})
        try:
            answer = ask_for_tokens(provider, endpoints, form, secret, stop)
        except SignInFailed as error:
            if error.code == "slow_down":
                interval = min(interval + _SLOWER, _LONGEST)
            elif error.code != "authorization_pending":
                raise
            continue
        return taken(provider, endpoints, answer.fields, stop, clock)


def _begun(
    provider: Provider, endpoints: Endpoints, secret: str | None, stop: Stop, clock: Clock
) -> DeviceCode:
    if not endpoints.device:
        raise SignInFailed(
            _("{provider} does not know how to sign in on another device.").format(
                provider=provider.name
            ),
            hint=_("Sign in with the browser."),
        )
    form = {"scope": " ".join(provider.wanted_scopes)}
    with http.session(provider, stop) as session:
        answer = http.post(session, endpoints.device, *as_us(provider, endpoints, form, secret))
    said = answer.fields
    if answer.status != 200 or "error" in said:
        raise said_no(provider.name, said, answer.status)
    try:
        whole = said.get("verification_uri_complete")
        return DeviceCode(
            clean(str(said["user_code"])),
            check_https(str(said["verification_uri"])),
            check_https(whole) if isinstance(whole, str) else "",
            clock() + min(float(said["expires_in"]), _MOST_SECONDS),
            str(said["device_code"]),
            min(max(float(said.get("interval", _INTERVAL)), 1.0), _LONGEST),
        )
    except (KeyError, TypeError, ValueError, BadInput):
        raise SignInFailed(
            _("{provider} gave no code that could be used.").format(provider=provider.name),
            hint=_("Sign in with the browser."),
        ) from None
