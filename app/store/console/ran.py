"""The history of what ran from the console: one SQLite file, which outlives any end of the program.

A line is on the disk before its statement is sent. Its outcome is the system's as soon as it is
known, and on the disk with the next line: killing the program loses none, a power cut at most the
outcome of what came last, which then reads as unknown.
"""

import sqlite3
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app import files
from app.domain.console.ran import Ended, Ran, RanEnding, Running
from app.domain.errors import StoreTrouble, Unwritable
from app.domain.inventory import new_id
from app.domain.redact import redacted
from app.domain.stop import Stop
from app.i18n import _

VERSION = 1
_BUSY = 5.0  # seconds to wait for another program's step
_LOOK_EVERY = 64  # lines between two looks at the size
_SHED = 20  # one of so many goes when there are too many
_MIB = 1 << 20

_SCHEMA = f"""
CREATE TABLE ran (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL, instance TEXT NOT NULL, instance_name TEXT NOT NULL, account TEXT NOT NULL,
    schema TEXT NOT NULL, tab TEXT NOT NULL, program TEXT NOT NULL,
    ending TEXT, seconds REAL, rows INTEGER, error TEXT NOT NULL DEFAULT '',
    statement TEXT NOT NULL);
CREATE INDEX ran_instance ON ran (instance, number);
PRAGMA user_version = {VERSION};
"""
_COLUMNS = (
    "number, at, instance, instance_name, account, schema, statement, tab,"
    " ending, seconds, rows, error, program"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines are wanted; what is empty is not asked for."""

    words: str = ""
    """Each must stand in the statement, the error or the instance's name; in any case of a-z."""
    instance: str = ""
    endings: frozenset[RanEnding] = frozenset()
    since: float = 0.0
    """Seconds since 1970."""


class RanHistory:
    """The history of one user. May be called from any thread, and by several programs at once.

    `most` is asked for the size in MiB it may take; the oldest lines go first. `told` hears of a
    damaged file that was set aside, in the thread of the call that found it.
    """

    def __init__(
        self,
        folder: Path,
        most: Callable[[], int],
        told: Callable[[StoreTrouble], object] = lambda _trouble: None,
    ) -> None:
        self._path = folder / "history.sqlite"
        self._most, self._told = most, told
        self._program = new_id()
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._held = ExitStack()
        self._alive = False  # whether others see that we run
        self._until_look = 1

    def intend(self, running: Running) -> int:
        """Have it on the disk before the statement is sent; its number (see `KeepsHistory`)."""
        given = (
            running.at, running.instance, running.instance_name, running.account,
            running.schema, running.tab, self._program, redacted(running.statement),
        )  # fmt: skip
        with self._writing() as connection:
            connection.execute("PRAGMA synchronous = FULL")
            number = connection.execute(
                "INSERT INTO ran (at, instance, instance_name, account, schema, tab, program,"
                " statement) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                given,
            ).lastrowid
            assert number is not None
            self._until_look -= 1
            if self._until_look <= 0:
                self._until_look = _LOOK_EVERY
                self._shed(connection)
        return number

    def conclude(self, number: int, ended: Ended) -> None:
        """Write what came of it (see `KeepsHistory`)."""
        with self._writing() as connection:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(
                "UPDATE ran SET ending = ?, seconds = ?, rows = ?, error = ? WHERE number = ?",
                (ended.ending, ended.seconds, ended.rows, redacted(ended.error), number),
            )

    def page(self, asked: Asked, before: int | None, limit: int, stop: Stop) -> tuple[Ran, ...]:
        """At most `limit` lines, the newest first, older than the line `before`.

        Raises:
            StoreTrouble: the file cannot be read.
            Cancelled: `stop` was set.
        """
        with closing(self._found(asked, before, stop)) as found:
            return tuple(ran for ran, _n in zip(found, range(limit), strict=False))

    def each(self, asked: Asked, stop: Stop) -> Iterator[Ran]:
        """All lines that are wanted, the newest first; raises as `page` does."""
        return self._found(asked, None, stop)

    def forget(self, numbers: Sequence[int] | None = None) -> None:
        """Take lines out for good, all where none are named; nothing of them stays in the file.

        Raises:
            Unwritable: the file is out of reach.
        """
        with self._writing() as connection:
            connection.execute("PRAGMA synchronous = FULL")
            if numbers is None:
                connection.execute("DELETE FROM ran")
            else:
                connection.executemany(
                    "DELETE FROM ran WHERE number = ?", ((number,) for number in numbers)
                )
            connection.executescript("PRAGMA incremental_vacuum")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._held.close()
            self._alive = False
            with suppress(OSError):
                self._life(self._program).unlink()

    # ---------------------------------------------------------------- reading

    def _found(self, asked: Asked, before: int | None, stop: Stop) -> Generator[Ran, None, None]:
        if not self._path.exists():
            return
        alive: dict[str, bool] = {}
        try:
            uri = f"{self._path.absolute().as_uri()}?mode=ro"
            made = sqlite3.connect(uri, uri=True, timeout=_BUSY, check_same_thread=False)
            with closing(made) as connection, stop.telling(connection.interrupt):
                where, given = _condition(asked, before)
                for row in connection.execute(
                    f"SELECT {_COLUMNS} FROM ran WHERE {where} ORDER BY number DESC",  # noqa: S608
                    given,
                ):
                    stop.check()
                    ran = self._read(row, alive)
                    if not asked.endings or ran.ended.ending in asked.endings:
                        yield ran
        except sqlite3.Error as error:
            stop.check()  # to be interrupted is an error, too
            raise StoreTrouble(
                _("The history of the console cannot be read: {reason}.").format(reason=error),
                hint=_("It is in {file}.").format(file=self._path),
            ) from error

    def _read(self, row: tuple[object, ...], alive: dict[str, bool]) -> Ran:
        number, at, instance, name, account, schema, statement, tab = row[:8]
        ending, seconds, rows, error, program = row[8:]
        assert isinstance(number, int)
        if ending is None:
            known = RanEnding.RUNNING if self._is_alive(str(program), alive) else RanEnding.UNKNOWN
        else:
            known = RanEnding(str(ending))
        running = Running(
            float(at), instance, name, account, schema, statement, tab,  # type: ignore[arg-type]
        )  # fmt: skip
        return Ran(
            number,
            running,
            Ended(known, float(seconds or 0.0), rows, str(error)),  # type: ignore[arg-type]
        )

    def _is_alive(self, program: str, alive: dict[str, bool]) -> bool:
        """Whether the program that ran it still runs: it then holds the lock of its name."""
        if program == self._program:
            return True
        if program not in alive:
            path = self._life(program)
            alive[program] = False
            if path.exists():
                try:
                    with files.locked(path, 0):
                        path.unlink(missing_ok=True)
                except files.StillLocked:
                    alive[program] = True
        return alive[program]

    def _life(self, program: str) -> Path:
        return self._path.with_name(f"{program}.running")

    # ---------------------------------------------------------------- writing

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                try:
                    yield self._connected()
                except sqlite3.DatabaseError as error:
                    if isinstance(error, sqlite3.OperationalError):
                        raise
                    self._set_aside(error)
                    raise
        except (sqlite3.Error, OSError) as error:
            reason = getattr(error, "strerror", None) or error
            raise Unwritable(
                _("The history of the console cannot be written: {reason}.").format(reason=reason),
                hint=_("Nothing runs that the history could not tell of. It is in {file}.").format(
                    file=self._path
                ),
            ) from error

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(0o600)
            if not self._alive:
                self._held.enter_context(files.locked(self._life(self._program), 0))
                self._alive = True
            try:
                self._connection = self._opened()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as error:
                self._set_aside(error)
                self._path.touch(0o600)
                self._connection = self._opened()
        return self._connection

    def _opened(self) -> sqlite3.Connection:
        made = sqlite3.connect(
            self._path, timeout=_BUSY, isolation_level=None, check_same_thread=False
        )
        try:
            made.execute("PRAGMA auto_vacuum = INCREMENTAL")
            made.execute("PRAGMA journal_mode = WAL")
            made.execute("PRAGMA secure_delete = ON")
            made.execute("PRAGMA journal_size_limit = 8388608")
            made.execute("BEGIN IMMEDIATE")
            [version] = made.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    made.execute(statement)
            made.execute("COMMIT")
            if version > VERSION:
                raise sqlite3.OperationalError(_("a newer Mohist wrote it"))
        except BaseException:
            made.close()
            raise
        return made

    def _set_aside(self, error: sqlite3.Error) -> None:
        """Keep a file that is no database any more under another name; the next is a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        number, kept = 1, self._path.with_name(f"{self._path.name}.damaged")
        while kept.exists():
            number += 1
            kept = self._path.with_name(f"{self._path.name}.damaged-{number}")
        self._path.replace(kept)
        for end in ("-wal", "-shm"):
            log = self._path.with_name(self._path.name + end)
            if log.exists():
                log.replace(kept.with_name(kept.name + end))
        self._told(
            StoreTrouble(
                _("The history of the console was damaged ({reason}); a new one is begun.").format(
                    reason=error
                ),
                hint=_("The old one was set aside as {file}.").format(file=kept),
            )
        )

    def _shed(self, connection: sqlite3.Connection) -> None:
        """Have the oldest go where it takes more than it may."""
        most = self._most() * _MIB
        for _time in range(_SHED):
            pages, free, size = (
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("page_count", "freelist_count", "page_size")
            )
            if (pages - free) * size <= most:
                break
            [count] = connection.execute("SELECT count(*) FROM ran").fetchone()
            connection.execute(
                "DELETE FROM ran WHERE number IN (SELECT number FROM ran ORDER BY number LIMIT ?)",
                (count // _SHED + 1,),
            )
        connection.executescript("PRAGMA incremental_vacuum(1024)")


def _condition(asked: Asked, before: int | None) -> tuple[str, list[object]]:
    parts = ["1"]
    given: list[object] = []
    if before is not None:
        parts.append("number < ?")
        given.append(before)
    if asked.instance:
        parts.append("instance = ?")
        given.append(asked.instance)
    if asked.since:
        parts.append("at >= ?")
        given.append(asked.since)
    for word in asked.words.split():
        pattern = "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in word)
        parts.append(
            "(statement LIKE ? ESCAPE '\\' OR instance_name LIKE ? ESCAPE '\\'"
            " OR error LIKE ? ESCAPE '\\')"
        )
        given += [f"%{pattern}%"] * 3
    return " AND ".join(parts), given
