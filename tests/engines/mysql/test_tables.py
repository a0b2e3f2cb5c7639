"""The tables a statement touches."""

import pytest

from app.domain.dialect import Dialect
from app.engines.mysql.tables import tables_in


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("SELECT * FROM a JOIN b.c USING (id) WHERE x IN (SELECT y FROM `d e`)", "a b.c `d e`"),
        ("WITH w AS (SELECT 1 FROM t) SELECT * FROM w", "t"),
        ("INSERT INTO a SELECT * FROM b", "a b"),
        ("UPDATE a, b SET a.x = b.y", "a b"),
        ("DELETE FROM a WHERE id = 1", "a"),
        ("ALTER TABLE s.a ADD x INT", "s.a"),
        ("SELECT 1 FROM DUAL", ""),
        ("SELECT `x` FROM `s` . `t` WHERE `id` = ?", "s.t"),
        ("not sql at all", ""),
        ("", ""),
    ],
)
def test_are_found(statement: str, tables: str) -> None:
    wanted = tables.replace("`d e`", "d-e").split()
    found = [name.replace(" ", "-") for name in tables_in(statement, Dialect.MYSQL)]
    assert found == wanted
