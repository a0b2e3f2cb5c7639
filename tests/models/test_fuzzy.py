"""A few letters find the title that was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.fuzzy import match


@pytest.mark.parametrize(
    ("wanted", "better", "worse"),
    [
        ("run", "Run", "Return it"),
        ("af", "Add Files", "Graph of"),
        ("exp", "Export", "Next page"),
        ("set", "Settings", "Reset"),
        ("打开", "打开文件夹", "打印后关开关"),
        ("ne", "Next pane", "Previous pane"),
    ],
)
def test_the_nearer_title_scores_more(wanted: str, better: str, worse: str) -> None:
    near, far = match(wanted, better), match(wanted, worse)
    assert near is not None
    assert far is None or near.points > far.points


@pytest.mark.parametrize("wanted", ["xyz", "nur", "runn"])
def test_letters_that_are_not_there_fit_nothing(wanted: str) -> None:
    assert match(wanted, "Run") is None


def test_nothing_fits_everything() -> None:
    assert match("", "Run") == (0.0, ())


@pytest.mark.parametrize(
    ("wanted", "title", "places"),
    [
        ("gf", "Group by file", (0, 9)),
        ("pan", "Open a pane", (7, 8, 9)),  # not the first p, a and n there are
        ("ADD F", "add files", (0, 1, 2, 4)),
        ("ss", "İstanbul ss", (9, 10)),  # whose small form is longer
    ],
)
def test_the_letters_that_were_meant_are_marked(
    wanted: str, title: str, places: tuple[int, ...]
) -> None:
    found = match(wanted, title)
    assert found is not None
    assert found.places == places


@given(st.text(max_size=8), st.text(max_size=30))
def test_places_are_the_letters_in_their_order(wanted: str, title: str) -> None:
    found = match(wanted, title)
    if found is not None:
        assert list(found.places) == sorted(set(found.places))
        if len(title.lower()) == len(title):
            letters = [letter for letter in wanted.lower() if not letter.isspace()]
            assert [title.lower()[place] for place in found.places] == letters


@given(st.text(max_size=30))
def test_every_title_is_found_by_itself(title: str) -> None:
    if len(title.lower()) == len(title):
        assert match(title, title) is not None
