"""Shapes: equal where only the values of literals differ, and places that carry over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sql.fingerprint import anchor, place, shape, starts

SAME = [
    ("SELECT a FROM t WHERE b = 'x' AND c = 7", "SELECT a FROM t WHERE b = 'it''s' AND c = 12.5"),
    ("WHERE a IN (1, 2)", "WHERE a IN (10, 3e5)"),
    ('WHERE a = "x"', 'WHERE a = "y\\"z"'),
    ("VALUES ('a\nb')", "VALUES ('')"),
    ("LIMIT 10", "LIMIT 20"),
]
OTHER = [
    ("WHERE a = 'x'", 'WHERE a = "x"'),
    ("WHERE a = 'x'", "WHERE a = 7"),
    ("FROM t1", "FROM t2"),
    ("FROM `t 1`", "FROM `t 2`"),
    ("WHERE a IN (1, 2)", "WHERE a IN (1, 2, 3)"),
    ("SELECT 1 -- a", "SELECT 1 -- b"),
    ("SELECT /*+ a */ 1", "SELECT /*+ b */ 1"),
    ("/*!50001 WHERE a = 1 */", "/*!50001 WHERE a = 2 */"),
    ("FROM 3abc", "FROM 4abc"),
    ("WHERE a = @v1", "WHERE a = @v2"),
    ("WHERE a = b - 1", "WHERE a = b + 1"),
]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_literals_are_left_out(one: str, two: str) -> None:
    assert shape(one) == shape(two)


@pytest.mark.parametrize(("one", "two"), OTHER)
def test_everything_else_is_kept(one: str, two: str) -> None:
    assert shape(one) != shape(two)


@given(st.text(alphabet="aA1 '\"`\\/*-#\n,.(é表", max_size=80))
def test_any_place_has_an_anchor(text: str) -> None:
    chunks = starts(text)
    for offset in range(len(text) + 1):
        assert place(chunks, anchor(chunks, offset)) == offset


@pytest.mark.parametrize(("one", "two"), SAME)
def test_places_carry_over(one: str, two: str) -> None:
    there, here = starts(one), starts(two)
    for word in ("WHERE", "LIMIT", "AND", "IN"):
        if word in one:
            assert place(here, anchor(there, one.index(word))) == two.index(word)
    assert place(here, anchor(there, len(one))) == len(two)
