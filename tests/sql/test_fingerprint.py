"""Shapes: equal where only the values of literals differ, and places that carry over."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.sql import fingerprint
from app.sql.fingerprint import anchor, chunks_of, place, shape
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import NUMBER, STRING, Tokens, tokenize

MYSQL, ORACLE = Dialect.MYSQL, Dialect.ORACLE
SAME = [
    (MYSQL, "WHERE b = 'x' AND c = 7", "WHERE b = 'it''s' AND c = 1.5"),
    (MYSQL, "WHERE a IN (1, 2)", "WHERE a IN (10, 3e5)"),
    (MYSQL, 'WHERE a = "x"', 'WHERE a = "y\\"z"'),
    (MYSQL, "VALUES ('a\nb')", "VALUES ('')"),
    (MYSQL, "LIMIT 10", "LIMIT 20"),
    (MYSQL, "/*!50001 WHERE a = 1 */", "/*!50001 WHERE a = 2 */"),
    (MYSQL, "WHERE a = .5", "WHERE a = .25e3"),
    (MYSQL, "WHERE 表 = '一'", "WHERE 表 = '二三'"),
    (ORACLE, "WHERE a = 'x\\'", "WHERE a = 'it''s'"),
    (ORACLE, "WHERE a = 1.5f AND b = N'x'", "WHERE a = 2 AND b = N''"),
    (ORACLE, "FOR i IN 1..5 LOOP", "FOR i IN 10..50 LOOP"),
]  # fmt: skip
OTHER = [
    (MYSQL, "WHERE a = 'x'", 'WHERE a = "x"'),
    (MYSQL, "WHERE a = 'x'", "WHERE a = 7"),
    (MYSQL, "WHERE a = 7", "WHERE a = "),
    (MYSQL, "WHERE a = .5", "WHERE a = 5"),
    (MYSQL, "FROM t1", "FROM t2"),
    (MYSQL, "FROM `t 1`", "FROM `t 2`"),
    (MYSQL, "WHERE a IN (1, 2)", "WHERE a IN (1, 2, 3)"),
    (MYSQL, "SELECT 1 -- a", "SELECT 1 -- b"),
    (MYSQL, "SELECT /*+ a */ 1", "SELECT /*+ b */ 1"),
    (MYSQL, "/*!50001 WHERE a = 1 */", "/*!50002 WHERE a = 1 */"),
    (MYSQL, "FROM 3abc", "FROM 4abc"),
    (MYSQL, "WHERE a = 0x10", "WHERE a = 0x11"),
    (MYSQL, "WHERE a = @v1", "WHERE a = @v2"),
    (MYSQL, "GRANT ALL ON a TO 'u'@'h1' ", "GRANT ALL ON a TO 'u'@'h2' "),
    (MYSQL, "WHERE a = b - 1", "WHERE a = b + 1"),
    (ORACLE, "FROM _1", "FROM _2"),
    (ORACLE, 'WHERE "a" = 1', 'WHERE "b" = 1'),
    (ORACLE, "WHERE a = q'[x]' ", "WHERE a = q'[y]' "),
    (ORACLE, "WHERE a = :1", "WHERE a = :2"),
]
NONE = [
    (MYSQL, "WHERE a = 'x"),
    (MYSQL, "WHERE a = `x"),
    (MYSQL, "WHERE a = 1 /* x"),
    (MYSQL, "WHERE a = '\0'"),
    (ORACLE, "WHERE a = 'x"),
    (ORACLE, "WHERE a = q'[x"),
]

_BOTH = [" ", "\n", " a ", " 'x' ", " 7 ", "\x01", "表", "é", "٣"]
_PIECES = {
    MYSQL: r"""' '' " "" \ ` `` a e 1 5 1e5 0x1F . .. - -- # /* */ /*! /*M!1 * / @ @@ @'x' $ { {$a}
    : ) x' N' _ = ;""".split(),
    ORACLE: """' '' " a e f 1 5 1e5 1f . .. - -- # /* */ * / @ $ q'[ ]' q'! !' q'a a' n' nq'< >' :
    & && _ = ;""".split(),
}
_NUMBERS = ["7", "1.5", "2e9", "0.", "12345678901234567890"]
_STRINGS = ["", "x", "''", "a;b", "--", "/*", "表"]
_VALUE = re.compile(r"\d[\d.]*|'[^']*'|\"[^\"]*\"")


def starts(text: str, dialect: Dialect) -> list[int]:
    return fingerprint.starts(text, chunks_of(text, dialect), dialect)


def _texts(dialect: Dialect, most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(_PIECES[dialect] + _BOTH), max_size=most).map("".join)


def _tokens(text: str, dialect: Dialect) -> Tokens:
    return tokenize_oracle(text) if dialect is ORACLE else tokenize(text, dialect)


def _without_values(tokens: Tokens) -> list[tuple[str, str]]:
    return [
        (kind, "" if kind in {STRING, NUMBER} else tokens.source(n, n))
        for n, kind in enumerate(tokens.kinds[: len(tokens)])
    ]


@st.composite
def _alike(draw: st.DrawFn, dialect: Dialect) -> tuple[str, str]:
    """Two texts, the second with digits and quoted parts of the first replaced."""

    def other(found: re.Match[str]) -> str:
        text = found[0]
        if text[0] in "'\"":
            return text[0] + draw(st.sampled_from(_STRINGS)) + text[0]
        return draw(st.sampled_from(_NUMBERS))

    one = draw(_texts(dialect, 14))
    return one, _VALUE.sub(other, one)


@pytest.mark.parametrize(("dialect", "one", "two"), SAME)
def test_literals_are_left_out(dialect: Dialect, one: str, two: str) -> None:
    assert shape(one, dialect) == shape(two, dialect) != ""


@pytest.mark.parametrize(("dialect", "one", "two"), OTHER)
def test_everything_else_is_kept(dialect: Dialect, one: str, two: str) -> None:
    assert shape(one, dialect) != shape(two, dialect)


@pytest.mark.parametrize(("dialect", "text"), NONE)
def test_what_is_never_closed_has_no_shape(dialect: Dialect, text: str) -> None:
    assert shape(text, dialect) == ""


def _check(dialect: Dialect, one: str, two: str) -> None:
    known = shape(one, dialect)
    if not known or known != shape(two, dialect):
        return
    before, after = _tokens(one, dialect), _tokens(two, dialect)
    assert _without_values(before) == _without_values(after)
    there, here = starts(one, dialect), starts(two, dialect)
    for old, new in ((before.starts, after.starts), (before.ends, after.ends)):
        assert [place(here, anchor(there, offset)) for offset in old] == new


@settings(max_examples=500)
@given(_alike(MYSQL))
@example(("a = 5", "a = "))
@example(("a '1' c", "a '1 c"))
@example(("..1.:e", "..5:e"))
@example((".1", ".1.5"))
def test_one_shape_is_one_row_of_tokens(texts: tuple[str, str]) -> None:
    _check(MYSQL, *texts)
    _check(Dialect.MARIADB, *texts)


@settings(max_examples=500)
@given(_alike(ORACLE))
@example(("q'[]'q'q", "q'[]'/* a @q'q"))
def test_one_shape_is_one_row_of_tokens_in_oracle(texts: tuple[str, str]) -> None:
    _check(ORACLE, *texts)


@pytest.mark.parametrize("dialect", [MYSQL, ORACLE])
@settings(max_examples=200)
@given(st.data())
def test_so_are_texts_that_happen_to_have_one_shape(dialect: Dialect, data: st.DataObject) -> None:
    by_shape: dict[str, str] = {}
    for text in data.draw(st.lists(_texts(dialect, 3), max_size=40)):
        _check(dialect, by_shape.setdefault(shape(text, dialect), text), text)


@given(st.sampled_from(Dialect), st.text(alphabet="aA1 '\"`\\/*-#\n,.(é表q[]", max_size=80))
def test_any_place_has_an_anchor(dialect: Dialect, text: str) -> None:
    chunks = starts(text, dialect)
    for offset in range(len(text) + 1):
        assert place(chunks, anchor(chunks, offset)) == offset
