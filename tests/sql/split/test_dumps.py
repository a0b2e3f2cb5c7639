"""The INSERTs of dumps end where they would if each of their characters were looked at."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.sql import rows
from app.sql.split import Piece, mysql
from app.sql.split.mysql import MysqlSplitter
from app.sql.split.splitter import Splitter
from app.sql.split.window import Window

PARTS = st.sampled_from(
    [",", ";", ";\n", ";\r\n", "\n", "'", "\\'", "\\\\", "\\", "''", '"', "`", "(", ")", "#", "-- ",
     "--", "-1", "/*", "*/", "/*!", "\\g", "x", "订", ",('a'", "),(1)", ",(1,\"d\")"]
)  # fmt: skip
ROWS = st.sampled_from(
    ["(1,'a')", "(2,NULL)", "(-2,'it\\'s;\n')", "('a),(b')", "('\\\\',3)", "('c\\n;')", "('',0x1F)"]
)
INSERT = st.sampled_from(
    ["INSERT INTO `t;` VALUES ", "insert t (a, `b`) value\n", "REPLACE INTO t VALUES"]
)
SCRIPTS = st.lists(
    st.tuples(
        INSERT,
        st.lists(ROWS, min_size=3, max_size=9),
        st.one_of(st.just([]), st.lists(PARTS, max_size=4)),
        st.one_of(st.just([]), st.lists(ROWS, max_size=2)),
        st.sampled_from([";\n", ";", ";\r\n", "\n;\n"]),
    ).map(
        lambda made: made[0] + ",".join([*made[1], "".join(made[2]), *made[3]]).strip(",") + made[4]
    ),
    min_size=1,
    max_size=4,
).map("".join)


@pytest.fixture(scope="module", autouse=True)
def _short_ones_are_long() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mysql, "LONG", 8)
        patch.setattr(mysql, "ROWS_AT_LEAST", 8)
        patch.setattr(rows, "LONG", 8)
        patch.setattr(rows, "_READ", 24)
        patch.setattr(rows, "ROWS_AT_LEAST", 8)
        rows.literal_rows.cache_clear()
        yield
    rows.literal_rows.cache_clear()


class Slow(MysqlSplitter):
    def _dumped(self, _gap: int, _start: int) -> Piece | None:
        return None


def pieces(kind: type[MysqlSplitter], script: str, step: int) -> list[Piece]:
    chunks = (script[at : at + step] for at in range(0, len(script), step))
    return list(kind(Window(chunks), Dialect.MYSQL).pieces())


@given(script=SCRIPTS, step=st.sampled_from([1, 3, 50, 10_000]))
def test_they_are_cut_as_any_statement(script: str, step: int) -> None:
    assert pieces(MysqlSplitter, script, step) == pieces(Slow, script, 10_000)


@pytest.mark.parametrize("end", [";\n", ";\r\n"])
def test_they_are_seen_as_such(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Splitter, "statement")
    statement = "INSERT INTO `t` VALUES (1,NULL),(0,1),(2,'it\\'s;'),(3,'a\n;b')"
    found = pieces(MysqlSplitter, statement + end, 10)
    assert [piece.text for piece in found] == [statement]
