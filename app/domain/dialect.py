"""The kinds of SQL the console reads, and what else is typed into it."""

from enum import StrEnum
from typing import TypeAlias


class Dialect(StrEnum):
    """A kind of SQL; the value is its name on the command line and in reports."""

    MYSQL = "mysql"
    MARIADB = "mariadb"
    ORACLE = "oracle"
    REDIS = "redis"
    """No SQL, but scripts of it are audited all the same."""


SQL = (Dialect.MYSQL, Dialect.MARIADB, Dialect.ORACLE)
"""Those that are SQL."""


class Commands(StrEnum):
    """What is typed into a console and is no SQL."""

    REDIS = "redis"


Language: TypeAlias = Dialect | Commands
"""What a text in an editor is written in."""
