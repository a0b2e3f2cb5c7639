"""Each rule says what it is for, and where it holds; the plans are read from texts."""

import pytest

from app.domain.finding import Severity
from app.i18n import install
from app.plans import RULES, Limits, PlanWarning, read_plan, warnings_of
from tests.plans import samples

LOOP = """\
-> Nested loop inner join  (cost=9e6 rows=100000) (actual time=1..2 rows=30000 loops=1)
    -> {first}
    -> {second}
"""


def said(text: str, **limits: float) -> dict[str, list[PlanWarning]]:
    found: dict[str, list[PlanWarning]] = {}
    for each in warnings_of(read_plan(text), Limits(**limits), rules=RULES):  # type: ignore[arg-type]
        found.setdefault(each.rule.id, []).append(each)
    return found


BAD = {
    "plan-full-table-scan": "-> Table scan on t  (cost=1 rows=10000)\n",
    "plan-full-index-scan": "-> Index scan on t using a  (cost=1 rows=10000)\n",
    "plan-no-index-used": "-> Filter: (t.a = 1)  (cost=1 rows=1)\n"
    "    -> Table scan on t  (cost=1 rows=10)\n",
    "plan-min-access-type": "-> Index scan on t using a  (cost=1 rows=10)\n",
    "plan-index-merge": "-> Sort-deduplicate by row ID  (cost=1 rows=2)\n"
    "    -> Index range scan on t using a over (a = 1)  (cost=1 rows=1)\n",
    "plan-index-skip-scan": "-> Covering index skip scan on t using ab over b = 1"
    "  (cost=1 rows=1)\n",
    "plan-range-checked": "-> Index range scan on t (re-planned for each iteration)"
    "  (cost=1 rows=1)\n",
    "plan-implicit-conversion": "-> Filter: (cast(t.a as double) = 5)  (cost=1 rows=1)\n"
    "    -> Table scan on t  (cost=1 rows=10)\n",
    "plan-scan-rows": "-> Table scan on t  (cost=1 rows=100001)\n",
    "plan-join-without-index": LOOP.format(
        first="Table scan on a  (cost=1 rows=100)", second="Table scan on b  (cost=1 rows=100)"
    ),
    "plan-cartesian-join": "-> Inner hash join (no condition)  (cost=1 rows=1000)\n"
    "    -> Table scan on a  (cost=1 rows=10)\n    -> Hash\n"
    "        -> Table scan on b  (cost=1 rows=100)\n",
    "plan-join-buffer": samples.JSON_1,
    "plan-dependent-subquery": samples.TREE,
    "plan-many-loops": "-> Index lookup on t using a (a = 1)  (cost=1 rows=1)"
    " (actual time=0..0 rows=1 loops=10000)\n",
    "plan-nested-loop-depth": "".join(
        f"{' ' * 4 * depth}-> Nested loop inner join  (cost=1 rows=1)\n" for depth in range(4)
    )
    + f"{' ' * 16}-> Table scan on t  (cost=1 rows=1)\n"
    + "".join(f"{' ' * 4 * (4 - n)}-> Table scan on t{n}  (cost=1 rows=1)\n" for n in range(4)),
    "plan-bad-estimate": "-> Table scan on t  (cost=1 rows=10)"
    " (actual time=1..2 rows=100 loops=1)\n",
    "plan-temporary-table": samples.TABLE,
    "plan-filesort": samples.XPLAN_CURSOR,
    "plan-full-table-sort": "-> Sort: t.a  (cost=1 rows=10000)\n"
    "    -> Table scan on t  (cost=1 rows=10000)\n",
    "plan-spill": samples.MARIADB,
    "plan-filter-steps": "".join(
        f"{' ' * 4 * depth}-> Filter: (t.a = {depth})  (cost=1 rows=1)\n" for depth in range(3)
    ),
}  # fmt: skip
"""A plan that each rule has something to say against."""


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_finds_what_it_is_for(rule: str) -> None:
    if rule == "plan-index-selectivity":
        plan = read_plan("-> Index lookup on t using a (a = 1)  (cost=1 rows=1)\n")
        known = {("t", "a"): 3.5}
        [found] = warnings_of(
            plan, rules=[rule], selectivity=lambda table, index: known[table, index]
        )
        assert "3.5 %" in found.message
        assert not warnings_of(plan, rules=[rule])
        return
    for language in ("en", "zh_CN"):
        install(language)
        found = said(BAD[rule])[rule][0]
        for text in (found.title, found.message, found.why, found.advice):
            assert text
            assert "{" not in text


GOOD = """\
-> Limit: 10 row(s)  (cost=5 rows=10) (actual time=1..2 rows=10 loops=1)
    -> Nested loop inner join  (cost=5 rows=5000) (actual time=1..2 rows=10 loops=1)
        -> Covering index lookup on a using x (x = 1)  (cost=1 rows=5000) (actual time=0..1 rows=10 loops=1)
        -> Single-row index lookup on b using PRIMARY (id = a.id)  (cost=1 rows=1) (actual time=0..1 rows=1 loops=10)
"""  # noqa: E501


def test_a_sound_plan_has_nothing_said_against_it() -> None:
    """Not even that fewer rows came than were thought: LIMIT wanted no more."""
    assert not warnings_of(read_plan(GOOD))


def test_an_estimate_is_blamed_where_it_went_wrong() -> None:
    text = (
        "-> Nested loop inner join  (cost=1 rows=1) (actual time=1..2 rows=5000 loops=1)\n"
        "    -> Filter: (t.a = 1)  (cost=1 rows=1) (actual time=1..2 rows=500 loops=1)\n"
        "        -> Table scan on t  (cost=1 rows=900) (actual time=1..2 rows=1000 loops=1)\n"
        "    -> Index lookup on s using x (x = t.a)  (cost=1 rows=9)"
        " (actual time=1..2 rows=10 loops=500)\n"
    )
    [found] = said(text)["plan-bad-estimate"]
    assert found.node.condition == "(t.a = 1)"
    assert "500 rows came where 1 were thought" in found.message


def test_small_sorts_are_but_noticed() -> None:
    [small] = said("-> Sort: t.a  (cost=1 rows=9)\n    -> Table scan on t  (cost=1 rows=9)\n")[
        "plan-filesort"
    ]
    assert small.severity is Severity.NOTICE
    big = "-> Sort: t.a  (cost=1 rows=5000)\n    -> Table scan on t  (cost=1 rows=5000)\n"
    assert said(big)["plan-filesort"][0].severity is Severity.WARNING


def test_joins_of_mariadb_without_a_condition() -> None:
    table = '{"table": {"table_name": "%s", "access_type": "ALL", "rows": 50, "filtered": 100%s}}'
    plan = '{"query_block": {"select_id": 1, "nested_loop": [%s, %s]}}'
    alone = plan % (table % ("a", ""), table % ("b", ""))
    assert "2,500 rows" in said(alone)["plan-cartesian-join"][0].message
    joined = plan % (table % ("a", ""), table % ("b", ', "attached_condition": "b.x = a.x"'))
    assert "plan-cartesian-join" not in said(joined)


def test_conversions_that_the_statement_asks_for_are_its_own() -> None:
    from dataclasses import replace

    plan = read_plan(BAD["plan-implicit-conversion"])
    asked = replace(plan, statement="SELECT * FROM t WHERE CAST(a AS double) = 5")
    assert not warnings_of(asked, rules=["plan-implicit-conversion"])
    oracle = said(samples.XPLAN_CURSOR)["plan-implicit-conversion"]
    assert oracle[0].node.name == "E"


def test_the_gravest_stand_first() -> None:
    grave = [each.severity for each in warnings_of(read_plan(samples.TREE), Limits(rows=1))]
    assert grave == sorted(grave, reverse=True)
