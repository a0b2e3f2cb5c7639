"""Rows of literals are one token, found the quick way or the sure one."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.sql import rows as literal
from app.sql.parse import parse
from app.sql.rows import LONG, ROWS_AT_LEAST, literal_rows
from app.sql.tokens import ROWS, tokenize
from app.sql.tree import LiteralRows, walk

HEAD = "INSERT INTO `t` VALUES "
PARTS = st.sampled_from(
    ["a", "订单", "''", "\\'", "\\\\", "(", ")", ",", ";", '"', '\\"', "--", "/*", "`", "\n", " "]
)
WORDS = st.one_of(
    st.lists(PARTS, max_size=8).map(lambda parts: "'" + "".join(parts) + "'"),
    st.sampled_from(
        ["NULL", "-1", "0.25", "1e9", "0xFF", "x'00'", "_binary '\\0'", '"it\'s"', "DEFAULT",
         "NOW()", "1-2", "", "'", "NULLED", "1 2"]
    ),
)  # fmt: skip
LITERAL_ROWS = st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=4)


def written(rows: list[list[str]]) -> str:
    """The rows, over and over until they are long enough to be looked at as one."""
    one = ",".join(f"({', '.join(row)})" for row in rows)
    return HEAD + ",".join([one] * (1 + ROWS_AT_LEAST // len(one)))


def counts(text: str) -> list[int]:
    """How many rows each run of them has."""
    tree = parse(text, Dialect.MYSQL).tree
    return [each.count for each in walk(tree) if isinstance(each, LiteralRows)]


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    literal_rows.cache_clear()
    yield
    literal_rows.cache_clear()


@given(rows=LITERAL_ROWS)
def test_the_quick_way_sees_what_the_sure_one_sees(rows: list[list[str]]) -> None:
    text = written(rows)
    quick, quickly = tokenize(text), counts(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(literal, "_count_rows", lambda _text: 0)
        literal_rows.cache_clear()
        sure, surely = tokenize(text), counts(text)
        literal_rows.cache_clear()
    assert (quick.kinds, quick.starts, quick.ends) == (sure.kinds, sure.starts, sure.ends)
    assert quickly == surely


@settings(max_examples=40)
@given(rows=LITERAL_ROWS, ends=st.sampled_from([",", " ,\n"]))
def test_of_long_rows_the_first_are_read_and_all_are_counted(
    rows: list[list[str]], ends: str
) -> None:
    one = ends.join(f"({', '.join(row)})" for row in rows)
    text = HEAD + ends.join([one] * (1 + 3 * LONG // len(one)))
    found = literal_rows(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(literal, "LONG", 10**9)
        literal_rows.cache_clear()
        sure = literal_rows(text)
        literal_rows.cache_clear()
    if sure is not None and sure.end == len(text):
        assert found is not None
        assert (found.start, found.end, found.count) == (sure.start, sure.end, sure.count)
        assert 0 < found.read <= found.count
    else:
        assert found == sure or (found and found.read < found.count)


@pytest.mark.parametrize(
    "late", ["(1 + 2,'a')", "(now(),'a')", '(3,"a")', "(3,'a' /* x */)", "(3,@a)"]
)
def test_what_is_no_literal_is_seen_however_late(late: str) -> None:
    text = HEAD + ",".join([*["(1,'it\\'s')"] * 9000, late, "(2,'b')"])
    found = literal_rows(text)
    assert found is None or found.count == found.read


def test_which_rows_were_not_looked_at() -> None:
    found = literal_rows(HEAD + ",".join(["(1,'a),(b')"] * 9000))
    assert found is not None
    assert (found.count, found.read) == (9000, 682)


@pytest.mark.parametrize("row", ["(1,'a')", "('it\\'s',NULL,-2.5)", "(0xFF, _binary 'x')"])
def test_rows_are_counted(row: str) -> None:
    assert counts(HEAD + ",\n".join([row] * 900)) == [900]


def test_what_stands_behind_the_rows_is_no_part_of_them() -> None:
    text = HEAD + ",".join(["(1,'a')"] * 900) + " ON DUPLICATE KEY UPDATE n = 'x', m = VALUES(m)"
    kinds = tokenize(text).kinds
    assert kinds[kinds.index(ROWS) + 1] == "ON"
