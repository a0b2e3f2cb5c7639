"""Whether what comes back from the browser is the answer to our question, and the first one.

Whoever sits on this computer, and any page in its browser, may knock. Only the provider knows
`state`, which was in the address the browser was sent to; it opens once.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from app.auth.oauth.answers import clean, said_no
from app.domain.errors import SignInFailed
from app.i18n import _

_MOST_FIELDS = 30


@dataclass(frozen=True, slots=True)
class Turned:
    """Not let in, and why."""

    reason: str


class Gate:
    """For one attempt to sign in."""

    def __init__(
        self, name: str, state: str, issuer: str = "", *, says_issuer: bool = False
    ) -> None:
        """`says_issuer`: an answer without `iss` is none of this provider's (RFC 9207)."""
        self._name, self._state = name, state
        self._issuer, self._says_issuer = issuer, says_issuer
        self.used = False

    def take(self, query: str) -> str | SignInFailed | Turned:
        """The code, what the provider has to say instead, or why this is not its answer."""
        try:
            pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError:
            return Turned(_("It has too many fields."))
        said = dict(pairs)
        if len(said) != len(pairs):
            return Turned(_("It has a field twice."))
        if "state" not in said:
            return Turned(_("It has no state."))
        if not hmac.compare_digest(said["state"].encode(), self._state.encode()):
            return Turned(_("Its state is not the one we gave."))
        if self.used:
            return Turned(_("It is the second answer to a question that was answered."))
        issuer = said.get("iss")
        if issuer is None and self._says_issuer:
            return Turned(_("It does not say which provider it comes from."))
        if issuer is not None and self._issuer and issuer != self._issuer:
            return Turned(
                _("It comes from another provider: {issuer}").format(issuer=clean(issuer))
            )
        if "error" in said:
            self.used = True
            return said_no(self._name, said)
        if not said.get("code"):
            return Turned(_("It has no code."))
        self.used = True
        return said["code"]


def is_ours(headers: Sequence[tuple[str, str]], hosts: Sequence[str]) -> Turned | None:
    """Whether a browser that was sent to us asks, by the headers of the request."""
    given = [value for name, value in headers if name == "host"]
    if len(given) != 1 or given[0].lower() not in hosts:
        return Turned(_("It was meant for another host."))
    fetch = dict(headers)
    mode, target = fetch.get("sec-fetch-mode"), fetch.get("sec-fetch-dest")
    if mode not in (None, "navigate") or target not in (None, "document"):
        return Turned(_("A page asked for it in the background."))
    return None
