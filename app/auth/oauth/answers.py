"""What a provider says when it says no, in words (RFC 6749 4.1.2.1 and 5.2, RFC 8628 3.5)."""

from collections.abc import Mapping
from typing import Any

from app.domain.errors import SignInFailed
from app.i18n import N_, _

_MOST = 300  # signs of the provider's own words

_WORDS: dict[str, tuple[str, str]] = {
    "access_denied": (
        N_("{provider} says that access was denied."),
        N_("Somebody pressed Cancel there, or the account may not use Mohist."),
    ),
    "invalid_client": (
        N_("{provider} does not know this console, or its secret."),
        N_("Check the client id and the client secret of the provider."),
    ),
    "unauthorized_client": (
        N_("{provider} does not let this console sign in that way."),
        N_("Whoever runs the provider can allow it the authorization code, or devices."),
    ),
    "invalid_grant": (
        N_("{provider} does not take the code, or what was kept of the last sign-in, any more."),
        N_("Sign in again."),
    ),
    "invalid_scope": (
        N_("{provider} does not know one of the scopes that were asked for."),
        N_("Check the scopes of the provider."),
    ),
    "invalid_request": (
        N_("{provider} does not understand the request."),
        N_("Check the addresses of the provider, and which address to come back to it has for us."),
    ),
    "unsupported_response_type": (
        N_("{provider} cannot give an authorization code."),
        N_("Whoever runs the provider can allow it to this console."),
    ),
    "unsupported_grant_type": (
        N_("{provider} does not let this console sign in that way."),
        N_("Whoever runs the provider can allow it the authorization code, or devices."),
    ),
    "server_error": (N_("{provider} has an error of its own."), N_("Try again later.")),
    "temporarily_unavailable": (N_("{provider} is too busy now."), N_("Try again later.")),
    "login_required": (N_("{provider} wants you to sign in there."), N_("Sign in again.")),
    "interaction_required": (N_("{provider} wants you to sign in there."), N_("Sign in again.")),
    "consent_required": (
        N_("{provider} wants your consent."),
        N_("Sign in again, and give it there."),
    ),
    "expired_token": (
        N_("The code was not entered at {provider} in time."),
        N_("Ask for a new one."),
    ),
}


def said_no(name: str, data: Mapping[str, Any], status: int = 0) -> SignInFailed:
    """An error a provider sent, by its name and its JSON or query. Its own words come last."""
    code = clean(data.get("error"))
    detail = clean(data.get("error_description"))
    if code in _WORDS:
        text, hint = _WORDS[code]
    elif code:
        text, hint = N_("{provider} says no: {code}."), N_("Ask whoever runs the provider.")
    else:
        text, hint = (
            N_("{provider} answers with an error (HTTP {status})."),
            N_("Check the addresses of the provider. Try again later."),
        )
    sentence = _(text).format(provider=name, code=code, status=status)
    if detail:
        sentence += " " + _("In its words: {words}").format(words=detail)
    return SignInFailed(sentence, hint=_(hint), again=code == "invalid_grant", code=code)


def clean(words: object) -> str:
    """Somebody else's words on one line: no control signs, and not too many."""
    if not isinstance(words, str):
        return ""
    kept = "".join(sign if sign.isprintable() else " " for sign in words[: 2 * _MOST])
    return " ".join(kept.split())[:_MOST]
