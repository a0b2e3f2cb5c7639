"""What a provider gives: tokens, which are secret, and what it says of the user, which is not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import SignInFailed
from app.i18n import _

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one user at one provider. No repr, log or error holds one."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    """"" where the provider gives none: then one must sign in again when `ends` is reached."""
    id_token: str = field(default="", repr=False)
    """As it came, its signature checked when it did."""
    ends: float = 0.0
    """Seconds since 1970, by the clock of this computer; 0 where the provider did not say."""
    scopes: tuple[str, ...] = ()
    """What was granted, where the provider said."""
    subject: str = ""
    """Whom the ID token is about; "" without one."""

    def ended(self, now: float, before: float = 60.0) -> bool:
        """Whether the access token ends within `before` seconds."""
        return self.ends > 0 and now >= self.ends - before

    def written(self) -> str:
        """As a secret is kept. Whoever has this is the user at the provider."""
        return json.dumps(
            {"version": _VERSION, "access": self.access, "refresh": self.refresh,
             "id_token": self.id_token, "ends": self.ends, "scopes": list(self.scopes),
             "subject": self.subject}
        )  # fmt: skip

    @classmethod
    def read(cls, text: str) -> "Tokens":
        """Back from `written`.

        Raises:
            SignInFailed: it is something else; the text is in no part of the error.
        """
        try:
            data = json.loads(text)
            if data["version"] != _VERSION:
                raise ValueError
            made = cls(
                _text(data, "access"), _text(data, "refresh"), _text(data, "id_token"),
                float(data["ends"]), tuple(str(each) for each in data["scopes"]),
                _text(data, "subject"),
            )  # fmt: skip
        except (ValueError, TypeError, KeyError, RecursionError):
            raise SignInFailed(
                _("What was kept of the last sign-in cannot be read."),
                hint=_("Sign in again."),
                again=True,
            ) from None
        return made


def _text(data: Mapping[str, Any], key: str) -> str:
    if not isinstance(data[key], str):
        raise TypeError(key)
    return str(data[key])


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says of the user, by our names. It vouches for `subject` alone: an e-mail
    address or a name may be what the user typed there, so nobody is recognised by those.
    """

    subject: str
    username: str
    name: str = ""
    name_cn: str = ""
    email: str = ""
    groups: tuple[str, ...] = ()
