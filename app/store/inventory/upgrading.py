"""The forms a store has had, and the steps from one to the next."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from app.domain.errors import StoreTrouble
from app.i18n import _
from app.store.people.tables import METADATA  # with all tables there are

VERSION_TABLE = "alembic_version"
"""Where Alembic writes which form a store has."""


def _config(connection: Connection | None = None, version_table: str = VERSION_TABLE) -> Config:
    made = Config()
    made.set_main_option(
        "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
    )
    made.attributes["connection"] = connection
    made.attributes["version_table"] = version_table
    return made


@cache
def newest() -> str:
    """The revision that a store of today has."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def revision_of(connection: Connection, version_table: str = VERSION_TABLE) -> str:
    """The revision of an open store; "" where it has none."""
    found = MigrationContext.configure(connection, opts={"version_table": version_table})
    return found.get_current_revision() or ""


def is_known(revision: str) -> bool:
    """Whether we know that revision, and so can go on from it."""
    return revision in {
        each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()
    }


def upgrade(connection: Connection, to: str = "head", version_table: str = VERSION_TABLE) -> None:
    """Run the steps that are missing, and note each one in `version_table`."""
    command.upgrade(_config(connection, version_table), to)


def missing(connection: Connection) -> str:
    """What a store of today lacks; "" where it is whole."""
    names = set(METADATA.tables) - set(inspect(connection).get_table_names())
    return _("it has no table {names}").format(names=", ".join(sorted(names))) if names else ""


def newer(where: str) -> StoreTrouble:
    """A newer Mohist has written it."""
    return StoreTrouble(
        _("The inventory at {where} was written by a newer Mohist.").format(where=where),
        hint=_(
            "Nothing was changed. Update this console, read what it can with `mohist inventory"
            " salvage`, or choose another inventory."
        ),
    )
