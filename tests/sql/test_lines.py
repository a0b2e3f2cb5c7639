import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.finding import Position
from app.sql.lines import START, Lines, advance

TEXTS = st.text(st.sampled_from("a中😀\t\r\n\u2028\x85"))


def counted(text: str, offset: int) -> Position:
    """Line and column by going through the text one character at a time."""
    line, column = 1, 1
    for n in range(offset):
        if text[n] == "\n" or (text[n] == "\r" and text[n + 1 : n + 2] != "\n"):
            line, column = line + 1, 1
        else:
            column += 1
    return Position(line, column, offset)


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [
        ("", 0, 1, 1),
        ("a\nb", 2, 2, 1),
        ("a\r\nb", 3, 2, 1),
        ("a\rb", 2, 2, 1),
        ("a\n", 2, 2, 1),
        ("表\t名\n列", 2, 1, 3),
        ("表\t名\n列", 5, 2, 2),
    ],
)
def test_a_line_ends_with_lf_crlf_or_a_lone_cr(
    text: str, offset: int, line: int, column: int
) -> None:
    assert Lines(text).position(offset) == Position(line, column, offset)


@given(TEXTS, st.data())
def test_every_offset_has_the_line_and_column_one_would_count(
    text: str, data: st.DataObject
) -> None:
    offset = data.draw(st.integers(0, len(text)))
    assert Lines(text).position(offset) == counted(text, offset)


@given(TEXTS, TEXTS, st.data())
def test_a_part_of_a_text_is_placed_in_the_whole(
    before: str, part: str, data: st.DataObject
) -> None:
    if before.endswith("\r") and part.startswith("\n"):
        return
    start = counted(before + part, len(before))
    offset = data.draw(st.integers(0, len(part)))
    assert Lines(part, start).position(offset) == counted(before + part, len(before) + offset)


@given(TEXTS, st.data())
def test_advancing_step_by_step_ends_where_counting_does(text: str, data: st.DataObject) -> None:
    stops = sorted(data.draw(st.lists(st.integers(0, len(text)))))
    position, at = START, 0
    for stop in stops:
        if text[stop - 1 : stop + 1] == "\r\n":
            continue
        position = advance(position, text, at, stop)
        at = stop
        assert position == counted(text, stop)
