"""Tables and documents made of rows read back as the same rows."""

import csv
import io
import json
from datetime import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.results.copying.documents import json_array, json_lines
from app.results.copying.picked import Picked
from app.results.copying.tables import comma_separated, csv_line, markdown, read_csv, tsv

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["\t", "\r\n", '"', '""', "=1+1", ",", "NULL", "", "a\nb", "\\N"]
)
TABLE = st.lists(st.tuples(TEXTS, st.none() | TEXTS), max_size=5)
COLUMNS = [ResultColumn("id", ValueKind.TEXT), ResultColumn("a,b", ValueKind.TEXT)]


@given(TABLE)
def test_spreadsheets_read_the_same_cells(rows: list[tuple[str, str | None]]) -> None:
    text = "".join(tsv(Picked(COLUMNS, rows)))
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    assert [cells or [""] for cells in read] == [[a, b or ""] for a, b in rows]


@given(TABLE, st.sampled_from(["", "NULL", "\\N"]), st.sampled_from([",", ";", "\t"]))
def test_csv_tells_null_from_every_text(
    rows: list[tuple[str, str | None]], null: str, delimiter: str
) -> None:
    text = "".join(csv_line(row, COLUMNS, delimiter, null) for row in rows)
    assert read_csv(text, delimiter) == [[a, null if b is None else b] for a, b in rows]
    for line, (_a, b) in zip(_lines_of(text), rows, strict=True):
        assert line.endswith(delimiter + null) == (b is None), "only NULL stands without quotes"


def _lines_of(text: str) -> list[str]:
    """Lines of CSV, where a line end in quotes ends none."""
    lines, quoted, begun = [], False, 0
    for place, mark in enumerate(text):
        quoted ^= mark == '"'
        if mark == "\n" and not quoted:
            lines.append(text[begun : place - 1])
            begun = place + 1
    return lines


@given(TABLE)
def test_json_says_the_same(rows: list[tuple[str, str | None]]) -> None:
    picked = Picked(COLUMNS, rows)
    expected = [{"id": a, "a,b": b} for a, b in rows]
    assert json.loads("".join(json_array(picked))) == expected
    assert [json.loads(line) for line in json_lines(picked)] == expected


def test_json_keeps_every_digit_and_every_document() -> None:
    columns = [
        ResultColumn("n", ValueKind.DECIMAL), ResultColumn("n", ValueKind.JSON),
        ResultColumn("", ValueKind.BITS, "bit(4)"), ResultColumn("at", ValueKind.DATETIME),
        ResultColumn("no", ValueKind.JSON), ResultColumn("f", ValueKind.FLOAT),
    ]  # fmt: skip
    row = (Decimal("1E+2"), '{"a":\n 1.10}', b"\x05", datetime(2024, 1, 2, 3), "{", float("inf"))
    (line,) = json_lines(Picked(columns, [row]))
    assert line == (
        '{"n": 100, "n_2": {"a":  1.10}, "column_3": "0101",'
        ' "at": "2024-01-02T03:00:00", "no": "{", "f": "inf"}\n'
    )


def test_markdown_stays_one_line_a_row() -> None:
    columns = [ResultColumn("n", ValueKind.INTEGER), ResultColumn("t|", ValueKind.TEXT)]
    assert "".join(markdown(Picked(columns, [(1, "a|b\n<i>*c"), (None, "")]))) == (
        "| n | t\\| |\n| ---: | --- |\n| 1 | a\\|b &lt;i>\\*c |\n| *NULL* |  |\n"
    )


def test_a_part_of_a_value_does_not_pass_for_the_whole() -> None:
    picked = Picked(COLUMNS, [(Clipped("abc", 4000), Clipped(b"\x01", 9))])
    assert "".join(comma_separated(picked)) == 'id,"a,b"\r\nabc… (3/4000),0x01… (1/9)\r\n'


def test_names_that_are_there_twice_are_told_apart() -> None:
    columns = [ResultColumn(name) for name in ("a", "a_2", "a", "a")]
    (line,) = json_lines(Picked(columns, [(1, 2, 3, 4)]))
    assert json.loads(line) == {"a": 1, "a_2": 2, "a_3": 3, "a_4": 4}
