"""Words, literals, operators and comments of MySQL and MariaDB, and where each of them stands."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.sql.rows import ONE_ROW, ROWS_AT_LEAST
from app.sql.tokens import (
    BAD,
    END,
    IDENTIFIER,
    NUMBER,
    PARAMETER,
    ROWS,
    STRING,
    VARIABLE,
    tokenize,
)

MYSQL, MARIADB = Dialect.MYSQL, Dialect.MARIADB


def pieces(text: str, dialect: Dialect = MYSQL) -> list[tuple[str, str]]:
    """Kind and text of every token."""
    tokens = tokenize(text, dialect)
    assert tokens.kinds[len(tokens) :] == [END, END, END]
    return [(tokens.kinds[at], tokens.source(at, at)) for at in range(len(tokens))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("select", "SELECT"),
        ("Größe", "GRÖSSE"),
        ("表名", "表名"),
        ("a$b_1", "A$B_1"),
        ("$a", "$A"),
        ("_utf8mb4", "_UTF8MB4"),
        ("1abc", IDENTIFIER),
        ("`a``b c`", IDENTIFIER),
        ("{$NAMESPACE}_user", IDENTIFIER),
        ("a{$X}_b", "A{$X}_B"),
        ("t_${year.month}_x", "T_${YEAR.MONTH}_X"),
        ("'it''s \\' 好'", STRING),
        ('"a""b\\""', STRING),
        ("''", STRING),
        ("1", NUMBER),
        ("1.", NUMBER),
        (".5", NUMBER),
        ("1.5e-10", NUMBER),
        ("0x1F", NUMBER),
        ("0b01", NUMBER),
        ("0xZZ", IDENTIFIER),
        ("@a.b$1", VARIABLE),
        ("@@global.x", VARIABLE),
        ("@`a b`", VARIABLE),
        ("@'a b'", VARIABLE),
        ("?", PARAMETER),
        (":name", PARAMETER),
        ("<=>", "<=>"),
        ("->>", "->>"),
        (":=", ":="),
        ("||", "||"),
        ("'a", BAD),
        ("`a", BAD),
        ("/* a", BAD),
        ("\x01", "\x01"),
    ],
)
def test_one_token(text: str, kind: str) -> None:
    assert pieces(text) == [(kind, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b", "a . b"),
        ("a.1", "a . 1"),
        ("a .1", "a .1"),
        ("`a`.1e5", "`a` . 1e5"),
        ("1.e5", "1.e5"),
        ("1.5.6", "1.5 . 6"),
        ("a=-1", "a = - 1"),
        ("a--1", "a - - 1"),
        ("a-- 1", "a"),
        ("a--", "a"),
        ("a # b\nc", "a c"),
        ("a/*b*/c", "a c"),
        ("a/**/b", "a b"),
        ("a/*+ b */c", "a c"),
        ("2*/3", "2 * / 3"),
        ("u@h", "u @h"),
        ("'u'@'h'", "'u' @'h'"),
        ("u@h:3306", "u @h : 3306"),
        ("l:LOOP", "l : LOOP"),
        ("a:=b", "a := b"),
        ("x'00'", "x '00'"),
        ("'a'\n'b'", "'a' 'b'"),
        ("{d'x'}", "{ d 'x' }"),
        ("a${b", "a $ { b"),
        ("  \t\r\n\u3000", ""),
    ],
)
def test_where_tokens_end(text: str, expected: str) -> None:
    assert " ".join(piece for _, piece in pieces(text)) == expected


@pytest.mark.parametrize(
    ("text", "dialect", "expected"),
    [
        ("a /*! b */ c", MYSQL, "a b c"),
        ("a /*!50001 b */ c", MYSQL, "a b c"),
        ("a /*!80031 b */ c", MARIADB, "a c"),
        ("a /*!50606 b */ c", MARIADB, "a b c"),
        ("a /*!100100 b */ c", MARIADB, "a b c"),
        ("a /*M! b */ c", MYSQL, "a c"),
        ("a /*M!100100 b */ c", MARIADB, "a b c"),
        ("/*!50001 a /* x */ b */ c", MYSQL, "a b c"),
        ("/*!40101 SET a=1 */", MYSQL, "SET a = 1"),
        ("a /*!50001 '*/' */ b", MYSQL, "a '*/' b"),
    ],
)
def test_comments_that_are_executed(text: str, dialect: Dialect, expected: str) -> None:
    assert " ".join(piece for _, piece in pieces(text, dialect)) == expected


def test_an_executed_comment_that_never_ends_is_bad() -> None:
    assert pieces("a /*!50001 b")[-1][0] is BAD


def test_offsets_are_code_points_of_the_text() -> None:
    text = "SELECT\t'值' -- 😀\r\n  AS `列` /* 释 */,b"
    tokens = tokenize(text)
    assert [text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)] == [
        "SELECT", "'值'", "AS", "`列`", ",", "b",
    ]  # fmt: skip
    assert tokens.span(1, 3) == (7, text.index("` /*") + 1)
    assert tokens.source(2, 4) == "AS `列` /* 释 */,"


# ---------------------------------------------------------------------- runs of rows

ROW = "(1, -2.5e3, 'it''s \\'), (', \"a\"\"\", NULL, true, X'4D', _utf8mb4'好', 0xFF, .5, DEFAULT)"


@pytest.mark.parametrize("head", ["INSERT INTO t VALUES ", "replace `values` (a, b)\nVALUE\n"])
@pytest.mark.parametrize("tail", ["", " ON DUPLICATE KEY UPDATE a = 1", ", (NOW(), 1)", ";"])
def test_a_long_run_of_rows_is_one_token(head: str, tail: str) -> None:
    run = ",\n".join([ROW] * 60)
    assert len(run) >= ROWS_AT_LEAST
    found = pieces(head + run + tail)
    assert (ROWS, run) in found
    assert [p for p in found if p[0] is not ROWS] == pieces(head) + pieces(tail)
    assert sum(1 for _ in ONE_ROW.finditer(run)) == 60


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT INTO t VALUES {ROW}, {ROW}",
        f"SELECT {', '.join([ROW] * 60)}",
        f"INSERT INTO t SELECT 'VALUES {', '.join(['(1)'] * 1000)}'",
        f"INSERT INTO t VALUES (NOW()), {', '.join([ROW] * 60)}",
        f"INSERT INTO t /* VALUES */ VALUES {', '.join([ROW] * 60)}",
    ],
)
def test_everything_else_is_cut_into_tokens(text: str) -> None:
    assert ROWS not in tokenize(text).kinds


# ---------------------------------------------------------------------- whatever the text

SCRAPS = [
    *r"""' '' " ` `` \ -- # /* */ /*! /*M!1 * / . .. 1 1e 0x { } ${ {$ $ a: : := @ @@""".split(),
    *("( ) , ; ? < > = | & a 表 é SELECT 😀".split()),
    *(" ", "\n", "\t", "\r\n", "\x00", "\ud800"),
]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join))
GAP = re.compile(r"(?:\s|/\*(?:M?!\d*)?|\*/|--[^\n]*|#[^\n]*|/\*.*?\*/)*", re.S)


@settings(max_examples=400)
@given(TEXTS, st.sampled_from([MYSQL, MARIADB]))
def test_tokens_stand_in_order_and_nothing_but_comments_between_them(
    text: str, dialect: Dialect
) -> None:
    tokens = tokenize(text, dialect)
    assert len(tokens.kinds) - 3 == len(tokens.starts) == len(tokens.ends)
    at = 0
    for kind, start, end in zip(tokens.kinds, tokens.starts, tokens.ends, strict=False):
        assert at <= start <= end <= len(text)
        assert start < end or (kind is BAD and end == len(text))
        if "/*M!" not in text and "/*!" not in text:
            assert GAP.fullmatch(text, at, start)
        at = end


@pytest.mark.parametrize(
    "scrap", ["'", '"', "`", "/*", "/*!", "*/", "(", "\\", "'\\", "{$", "${a", "@"]
)
def test_the_time_for_odd_texts_grows_with_their_length(scrap: str) -> None:
    tokens = tokenize(scrap * 50_000 + " a")
    assert len(tokens) > 0
