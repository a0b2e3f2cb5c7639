"""The kinds of SQL the console reads."""

from enum import StrEnum


class Dialect(StrEnum):
    """A kind of SQL; the value is its name on the command line and in reports."""

    MYSQL = "mysql"
    MARIADB = "mariadb"
    ORACLE = "oracle"
