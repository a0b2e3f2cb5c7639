"""A line becomes words as redis-cli makes them, and words become a line that does."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput
from app.sql.redis.words import join, split


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", ()),
        ("  GET   a ", (b"GET", b"a")),
        ('SET "a key" "line\\nnext"', (b"SET", b"a key", b"line\nnext")),
        (r'SET k "\x00\xff"', (b"SET", b"k", b"\x00\xff")),
        (r"SET k 'it\'s \n'", (b"SET", b"k", b"it's \\n")),
        ("SET 键 值", (b"SET", "键".encode(), "值".encode())),
        ('SET k ""', (b"SET", b"k", b"")),
    ],
)
def test_a_line_is_split_as_redis_cli_does(line: str, words: tuple[bytes, ...]) -> None:
    assert split(line) == words


@pytest.mark.parametrize("line", ['GET "a', "GET 'a", 'GET "a"b', "GET 'a'b"])
def test_a_quote_that_makes_no_sense_is_said(line: str) -> None:
    with pytest.raises(BadInput) as refused:
        split(line)
    assert refused.value.hint


@given(st.lists(st.binary(), min_size=1))
def test_what_is_joined_splits_into_the_same(words: list[bytes]) -> None:
    assert split(join(tuple(words))) == tuple(words)


@given(st.text())
def test_any_line_is_words_or_a_clear_error(line: str) -> None:
    with suppress(BadInput):
        split(line)


@pytest.mark.parametrize("value", ["日" * 2_000_000, '"' + "x\\n" * 2_000_000 + '"'])
def test_a_long_value_is_read_letter_by_letter_once(value: str) -> None:
    """Copying what was read with each letter took the square of the length: hours for these."""
    made = split(f"SET k {value}")
    assert made[:2] == (b"SET", b"k")
    assert len(made[2]) in {6_000_000, 4_000_000}
