"""Every value can be looked at, in the ways that suit it, and nothing passes for the whole."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.results.viewing import TEXT_MOST, Way, hex_dump, pretty_json, view

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.mark.parametrize(
    ("value", "kind", "ways"),
    [
        (None, ValueKind.TEXT, []), ("a", ValueKind.TEXT, [Way.TEXT]),
        ('{"a": 1}', ValueKind.TEXT, [Way.JSON, Way.TEXT]), ("{", ValueKind.JSON, [Way.TEXT]),
        (b"\xff\x00", ValueKind.BINARY, [Way.HEX]), (b"abc", ValueKind.BINARY, [Way.TEXT, Way.HEX]),
        (PNG, ValueKind.BINARY, [Way.HEX, Way.IMAGE]), (7, ValueKind.INTEGER, [Way.TEXT]),
        (bytes(4) + b"\x01\x01\x00\x00\x00" + bytes(16), ValueKind.SPATIAL,
         [Way.TEXT, Way.POINTS, Way.HEX]),
        (b"\x01", ValueKind.SPATIAL, [Way.HEX]), (b"", ValueKind.BINARY, [Way.HEX]),
    ],
)  # fmt: skip
def test_ways_suit_the_value(value: object, kind: ValueKind, ways: list[Way]) -> None:
    assert list(view(value, ResultColumn("c", kind)).ways) == ways


def test_a_part_says_how_much_is_missing_and_is_no_picture() -> None:
    seen = view(Clipped(PNG, 5000), ResultColumn("c", ValueKind.BINARY))
    assert (seen.size, seen.missing, seen.image) == (5000, 5000 - len(PNG), b"")


def test_a_moment_is_told_in_utc() -> None:
    column = ResultColumn("c", ValueKind.ZONED)
    assert (
        "UTC: 2024-01-02 03:00:00+00:00" in view(datetime(2024, 1, 2, 3, tzinfo=UTC), column).notes
    )
    assert "nothing of its zone" in view(datetime(2024, 1, 2), column).notes[0]


def test_a_text_of_megabytes_is_shown_in_part_and_says_so() -> None:
    seen = view("x" * (TEXT_MOST + 1), ResultColumn("c", ValueKind.TEXT))
    assert len(seen.texts[Way.TEXT]) == TEXT_MOST
    assert seen.notes


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip


@given(JSON)
def test_pretty_json_says_the_same(document: object) -> None:
    pretty = pretty_json(json.dumps(document, ensure_ascii=False))
    assert pretty is not None
    assert json.loads(pretty) == document


def test_numbers_of_a_document_stand_as_they_were() -> None:
    assert pretty_json('[1.10, 123456789012345678901234567890, "0"]') == (
        '[\n  1.10,\n  123456789012345678901234567890,\n  "0"\n]'
    )


def test_bytes_stand_with_their_places() -> None:
    assert hex_dump(b"Mohist\x00" + bytes(range(240, 250)) + b"!") == (
        "00000000  4d 6f 68 69 73 74 00 f0  f1 f2 f3 f4 f5 f6 f7 f8  Mohist..........\n"
        "00000010  f9 21                                             .!"
    )
