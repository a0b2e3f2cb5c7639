"""Tables of what servers have (words, character sets, variables), held against the servers."""

from app.audit.rules.migration_settings import REMOVED
from app.domain.dialect import Dialect
from app.sql.collations import (
    CHARSETS,
    canonical,
    charset_of,
    is_0900,
    knows_charset,
    knows_collation,
    width,
)
from app.sql.reserved import WORDS
from tests.servers.mysql_family import MysqlFamilyServer

NO_MORE_RESERVED = {"MANUAL", "PARALLEL", "MASTER_SSL_VERIFY_SERVER_CERT"}
"""Words that MySQL 8.4 reserved, and 9 does not."""


def first(server: MysqlFamilyServer, sql: str) -> set[str]:
    """The first column of what a server answers."""
    return {str(next(iter(row.values()))) for row in server.rows(sql)}


def test_reserved_words_are_those_of_mysql_9(mysql9: MysqlFamilyServer) -> None:
    said = first(mysql9, "SELECT WORD FROM information_schema.KEYWORDS WHERE RESERVED = 1")
    ours = {word for word, one in WORDS.items() if one.mysql is not None}
    assert ours - NO_MORE_RESERVED == said


def test_what_is_called_removed_is_gone_from_mysql_9(mysql9: MysqlFamilyServer) -> None:
    there = first(mysql9, "SHOW GLOBAL VARIABLES") | first(mysql9, "SHOW SESSION VARIABLES")
    assert there & REMOVED.keys() == set()


def test_character_sets_of_mysql_9(mysql9: MysqlFamilyServer) -> None:
    rows = mysql9.rows("SELECT CHARACTER_SET_NAME AS name, MAXLEN AS width"
                       " FROM information_schema.CHARACTER_SETS")  # fmt: skip
    assert {row["name"]: row["width"] for row in rows} == CHARSETS
    for name in first(mysql9, "SELECT COLLATION_NAME FROM information_schema.COLLATIONS"):
        assert knows_collation(name, Dialect.MYSQL), name
        assert charset_of(name) in CHARSETS


def test_character_sets_of_mariadb(mariadb: MysqlFamilyServer) -> None:
    for name in first(mariadb, "SELECT CHARACTER_SET_NAME FROM information_schema.CHARACTER_SETS"):
        assert knows_charset(name, Dialect.MARIADB), name
    for name in first(mariadb, "SHOW COLLATION"):
        assert knows_collation(name, Dialect.MARIADB), name


def test_names_of_character_sets() -> None:
    assert canonical("UTF8") == "utf8mb3"
    assert canonical("utf8_Bin") == "utf8mb3_bin"
    assert charset_of("uca1400_ai_ci") == ""
    assert width("UTF8MB4") == width("nobody knows it") == 4
    assert is_0900("utf8mb4_zh_0900_as_cs")
    assert not is_0900("utf8mb4_unicode_520_ci")
    assert not knows_collation("utf8mb4_uca1400_ai_ci", Dialect.MYSQL)
    assert not knows_charset("gb18030", Dialect.MARIADB)
