"""A journal that cannot be gone on with is kept, and the new one says so in its first line.

The files go into a folder within the journal's, under its lock. The head goes last: whoever is
killed in between leaves a journal that still cannot be gone on with, and the rest of it is set
aside with the next attempt.
"""

from datetime import UTC, datetime
from pathlib import Path

from app import files
from app.domain.journal import Happening, Note
from app.store.journal.appending import PATIENCE, begin
from app.store.journal.lineage import ASIDE, content, parts
from app.store.journal.pen import Pen


def set_aside(folder: Path, pen: Pen) -> Path | None:
    """Begin a new journal; the folder in which the old one is kept, None where there was none.

    The first entry of the new one holds the size and the hash of all that was set aside.

    Raises:
        OSError: it cannot be done.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with files.locked(folder / "journal.lock", PATIENCE):
        old = parts(folder)
        if not old:
            return None
        size, digest = content(folder)
        kept = folder / f"{ASIDE}{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
        kept.mkdir(mode=0o700)
        for path in old:
            path.replace(kept / path.name)
        files.settle(kept)
        files.settle(folder)
        begin(folder, pen, Note(Happening.SET_ASIDE, size, digest))
        return kept
