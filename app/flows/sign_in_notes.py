"""Who came in, who went, and who was not believed: as entries of the journal."""

from app.auth.oauth import Provider
from app.domain.errors import ConsoleError, SignInFailed
from app.domain.journal import Deed, Event
from app.domain.people import User
from app.flows.rights import Notes
from app.i18n import _


class SignInNotes:
    """All of it writes: not for the GUI thread. No token, code or address is ever in an entry.

    Each raises `Unwritable` where the journal takes nothing: then nobody comes in.
    """

    def __init__(self, journal: Notes, account: str) -> None:
        """`account` is the system's: how somebody is called whom no provider has named."""
        self._journal, self._account = journal, account

    def came(self, user: User, provider: Provider, *, resumed: bool = False) -> None:
        """They signed in, or (`resumed`) still were when the console was started again."""
        text = (
            _("{user} is still signed in at {provider}.")
            if resumed
            else _("{user} signed in at {provider}.")
        )
        self._note(Deed.SIGN_IN, user, provider, _said(text, user, provider),
                   how="kept" if resumed else "anew")  # fmt: skip

    def failed(self, provider: Provider, error: ConsoleError) -> None:
        """Somebody tried, and did not come in."""
        text = _("A sign-in at {provider} failed: {reason}")
        said = text.format(provider=provider.name, reason=error)
        why = error.code if isinstance(error, SignInFailed) else ""
        self._note(Deed.SIGN_IN_FAILED, None, provider, said, why=why)

    def refused(self, provider: Provider, text: str) -> None:
        """What came in the name of a provider was not believed: a forged state, a second answer."""
        self._note(Deed.SIGN_IN_FAILED, None, provider, text, why="forged")

    def left(self, user: User, provider: Provider) -> None:
        """They signed out."""
        said = _said(_("{user} signed out at {provider}."), user, provider)
        self._note(Deed.SIGN_OUT, user, provider, said)

    def ended(self, user: User, provider: Provider, reason: str) -> None:
        """They are signed in no longer, and did not sign out."""
        text = _("{user} is not signed in at {provider} any more: {reason}")
        said = text.format(user=user.shown, provider=provider.name, reason=reason)
        self._note(Deed.SESSION_ENDED, user, provider, said)

    def _note(
        self, deed: Deed, user: User | None, provider: Provider, said: str, **more: str
    ) -> None:
        facts = {"provider": provider.id, "authority": provider.authority, **more}
        if user is not None:
            facts |= {"user": user.id, "subject": user.subject}
        who = user.shown if user is not None else self._account
        self._journal.note(
            Event(deed, who, said, facts=tuple(each for each in facts.items() if each[1]))
        )


def _said(text: str, user: User, provider: Provider) -> str:
    return text.format(user=user.shown, provider=provider.name)
