"""What is endless, what fails while it is read, and how much of it is held."""

import tracemalloc
from collections.abc import Iterator

import pytest

from app.domain.dialect import SQL, Dialect
from app.domain.errors import UnreadableInput
from app.sql.split import LONGEST, Piece, split
from app.sql.split.mysql import MysqlSplitter
from app.sql.split.oracle import OracleSplitter
from app.sql.split.splitter import Splitter
from app.sql.split.window import Window

DIALECTS = pytest.mark.parametrize("dialect", SQL)
MANY = 1_500_000


def splitter(dialect: Dialect, script: str, longest: int) -> Splitter:
    window = Window(script[at : at + 50_000] for at in range(0, len(script), 50_000))
    if dialect is Dialect.ORACLE:
        return OracleSplitter(window, longest)
    return MysqlSplitter(window, dialect, longest)


def pieces(dialect: Dialect, script: str, longest: int = 1000) -> list[Piece]:
    return list(splitter(dialect, script, longest).pieces())


@DIALECTS
@pytest.mark.parametrize(
    "inside",
    [
        pytest.param("'" + ";\n" * MANY + "'", id="string"),
        pytest.param("'" + ";\r\n" * MANY + "'", id="lines that end with CR LF"),
        pytest.param("'" + "''" * MANY + "'", id="doubled quotes"),
        pytest.param('"' + ";\n" * MANY + '"', id="double quotes"),
        pytest.param("/* " + "; " * MANY + "*/", id="comment"),
        pytest.param("-- " + "; " * MANY + "\n", id="line comment"),
        pytest.param("(1, 'a;')," * (MANY // 10) + "(2)", id="rows"),
        pytest.param("x " * MANY, id="words"),
        pytest.param(" " * MANY * 2 + "y", id="blanks"),
    ],
)
def test_an_endless_statement_is_cut_and_the_next_one_is_whole(
    dialect: Dialect, inside: str
) -> None:
    statement = f"insert into t values {inside}"
    first, second = pieces(dialect, f"{statement};\nselect 1;")
    assert first.cut
    assert first.text == statement[:1000].rstrip()
    assert not second.cut
    assert second.text == "select 1"
    line = 2 + f"{statement};".count("\n")
    assert second.start == (line, 1, len(statement) + 2)


@pytest.mark.parametrize("mark", ["[]", "{}", "!!", "xx"])
def test_an_endless_quote_of_oracle_is_passed_over(mark: str) -> None:
    literal = f"q'{mark[0]}" + "it's; " * (MANY // 6) + f"{mark[1]}'"
    for script in (f"select {literal};\nselect 1;", f"begin x({literal}); end;\n/\nselect 1;"):
        first, second = pieces(Dialect.ORACLE, script)
        assert (first.cut, second.text) == (True, "select 1")


def test_an_endless_unit_ends_at_its_slash() -> None:
    script = "begin\n" + "  null; -- end;\n" * 100_000 + "end;\n/\nselect 1;"
    first, second = pieces(Dialect.ORACLE, script)
    assert (first.cut, second.text) == (True, "select 1")


def test_an_endless_command_ends_with_its_line() -> None:
    script = "prompt " + "; " * MANY + "\nselect 1;"
    first, second = pieces(Dialect.ORACLE, script)
    assert (first.cut, second.text) == (True, "select 1")


@DIALECTS
def test_an_endless_comment_before_a_statement_is_shown_not_kept(dialect: Dialect) -> None:
    comment = "/*" + " x" * MANY + "*/"
    first, second = pieces(dialect, f"\n{comment}\nselect 1;")
    assert (first.cut, first.text, first.start.line) == (True, comment[:1000].rstrip(), 2)
    assert (second.text, second.start.line) == ("select 1", 3)
    assert len(second.comments) < 2000


@DIALECTS
@pytest.mark.parametrize("opening", ["'", '"', "/*", "x '", "q'[", "begin x := '", "`"])
def test_what_is_never_closed_reaches_to_the_end(dialect: Dialect, opening: str) -> None:
    script = f"select 1;\nselect {opening}" + ", 2\n;;" * 100_000
    found = pieces(dialect, script, LONGEST)
    assert found[0].text == "select 1"
    assert found[1].start.offset == 10
    if dialect is not Dialect.ORACLE or opening != "`":
        assert len(found) == 2
        assert found[1].text == script[10:].rstrip()


@DIALECTS
def test_only_what_is_looked_at_is_held(dialect: Dialect) -> None:
    statement = "insert into t values ('" + "中文; -- " * 400 + "'); -- done\n"

    def script() -> Iterator[str]:
        for _n in range(500):
            yield statement * 10

    held: list[int] = []
    tracemalloc.start()
    for n, _piece in enumerate(split(script(), dialect)):
        if n % 100 == 0:
            held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert len(held) == 50
    assert max(held) < 2_000_000 < len(statement) * 5000


@DIALECTS
@pytest.mark.parametrize("error", [UnreadableInput("Byte 7 is not text."), OSError(5, "broken")])
def test_what_was_read_before_a_failure_is_cut_first(dialect: Dialect, error: Exception) -> None:
    def chunks() -> Iterator[str]:
        yield "select 1;\nselect 2;\nselect 3"
        raise error

    found: list[str] = []
    with pytest.raises(type(error)):
        found.extend(piece.text for piece in split(chunks(), dialect))
    assert found == ["select 1", "select 2", "select 3"]


@DIALECTS
def test_lone_cr_ends_a_line_where_there_is_no_lf(dialect: Dialect) -> None:
    found = list(split(["select 1; -- x\r", "select 2;\r\r  select 3"], dialect))
    assert [(p.text, p.start.line, p.start.column) for p in found] == [
        ("select 1", 1, 1),
        ("select 2", 2, 1),
        ("select 3", 4, 3),
    ]
