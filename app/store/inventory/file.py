"""A store in a file of SQLite: opened, made, brought to the form of today, refused."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from app import files
from app.domain.errors import StoreTrouble
from app.i18n import _
from app.store.inventory.upgrading import is_known, missing, newer, newest, revision_of, upgrade

_HEADER = b"SQLite format 3\x00"
_PATIENCE = 30  # seconds another console may take to upgrade it


def open_file(path: Path) -> Engine:
    """The store in a file of SQLite, made or upgraded where needed.

    An older one is kept beside it as `….before-REVISION`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with files.locked(path.with_name(path.name + ".lock"), _PATIENCE):
        if path.exists():
            if check_file(path) != newest():
                _upgrade(path)
        else:
            make(path)
    return engine_of(path)


def engine_of(path: Path) -> Engine:
    """What connects to the file, as it is."""
    made = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": 10, "check_same_thread": False},
    )

    def settle(raw: Any, _record: Any) -> None:
        # A rollback journal and full syncs: one file that can be copied, and no change that was
        # acknowledged is lost, whatever is killed or loses power.
        raw.execute("PRAGMA journal_mode=DELETE")
        raw.execute("PRAGMA synchronous=FULL")
        raw.isolation_level = None  # the driver begins for changes only: a load would be torn

    def begin(connection: Connection) -> None:
        # A writer takes its turn at once: two that had read first could not both go on.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(made, "connect", settle)
    event.listen(made, "begin", begin)
    return made


def make(path: Path, to: str = "head") -> None:
    """An empty store, which has its name once it is whole."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    engine = engine_of(fresh)
    try:
        with engine.begin() as connection:
            upgrade(connection, to)
    finally:
        engine.dispose()
    fresh.replace(path)
    files.settle(path.parent)


def check_file(path: Path, shown: Path | None = None) -> str:
    """The revision of a store that is whole; StoreTrouble, which speaks of `shown`, else."""
    shown = shown or path
    try:
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
        if header != _HEADER:
            raise _damaged(shown, _("it is no database"))
        # Not read-only: a console that was killed left a journal, which is rolled back first.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as raw:
            found = raw.execute("PRAGMA integrity_check(1)").fetchone()
        if found != ("ok",):
            raise _damaged(shown, str(found[0]))
    except sqlite3.Error as error:
        raise _damaged(shown, str(error)) from error
    except OSError as error:
        raise StoreTrouble(
            _("The inventory cannot be read: {reason}.").format(reason=error.strerror or error),
            hint=_("Check the rights of {file}.").format(file=shown),
        ) from error
    return _revision(path, shown)


def _revision(path: Path, shown: Path) -> str:
    engine = engine_of(path)
    try:
        with engine.connect() as connection:
            revision = revision_of(connection)
            lacks = missing(connection) if revision == newest() else ""
    finally:
        engine.dispose()
    if lacks:
        raise _damaged(shown, lacks)
    if not revision:
        raise _damaged(shown, _("it is a database, but no inventory"))
    if not is_known(revision):
        raise newer(str(shown))
    return revision


def _upgrade(path: Path) -> None:
    """Copy it, then change it in one transaction, with every other writer kept out of both.

    A copy that were changed and put in its place would let a console that has the old file open
    write into that, unseen by all; and the journal it wrote, named after the file, would be
    played into the new one (sqlite.org/howtocorrupt.html, 2.4). DDL of SQLite is rolled back
    like anything else: whoever is killed leaves the old store.
    """
    engine = engine_of(path)
    try:
        with engine.connect() as connection:
            connection.execution_options(writes=True)
            with connection.begin():
                revision = revision_of(connection)  # as it is now that nobody else writes
                if revision != newest():
                    _keep(path, revision)
                    upgrade(connection)
    finally:
        engine.dispose()


def _keep(path: Path, revision: str) -> None:
    """A copy of the old store, which has its name once it is whole and on the disk."""
    half = path.with_name(path.name + ".keeping")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(half)) as copy:
        old.backup(copy)
    with half.open("rb+") as file:
        os.fsync(file.fileno())
    kept = path.with_name(f"{path.name}.before-{revision}")
    if kept.exists():
        kept = path.with_name(f"{path.name}.before-{revision}-{time.time_ns()}")
    half.replace(kept)
    files.settle(path.parent)


def _damaged(path: Path, why: str) -> StoreTrouble:
    return StoreTrouble(
        _("The inventory at {where} is damaged: {why}.").format(where=path, why=why),
        hint=_(
            "Nothing was changed. Restore a copy with `mohist inventory restore`, read what is"
            " left with `mohist inventory salvage`, or choose another inventory."
        ),
    )
