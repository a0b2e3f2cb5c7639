import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.display import head, laid_out, padded, tail, visible, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("订单", 4),
        ("ＳＱＬ", 6),
        ("e\u0301", 1),
        ("a\u200db", 2),
        ("🦭", 2),
        ("ﾃｰﾌﾞﾙ", 5),
    ],
)
def test_width_is_what_a_terminal_takes(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("a\x00b\x7f\x9b1m", "a␀b␡<U+009B>1m"),
        ("admin\u202e;nimda", "admin<U+202E>;nimda"),
        ("caf\udce9.sql", "caf<U+DCE9>.sql"),
        ("订单 é 🦭", "订单 é 🦭"),
    ],
)
def test_what_acts_unseen_is_made_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_that_moves_the_cursor_is_left(text: str) -> None:
    for shown in (visible(text), *laid_out(text)):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
        assert all(unicodedata.category(char) != "Cs" for char in shown)


def test_tabs_reach_the_next_stop_across_the_parts_of_a_line() -> None:
    assert laid_out("\t", "ab\tc", "\t订\td") == ["    ", "ab  c", "   订  d"]


@given(st.text("ab订\u0301", max_size=30), st.integers(0, 40))
def test_shortening_keeps_within_the_columns(text: str, columns: int) -> None:
    for shown in (head(text, columns), tail(text, columns)):
        assert width(shown) <= columns or shown == text
        assert shown == text or shown in ("", "…") or shown.strip("…") in text
    assert width(padded(text, 80)) == 80
