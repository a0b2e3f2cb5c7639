"""One SQLite file of the history: made, opened, judged; what is told of its troubles."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from app.domain.errors import ConsoleError, StoreTrouble, Unwritable
from app.i18n import _

VERSION = 1
_BUSY = 5.0  # seconds to wait for another's step
_AT, _LENGTH = 60, 4  # where user_version stands in a file (sqlite.org/fileformat.html, 1.3)

_NAMES = """
CREATE TABLE instance (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE TABLE layout (no INTEGER PRIMARY KEY, keys BLOB NOT NULL UNIQUE);
"""
RAW = f"""{_NAMES}
CREATE TABLE tail (no INTEGER PRIMARY KEY, slice INTEGER NOT NULL, packed BLOB NOT NULL);
CREATE TABLE block (
    instance INTEGER NOT NULL, tier INTEGER NOT NULL, slice INTEGER NOT NULL,
    layout INTEGER NOT NULL, packed BLOB NOT NULL,
    PRIMARY KEY (instance, tier, slice)) WITHOUT ROWID;
CREATE TABLE fresh (
    instance INTEGER NOT NULL, tier INTEGER NOT NULL, PRIMARY KEY (instance, tier)) WITHOUT ROWID;
"""
"""`tail` is a log of what was written, `block` what was packed of it, `fresh` what of that is not
rolled up yet."""
ROLLED = f"""{_NAMES}
CREATE TABLE block (
    instance INTEGER NOT NULL, tier INTEGER NOT NULL, slice INTEGER NOT NULL,
    layout INTEGER NOT NULL, packed BLOB NOT NULL,
    PRIMARY KEY (instance, tier, slice)) WITHOUT ROWID;
"""
CAPTURES = """
CREATE TABLE capture (
    instance TEXT NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL, packed BLOB NOT NULL,
    PRIMARY KEY (instance, kind, at)) WITHOUT ROWID;
CREATE INDEX capture_at ON capture (at);
"""
MARKS = """
CREATE TABLE mark (
    instance TEXT NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL, reference TEXT NOT NULL,
    text TEXT NOT NULL, until REAL,
    PRIMARY KEY (at, instance, kind, reference, text)) WITHOUT ROWID;
"""


class Damaged(Exception):
    """The file is no database any more; `path` says which."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def opened(path: Path, schema: str) -> sqlite3.Connection:
    """A connection that writes; the file is made where there is none.

    What was committed survives the end of the process at any moment; a failure of the power may
    cost the last seconds (`synchronous = NORMAL` with a log), never the file.

    Raises:
        Damaged: it is no database.
        sqlite3.OperationalError: the disk is full, or may not be written to.
    """
    with judging(path):
        made = sqlite3.connect(path, timeout=_BUSY, isolation_level=None, check_same_thread=False)
        try:
            made.execute("PRAGMA auto_vacuum = INCREMENTAL")
            made.execute("PRAGMA journal_mode = WAL")
            made.execute("PRAGMA synchronous = NORMAL")
            made.execute("PRAGMA cache_size = -2048")
            made.execute("PRAGMA journal_size_limit = 8388608")
            if made.execute("PRAGMA user_version").fetchone()[0] == 0:
                made.executescript(f"BEGIN; {schema} PRAGMA user_version = {VERSION}; COMMIT;")
        except BaseException:
            made.close()
            raise
    return made


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection of the moment's, for one thread; all it reads is of one instant.

    Raises:
        Damaged: it is no database.
        FileNotFoundError: it is gone by now.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    with judging(path):
        made = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY, isolation_level=None
        )
        with closing(made):
            made.execute("BEGIN")
            if made.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
                raise FileNotFoundError(path)  # it is just being made
            yield made


@contextmanager
def judging(path: Path) -> Iterator[None]:
    """Tell a damaged file from one that is in trouble for now."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if not path.exists():
            raise FileNotFoundError(path) from error
        raise
    except sqlite3.DatabaseError as error:
        raise Damaged(path) from error


@contextmanager
def whole(connection: sqlite3.Connection) -> Iterator[None]:
    """All of what is done inside, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # a full disk has rolled it back already
            connection.execute("ROLLBACK")
        raise


def give_back(connection: sqlite3.Connection) -> None:
    """Let the file shrink by some of the pages that are free, and its log to nothing."""
    connection.executescript("PRAGMA incremental_vacuum(256)")  # `execute` steps by one page
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def check_version(path: Path) -> None:
    """Look into the head of a file, without opening it as a database.

    Raises:
        StoreTrouble: a newer Mohist wrote it.
    """
    with suppress(OSError), path.open("rb") as file:
        head = file.read(_AT + _LENGTH)
        is_ours = head.startswith(b"SQLite format 3\0") and len(head) == _AT + _LENGTH
        if is_ours and int.from_bytes(head[_AT:], "big") > VERSION:
            raise StoreTrouble(
                _("A newer Mohist wrote the history in {file}.").format(file=path),
                hint=_("Use that one, or move the folder away: a new history is begun."),
            )


def set_aside(path: Path) -> Path | None:
    """Keep a damaged file under another name; where it is now, or None where it cannot be moved."""
    number, kept = 1, path.with_name(f"{path.name}.damaged")
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.name}.damaged-{number}")
    try:
        path.replace(kept)
        for end in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).replace(kept.with_name(kept.name + end))
    except OSError:
        return None
    return kept


def remove(path: Path) -> int:
    """Delete a file and its log; how many bytes that gave."""
    freed = 0
    for end in ("", "-wal", "-shm"):
        each = path.with_name(path.name + end)
        with suppress(OSError):
            size = each.stat().st_size
            each.unlink()
            freed += size
    return freed


def trouble(error: Exception, folder: Path) -> ConsoleError:
    """What to tell the user of it."""
    if "full" in str(error) or "disk I/O" in str(error):
        return Unwritable(
            _("The history cannot be written: the disk of {folder} is full.").format(folder=folder),
            hint=_("Make room. Watching goes on; what is measured until then is not kept."),
        )
    return Unwritable(
        _("The history in {folder} cannot be written: {reason}.").format(
            folder=folder, reason=error
        ),
        hint=_("Check the folder and its rights. Watching goes on without a history."),
    )
