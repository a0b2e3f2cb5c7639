"""Plain statements, cut in one look, are cut as any other."""

from collections.abc import Iterator

from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.sql.split import Piece
from app.sql.split.mysql import MysqlSplitter
from app.sql.split.window import Window

FRAGMENTS = [
    "select 1", "INSERT INTO t VALUES ('a;', \"b\")", "update t set `a;` = 5-3", "delete", "SET",
    "commit", "replace", "SELECTED", "use a", "rehash", "delimiter //", "create procedure p()",
    "begin", "end", ";", ";", ";", ";\n", "'", '"', "`", "\\'", "\\", "\\G", "-", "--", "-- ", "#",
    "/", "/*", "/*!", "*/", "\n", "\r\n", "\r", " ", "\0", "\u3000", "中文😀", "//",
]  # fmt: skip
SCRIPTS = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)


class Slow(MysqlSplitter):
    def plain(self) -> Iterator[Piece]:
        return iter(())


def pieces(kind: type[MysqlSplitter], script: str, step: int, longest: int) -> list[Piece]:
    chunks = (script[at : at + step] for at in range(0, len(script), step))
    return list(kind(Window(chunks), Dialect.MARIADB, longest).pieces())


@given(
    script=SCRIPTS,
    step=st.sampled_from([1, 3, 50, 10_000]),
    longest=st.sampled_from([8, 30, 10_000]),
)
@example("select 'a\\';'; select 5--3; select 1", 10_000, 10_000)
def test_plain_statements_are_cut_as_any_other(script: str, step: int, longest: int) -> None:
    assert pieces(MysqlSplitter, script, step, longest) == pieces(Slow, script, step, longest)
