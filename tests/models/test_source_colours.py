"""Colours of SQL: for every text, and as one would colour it by hand."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.models import source_colours
from app.models.source_colours import Ink, colour

PIECES = [
    *("SELECT", "a", " ", "\n", "'x'", "'", '"', "`", "-- c\n", "/*", "*/", "/*!40101", "#", ";"),
    *("/\n", "1.5", "@v", ":b", "(", ")", "BEGIN", "END", "q'[", "]'", "DELIMITER //\n", "日志"),
    *("😀", "\r\n", "INSERT INTO t VALUES ", "(1,'a'),", "\x00", "$$"),
]
scripts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=60).map("".join)


def inks(text: str, dialect: Dialect = Dialect.MYSQL) -> list[tuple[str, Ink]]:
    return [(text[a:b], ink) for a, b, ink in colour(text, dialect).within(0, len(text))]


@given(scripts, st.sampled_from(Dialect))
def test_any_text_has_stretches_in_order_within_it(text: str, dialect: Dialect) -> None:
    at = 0
    for start, end, ink in colour(text, dialect).within(0, len(text)):
        assert at <= start < end <= len(text)
        assert isinstance(ink, Ink)
        at = end


@given(scripts, st.sampled_from(Dialect), st.integers(0, 200), st.integers(0, 200))
def test_a_part_is_coloured_as_the_whole(text: str, dialect: Dialect, a: int, b: int) -> None:
    start, end = min(a, b), max(a, b)
    made = colour(text, dialect)
    whole = {n: ink for x, y, ink in made.within(0, len(text)) for n in range(x, y)}
    part = {n: ink for x, y, ink in made.within(start, end) for n in range(x, y)}
    assert part == {n: ink for n, ink in whole.items() if start <= n < end}


@given(scripts, st.sampled_from(Dialect))
@example("/*!40101/\nSELECT*/ 1", Dialect.MYSQL)
def test_a_long_statement_cut_into_stretches_has_the_same_colours(
    text: str, dialect: Dialect
) -> None:
    expected = list(colour(text, dialect).within(0, len(text)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source_colours, "_STRETCH", 16)
        made = list(colour(text, dialect).within(0, len(text)))
    by_place = {n: ink for a, b, ink in expected for n in range(a, b)}
    assert {n: ink for a, b, ink in made for n in range(a, b)} == by_place


def test_commands_of_redis_have_their_names_and_no_words_of_sql() -> None:
    text = (
        "# 每晚\nset select:1 'a b' EX 60\nCONFIG SET maxmemory 1gb\n*2\r\n$3\r\nGET\r\n$1\r\n7\r\n"
    )
    assert inks(text, Dialect.REDIS) == [
        ("# 每晚", Ink.COMMENT), ("set", Ink.KEYWORD), ("'a b'", Ink.STRING), ("60", Ink.NUMBER),
        ("CONFIG", Ink.KEYWORD), ("SET", Ink.KEYWORD), ("GET", Ink.KEYWORD), ("7", Ink.NUMBER),
    ]  # fmt: skip


def test_a_statement_of_mysql() -> None:
    text = "-- who?\nSELECT COUNT(*), status FROM `t` WHERE a = 'x' /* y */ AND b > @v + 1.5;"
    assert inks(text) == [
        ("-- who?", Ink.COMMENT),
        ("SELECT", Ink.KEYWORD),
        ("COUNT", Ink.FUNCTION),
        ("FROM", Ink.KEYWORD),
        ("WHERE", Ink.KEYWORD),
        ("'x'", Ink.STRING),
        ("/* y */", Ink.COMMENT),
        ("AND", Ink.KEYWORD),
        ("@v", Ink.VARIABLE),
        ("1.5", Ink.NUMBER),
    ]


def test_a_block_of_oracle() -> None:
    text = "BEGIN\n  DELETE FROM t WHERE n = q'[it's]' AND d < :day;\nEND;\n/\n"
    assert inks(text, Dialect.ORACLE) == [
        ("BEGIN", Ink.KEYWORD),
        ("DELETE", Ink.KEYWORD),
        ("FROM", Ink.KEYWORD),
        ("WHERE", Ink.KEYWORD),
        ("q'[it's]'", Ink.STRING),
        ("AND", Ink.KEYWORD),
        (":day", Ink.VARIABLE),
        ("END", Ink.KEYWORD),
    ]


def test_names_are_no_functions_and_columns_no_keywords() -> None:
    assert (("orders", Ink.FUNCTION)) not in inks("CREATE TABLE orders(id INT)")
    assert ("orders", Ink.FUNCTION) not in inks("INSERT INTO orders(id) VALUES (1)")
    assert ("key", Ink.KEYWORD) not in inks("SELECT t.key FROM t")


def test_rows_of_literals_are_coloured_one_by_one() -> None:
    text = "INSERT INTO t VALUES " + ", ".join("(1, 'a', NULL)" for _ in range(300))
    found = inks(text)
    assert found.count(("1", Ink.NUMBER)) == 300
    assert found.count(("'a'", Ink.STRING)) == 300
    assert found.count(("NULL", Ink.KEYWORD)) == 300


def test_a_client_command_shows_its_first_word() -> None:
    assert inks("DELIMITER //\nSELECT 1//\n")[0] == ("DELIMITER", Ink.KEYWORD)


def test_colouring_stops_when_nobody_waits() -> None:
    text = "SELECT 1;\n" * 100
    asked = iter([False] * 5 + [True] * 200)
    made = colour(text, Dialect.MYSQL, lambda: next(asked))
    assert 0 < len(list(made.within(0, len(text)))) < 50
