"""The rule of two persons: an act on production waits until another who may do it has agreed.

The word is given to the very statements that are sent, where they are sent: whoever plans the act
anew and finds the same has it, once, within the hour. Anything else needs another word.
"""

import hashlib
import json
from datetime import datetime

from app.domain.act import Act
from app.domain.errors import Refused
from app.domain.journal import Deed, Event, Where
from app.domain.people import User
from app.domain.rights import Approval, Place
from app.flows.people import Reach
from app.flows.rights import Notes
from app.i18n import _


class AskedInStore:
    """Second persons are asked through the team's store; a `SecondPerson` for the warden."""

    def __init__(self, reach: Reach, journal: Notes) -> None:
        self._reach, self._journal = reach, journal

    def word(self, act: Act, place: Place, user: User) -> str:
        """The name of who agreed that `user` does exactly this there, now; it holds once.

        Raises:
            Refused: nobody did yet, or may not any more. They were asked for it.
            StoreTrouble: the store cannot be asked: then nobody has agreed.
        """
        digest = digest_of(act, place)
        where = Where(place.instance, place.name, place.address, place.environment)

        def note(deed: Deed, text: str, found: Approval, whom: str = "") -> None:
            said = text.format(user=user.shown, other=whom, what=act.title)
            facts = (("approval", found.id), ("digest", digest), ("ability", act.name))
            self._journal.note(Event(deed, user.shown, said, where, whom, facts))

        agreed = _("{user} has the word of {other}: {what}")
        found = self._reach(
            lambda people: people.use(
                digest, user,
                lambda used: note(Deed.APPROVED, agreed, used, used.answered_name),
            )
        )  # fmt: skip
        if found is not None:
            return found.answered_name
        asking = _("{user} asks for a second person's word: {what}")
        asked = self._reach(
            lambda people: people.ask(
                act.name, place, text_of(act), digest, user,
                lambda made: note(Deed.ASKED, asking, made),
            )
        )  # fmt: skip
        raise Refused(
            _("On production this needs the word of a second person, who has been asked for it."),
            hint=_(
                "Somebody else who may do it agrees on the page of users until {time}; then do it"
                " again, just so."
            ).format(time=f"{datetime.fromtimestamp(asked.until).astimezone():%H:%M}"),
        )


def digest_of(act: Act, place: Place) -> str:
    """SHA-256 over what is sent and where to, not over what the act is called or warns of."""
    said = [
        act.name, place.instance, place.address, act.stop_at_error,
        [
            [each.text, [_word(word) for word in each.words], each.target, list(each.secrets)]
            for each in act.commands
        ],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _word(word: str | bytes) -> str:
    return f"b{word.hex()}" if isinstance(word, bytes) else f"s{word}"


def text_of(act: Act) -> str:
    """What a second person reads: the title and whom it hits, a line each, and behind an empty
    line each statement as it is sent.
    """
    head = [" ".join(each.split()) for each in (act.title, *act.hits)]
    return "\n".join((*head, "", *(each.text for each in act.commands)))
