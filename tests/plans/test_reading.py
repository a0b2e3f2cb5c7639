"""Every form becomes the same kind of tree; what is none is refused in words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.domain.plan import Access, Form, Plan, PlanNode, Step, Trait, with_depth
from app.plans import read_plan, warnings_of
from app.plans.oracle_rows import read_plan_rows
from app.plans.reading import DEEPEST
from app.plans.text import as_markdown, as_text
from tests.plans import samples


def node(plan: Plan, name: str, step: Step = Step.ACCESS) -> PlanNode:
    """The only step of that kind that reads `name`."""
    [found] = [each for each in plan.root.walk() if each.name == name and each.step is step]
    return found


def test_a_tree_of_mysql() -> None:
    plan = read_plan(samples.TREE)
    assert (plan.form, plan.analyzed) == (Form.MYSQL_TREE, True)
    assert plan.time == pytest.approx(0.00341)
    assert [depth for depth, _node in with_depth(plan.root)] == [
        0, 1, 2, 3, 4, 5, 6, 7, 6, 7, 5, 6, 6, 7,
    ]  # fmt: skip
    orders = node(plan, "orders")
    assert (orders.access, orders.estimated_rows, orders.actual_rows) == (
        Access.FULL_SCAN, 1500, 1500,
    )  # fmt: skip
    inner = node(plan, "l3")
    assert (inner.access, inner.index, inner.key_parts) == (
        Access.LOOKUP, "PRIMARY", ("l_orderkey",),
    )  # fmt: skip
    assert inner.loops == 107
    assert inner.time == pytest.approx(0.00187e-3 * 107)
    assert inner.access_condition == "l_orderkey = orders.o_orderkey"
    ranged = node(plan, "lineitem")
    assert Trait.NEVER in ranged.traits
    assert ranged.factor is None
    assert ranged.condition == "(lineitem.l_shipdate > lineitem.l_commitdate)"
    assert ranged.access_condition == "('1996-01-01' <= l_shipdate < '1996-04-01')"
    assert node(plan, "<temporary>").access is Access.TEMPORARY
    joins = [each.step for each in plan.root.walk()]
    assert Step.CARTESIAN in joins
    [subquery] = [each for each in plan.root.walk() if each.step is Step.SUBQUERY]
    assert subquery.block == "3"
    assert subquery.traits == {Trait.DEPENDENT}


def test_a_condition_with_line_breaks_and_arrows() -> None:
    text = (
        "-> Filter: (t.a = 'x\ny -> z  (cost=1 rows=2)')  (cost=0.35 rows=1)\n"
        "    -> Table scan on my odd table  (cost=0.35 rows=1e+6)\n"
    )
    plan = read_plan(text)
    assert plan.root.condition == "(t.a = 'x\ny -> z  (cost=1 rows=2)')"
    assert (plan.root.cost, plan.root.children[0].estimated_rows) == (0.35, 1_000_000)
    assert plan.root.children[0].name == "my odd table"


def test_version_2_of_mysql() -> None:
    plan = read_plan(samples.JSON_2)
    assert (plan.form, plan.root.step) == (Form.MYSQL_JSON_2, Step.HASH_JOIN)
    customer, hashed = plan.root.children
    assert (customer.object, customer.alias, customer.time) == ("customer", "c", 0.05e-3)
    assert hashed.operation == "Hash"
    supplier = hashed.children[0]
    assert (supplier.index, supplier.key_parts) == ("supplier_nation", ("s_nationkey",))
    assert supplier.traits == {Trait.COVERING, Trait.NEVER}
    assert plan.root.own_cost == pytest.approx(303 - 15.25 - 2.25)


def test_version_1_of_mysql() -> None:
    plan = read_plan(samples.JSON_1)
    assert (plan.form, plan.dialect, plan.analyzed) == (Form.MYSQL_JSON, Dialect.MYSQL, False)
    assert plan.cost == 65.36
    assert node(plan, "revenue").access is Access.TEMPORARY
    assert node(plan, "revenue").estimated_out == pytest.approx(25.4)
    assert node(plan, "part").key_parts == ("x", "y")
    assert node(plan, "part").possible_indexes == ("a", "b")
    assert Trait.JOIN_BUFFER in node(plan, "supplier").traits
    dependent = {each.block for each in plan.root.walk() if Trait.DEPENDENT in each.traits}
    assert dependent == {"3"}
    [sort] = [each for each in plan.root.walk() if each.step is Step.SORT]
    assert sort.traits == {Trait.FILESORT, Trait.TEMPORARY}


def test_analyze_of_mariadb() -> None:
    plan = read_plan(samples.MARIADB)
    assert (plan.form, plan.analyzed) == (Form.MARIADB_JSON, True)
    assert plan.planning == pytest.approx(0.159e-3)
    region = node(plan, "region")
    assert (region.actual_rows, region.actual_kept, region.actual_out) == (5, 0.2, 1)
    assert region.own_time == pytest.approx(27.3e-6)
    assert region.buffers == 1
    joined = node(plan, "c")
    assert joined.memory == 2048
    assert joined.condition == "c.c_comment = region.r_comment"
    assert joined.factor == 100
    [sort] = [each for each in plan.root.walk() if each.step is Step.SORT]
    assert (sort.memory, Trait.ON_DISK in sort.traits) == (37 * 1024, True)
    dependent = {each.block for each in plan.root.walk() if Trait.DEPENDENT in each.traits}
    assert dependent == {"2"}


def test_the_oldest_form() -> None:
    plan = read_plan(samples.TABLE)
    assert plan.form is Form.TABLE
    assert node(plan, "region").traits == {Trait.TEMPORARY, Trait.FILESORT}
    assert node(plan, "part").traits == {Trait.JOIN_BUFFER}
    assert node(plan, "ps").access is Access.LOOKUP
    assert {each.block for each in plan.root.walk() if Trait.DEPENDENT in each.traits} == {"2"}


def test_a_cursor_of_oracle() -> None:
    plan = read_plan(samples.XPLAN_CURSOR)
    assert (plan.form, plan.dialect, plan.analyzed) == (Form.ORACLE_TEXT, Dialect.ORACLE, True)
    assert (plan.time, plan.cost) == (1.25, 12)
    departments = node(plan, "D")
    assert (departments.access, departments.object) == (Access.FULL_SCAN, "DEPARTMENTS")
    assert departments.condition == (
        '"D"."LOCATION_ID"=1700 AND "D"."DEPARTMENT_NAME" LIKE \'A(%\''
    )
    by_rowid, ranged = [each for each in plan.root.walk() if each.name == "E"]
    assert (by_rowid.index, ranged.index) == ("EMP_DEPT_IX", "EMP_DEPT_IX")
    assert (by_rowid.actual_rows, by_rowid.loops) == (2, 15)
    assert by_rowid.partitions == "3 - KEY"
    assert ranged.actual_rows == 1000
    assert ranged.access_condition == '"E"."DEPARTMENT_ID"="D"."DEPARTMENT_ID"'
    assert ranged.condition == '"E"."DEPARTMENT_ID" IS NOT NULL'
    [sort] = [each for each in plan.root.walk() if each.step is Step.SORT]
    assert (sort.memory, sort.disk) == (2048 * 1024, 8192 * 1024)
    assert sort.own_time == pytest.approx(0.23)


def test_an_explain_plan_of_oracle() -> None:
    plan = read_plan(samples.XPLAN_PLANNED)
    assert not plan.analyzed
    assert plan.root.children[0].step is Step.CARTESIAN
    assert (plan.root.estimated_rows, plan.root.cost) == (1e6, 9_021_000)


@pytest.mark.parametrize(
    "text", ["", "hello", "{", "{}", "[]", '{"query_block": 1}x', "| Id  | Operation |\n| a |"]
)
def test_what_is_no_plan(text: str) -> None:
    if text == '{"query_block": 1}x':
        assert read_plan(text).root.children == ()
        return
    with pytest.raises(BadInput) as caught:
        read_plan(text)
    assert str(caught.value)


def test_what_is_too_deep() -> None:
    deep = "".join(f"{' ' * 4 * n}-> Filter: (a)  (cost=1 rows=1)\n" for n in range(DEEPEST + 2))
    with pytest.raises(BadInput, match="deep"):
        read_plan(deep)
    nested = '{"query_block": ' + '{"filesort": ' * 900 + "{}" + "}" * 901
    with pytest.raises(BadInput, match="deep"):
        read_plan(nested)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["ALL", "12.5", "37KiB", "<derived2>"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            "table nested_loop query_block filesort block-nl-join subqueries inputs operation"
            " table_name access_type rows r_rows filtered r_loops cost_info actual_rows"
            " actual_loops estimated_rows heading key used_key_parts attached_condition sorts"
            " index_merge materialized windows union_result query_specifications message".split()
        ),
        inner,
        max_size=4,
    ),
    max_leaves=30,
)  # fmt: skip


def _survives(text: str) -> None:
    """A plan with everything that can be done to it, or a sentence."""
    try:
        plan = read_plan(text)
    except BadInput:
        return
    warnings = warnings_of(plan)
    assert as_text(plan, warnings)
    assert as_markdown(plan, warnings)
    assert plan.shape


@given(_JSON, st.sampled_from(["query_block", "query_plan", "operation"]))
def test_any_json_gives_a_plan_or_a_sentence(inside: object, name: str) -> None:
    _survives(json.dumps({name: inside}))


@given(st.data())
def test_a_plan_cut_or_changed_anywhere_gives_a_plan_or_a_sentence(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(list(samples.ALL.values())))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    put = data.draw(st.text(max_size=5) | st.sampled_from(["\n", "|", "-> ", "1e999", "'"]))
    _survives(text[:start] + put + text[end:])


@given(st.text(alphabet="->| Id Operation\n()=costrw0123.e", max_size=200))
def test_any_text_gives_a_plan_or_a_sentence(text: str) -> None:
    _survives(text)


_ROW = st.dictionaries(
    st.sampled_from(
        "id depth operation options object_name object_alias cardinality last_starts cost"
        " last_output_rows last_elapsed_time last_execution filter_predicates".split()
    ),
    st.none() | st.integers() | st.text(max_size=9)
    | st.sampled_from(["TABLE ACCESS", "FULL", "FILTER", "NESTED LOOPS", "1e999"]),
)  # fmt: skip


@given(st.lists(_ROW, max_size=6))
def test_any_rows_of_oracle_give_a_plan_or_a_sentence(rows: list[dict[str, object]]) -> None:
    try:
        root = read_plan_rows(rows)
    except BadInput:
        assert not rows
        return
    assert len(list(root.walk())) >= len(rows)
