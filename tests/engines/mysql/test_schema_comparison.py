"""Whatever two schemas are, the script makes the left the same as the right."""

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.dialect import Dialect
from app.sql.compare import SchemaShape, compare, read_schema
from tests.engines.mysql.conftest import Opens
from tests.engines.mysql.schemas import (
    OF_MARIADB,
    OF_MYSQL,
    PAIRS,
    Statements,
    schemas,
)
from tests.servers.mariadb import MariaDB
from tests.servers.mysql_family import MysqlFamilyServer


class Sides:
    """Two schemas on one server, made anew for each pair."""

    def __init__(self, server: MysqlFamilyServer, open_session: Opens) -> None:
        self.session = open_session(server)
        maria = isinstance(server, MariaDB)
        self.dialect = Dialect.MARIADB if maria else Dialect.MYSQL
        self.own = OF_MARIADB if maria else OF_MYSQL
        self._cursor = server.connect(autocommit=True).cursor()

    def make(self, name: str, statements: Statements) -> SchemaShape:
        self.run(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}", f"USE {name}")
        self.run(*statements)
        return self.read(name)

    def run(self, *statements: str) -> None:
        for statement in statements:
            self._cursor.execute(statement)

    def read(self, name: str) -> SchemaShape:
        found = self.session.definitions(name, lambda _done, _of: None)
        assert not [said for _name, made in found for said in made.lacking]
        texts = [text for _name, made in found for text in made.statements]
        shape = read_schema(name, texts, self.dialect)
        assert not shape.unread
        return shape

    def become_alike(self, before: Statements, after: Statements) -> int:
        """Make them, migrate the left, and see that nothing differs; how much did."""
        right, left = self.make("wanted", after), self.make("here", before)
        asked = compare(left, right)
        self.run("USE here", *(step.text for step in asked.steps if step.text))
        rest = compare(self.read("here"), right)
        assert rest.differences == ()
        assert rest.steps == ()
        return len(asked.differences)


@pytest.fixture
def sides(server: MysqlFamilyServer, open_session: Opens) -> Sides:
    return Sides(server, open_session)


def test_pairs_made_by_hand(sides: Sides) -> None:
    for what, (before, after) in {**PAIRS, **sides.own}.items():
        assert sides.become_alike(before, after), what
        assert sides.become_alike(after, before), what


def test_pairs_made_up(sides: Sides) -> None:
    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(schemas(), schemas())
    def check(before: list[str], after: list[str]) -> None:
        sides.become_alike(before, after)

    check()
