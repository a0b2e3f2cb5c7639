"""What is found in the journal, and what can be said of it whatever kind it is of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from app.domain.act import Ending
from app.domain.journal import Deed, Event, NewKey, Note, Noted, Recorded, Where

Found: TypeAlias = Recorded | Noted
"""An act with what came of it, or an entry that stands by itself."""

ACT, NOTE, KEY = "act", "note", "key"
"""The kinds that are no `Deed`."""
KINDS = (ACT, *map(str, Deed), KEY, NOTE)

_ENDINGS = {
    Deed.REFUSED: Ending.REFUSED, Deed.DENIED: Ending.REFUSED,
    Deed.SIGN_IN_FAILED: Ending.FAILED,
}  # fmt: skip


def kind_of(found: Found) -> str:
    """What it is: `act`, `note`, `key`, or the value of its `Deed`."""
    match found:
        case Noted(body=Event() as event):
            return event.what
        case Noted(body=NewKey()):
            return KEY
        case Noted():
            return NOTE
    return ACT


def ending_of(found: Found) -> Ending | None:
    """How it ended. What the journal says of itself has no ending."""
    match found:
        case Recorded():
            return found.ending
        case Noted(body=Event(what=what)):
            return _ENDINGS.get(what, Ending.DONE)
    return None


def where_of(found: Found) -> Where | None:
    """The instance it is of."""
    match found:
        case Recorded():
            return found.intent.where
        case Noted(body=Event(where=where)):
            return where
    return None


def people_of(found: Found) -> tuple[str, ...]:
    """Who did it, to whom, and whose account on the machine."""
    match found:
        case Recorded():
            return found.intent.who, found.entry.account
        case Noted(body=Event(who=who, whom=whom)):
            return who, whom, found.entry.account
    return (found.entry.account,)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries to read; what is empty does not count. `instance` is an id, name or address.

    `text` is looked for in statements, titles, names and messages, in any case. Reading ends with
    the first entry before `since`, and begins with the last one before `until`.
    """

    since: datetime | None = None
    instance: str = ""
    text: str = ""
    flow: str = ""
    until: datetime | None = None
    who: str = ""
    """A part of the name of whoever did it, of whom it was done to, or of the system's account."""
    kinds: frozenset[str] = frozenset()
    """Any of `act`, `note`, `key`, and the values of `Deed`."""
    endings: frozenset[Ending] = frozenset()
    """Any of those that `ending_of` gives."""
    last: int = 0
    """The number of the newest entry to be read."""
    place: str = ""
    """A part of the name, the address or the environment of the instance."""

    def __call__(self, found: Found) -> bool:  # noqa: D102  (the class says)
        if self.last and found.entry.sequence > self.last:
            return False
        if self.until and found.entry.utc >= self.until:
            return False
        if self.kinds and kind_of(found) not in self.kinds:
            return False
        intent = found.intent if isinstance(found, Recorded) else None
        if self.flow and (intent is None or intent.flow != self.flow):
            return False
        if self.endings and ending_of(found) not in self.endings:
            return False
        return self._by_text(found)

    def _by_text(self, found: Found) -> bool:
        where = where_of(found)
        if self.instance and (where is None or self.instance.casefold() not in (
            where.id.casefold(), where.name.casefold(), where.address.casefold(),
        )):  # fmt: skip
            return False
        if self.place and (where is None or self.place.casefold() not in "\n".join(
            (where.name, where.address, where.environment)
        ).casefold()):  # fmt: skip
            return False
        if self.who and self.who.casefold() not in "\n".join(people_of(found)).casefold():
            return False
        return not self.text or self.text.casefold() in "\n".join(_texts(found)).casefold()


def _texts(found: Found) -> Iterator[str]:
    yield from (*people_of(found), found.entry.machine, kind_of(found))
    if (where := where_of(found)) is not None:
        yield from (where.name, where.address, where.environment)
    match found:
        case Recorded(intent=intent):
            yield from (intent.flow, intent.title, *intent.statements, *intent.hits)
            yield from (outcome.text for outcome in found.outcomes)
        case Noted(body=Event() as event):
            yield event.text
            yield from (f"{name}: {value}" for name, value in event.facts)
        case Noted(body=NewKey() as key):
            yield key.fingerprint
        case Noted(body=Note() as note):
            yield from (note.what, note.digest)
