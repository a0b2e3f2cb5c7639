"""Two plans beside each other."""

from hypothesis import given
from hypothesis import strategies as st

from app.plans import read_plan
from app.plans.comparing import Change, compare
from tests.plans import samples

JOIN = """\
-> Sort: a.x  (cost=9 rows=5)
    -> Nested loop inner join  (cost=8 rows=5)
        -> Table scan on {first}  (cost=2 rows=5)
        -> Index lookup on {second} using k (k = a.k)  (cost=1 rows={rows})
"""


def test_figures_do_not_make_another_plan() -> None:
    before = read_plan(JOIN.format(first="a", second="b", rows=1))
    found = compare(before, read_plan(JOIN.format(first="a", second="b", rows=9)))
    assert found.same
    assert found.sentences == ()
    assert any(Change.ROWS in pair.changes for pair in found.pairs)
    assert before.shape == read_plan(JOIN.format(first="a", second="b", rows=9)).shape


def test_another_order_access_and_index() -> None:
    before = read_plan(JOIN.format(first="a", second="b", rows=1))
    turned = compare(before, read_plan(JOIN.format(first="b", second="a", rows=1)))
    assert not turned.same
    assert turned.sentences == (
        "b: whole table instead of lookup (k).",
        "a: lookup (k) instead of whole table.",
    )
    moved = [pair.after.name for pair in turned.pairs if pair.after and not pair.before]
    assert moved == ["b"]
    other = read_plan(JOIN.format(first="a", second="b", rows=1).replace("using k", "using m"))
    [sentence] = compare(before, other).sentences
    assert sentence == "b: lookup (m) instead of lookup (k)."


def test_steps_that_came_and_went() -> None:
    before = read_plan(JOIN.format(first="a", second="b", rows=1))
    lines = JOIN.format(first="a", second="b", rows=1).splitlines(keepends=True)
    without = "".join(line[4:] for line in lines[1:])
    assert compare(before, read_plan(without)).sentences == ("Gone: Sort.",)
    assert compare(read_plan(without), before).sentences == ("Added: Sort.",)


@given(st.sampled_from(list(samples.ALL)), st.sampled_from(list(samples.ALL)))
def test_all_of_both_plans_is_there_in_its_order(one: str, other: str) -> None:
    before, after = read_plan(samples.ALL[one]), read_plan(samples.ALL[other])
    found = compare(before, after)
    left = [pair.before for pair in found.pairs if pair.before is not None]
    right = [pair.after for pair in found.pairs if pair.after is not None]
    assert [id(node) for node in left] == [id(node) for node in before.root.walk()]
    assert [id(node) for node in right] == [id(node) for node in after.root.walk()]
    assert found.same == (before.shape == after.shape) or one != other
