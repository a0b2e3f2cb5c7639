"""Shades on the axis of time lie beside each other, never upon each other."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.models.monitoring.stretches import Stretch, apart

NOTICE, WARNING, ERROR = 0, 1, 2


def test_those_of_one_kind_are_joined() -> None:
    many = [Stretch(0, 10, ERROR), Stretch(5, 20, ERROR), Stretch(20, 25, ERROR)]
    assert apart([*many, Stretch(30, 40, ERROR)]) == [Stretch(0, 25, ERROR), Stretch(30, 40, ERROR)]


def test_the_worse_takes_the_place_of_the_lesser() -> None:
    found = apart([Stretch(0, 100, NOTICE), Stretch(20, 30, ERROR), Stretch(25, 50, WARNING)])
    assert found == [
        Stretch(0, 20, NOTICE), Stretch(20, 30, ERROR), Stretch(30, 50, WARNING),
        Stretch(50, 100, NOTICE),
    ]  # fmt: skip


def test_what_is_wholly_under_a_worse_one_is_gone_and_a_moment_stays() -> None:
    assert apart([Stretch(2, 3, WARNING), Stretch(0, 9, ERROR)]) == [Stretch(0, 9, ERROR)]
    assert apart([Stretch(4, 4, WARNING)]) == [Stretch(4, 4, WARNING)]


STRETCHES = st.builds(
    lambda begin, long, rank: Stretch(begin, begin + long, rank),
    st.integers(0, 50), st.integers(1, 20), st.integers(0, 2),
)  # fmt: skip


@given(st.lists(STRETCHES, max_size=8))
def test_every_moment_has_the_worst_of_its_shades_once(given_ones: list[Stretch]) -> None:
    found = apart(given_ones)
    assert all(one.end <= other.begin for one, other in pairwise(found))
    for moment in range(70):
        here = [each.rank for each in given_ones if each.begin <= moment < each.end]
        shown = [each.rank for each in found if each.begin <= moment < each.end]
        assert shown == ([max(here)] if here else [])
