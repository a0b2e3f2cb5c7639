"""The formatter changes blanks, line breaks and the case of keywords, and nothing else."""

from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from app.domain.dialect import SQL, Dialect
from app.paths import resource
from app.sql.format import Case, Commas, Style, changes, format_script, format_statement
from app.sql.oracle import tokenize_oracle
from app.sql.parse import parse
from app.sql.tokens import Tokens, tokenize
from app.sql.tree import walk
from tests.sql.format.golden import GOLDEN
from tests.sql.test_parse import SAMPLES, TEXTS

MYSQL, ORACLE = Dialect.MYSQL, Dialect.ORACLE


def tokens(text: str, dialect: Dialect) -> Tokens:
    return tokenize_oracle(text) if dialect is ORACLE else tokenize(text, dialect)


def shape(text: str, dialect: Dialect) -> list[tuple[str, int, int]]:
    return [
        (type(node).__name__, node.first, node.last) for node in walk(parse(text, dialect).tree)
    ]


@pytest.mark.parametrize(("dialect", "typed", "laid_out"), GOLDEN)
def test_what_is_typed_becomes_what_is_read(dialect: Dialect, typed: str, laid_out: str) -> None:
    assert format_statement(typed, dialect) == laid_out
    assert format_statement(laid_out, dialect) == laid_out


def statements_of_the_servers() -> list[str]:
    lines = (Path(__file__).parents[1] / "grammar/servers.tsv").read_text("utf-8").splitlines()
    return [line.partition("\t")[2].strip() for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(
    "style", [Style(), Style(keywords=Case.KEEP, commas=Commas.LEADING, short=0)]
)
def test_no_statement_means_another_thing_afterwards(style: Style) -> None:
    changed = 0
    for text in (*statements_of_the_servers(), *SAMPLES):
        new = format_statement(text, MYSQL, style)
        changed += new != text
        assert tokens(new, MYSQL).kinds == tokens(text, MYSQL).kinds
        assert shape(new, MYSQL) == shape(text, MYSQL)
        assert shape(new, Dialect.MARIADB) == shape(text, Dialect.MARIADB)
        assert format_statement(new, MYSQL, style) == new
    assert changed > 500


COMMENTS = ("-- 注\n", "\n-- own\n", "/* a */", "\n/* own\n  two */\n", "\n\n", " ", "/*+ hint */")


@st.composite
def commented(draw: st.DrawFn) -> tuple[str, Dialect]:
    """A golden statement with comments and blanks anywhere between its tokens."""
    dialect, typed, _laid_out = draw(st.sampled_from(GOLDEN))
    cut = tokens(typed, dialect)
    pieces = [cut.source(at, at) for at in range(len(cut))]
    blanks = [
        typed[cut.ends[at] : cut.starts[at + 1]] if at + 1 < len(cut) else ""
        for at in range(len(cut))
    ]
    for _time in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(blanks) - 1))
        blanks[at] += draw(st.sampled_from(COMMENTS))
    return "".join(piece + blank for piece, blank in zip(pieces, blanks, strict=True)), dialect


@settings(max_examples=250, deadline=None)
@given(commented())
def test_comments_stay_where_they_belong(given_text: tuple[str, Dialect]) -> None:
    text, dialect = given_text
    new = format_statement(text, dialect)
    assert tokens(new, dialect).kinds == tokens(text, dialect).kinds
    for mark in ("-- 注", "-- own", "/* a */", "/*+ hint */", "/* own\n  two */"):
        assert new.count(mark) == text.count(mark)
    assert format_statement(new, dialect) == new


@settings(max_examples=250, deadline=None)
@given(TEXTS, st.sampled_from(SQL))
def test_whatever_the_text_its_tokens_are_the_same(text: str, dialect: Dialect) -> None:
    new = format_script(text, dialect)
    assert tokens(new, dialect).kinds == tokens(text, dialect).kinds


@pytest.mark.parametrize(
    "text",
    [
        "SELEC id   FROM t",
        "select 'a   from",
        "create user  a identified by 'x'",
        "create procedure p() begin if a then select 1; end",
        "/*!50001 create view v as select  1 */",
        "",
    ],
)
def test_what_is_not_understood_stays_as_it_is(text: str) -> None:
    assert format_script(text, MYSQL) == text


def test_only_keywords_that_no_server_takes_as_names_change_their_case() -> None:
    text = "select rank, status, `select`, t.order from Groups as t where Engine=1"
    new = format_statement(text, MYSQL)
    assert new == "SELECT rank, status, `select`, t.order FROM Groups AS t WHERE Engine = 1"
    assert format_statement(text, MYSQL, Style(keywords=Case.LOWER)).startswith("select rank")


def test_a_comma_may_lead_and_lines_may_be_short() -> None:
    style = Style(indent=2, width=30, commas=Commas.LEADING)
    assert format_statement("select alpha, beta, gamma, delta from t", MYSQL, style) == (
        "SELECT\n  alpha\n  , beta\n  , gamma\n  , delta\nFROM t"
    )


def test_of_a_selection_only_the_statements_it_touches_change() -> None:
    text = "select  1;\nselect  2;\nselect  3;"
    (change,) = changes(text, MYSQL, within=(13, 15))
    assert (change.text, text[change.start : change.end]) == ("SELECT 2", "select  2")


def test_delimiters_and_what_is_between_statements_stay() -> None:
    for name in ("mysql/V10__alter_and_report.sql", "oracle/02_billing_pkg.pkb"):
        dialect = ORACLE if name.startswith("oracle") else MYSQL
        text = resource(f"samples/{name}").read_text("utf-8")
        new = format_script(text, dialect)
        assert format_script(new, dialect) == new
        assert [line for line in new.splitlines() if line.startswith(("--", "DELIM", "/"))] == [
            line for line in text.splitlines() if line.startswith(("--", "DELIM", "/"))
        ]
