"""A team's store in MySQL or MariaDB: made, brought to the form of today, refused.

MySQL cannot roll DDL back, so an upgrade is a row of its own that tells how far it came: whoever
opens the store next goes on from there. It begins with one transaction, in which the store gets
the revision it is going to have: consoles of before look at that in every transaction that writes,
and write no more. Only then the tables are copied (`before_REVISION_…`, which stay) and changed.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.engine import URL

from app.domain.errors import StoreTrouble
from app.i18n import _
from app.store.inventory.tables import METADATA, VERSION
from app.store.inventory.upgrading import (
    VERSION_TABLE,
    is_known,
    missing,
    newer,
    newest,
    revision_of,
    upgrade,
)

_PATIENCE = 30  # seconds another console may take to upgrade it
_PROGRESS = Table(
    "upgrading", MetaData(),
    Column("version_num", String(32), primary_key=True),
    Column("prefix", String(48), nullable=False),
    Column("copied", Integer, nullable=False),
    mysql_engine="InnoDB", mysql_charset="utf8mb4", mysql_collate="utf8mb4_bin",
)  # fmt: skip
"""One row while an upgrade is under way: how far it came, and how the old tables are called."""


def engine_of(url: URL) -> Engine:
    """What connects to the server, with calls that end."""
    return create_engine(
        url, pool_pre_ping=True, isolation_level="REPEATABLE READ",
        connect_args={"charset": "utf8mb4", "connect_timeout": 10, "read_timeout": 30,
                      "program_name": "mohist"},
    )  # fmt: skip


def open_server(engine: Engine) -> None:
    """Bring a team's store to the form of today: one console at a time."""
    where = engine.url.render_as_string()
    with engine.connect() as connection, _alone(connection):
        tables = inspect(connection).get_table_names()
        if tables and VERSION_TABLE not in tables:  # Alembic makes that one first
            raise _foreign(where)
        revision = revision_of(connection)
        if revision and not is_known(revision):
            raise newer(where)
        if not revision:
            upgrade(connection)
            connection.commit()
        elif revision != newest() or _PROGRESS.name in tables:
            _upgrade(connection)
        if lacks := missing(connection):
            raise StoreTrouble(
                _("The inventory at {where} is damaged: {why}.").format(where=where, why=lacks),
                hint=_(
                    "Nothing was changed. Restore the database from a backup, or read what is left"
                    " with `mohist inventory salvage`."
                ),
            )


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Be the only console that makes or upgrades this database; the server knows it by name."""
    database = connection.execute(text("SELECT DATABASE()")).scalar()
    name = "mohist.upgrade." + hashlib.sha256(str(database).encode()).hexdigest()[:32]
    got = connection.execute(
        text("SELECT GET_LOCK(:name, :seconds)"), {"name": name, "seconds": _PATIENCE}
    ).scalar()
    if got != 1:
        raise StoreTrouble(
            _("Another console is upgrading the team's inventory."),
            hint=_("Try again in a minute."),
        )
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(text("SELECT RELEASE_LOCK(:name)"), {"name": name})


def _upgrade(connection: Connection) -> None:
    """Begin it, or go on with one that was broken off."""
    connection.commit()
    _PROGRESS.create(connection, checkfirst=True)
    connection.commit()
    now = connection.execute(select(VERSION).with_for_update()).scalar()  # waits for all writers
    if connection.execute(select(_PROGRESS)).first() is None:
        row = {"version_num": now, "prefix": _free_prefix(connection, str(now)), "copied": 0}
        connection.execute(insert(_PROGRESS).values(row))
    connection.execute(update(VERSION).values(version_num=newest()))
    connection.commit()
    begun = connection.execute(select(_PROGRESS)).one()
    if not begun.copied:
        _copy_tables(connection, begun.prefix)
        connection.execute(update(_PROGRESS).values(copied=1))
        connection.commit()
    upgrade(connection, version_table=_PROGRESS.name)
    connection.commit()
    _PROGRESS.drop(connection)


def _free_prefix(connection: Connection, revision: str) -> str:
    """How the old tables are to be called; those of an earlier upgrade stay as they are."""
    names, prefix, number = inspect(connection).get_table_names(), f"before_{revision}_", 1
    while any(name.startswith(prefix) for name in names):
        number += 1
        prefix = f"before_{revision}_{number}_"
    return prefix


def _copy_tables(connection: Connection, prefix: str) -> None:
    """Each has its name once it is whole."""
    names = set(inspect(connection).get_table_names())
    for name in sorted(set(METADATA.tables) & names):
        if prefix + name in names:
            continue
        half = f"half_{name}"
        connection.execute(text(f"DROP TABLE IF EXISTS `{half}`"))
        connection.execute(text(f"CREATE TABLE `{half}` LIKE `{name}`"))
        fill = f"INSERT INTO `{half}` SELECT * FROM `{name}`"  # noqa: S608  (names of ours)
        connection.execute(text(fill))
        connection.commit()
        connection.execute(text(f"RENAME TABLE `{half}` TO `{prefix}{name}`"))


def _foreign(where: str) -> StoreTrouble:
    return StoreTrouble(
        _("The database at {where} holds tables of something else.").format(where=where),
        hint=_("Nothing was changed. Give the inventory an empty database of its own."),
    )
