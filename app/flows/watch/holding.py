"""The one session a probe has: made when there is none, tried again where that fails, never asked
for a secret aloud.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.domain.connecting import Stage, StageReport, StageState, Tell
from app.domain.endpoint import Endpoint, secret_id
from app.domain.errors import (
    AccountRefused,
    Cancelled,
    ConsoleError,
    HostKeyUnknown,
    LoginRefused,
    Refused,
    SecretUnavailable,
    StoreTrouble,
    Unwritable,
)
from app.domain.monitoring.sample import Health
from app.domain.stop import Stop
from app.engines.base import Session
from app.flows.connect import AskSecret, connector
from app.flows.rights import Warden
from app.i18n import _

PATIENCE = 5.0
"""Seconds a server may take for a login, and for what a page never waits for."""
LONGEST_PAUSE = 8.0
"""Seconds between two logins at one that is down: back, it is seen within two looks."""
_WRONG_PASSWORD = 60.0
_WRONG_PASSWORD_LONGEST = 3600.0
"""Seconds between two logins that were refused for the account: its profile may lock it."""


_OURS = (SecretUnavailable, Refused, Unwritable, StoreTrouble)
"""It is we who do not look: no secret, no right, no journal; of the server nothing is known."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an instance stands, and a sentence on it."""

    health: Health = Health.UNKNOWN
    trouble: str = ""


class Held:
    """Logs in at one instance, again and again. One thread at a time uses it."""

    def __init__(
        self, endpoint: Endpoint, ask: AskSecret, warden: Warden, shortest: float,
        longest: float = LONGEST_PAUSE,
    ) -> None:  # fmt: skip
        """Between two logins there are about `shortest` to `longest` seconds."""
        self.session: Session | None = None
        self._endpoint, self._shortest = endpoint, min(shortest, longest)
        self._longest = longest
        self._ask = ask
        self._pause = 0.0
        self._wrong = 0.0
        self._without = Standing()
        self._lacked = self._reached = False
        self._begun = self._without_until = 0.0
        self._connect: Callable[[Stop, Tell], Session] = connector(
            _hasty(endpoint), self._reveal, warden
        )

    def log_in(self, stop: Stop) -> Standing:
        """Try to; UP where there is a session now. Cancelled only where `stop` was set."""
        self._lacked = self._reached = False
        self._begun = time.monotonic()
        try:
            if self._begun < self._without_until:
                if self._reveal(secret_id(self._endpoint.id), stop) is None:
                    return self._without
                self._without_until = self._wrong = 0.0
            self.session = self._connect(stop, self._note)
        except Cancelled:
            raise
        except ConsoleError as error:
            if self._lacked and isinstance(error, AccountRefused):
                return self._do_without(error)
            return Standing(self._health(error), str(error))
        self._wrong = 0.0
        return Standing(Health.UP)

    def note_answer(self) -> None:
        """The session is of use: the next one is made without a wait."""
        self._pause = 0.0

    def pause(self, health: Health) -> float:
        """Seconds to wait before the next login, longer each time and never at once with others."""
        if health is Health.LOCKED:
            return LONGEST_PAUSE
        if self._wrong:
            return self._wrong * random.uniform(0.9, 1.0)  # noqa: S311  (spreads logins)
        self._pause = min(max(self._shortest / 2, 1.5 * self._pause), self._longest)
        return self._pause * random.uniform(0.7, 1.0)  # noqa: S311

    def drop(self) -> None:
        """Log out."""
        session, self.session = self.session, None
        if session is not None:
            session.close()

    def _do_without(self, error: AccountRefused) -> Standing:
        """There is no password, and the server wants one: until there is it is not asked again,
        but now and then.
        """
        self._stay_away()
        self._without_until = time.monotonic() + self._wrong
        said = _("No password is at hand, and without one: {reason}").format(reason=error)
        self._without = Standing(Health.LOCKED, said)
        return self._without

    def _stay_away(self) -> None:
        self._wrong = min(max(_WRONG_PASSWORD, 2 * self._wrong), _WRONG_PASSWORD_LONGEST)

    def _health(self, error: ConsoleError) -> Health:
        if isinstance(error, _OURS):
            return Health.LOCKED
        if isinstance(error, AccountRefused):
            self._stay_away()
        if isinstance(error, LoginRefused | HostKeyUnknown):
            return Health.REFUSED
        waited = time.monotonic() - self._begun > 0.8 * PATIENCE  # it was not shut in our face
        return Health.STALLED if self._reached and waited else Health.DOWN

    def _note(self, report: StageReport) -> None:
        if report.stage is Stage.TCP and report.state is StageState.PASSED:
            self._reached = True

    def _reveal(self, wanted: str, stop: Stop) -> str | None:
        try:
            secret = self._ask(wanted, stop)
        except Cancelled:
            raise SecretUnavailable(
                _("The place of the secrets waits for somebody to unlock it.")
            ) from None
        if secret is None and wanted == secret_id(self._endpoint.id):
            self._lacked = True
        return secret


def lost(error: ConsoleError) -> Standing:
    """How an instance stands whose session is of no use any more."""
    if isinstance(error, LoginRefused):
        return Standing(Health.REFUSED, str(error))
    return Standing(Health.DOWN, str(error))


def silent(name: str, seconds: float) -> Standing:
    """How an instance stands that has not answered for so long."""
    said = _("{name} has not answered for {seconds} s.")
    return Standing(Health.STALLED, said.format(name=name, seconds=f"{seconds:.1f}"))


def _hasty(endpoint: Endpoint) -> Endpoint:
    """The same, given up sooner: the next try comes by itself."""
    access = endpoint.access
    return replace(
        endpoint, access=replace(access, connect_timeout=min(access.connect_timeout, PATIENCE))
    )
