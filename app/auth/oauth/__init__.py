"""Signing in at a provider of OAuth 2 and OpenID Connect. All of it waits: call it from a lane.

account = Account(provider, secrets.get, secrets.keep, secrets.forget)
attempt = SignIn(provider, open_browser, secret=account.secret(stop), refused=journal…)
account.keep(attempt.run(stop), stop)
claims = account.facts(stop)
"""

from app.auth.oauth.account import Account
from app.auth.oauth.device import DeviceCode, device_sign_in
from app.auth.oauth.discovery import Endpoints, discover
from app.auth.oauth.exchange import refresh, revoke
from app.auth.oauth.facts import facts
from app.auth.oauth.provider import DEFAULT_REDIRECT, Fields, Provider
from app.auth.oauth.providers_file import NAME, Providers, read_providers, write_providers
from app.auth.oauth.sign_in import SignIn
from app.auth.oauth.tokens import Claims, Tokens

__all__ = [
    "DEFAULT_REDIRECT",
    "NAME",
    "Account",
    "Claims",
    "DeviceCode",
    "Endpoints",
    "Fields",
    "Provider",
    "Providers",
    "SignIn",
    "Tokens",
    "device_sign_in",
    "discover",
    "facts",
    "read_providers",
    "refresh",
    "revoke",
    "write_providers",
]
