"""Which journals were set aside before this one, as its own first entry says.

Whoever remembers an entry of one of them is right, and nothing was cut off. That a folder lies
beside the journal says nothing: it counts where the note holds its size and its hash.
"""

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from app.domain.journal import Happening, Note
from app.domain.signing import Remembered
from app.store.journal.files import HEAD, months
from app.store.journal.lines import NotAnEntry, decode
from app.store.journal.reading import backwards

ASIDE = "set-aside-"
"""How the names of the folders begin."""
_BEGINNING = 2  # entries among which the note stands: the key is named before it


def set_aside_in(folder: Path, known: Remembered) -> Path | None:
    """The folder of the journal that was set aside and holds the entry; None where none does.

    Raises:
        OSError: a file cannot be read.
        NewerEntry: a newer Mohist wrote it.
    """
    return next((each for each in _before(folder) if is_there(each, known)), None)


def is_there(folder: Path, known: Remembered) -> bool:
    """Whether the journal in this folder holds the entry, as it is remembered."""
    for _name, _offset, raw in backwards(folder):
        try:
            line = decode(raw)
        except NotAnEntry:
            continue
        if line.entry.sequence <= known.sequence:
            return (line.entry.sequence, line.hash) == (known.sequence, known.hash)
    return False


def content(folder: Path) -> tuple[int, str]:
    """Size and hash of all files of a journal, as the note of its setting aside has them."""
    digest, size = hashlib.sha256(), 0
    for path in parts(folder):
        read = path.read_bytes()
        digest.update(read)
        size += len(read)
    return size, digest.hexdigest()


def parts(folder: Path) -> list[Path]:
    """The files of a journal, the head last."""
    return [*months(folder), *filter(Path.exists, [folder / HEAD])]


def _before(folder: Path) -> Iterator[Path]:
    """The folders of those that were set aside, the newest first."""
    left = set(folder.glob(ASIDE + "*"))
    journal = folder
    while left and (note := _note(journal)) is not None:
        found = (each for each in left if content(each) == (note.size, note.digest))
        match = next(found, None)
        if match is None:
            return
        yield match
        left.discard(match)
        journal = match


def _note(folder: Path) -> Note | None:
    """That another was set aside, at the beginning of a journal."""
    first = next(iter(months(folder)), None)
    if first is None:
        return None
    with first.open("rb") as file:
        for raw in islice(file, _BEGINNING):
            try:
                body = decode(raw.removesuffix(b"\n")).entry.body
            except NotAnEntry:
                return None
            if isinstance(body, Note) and body.what is Happening.SET_ASIDE:
                return body
    return None
