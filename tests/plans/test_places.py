"""The clause of a statement each step comes from."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dialect import SQL, Dialect
from app.domain.plan import Plan, Step
from app.plans import read_plan
from app.plans.identity import digest_of, normal_form
from app.plans.notes import with_notes
from app.plans.places import with_places
from tests.plans import samples

WITH = """\
WITH best AS (SELECT o.customer, sum(o.total) AS s FROM orders o GROUP BY o.customer)
SELECT c.name FROM customer c, best
WHERE c.id = best.customer AND c.land = 'CN' AND EXISTS (SELECT 1 FROM line l WHERE l.c = c.id)
ORDER BY c.name LIMIT 3"""
TREE = """\
-> Limit: 3 row(s)  (cost=1 rows=3)
    -> Sort: c.`name`, limit input to 3 row(s) per chunk  (cost=1 rows=3)
        -> Nested loop inner join  (cost=1 rows=3)
            -> Table scan on best  (cost=1 rows=3)
                -> Materialize CTE best  (cost=1 rows=3)
                    -> Group aggregate: sum(o.total)  (cost=1 rows=3)
                        -> Sort: o.customer  (cost=1 rows=9)
                            -> Table scan on o  (cost=1 rows=9)
            -> Filter: ((c.land = 'CN') and exists(select #3))  (cost=1 rows=1)
                -> Single-row index lookup on c using PRIMARY (id = best.customer)  (cost=1 rows=1)
                -> Select #3 (subquery in condition; dependent)
                    -> Limit: 1 row(s)  (cost=1 rows=1)
                        -> Covering index lookup on l using x (c = c.id)  (cost=1 rows=1)
"""


def placed(statement: str, text: str, dialect: Dialect = Dialect.MYSQL) -> dict[str, str]:
    """The words each step stands for, by its headline."""
    plan = with_places(replace(read_plan(text), statement=statement, dialect=dialect))
    return {
        node.headline: "" if node.span is None else statement[slice(*node.span)]
        for node in plan.root.walk()
    }


def test_clauses_of_the_block_a_step_is_of() -> None:
    found = placed(WITH, TREE)
    assert found["Limit: 3 row(s)"] == "LIMIT 3"
    assert found["Sort: c.`name`, limit input to 3 row(s) per chunk"] == "ORDER BY c.name"
    assert found["Table scan on best"] == "best"
    assert found["Table scan on o"] == "orders o"
    assert found["Group aggregate: sum(o.total)"] == "GROUP BY o.customer"
    assert found["Sort: o.customer"] == "GROUP BY o.customer"
    assert found["Filter"] == "c.land = 'CN'"
    assert found["Single-row index lookup on c using PRIMARY"] == "customer c"
    assert found["Covering index lookup on l using x"] == "line l"
    assert found["Nested loop inner join"] == "customer c, best"
    subquery = found["Select #3 (subquery in condition; dependent)"]
    assert subquery == "SELECT 1 FROM line l WHERE l.c = c.id"


def test_a_write_has_places_too() -> None:
    text = '{"query_block": {"select_id": 1, "table": {"update": true, "table_name": "orders",' \
        ' "access_type": "ALL", "attached_condition": "(`orders`.`state` = 1)"}}}'  # fmt: skip
    found = placed("UPDATE orders SET x = 1 WHERE state = 1 AND y = 2", text)
    assert found["ALL"] == "orders"


def test_clauses_of_oracle_by_its_tokens() -> None:
    statement = (
        "SELECT e.last_name, (SELECT max(x) FROM t ORDER BY 1) FROM hr.employees e\n"
        " JOIN departments d ON d.department_id = e.department_id\n"
        " WHERE d.location_id = 1700 ORDER BY e.last_name FETCH FIRST 3 ROWS ONLY"
    )
    found = placed(statement, samples.XPLAN_CURSOR, Dialect.ORACLE)
    assert found["SORT ORDER BY"] == "ORDER BY e.last_name"
    assert found["TABLE ACCESS FULL"] == "departments d"
    assert found["INDEX RANGE SCAN"] == "hr.employees e"
    assert found["NESTED LOOPS"].startswith("hr.employees e")
    assert found["NESTED LOOPS"].endswith("e.department_id")


@given(st.text(max_size=200) | st.sampled_from([WITH, WITH[30:], WITH + ";;"]), st.sampled_from(
    list(samples.ALL)))  # fmt: skip
def test_any_statement_beside_any_plan(statement: str, name: str) -> None:
    plan = read_plan(samples.ALL[name])
    for dialect in SQL:
        found = with_places(replace(plan, statement=statement, dialect=dialect))
        for node in found.root.walk():
            if node.span is not None:
                start, end = node.span
                assert 0 <= start < end <= len(statement)


@pytest.mark.parametrize(
    "other",
    [
        "select * FROM `T` where A in (1,2,3) -- more",
        "SELECT *\nFROM `T`\nWHERE a IN ( 'x' );",
        "SELECT * FROM `T` WHERE a IN (?, ?)",
    ],
)
def test_a_statement_is_known_again(other: str) -> None:
    first = "SELECT * FROM `T` WHERE a IN (7)"
    assert normal_form(other, Dialect.MYSQL) == "SELECT * FROM `T` WHERE A IN ( ? )"
    assert digest_of(other, Dialect.MYSQL) == digest_of(first, Dialect.MYSQL)


@pytest.mark.parametrize("other", ["SELECT * FROM `t` WHERE a IN (7)", "SELECT b FROM `T`", ""])
def test_others_are_others(other: str) -> None:
    first = "SELECT * FROM `T` WHERE a IN (7)"
    assert digest_of(other, Dialect.MYSQL) != digest_of(first, Dialect.MYSQL)
    quoted = other.replace("`", '"')
    assert digest_of(quoted, Dialect.ORACLE) != digest_of(first.replace("`", '"'), Dialect.ORACLE)


def test_what_is_cut_short_says_so() -> None:
    plan: Plan = with_notes(
        read_plan(samples.TREE), [("1317", "Query execution was interrupted"), ("1003", "select")]
    )
    assert plan.cut
    assert plan.notes == ("Query execution was interrupted",)
    assert not [node for node in plan.root.walk() if node.step is Step.OTHER and node.traits]
