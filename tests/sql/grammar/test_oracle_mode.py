"""Programs of MariaDB's Oracle mode, as MariaDB 10.11 took them with `sql_mode = ORACLE`."""

from pathlib import Path

import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse
from app.sql.versions import Release, unsupported
from tests.sql.grammar.ddl_bench import partial, reading

TAKEN, REFUSED = (
    part.splitlines()
    for part in Path(__file__).with_name("oracle_mode.sql").read_text("utf-8").split("-- refused\n")
)


@pytest.mark.parametrize("text", TAKEN)
def test_is_understood_for_mariadb_alone(text: str) -> None:
    reading(text, tree.Statement, Dialect.MARIADB)
    assert not parse(text, Dialect.MYSQL).whole


@pytest.mark.parametrize("text", REFUSED)
def test_is_refused(text: str) -> None:
    assert not parse(text, Dialect.MARIADB).whole


def test_it_is_told_as_what_it_is() -> None:
    found = partial("CREATE PROCEDURE p AS BEGIN NULL; END;", tree.CreateRoutine, Dialect.MARIADB)
    assert isinstance(found.tree.body, tree.Block)
    old = Release(Dialect.MARIADB, (10, 2))
    assert [what.name for what, _ in unsupported(found.parsed, Dialect.MARIADB, old)] == [
        "oracle-mode"
    ]
