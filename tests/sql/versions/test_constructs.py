"""The table of constructs: every line has an example, and real servers agree with it."""

import re
from pathlib import Path

import pytest

import app.sql.grammar
from app.domain.dialect import Dialect
from app.sql.parse import parse
from app.sql.versions import (
    CONSTRUCTS,
    FUNCTIONS,
    TYPES,
    Release,
    knows,
    release_of,
    unsupported,
)
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer
from tests.servers.syntax import SYNTAX_ERRORS, SyntaxJudge

EXAMPLES = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("constructs.tsv").read_text("utf-8").splitlines()
]
"""A construct and a statement that has it, and none that the servers here do not know."""

_ONLY_IN_ORACLE_MODE = {"minus", "oracle-mode"}
_NO_SUCH_FUNCTION = 1305
# not yet supported, no alias, and no such format, type or cast
_NO_SUCH_THING = SYNTAX_ERRORS | {1235, 1248, 1791, 4161, 4162}
_ORACLE_TYPES = {"CLOB", "NUMBER", "RAW", "VARCHAR2"}


def test_every_construct_has_an_example_and_every_example_is_noted() -> None:
    assert {name for name, _sql in EXAMPLES} == CONSTRUCTS.keys()
    for name, sql in EXAMPLES:
        found = [parse(sql, dialect) for dialect in (Dialect.MYSQL, Dialect.MARIADB)]
        whole = [parsed for parsed in found if parsed.whole]
        assert whole, sql
        for parsed in whole:
            assert name in {construct for construct, _at in parsed.constructs}, sql


def test_what_the_grammar_notes_is_in_the_table() -> None:
    folder = Path(app.sql.grammar.__file__).parent
    noted = {
        name
        for file in folder.glob("*.py")
        for name in re.findall(r'(?:note|accept_noting)\(\s*"([a-z-]+)"', file.read_text("utf-8"))
    }
    assert len(noted) > 100
    assert noted <= CONSTRUCTS.keys()


def test_what_stands_in_a_versioned_comment_is_meant_for_others() -> None:
    old = Release(Dialect.MYSQL, (5, 7))
    for sql in ("CREATE TABLE t (a INT /*!80023 INVISIBLE */)", "SELECT 1 /*!80001 FOR SHARE */"):
        assert not list(unsupported(parse(sql, Dialect.MYSQL), Dialect.MYSQL, old))
        bare = re.sub(r"/\*!\d+|\*/", "", sql)
        assert list(unsupported(parse(bare, Dialect.MYSQL), Dialect.MYSQL, old))


def _differences(server: MysqlFamilyServer, dialect: Dialect) -> list[str]:
    """Where the server and the table differ, in its words."""
    release = release_of(f"{dialect.value} {server.sql('SELECT VERSION()')[0][0]}")
    assert release is not None
    judge, found = SyntaxJudge(server), []

    def compare(what: str, known: bool, taken: bool, words: str) -> None:
        if known != taken:
            found.append(f"{what}: the table says {known}; {words}")

    for name, sql in EXAMPLES:
        if name not in _ONLY_IN_ORACLE_MODE:
            parsed = parse(sql, dialect)
            known = parsed.whole and not list(unsupported(parsed, dialect, release))
            code, words = judge.said(sql)
            compare(sql, known, code not in _NO_SUCH_THING, words)
    for name, function in FUNCTIONS.items():
        code, words = judge.said(f"SELECT {name}(1, 1, 1, 1, 1, 1, 1)")
        if code not in {1064}:  # PASSWORD is a word of the grammar where it is no function
            compare(name, knows(function, dialect, release), code != _NO_SUCH_FUNCTION, words)
    for name in TYPES.keys() - _ORACLE_TYPES:
        size = "(5)" if name == "VECTOR" else ""
        code, words = judge.said(f"CREATE TABLE x (a {name}{size})")
        compare(name, knows(TYPES[name], dialect, release), code not in _NO_SUCH_THING, words)
    return found


def test_mariadb_agrees(mariadb: MariaDB) -> None:
    assert _differences(mariadb, Dialect.MARIADB) == []


def test_mysql_agrees(mysql9: MySQL) -> None:
    assert _differences(mysql9, Dialect.MYSQL) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8.0.36", "MySQL 8.0.36"),
        ("mysql 5.7", "MySQL 5.7"),
        ("9", "MySQL 9"),
        ("10.11.6-MariaDB-0+deb12u1", "MariaDB 10.11.6"),
        ("mariadb-10.6", "MariaDB 10.6"),
        ("11.4", "MariaDB 11.4"),
        ("Percona 8.4", "MySQL 8.4"),
        ("oracle 19.3", "Oracle 19.3"),
        ("latest", "None"),
        ("", "None"),
    ],
)
def test_a_release_is_read_from_how_people_write_it(text: str, said: str) -> None:
    assert str(release_of(text)) == said


def test_a_series_alone_means_the_newest_of_it() -> None:
    series = Release(Dialect.MYSQL, (8, 0))
    assert series.since((8, 0, 31))
    assert not series.since((8, 1))
    assert not Release(Dialect.MYSQL, (8, 0, 30)).since((8, 0, 31))
