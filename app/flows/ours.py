"""Changing something of ours: asked for, and in the journal before it is done.

    with changing(warden, Ability.CHANGE_RULES, Deed.RULES_CHANGED, _("{user} …"), name=title):
        super().drop_rule(id_)

What then did not work is in the journal as well: an entry too many is better than one too few.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import ConsoleError
from app.domain.journal import Deed
from app.domain.rights import NOWHERE, Ability, Place
from app.flows.rights import Warden
from app.i18n import _

_MOST = 20
"""Names that are listed in one entry; of the others it is told how many they are."""


def announce(
    warden: Warden,
    ability: Ability,
    deed: Deed,
    text: str,
    place: Place = NOWHERE,
    facts: Iterable[tuple[str, str]] = (),
    **named: str,
) -> str:
    """Before a change: `text` says what is done, by {user}; what is `named` is filled in, too.
    The sentence as it stands in the journal then.

    Raises:
        Refused: it may not be done.
        Unwritable, StoreTrouble: it could not be written down: it must not be done, either.
    """
    warden.require(ability, place)
    what = text.format(user=warden.user.shown, **named)
    warden.note(deed, what, place, (("ability", ability.value), *facts))
    return what


@contextmanager
def changing(
    warden: Warden,
    ability: Ability,
    deed: Deed,
    text: str,
    place: Place = NOWHERE,
    facts: Iterable[tuple[str, str]] = (),
    **named: str,
) -> Iterator[None]:
    """Around a change: announces it, and raises as `announce` does before anything is done."""
    told = tuple(facts)
    what = announce(warden, ability, deed, text, place, told, **named)
    try:
        yield
    except ConsoleError as error:
        reason = str(error) or _("It was cancelled.")
        failed = _("This did not work: {what} {reason}").format(what=what, reason=reason)
        with suppress(ConsoleError):  # why it did not work matters more
            told = (("ability", ability.value), *told, ("outcome", "failed"))
            warden.note(deed, failed, place, told)
        raise


@dataclass(frozen=True, slots=True)
class ExportRight:
    """Who may write what a table of ours shows into a file; that it was done is an entry."""

    warden: Warden
    ability: Ability
    text: str
    """What is noted, with {user} and {file} open; N_()."""

    @property
    def why_not(self) -> str:
        """Why it may not be done, in one sentence; "" where it may."""
        return self.warden.reason(self.ability)

    def noting(self, path: Path) -> AbstractContextManager[None]:
        """Around the writing of the file; raises as `changing`."""
        return changing(
            self.warden, self.ability, Deed.EXPORTED, _(self.text),
            facts=[("file", str(path))], file=str(path),
        )  # fmt: skip


def listed(names: Iterable[str]) -> str:
    """Names in a sentence."""
    found = list(names)
    text, more = ", ".join(found[:_MOST]), len(found) - _MOST
    return _("{names} and {count} more").format(names=text, count=more) if more > 0 else text
