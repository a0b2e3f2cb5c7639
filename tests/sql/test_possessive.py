"""Possessive groups written as atomic ones: the same language, on every Python."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sql.possessive import atomic, compile_pattern

APP = Path(__file__).parents[2] / "app"


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("(?:ab?c)*+d", "(?>(?:ab?c)*)d"),
        ("(?:a|(?:b)++)?+", "(?>(?:a|(?>(?:b)+))?)"),
        ("[(*+]*+x", "[(*+]*+x"),
        (r"\(a\)*+", r"\(a\)*+"),
        ("[])]++(x)", "[])]++(x)"),
        ("(?:x){2,3}+", "(?>(?:x){2,3})"),
        (r"[^\]]++(?:\\.)*+", r"[^\]]++(?>(?:\\.)*)"),
        (r"(?:[^\\]++|\\(?!'))*+'", r"(?>(?:[^\\]++|\\(?!'))*)'"),
        ("(?P<n>a)(?:b)+", "(?P<n>a)(?:b)+"),
    ],
)
def test_groups_become_atomic_and_nothing_else_changes(pattern: str, written: str) -> None:
    assert atomic(pattern) == written
    re.compile(written)


@given(st.text("abc", max_size=12))
def test_stops_where_the_repetition_ends(text: str) -> None:
    pattern = compile_pattern("(?:ab?c)*+")
    found = pattern.match(text)
    expected = re.match("(?:ab?c)*", text)
    assert found is not None
    assert expected is not None
    assert found.end() == expected.end()


def test_no_module_compiles_a_possessive_group_by_itself() -> None:
    group = re.compile(r"\)(?:[*+?]|\{[\d,]*\})\+")
    alone = [
        str(file.relative_to(APP))
        for file in APP.rglob("*.py")
        if file.name != "possessive.py"
        and group.search(text := file.read_text("utf-8"))
        and "re.compile(" in text
    ]
    assert alone == []
