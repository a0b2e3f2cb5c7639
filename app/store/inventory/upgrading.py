"""Bringing a store to the form of today, without ever putting the old one at risk."""

import os
import shutil
import sqlite3
import time
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, inspect, text

from app import files
from app.domain.errors import StoreTrouble
from app.i18n import _
from app.store.inventory.tables import METADATA

HEADER = b"SQLite format 3\x00"
_LOCK = "mohist.upgrade"
_PATIENCE = 30  # seconds another console may take to upgrade a store of the team


def _config(connection: Connection | None = None) -> Config:
    made = Config()
    made.set_main_option(
        "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
    )
    made.attributes["connection"] = connection
    return made


@cache
def newest() -> str:
    """The revision that a store of today has."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def revision_of(connection: Connection) -> str:
    """The revision of an open store; "" where it has none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def is_known(revision: str) -> bool:
    """Whether we know that revision, and so can go on from it."""
    return revision in {
        each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()
    }


def upgrade(connection: Connection) -> None:
    """Run the steps that are missing."""
    command.upgrade(_config(connection), "head")


def open_file(path: Path) -> Engine:
    """The store in a file of SQLite, made or upgraded where needed.

    An upgrade works on a copy; the old file is kept beside it as `….before-REVISION`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with files.locked(path.with_name(path.name + ".lock"), _PATIENCE):
        if path.exists():
            _check_file(path)
            revision = _file_revision(path)
            if revision != newest():
                _upgrade_copy(path, revision)
        else:
            fresh = path.with_name(path.name + ".new")
            fresh.unlink(missing_ok=True)
            _upgrade_file(fresh)
            fresh.replace(path)
            files.settle(path.parent)
    return _engine(path)


def _engine(path: Path) -> Engine:
    from sqlalchemy import event

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


def _check_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            header = file.read(len(HEADER))
        if header != HEADER:
            raise _damaged(path, _("it is no database"))
        # Not read-only: a console that was killed left a journal, which is rolled back first.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as raw:
            found = raw.execute("PRAGMA integrity_check(1)").fetchone()
        if found != ("ok",):
            raise _damaged(path, str(found[0]))
    except sqlite3.Error as error:
        raise _damaged(path, str(error)) from error
    except OSError as error:
        raise StoreTrouble(
            _("The inventory cannot be read: {reason}.").format(reason=error.strerror or error),
            hint=_("Check the rights of {file}.").format(file=path),
        ) from error


def _file_revision(path: Path) -> str:
    engine = _engine(path)
    try:
        with engine.connect() as connection:
            revision = revision_of(connection)
            missing = _missing(connection) if revision == newest() else ""
    finally:
        engine.dispose()
    if missing:
        raise _damaged(path, missing)
    if not revision:
        raise _damaged(path, _("it is a database, but no inventory"))
    if not is_known(revision):
        raise newer(str(path))
    return revision


def _upgrade_copy(path: Path, revision: str) -> None:
    copy = path.with_name(path.name + ".upgrading")
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    _upgrade_file(copy)
    kept = path.with_name(f"{path.name}.before-{revision}")
    if kept.exists():
        kept = path.with_name(f"{path.name}.before-{revision}-{time.time_ns()}")
    try:
        kept.hardlink_to(path)
    except OSError:  # FAT and some shares have no hard links
        half = path.with_name(path.name + ".keeping")
        shutil.copyfile(path, half)
        with half.open("rb+") as file:
            os.fsync(file.fileno())
        half.replace(kept)
    files.settle(path.parent)
    copy.replace(path)
    files.settle(path.parent)


def _upgrade_file(path: Path) -> None:
    engine = _engine(path)
    try:
        with engine.begin() as connection:
            upgrade(connection)
    finally:
        engine.dispose()


def open_server(engine: Engine) -> None:
    """Bring a team's store to the form of today: one console at a time.

    MySQL cannot roll DDL back: a step that was broken off is taken again, and finds what is done.
    """
    with engine.connect() as connection:
        got = connection.execute(
            text("SELECT GET_LOCK(:name, :seconds)"), {"name": _LOCK, "seconds": _PATIENCE}
        ).scalar()
        if got != 1:
            raise StoreTrouble(
                _("Another console is upgrading the team's inventory."),
                hint=_("Try again in a minute."),
            )
        try:
            revision = revision_of(connection)
            if revision and not is_known(revision):
                raise newer(engine.url.render_as_string())
            tables = inspect(connection).get_table_names()
            if tables and "alembic_version" not in tables:  # Alembic makes that one first
                raise _foreign(engine.url.render_as_string())
            if revision != newest():
                upgrade(connection)
                connection.commit()
            if missing := _missing(connection):
                raise StoreTrouble(
                    _("The inventory at {where} is damaged: {why}.").format(
                        where=engine.url.render_as_string(), why=missing
                    ),
                    hint=_("Nothing was changed. Restore the database from a backup."),
                )
        finally:
            connection.execute(text("SELECT RELEASE_LOCK(:name)"), {"name": _LOCK})


def _foreign(where: str) -> StoreTrouble:
    return StoreTrouble(
        _("The database at {where} holds tables of something else.").format(where=where),
        hint=_("Nothing was changed. Give the inventory an empty database of its own."),
    )


def _missing(connection: Connection) -> str:
    """What a store of today lacks; "" where it is whole."""
    names = set(METADATA.tables) - set(inspect(connection).get_table_names())
    return _("it has no table {names}").format(names=", ".join(sorted(names))) if names else ""


def newer(where: str) -> StoreTrouble:
    """A newer Mohist has written it."""
    return StoreTrouble(
        _("The inventory at {where} was written by a newer Mohist.").format(where=where),
        hint=_("Nothing was changed. Update this console, or choose another inventory."),
    )


def _damaged(path: Path, why: str) -> StoreTrouble:
    return StoreTrouble(
        _("The inventory at {where} is damaged: {why}.").format(where=path, why=why),
        hint=_(
            "Nothing was changed. Restore the file from a backup or from {name}.before-…,"
            " or move it away to begin anew."
        ).format(name=path.name),
    )
