"""What `Identity` stands on: how it stands with signing in, and what is wanted of whom."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.auth.oauth import Claims, Provider, SignIn, Tokens, device_sign_in
from app.domain.errors import ConsoleError
from app.domain.people import User
from app.domain.stop import Stop


class State(StrEnum):
    """How it stands with signing in."""

    LOCAL = "local"
    """No provider was set up: whoever is here owns the console."""
    OUT = "out"
    COMING = "coming"
    IN = "in"
    OFFLINE = "offline"
    """Signed in, but the provider could not confirm it lately; see `Identity.left`."""


class AccountLike(Protocol):
    """What is wanted of `app.auth.oauth.Account`."""

    def secret(self, stop: Stop) -> str | None: ...  # noqa: D102
    def kept(self, stop: Stop) -> Tokens | None: ...  # noqa: D102
    def keep(self, tokens: Tokens, stop: Stop) -> None: ...  # noqa: D102
    def facts(self, stop: Stop) -> Claims: ...  # noqa: D102
    def sign_out(self, stop: Stop) -> bool: ...  # noqa: D102


class Notes(Protocol):
    """What is wanted of `app.flows.sign_in_notes.SignInNotes`; all of it in a lane."""

    def came(self, user: User, provider: Provider, *, resumed: bool = False) -> None: ...  # noqa: D102
    def failed(self, provider: Provider, error: ConsoleError) -> None: ...  # noqa: D102
    def refused(self, provider: Provider, text: str) -> None: ...  # noqa: D102
    def left(self, user: User, provider: Provider) -> None: ...  # noqa: D102
    def ended(self, user: User, provider: Provider, reason: str) -> None: ...  # noqa: D102


class AttemptLike(Protocol):
    """What is wanted of `app.auth.oauth.SignIn`."""

    def run(self, stop: Stop) -> Tokens: ...  # noqa: D102
    def paste(self, address: str) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody is brought in; the tests have others."""

    browser: Callable[..., AttemptLike] = SignIn
    device: Callable[..., Tokens] = device_sign_in
    clock: Callable[[], float] = time.time
    steady: Callable[[], float] = time.monotonic
