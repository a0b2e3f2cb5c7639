"""Statements of a text that is being edited, and which one the cursor means."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from app.domain.dialect import SQL, Commands, Dialect, Language
from app.sql.editing import Script, statement_at, statements
from app.sql.split import PieceKind, split

MYSQL, ORACLE, REDIS = Dialect.MYSQL, Dialect.ORACLE, Commands.REDIS


def at_cursor(marked: str, language: Language = MYSQL) -> str | None:
    """The statement that `|` in the text is meant by."""
    position = marked.index("|")
    part = statement_at(marked.replace("|", "", 1), position, language)
    return part.text if part else None


@pytest.mark.parametrize(
    ("marked", "meant"),
    [
        ("sel|ect 1; select 2", "select 1"),
        ("|select 1", "select 1"),
        ("select 1|; select 2", "select 1"),
        ("select 1;| select 2", "select 1"),
        ("select 1; | select 2", "select 1"),
        ("select 1; |select 2", "select 2"),
        ("select 1; -- why |not\nselect 2", "select 1"),
        ("select 1;\n  |  select 2", "select 2"),
        ("select 1;\n|", "select 1"),
        ("select 1;\n  |\nselect 2;", "select 1"),
        ("delete from t;\n\n|\n\nselect 2;", None),
        ("delete from t;\n\n|", None),
        ("|\n\nselect 1", None),
        ("delete from t;\n\n-- now| look\n-- at it\nselect 2", "select 2"),
        ("delete from t;\n\n/* now\n\n| look */ select 2", "select 2"),
        ("delete from t;\n-- nothing| to do with\n\nselect 2", None),
        ("", None),
    ],
)
def test_a_cursor_means_a_statement_near_it_or_none(marked: str, meant: str | None) -> None:
    if "|" not in marked:
        assert statement_at(marked, 0, MYSQL) is None
        return
    assert at_cursor(marked) == meant


def test_a_delimiter_far_above_decides() -> None:
    script = "DELIMITER $$\n" + "select 1 $$\n" * 300 + "begin; sel|ect 2; end $$\n"
    assert at_cursor(script) == "begin; select 2; end"


def test_a_unit_of_plsql_has_its_slash() -> None:
    script = "begin\n null;\nend;\n\n/\nselect 1 from dual;"
    unit, query = statements(script, ORACLE)
    assert unit.text == "begin\n null;\nend;"
    assert script[: unit.behind].endswith("\n/")
    assert (unit.kind, query.kind) == (PieceKind.PLSQL, PieceKind.SQL)
    assert at_cursor("begin\n null;\nend;\n\n|/\nselect 1 from dual;", ORACLE) == unit.text


def test_a_line_of_redis_is_a_command() -> None:
    script = "GET a\n\n  SET b 'x;y' \n# nothing\nPING"
    assert [part.text for part in statements(script, REDIS)] == ["GET a", "SET b 'x;y'", "PING"]
    assert at_cursor("GET a\nSE|T b 1", REDIS) == "SET b 1"
    assert at_cursor("GET a\n|\nSET b 1", REDIS) is None
    assert at_cursor("# GE|T a", REDIS) is None


FRAGMENTS = (
    *"; ;\n \n / /\n ' \" ` -- # /* */ ( ) 表 x".split(" "),
    *("select 1", "select 'a;b'", "DELIMITER $$\n", "DELIMITER ;\n", "$$", "exit\n", "\nexit\n"),
    *("begin\n", "end;\n", "end;\n/\n", "\n/\n", "create procedure p() begin select 1; ", "end; "),
    *(
        "declare x int;\n",
        "create or replace package body p is\n",
        "if a then ",
        "end if;",
        "loop ",
    ),
    *("set sqlterminator !\n", "!", "q'[;]'", "prompt -\n", "\\G", "/*!50001 ", "case ", "  "),
)
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)
PLACE = st.floats(0, 1, exclude_max=True)
EDITS = st.lists(
    st.tuples(PLACE, PLACE, st.lists(st.sampled_from(FRAGMENTS), max_size=3).map("".join), PLACE),
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(TEXTS, EDITS, st.sampled_from(SQL))
def test_edits_lead_where_a_fresh_look_leads(
    text: str, edits: list[tuple[float, float, str, float]], dialect: Dialect
) -> None:
    script = Script(text * 3, dialect)
    for place, reach, added, asked in edits:
        script.at(int(asked * len(script.text)))
        position = int(place * (len(script.text) + 1))
        removed = int(reach * reach * (len(script.text) - position + 1))
        script.edit(position, removed, added)
        where = int(asked * (len(script.text) + 1))
        assert script.at(where) == statement_at(script.text, where, dialect)
    assert script.parts() == statements(script.text, dialect)
    if "\n" in script.text:
        cut = [(piece.text, piece.start.offset) for piece in split([script.text], dialect)]
        assert [(part.text, part.start) for part in script.parts()] == cut


@given(st.text(max_size=80), st.integers(-1, 90), st.sampled_from((*Dialect, REDIS)))
def test_any_text_has_statements_in_their_order(
    text: str, position: int, language: Language
) -> None:
    behind = 0
    for part in statements(text, language):
        assert behind <= part.start < part.end <= part.behind <= len(text)
        behind = part.behind
    statement_at(text, position, language)


def test_typing_into_a_long_script_cuts_only_what_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: of 20,000 statements an edit cuts a handful anew."""
    script = Script("select 1;\n" * 20_000, MYSQL)
    middle = 100_007
    assert script.at(middle)
    script.parts()
    cuts = 0
    cut = Script._meets

    def counted(self: Script, each: object) -> bool:
        nonlocal cuts
        cuts += 1
        return cut(self, each)  # type: ignore[arg-type]

    monkeypatch.setattr(Script, "_meets", counted)
    for letter in "'b;' ":
        script.edit(middle, 0, letter)
        middle += 1
    script.parts()
    assert 0 < cuts < 200
    assert script.parts()[10_000].text == "select 'b;' 1"
    assert len(script.parts()) == 20_000
