"""The places of a snippet: where they are, in which order, and what stands there."""

import pytest

from app.models.editing.snippet_text import fill_in


@pytest.mark.parametrize(
    ("text", "made", "stops"),
    [
        ("SELECT 1", "SELECT 1", []),
        ("${1:a} ${0} ${1}", "a  a", [["a", "a"], [""]]),
        ("$2, ${1:x😀} $$0", ", x😀 $0", [["x😀"], [""]]),
        ("${2:b}${1:a}${0:end}", "baend", [["a"], ["b"], ["end"]]),
        ("${x} $ {1}", "${x} $ {1}", []),
    ],
)
def test_places(text: str, made: str, stops: list[list[str]]) -> None:
    filled = fill_in(text)
    assert filled.text == made
    there = [[made[each.start : each.end] for each in stop] for stop in filled.stops()]
    assert there == stops


def test_lines_begin_as_far_in_as_the_first() -> None:
    filled = fill_in("CASE\n  WHEN ${1:a} THEN\n${0}\nEND", "    ")
    assert filled.text == "CASE\n      WHEN a THEN\n    \n    END"
    assert filled.text[filled.places[0].start] == "a"
