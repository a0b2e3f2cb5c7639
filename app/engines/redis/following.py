"""A session that was led to its master by Sentinels, and leaves it when they name another."""

from collections.abc import Callable

from app.domain.act import Command, Consent, Outcome
from app.domain.errors import Refused, SessionLost
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.redis.sentinels import Seen
from app.engines.redis.session import BaseSession
from app.i18n import _


class FollowsSentinels(BaseSession):
    """Asks the Sentinels before it acts.

    A master that is deposed goes on taking writes until Sentinels make it a replica, some ten
    seconds later; all of them are lost then.
    """

    sentinel: Callable[[Stop], Seen] | None = None
    """How the Sentinels see the service, where the server was found through them."""

    def seen(self) -> Seen:
        """What they say now; SessionLost where another is master, so that the next one is there."""
        if self.sentinel is None:
            return Seen("", ())
        found = self.sentinel(self.stop)
        if found.master and found.master != self.main.name:
            self._cut()
            raise SessionLost(
                _("The Sentinels name {server} as the master now.").format(server=found.master),
                hint=_("The next question goes there."),
            )
        return found

    def perform(self, command: Command, consent: Consent, reveal: Reveal) -> Outcome:
        """Do one command of an act, unless another server is the master now."""
        try:
            self.seen()
        except SessionLost as error:
            raise Refused(
                str(error), hint=_("Refresh the page and plan it there: what is here is lost.")
            ) from error
        return super().perform(command, consent, reveal)
