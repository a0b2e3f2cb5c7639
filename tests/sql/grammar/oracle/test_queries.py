"""SELECT of Oracle: hierarchies, old joins, and what else no other dialect has."""

from app.domain.dialect import Dialect
from app.sql import tree
from tests.sql.grammar.ddl_bench import Reading, reading

ORACLE = Dialect.ORACLE


def query(text: str) -> Reading[tree.Query]:
    return reading(text, tree.Query, ORACLE)


def select(found: Reading[tree.Query]) -> tree.Select:
    assert isinstance(found.tree.body, tree.Select)
    return found.tree.body


def test_a_hierarchy() -> None:
    found = query(
        "SELECT LEVEL, CONNECT_BY_ROOT name FROM emp WHERE a = 1 START WITH boss IS NULL "
        "CONNECT BY NOCYCLE PRIOR id = boss ORDER SIBLINGS BY name NULLS LAST"
    )
    connect = select(found).connect
    assert connect is not None
    assert connect.nocycle
    assert found.of(connect.start) == "boss IS NULL"
    assert found.of(connect.condition) == "PRIOR id = boss"
    assert found.tree.siblings
    assert found.tree.order_by[0].nulls == "LAST"


def test_an_old_outer_join() -> None:
    found = query("SELECT * FROM a, b@far.away x WHERE a.id = x.id (+) AND x.n(+) > = 3")
    columns = [node for node in tree.walk(found.tree) if isinstance(node, tree.Column)]
    assert [(c.name.dotted, c.outer) for c in columns] == [
        ("a.id", False), ("x.id", True), ("x.n", True),
    ]  # fmt: skip
    tables = select(found).tables
    assert isinstance(tables, tree.Join)
    assert isinstance(tables.right, tree.TableName)
    assert (tables.right.name.name, tables.right.name.link) == ("b", "far.away")
