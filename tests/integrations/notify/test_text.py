"""Text of others, made fit to stand in a message."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.integrations.notify.text import cut_bytes, one_line, without_markup


@given(st.text(st.characters()), st.integers(1, 80))
def test_one_line_is_one_line_of_what_can_be_seen(text: str, most: int) -> None:
    line = one_line(text, most)
    assert len(line) <= most
    assert line == line.strip()
    for sign in line:
        assert sign == " " or unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(sign) not in ("RLO", "LRO", "RLE", "LRE", "RLI", "LRI")
    line.encode()


def test_what_is_written_in_any_language_stays() -> None:
    for text in ("库存-1 无响应", "אינו עונה", "👩‍💻 café", "naïve ﷽"):
        assert one_line(text) == text


def test_a_megabyte_is_only_looked_at_where_it_is_shown() -> None:
    assert one_line("长" * 1_000_000, 100) == "长" * 99 + "…"


@given(st.text(), st.integers(3, 60))
def test_cut_in_bytes_but_never_in_a_character(text: str, most: int) -> None:
    assert len(cut_bytes(text, most).encode()) <= most


def test_no_sign_of_markdown_or_html_is_left() -> None:
    assert not set("*[]<>`~|#!\\") & set(without_markup("**[a](b)** <font> `x` ~y~ | # ! \\"))
