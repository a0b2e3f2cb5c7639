import pytest

from app.sql import tree
from tests.sql.grammar.ddl_bench import reading, refused

DUMPED = (
    "/*!50001 CREATE ALGORITHM=UNDEFINED */\n"
    "/*!50013 DEFINER=`root`@`local%` SQL SECURITY INVOKER */\n"
    "/*!50001 VIEW `视图` (`a`,`b`) AS select `t`.`a` AS `a`,2 AS `b` from `t` "
    "where (`t`.`a` > 1) WITH LOCAL CHECK OPTION */"
)


def test_every_part_of_a_dump_is_exactly_its_text() -> None:
    found = reading(DUMPED, tree.CreateView)
    view = found.tree
    assert (view.name.name, [c.name for c in view.columns]) == ("视图", ["a", "b"])
    assert found.each(view.options) == [
        "ALGORITHM=UNDEFINED",
        "DEFINER=`root`@`local%`",
        "SQL SECURITY INVOKER",
        "WITH LOCAL CHECK OPTION",
    ]
    definer = view.options[1].value
    assert isinstance(definer, tree.Account)
    assert (definer.user, definer.host) == ("root", "local%")
    assert found.of(view.query) == ("select `t`.`a` AS `a`,2 AS `b` from `t` where (`t`.`a` > 1)")


@pytest.mark.parametrize(
    ("text", "alter", "or_replace"),
    [
        ("CREATE VIEW v AS SELECT 1", False, False),
        ("CREATE OR REPLACE VIEW a.v AS (SELECT 1) UNION ALL (SELECT 2)", False, True),
        ("CREATE DEFINER = CURRENT_USER() VIEW v AS TABLE t", False, False),
        ("CREATE VIEW v AS SELECT a FROM t WHERE a IN (SELECT 1) WITH CHECK OPTION", False, False),
        ("ALTER SQL SECURITY DEFINER VIEW v (a) AS WITH c AS (SELECT 1) TABLE c", True, False),
        ("CREATE VIEW IF NOT EXISTS v AS SELECT 1", False, False),
        ("CREATE VIEW v AS SELECT IF(((SELECT COUNT(0) FROM t) = 0), 1, 2)", False, False),
        ("CREATE VIEW v AS SELECT 1 FROM t WHERE (((SELECT a FROM u)) > (b + 1))", False, False),
    ],
)
def test_create_and_alter(text: str, alter: bool, or_replace: bool) -> None:
    view = reading(text, tree.CreateView).tree
    assert (view.alter, view.or_replace) == (alter, or_replace)
    assert view.if_not_exists == ("EXISTS" in text)


@pytest.mark.parametrize("text", ["DROP VIEW a.v, w CASCADE", "DROP VIEW IF EXISTS a.v, w"])
def test_drop(text: str) -> None:
    found = reading(text, tree.DropView)
    assert found.each(found.tree.names) == ["a.v", "w"]
    assert found.tree.if_exists == ("EXISTS" in text)


@pytest.mark.parametrize(
    "text",
    [
        "CREATE VIEW v",
        "CREATE VIEW v SELECT 1",
        "CREATE VIEW v () AS SELECT 1",
        "CREATE ALGORITHM=FAST VIEW v AS SELECT 1",
        "CREATE SQL SECURITY ROOT VIEW v AS SELECT 1",
        "CREATE VIEW v AS SELECT 1 WITH CHECK",
        "ALTER OR REPLACE VIEW v AS SELECT 1",
        "DROP VIEW",
    ],
)
def test_refused(text: str) -> None:
    assert refused(text)
