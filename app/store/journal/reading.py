"""Read the journal from its end, a page at a time, however long it is."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, TypeAlias

from app.domain.act import Outcome
from app.domain.errors import UnreadableInput
from app.domain.journal import Conclusion, Intent, Noted, Recorded
from app.domain.stop import Stop
from app.i18n import _
from app.store.journal.files import months
from app.store.journal.found import Found, Wanted
from app.store.journal.lines import NewerEntry, NotAnEntry, decode

_Concluded: TypeAlias = tuple[tuple[Outcome, ...], datetime | None]
_BLOCK = 1 << 18  # bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, the newest first. Given back as `before`, the next page are those before them."""

    found: tuple[Found, ...] = ()
    more: bool = False
    """Whether there may be older ones."""
    _file: str = ""
    _offset: int = 0
    _waiting: Mapping[str, _Concluded] = field(default_factory=lambda: MappingProxyType({}))
    """Conclusions whose intents stand farther to the front."""

    @property
    def acts(self) -> tuple[Recorded, ...]:
        """The acts among them."""
        return tuple(found for found in self.found if isinstance(found, Recorded))


def read_page(folder: Path, before: Page | None, limit: int, wanted: Wanted, stop: Stop) -> Page:
    """At most `limit` entries that are wanted, older than those of the page `before`.

    Lines that are no entries are left out: `verify` speaks of them.

    Raises:
        UnreadableInput: a file cannot be read, or a newer Mohist wrote it.
        Cancelled: `stop` was set.
    """
    waiting = dict(before._waiting) if before else {}
    taken: list[Found] = []
    try:
        for name, offset, line in backwards(folder, before):
            stop.check()
            try:
                entry = decode(line).entry
            except NotAnEntry:
                continue
            if wanted.since and entry.utc < wanted.since:
                break
            if isinstance(entry.body, Conclusion):
                waiting[entry.body.intent] = entry.body.outcomes, entry.utc
                continue
            found: Found = (
                Recorded(entry, entry.body, *waiting.pop(entry.id, ((), None)))
                if isinstance(entry.body, Intent)
                else Noted(entry, entry.body)
            )
            if wanted(found):
                taken.append(found)
            if len(taken) >= limit:
                return Page(tuple(taken), True, name, offset, waiting)
    except OSError as error:
        raise UnreadableInput(
            _("The journal {path} cannot be read: {reason}.").format(
                path=error.filename or folder, reason=error.strerror or error
            ),
            hint=_("Check that the file is there and that you may read it."),
        ) from error
    except NewerEntry as error:
        raise UnreadableInput(
            _("The journal {path} was written by a newer Mohist.").format(path=folder),
            hint=_("Read it with that version."),
        ) from error
    return Page(tuple(taken))


def backwards(folder: Path, before: Page | None = None) -> Iterator[tuple[str, int, bytes]]:
    """Lines from the end, with their files and where they begin."""
    for path in reversed(months(folder)):
        if before and path.name > before._file:
            continue
        with path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            if before and path.name == before._file:
                end = before._offset
            for offset, line in _lines(file, end):
                yield path.name, offset, line


def _lines(file: BinaryIO, end: int) -> Iterator[tuple[int, bytes]]:
    """The lines before `end`, the last first."""
    pieces: list[bytes] = []  # of the line whose start is not reached yet, the last first
    while end > 0:
        start = max(0, end - _BLOCK)
        file.seek(start)
        block = file.read(end - start)
        while (at := block.rfind(b"\n")) >= 0:
            pieces.append(block[at + 1 :])
            if any(pieces):
                yield start + at + 1, b"".join(reversed(pieces))
            pieces = []
            block = block[:at]
        pieces.append(block)
        end = start
    if any(pieces):
        yield 0, b"".join(reversed(pieces))
