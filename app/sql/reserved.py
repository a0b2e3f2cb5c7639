"""Since which release a word is reserved in MySQL and in MariaDB.

MySQL 5.7, 8.0, 8.4 and 9 reference manuals, "Keywords and Reserved Words"; MariaDB "Reserved
Words"; and `information_schema.KEYWORDS` of MySQL 9.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.sql.grammar.words import MARIADB, MYSQL

Release = tuple[int, ...]
OLDEST: Release = ()
"""Reserved as long as anybody remembers: before MySQL 5.7 and MariaDB 10.3."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """The releases that were the first to reserve a word; None where none does."""

    mysql: Release | None = None
    mariadb: Release | None = None


def _since(table: str) -> Mapping[str, Release]:
    """The release of each word, from lines of a release and words."""
    return {
        word: tuple(map(int, release.split(".")))
        for release, *words in (line.split() for line in table.strip().splitlines())
        for word in words
    }


_MYSQL_SINCE = _since(
    """
8.0.1 CUBE FUNCTION GROUPING OF RECURSIVE
8.0.2 CUME_DIST DENSE_RANK FIRST_VALUE GROUPS LAG LAST_VALUE LEAD NTH_VALUE NTILE OVER PERCENT_RANK
8.0.2 RANK ROW ROWS ROW_NUMBER WINDOW
8.0.3 EXCEPT SYSTEM
8.0.4 EMPTY JSON_TABLE
8.0.14 LATERAL
8.0.31 INTERSECT
8.4 MANUAL PARALLEL QUALIFY TABLESAMPLE
9.2 LIBRARY
9.4 EXTERNAL
"""
)
_MARIADB_SINCE = _since(
    """
10.2 EXCEPT INTERSECT OVER RECURSIVE ROWS
10.4.3 PORTION
10.6 OFFSET
10.7 ROW_NUMBER
11.7 VECTOR
"""
)
_TAKEN_ALL_THE_SAME = frozenset("DATABASE GENERATED MASTER_HEARTBEAT_PERIOD OPTION SCHEMA".split())
"""What MariaDB lists as reserved and takes as a name without quotes."""
_MARIADB = (MARIADB - _TAKEN_ALL_THE_SAME) | _MARIADB_SINCE.keys() | {"ACCESSIBLE"}
WORDS: Mapping[str, Reserved] = {
    word: Reserved(
        _MYSQL_SINCE.get(word, OLDEST) if word in MYSQL or word in _MYSQL_SINCE else None,
        _MARIADB_SINCE.get(word, OLDEST) if word in _MARIADB else None,
    )
    for word in MYSQL | _MARIADB | _MYSQL_SINCE.keys()
}
"""Every word that is reserved in some release, in capitals."""


def shown(release: Release) -> str:
    """A release as people write it."""
    return ".".join(map(str, release))
