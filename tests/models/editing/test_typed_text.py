"""The text beside Qt's: whatever is edited in UTF-16 units is told in code points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.editing import typed_text
from app.models.editing.typed_text import TypedText, points, shared_start
from app.models.source_text import units

texts = st.text(st.sampled_from("ab\n日😀"), max_size=30)
edits = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), texts), max_size=12)


@given(texts, edits, st.sampled_from([3, 16_384]))
def test_edits_told_make_the_text(
    text: str, changes: list[tuple[int, int, str]], piece: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typed_text, "_PIECE", piece)
        typed, replayed = TypedText(text), text
        for at, removed, added in changes:
            before = typed.text
            start, end = (min(n, len(before)) for n in (at, at + removed))
            edit = typed.replace(units(before[:start]), units(before[start:end]), added)
            assert typed.text == before[:start] + added + before[end:]
            assert (edit is None) == (typed.text == before)
            replayed = edit.on(replayed) if edit else replayed
        assert replayed == typed.text
        assert typed.units == units(typed.text)
        for place in range(len(replayed) + 1):
            assert typed.to_units(place) == units(replayed[:place])
            assert typed.to_points(units(replayed[:place])) == place


def test_only_what_differs_is_told() -> None:
    typed = TypedText("SELECT 😀 FROM t")
    edit = typed.replace(0, typed.units, "SELECT 😀, b FROM t")
    assert edit == (8, 0, ", b")


@given(texts, texts, texts)
def test_a_shared_start(head: str, one: str, other: str) -> None:
    same = shared_start(head + one, head + other)
    assert same >= len(head)
    assert (head + one)[:same] == (head + other)[:same]
    assert (head + one)[same : same + 1] != (head + other)[same : same + 1] or same == min(
        len(head + one), len(head + other)
    )


def test_half_a_letter_is_none() -> None:
    assert points("😀b", 1) == 0
    assert points("😀b", 2) == 1
