"""Places in a text, and the same places as Qt counts them."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument

from app.domain.finding import Position
from app.models import source_text
from app.models.source_text import AROUND, LONG, SourceText, hold, units, visible

ANYTHING = st.characters(codec=None)  # lone surrogates, too
PIECES = [
    "a",
    "表",
    "😀",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\u2028",
    "\u2029",
    "\x00",
    "\u202e",
    "e\u0301",
]
texts = st.lists(st.sampled_from(PIECES) | ANYTHING, max_size=60).map("".join)
TOP = Position(1, 1, 0)


def places(text: str) -> list[Position]:
    """Every place in `text`, found the plain way."""
    found, line, column = [], 1, 1
    for offset, char in enumerate(text):
        found.append(Position(line, column, offset))
        torn = char == "\r" and text[offset + 1 : offset + 2] == "\n"
        if char in "\r\n" and not torn:
            line, column = line + 1, 1
        else:
            column += 1
    return [*found, Position(line, column, len(text))]


def cut(text: str, sizes: list[int]) -> list[str]:
    """`text` in chunks."""
    ends = [0]
    for size in sizes:
        ends.append(min(len(text), ends[-1] + size))
    return [text[a:b] for a, b in pairwise([*ends, len(text)])]


@given(texts, st.lists(st.integers(0, 5), max_size=20))
def test_lines_are_those_of_the_audit_however_the_text_is_cut(text: str, sizes: list[int]) -> None:
    held = hold(cut(text, sizes), TOP)
    assert held.whole
    assert list(held.lines) == re.split("\r\n|\r|\n", text)


@given(texts)
def test_every_place_is_found_in_the_document_and_back(text: str) -> None:
    held = hold([text], TOP)
    document = QTextDocument()
    document.setPlainText("\n".join(held.parts(7)))
    assert document.blockCount() == len(held.lines)
    for place in places(text):
        in_line = held.lines[place.line - 1]
        if place.column - 1 > len(in_line):
            continue  # between CR and LF
        unit = held.unit(place.line, place.column)
        assert held.column(place.line, unit) == place.column
        cursor = QTextCursor(document.findBlockByNumber(place.line - 1))
        assert cursor.position() + unit <= document.characterCount() - 1
        cursor.setPosition(cursor.position() + unit)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        assert cursor.selectedText() == visible(in_line[place.column - 1 :])


@given(st.text(ANYTHING))
def test_units_are_those_of_qt(text: str) -> None:
    document = QTextDocument()
    document.setPlainText(visible(text).replace("\n", " "))
    assert document.characterCount() - 1 == units(text)


def test_nothing_turns_the_code_around() -> None:
    assert visible("a\u202eb\x00\x1b[31m\tc") == "a␦b␀␛[31m\tc"


@pytest.mark.parametrize("line", [1, 2, 400, 30_000, 59_000, 60_000])
def test_of_a_large_text_the_lines_around_a_place_are_held(line: int) -> None:
    held = hold((f"line {n}\r\n" * 1 for n in range(1, 60_001)), Position(line, 1, 0))
    assert not held.whole
    assert len(held.lines) <= 2 * AROUND + 1
    assert held.lines[line - held.first] == f"line {line}"
    assert held.shows(Position(line, 3, 0))
    assert not held.shows(Position(line + AROUND + 1, 1, 0))
    assert held.first == max(1, line - AROUND)
    assert held.last == min(60_001, line + AROUND)


@pytest.mark.parametrize("column", [1, 1_500, 1_900, 250_000, 499_990])
def test_of_a_long_line_the_columns_around_a_place_are_shown(column: int) -> None:
    line = "".join(f"{n:09d}\U0001f600" for n in range(50_000))
    held = hold(["first\n", line, "\nlast"], Position(2, column, 0))
    assert held.whole
    place = Position(2, column, 0)
    assert held.shows(place)
    shown = held.shown_line(2)
    unit = held.unit(2, column)
    encoded = shown.encode("utf-16-le")
    assert encoded[2 * unit :].decode("utf-16-le")[:8] == line[column - 1 :][:8]
    assert held.column(2, unit) == column
    assert units(shown) < 3 * LONG
    assert held.shown_line(1) == "first"


def test_a_line_without_end_is_not_kept_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_text, "WHOLE_LENGTH", 5_000)
    held = hold((chunk for chunk in ["x" * 1_000] * 1_000), Position(1, 20_000, 0))
    assert not held.whole
    assert len(held.lines[0]) < 25_000
    assert held.shown_line(1) == "…" + "x" * LONG + "…"


def test_reading_stops_when_nobody_waits() -> None:
    asked = iter([False, False, True])
    held = hold((f"{n}\n" for n in range(100)), TOP, lambda: next(asked))
    assert len(held.lines) == 3


def test_a_file_that_became_shorter_shows_nothing_of_a_place_behind_its_end() -> None:
    held = hold(["x" * 100 + "\n"] * 20_100, Position(90_000, 1, 0))
    assert not held.shows(Position(90_000, 1, 0))
    assert list(SourceText(()).parts(7)) == [""]
