"""Rows of literals are one token, found the quick way or the sure one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.sql import tokens
from app.sql.parse import parse
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
    return HEAD + ",".join([one] * (1 + tokens.ROWS_AT_LEAST // len(one)))


def counts(text: str) -> list[int]:
    """How many rows each run of them has."""
    tree = parse(text, Dialect.MYSQL).tree
    return [each.count for each in walk(tree) if isinstance(each, LiteralRows)]


@given(rows=LITERAL_ROWS)
def test_the_quick_way_sees_what_the_sure_one_sees(rows: list[list[str]]) -> None:
    text = written(rows)
    quick = tokenize(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "_count_rows", lambda _text: 0)
        sure = tokenize(text)
        counted = counts(text)
    assert (quick.kinds, quick.starts, quick.ends) == (sure.kinds, sure.starts, sure.ends)
    assert counts(text) == counted


@pytest.mark.parametrize("row", ["(1,'a')", "('it\\'s',NULL,-2.5)", "(0xFF, _binary 'x')"])
def test_rows_are_counted(row: str) -> None:
    assert counts(HEAD + ",\n".join([row] * 900)) == [900]


def test_what_stands_behind_the_rows_is_no_part_of_them() -> None:
    text = HEAD + ",".join(["(1,'a')"] * 900) + " ON DUPLICATE KEY UPDATE n = 'x', m = VALUES(m)"
    kinds = tokenize(text).kinds
    assert kinds[kinds.index(ROWS) + 1] == "ON"
