from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.sql.split import PieceKind, split
from app.sql.split.oracle import OracleSplitter
from app.sql.split.piece import Piece
from app.sql.split.window import Window


def texts(script: str) -> list[str]:
    return [piece.text for piece in split([script], Dialect.ORACLE)]


def kinds(script: str) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in split([script], Dialect.ORACLE)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("x; y ;\nz", ["x", "y", "z"], id="semicolons"),
        pytest.param("w\n/\nx\n  /  \ny\r\n/\r\nz", ["w", "x", "y", "z"], id="slashes"),
        pytest.param("x\n.\ny\n/", ["x", "y"], id="a full stop ends the input"),
        pytest.param("select 4\n/2 from dual;", ["select 4\n/2 from dual"], id="a division"),
        pytest.param("x\n\n\ny;", ["x\n\n\ny"], id="empty lines do not end a statement"),
        pytest.param("select ';', ';'';' \";\";b", ["select ';', ';'';' \";\"", "b"], id="quotes"),
        pytest.param("select '\\';b", ["select '\\'", "b"], id="no backslash escapes"),
        pytest.param("x -- ;\n;y", ["x -- ;", "y"], id="dashes need no blank"),
        pytest.param("select 5--3;\n;b", ["select 5--3;", "b"], id="two dashes are a comment"),
        pytest.param("x /* ; */;y", ["x /* ; */", "y"], id="comment"),
        pytest.param("/* x; */ y; -- z\n", ["y"], id="comments around"),
        pytest.param("x; /* never", ["x", "/* never"], id="unclosed comment"),
        pytest.param("x\ry;", ["x\ny"], id="lone CR"),
    ],
)  # fmt: skip
def test_statements_end_at_semicolon_or_slash(script: str, expected: list[str]) -> None:
    assert texts(script) == expected


@pytest.mark.parametrize(
    "literal",
    ["q'[it's; ]]]'", "Q'{';}'", "nq'(';)'", "NQ'<';>'", "q'!';!'", "q'';''", "q'xit's;x'", "n';'"],
)
def test_a_quote_may_have_any_mark(literal: str) -> None:
    statement = f"select {literal}, 'b' from dual"
    assert texts(f"{statement};\nc;") == [statement, "c"]
    assert texts(f"begin x := {literal}; end;\nc;") == [f"begin x := {literal}; end;", "c"]


def test_q_at_the_end_of_a_word_quotes_nothing() -> None:
    assert texts("select seq'[a;b]';c") == ["select seq'[a;b]'", "c"]


UNITS = """
begin null; end;

declare x number; begin x := 1; end;

<<l>>
declare x number; begin null; end l;

begin if x then null; elsif y then null; end if; end;

begin
  for i in 1..2 loop exit when i = 2; end loop;
  while x loop null; end loop;
end;

begin
  case x when 1 then y; else z; end case;
  d := case when e then 1 end || case f when 2 then 3 end;
end;

begin begin null; exception when others then null; end; end;

begin x.end := :end; y := z.begin; execute immediate 'begin'; end;

begin /* end; */ null; -- end;
  q := "END;"; end;

create procedure p is begin null; end p;

create or replace editionable function f(x in varchar2 default ';') return number as
  y number; begin return 1; end;

create function f return number as language java name 'a.b() return int; begin';

create procedure p is
  procedure q;
  procedure q is begin null; end;
  function r return int is begin return 1; end;
begin q; end;

create package p authid definer is
  type t is record (x int);
  procedure q(x boolean default y is null);
  cursor c is select 1 x from dual;
end p;

create or replace package body p as
  x number := case when 1 = 1 then 2 end;
  procedure q is begin null; end;
begin null; end;

create package body p as procedure q is begin null; end; end;

create type body t as
  member function f return int is begin return 1; end;
  static procedure s as begin null; end;
end;

create type t as object (x number, member function f return int);

create or replace trigger t before insert or update of x on y
  referencing new as n for each row when (n.x is null and case when 1 = 1 then 2 end = 2)
declare c int; begin if inserting then null; end if; end;

create trigger t for insert on y compound trigger
  g int;
  before statement is begin null; end before statement;
  after each row is h int; begin null; end after each row;
end t;

create trigger t after insert on y for each row call p(:new.x);

create library l as '/a.so';

begin $if $$debug $then null; $end null; end;
""".strip().split("\n\n")


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_whole_with_and_without_its_slash(unit: str) -> None:
    bare = unit if "begin" in unit or "language" in unit else unit.rstrip(";")
    for script in (f"{unit}\n/\ncommit;", f"{unit}\ncommit;"):
        first, second = split([script], Dialect.ORACLE)
        assert first.kind is PieceKind.PLSQL
        assert first.text in {unit, bare}
        assert second.text == "commit"


@pytest.mark.parametrize(
    "unit",
    [
        "create or replace package body a.p wrapped \na000000\n1\nabcd\n9 'kMeo;+/x\n=",
        "create and compile java source named \"A\" as\npublic class A { char c = '\"'; /* ' */ }",
        "create or replace and resolve java source named a as class a { int i; }",
        "create mle module m language javascript as\nexport const a = 'it;';",
    ],
)
def test_only_a_slash_ends_what_is_not_plsql(unit: str) -> None:
    assert kinds(f"{unit}\n/\ncommit;") == [("plsql", unit), ("sql", "commit")]


def test_a_query_with_a_function_ends_behind_the_query() -> None:
    query = "with function f(a int) return int is begin return a; end; select f(1) from dual"
    assert texts(f"{query};\ncommit;") == [f"{query};", "commit"]


def test_a_slash_ends_a_unit_that_is_broken() -> None:
    script = "begin if a then null; end;\n/\nbegin b := 'never closed; end;\n/\ncommit;"
    assert texts(script) == [
        "begin if a then null; end;",
        "begin b := 'never closed; end;",
        "commit",
    ]


def test_a_slash_behind_a_finished_statement_runs_it_again() -> None:
    assert kinds("drop table t;\n/\nbegin null; end;\n/\n/\n") == [
        ("sql", "drop table t"),
        ("command", "/"),
        ("plsql", "begin null; end;"),
        ("command", "/"),
    ]


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("SET ECHO OFF", "command"),
        ("set serveroutput on size 1000;", "command"),
        ("PROMPT it's; done", "command"),
        ("prompt", "command"),
        ("REM don't; stop", "command"),
        ("remark ---------------", "command"),
        ("PROMPT ==============", "command"),
        ("col a for a10 -\n  heading 'b;'", "command"),
        ("COLUMN a FORMAT -\r\n  a10", "command"),
        ("whenever sqlerror exit 1", "command"),
        ("spo a.log", "command"),
        ("acc x prompt 'y'", "command"),
        ("def a = 1", "command"),
        ("desc t", "command"),
        ("! ls; rm", "command"),
        ("$dir", "command"),
        ("host ls", "command"),
        ("conn a/b@c", "command"),
        ("archive log list", "command"),
        ("sho err", "command"),
        ("c/old;/new;/", "command"),
        ("chan .a.b.", "command"),
        ("l5", "command"),
        ("del*", "command"),
        ("12 from t;", "command"),
        ("oerr ora 1555", "command"),
        ("config export tns", "command"),
        ("arg 1 prompt 'a;'", "command"),
        ("info hr.employees;", "command"),
        ("# set echo on", "command"),
        ("exec p('a;'); ", "plsql"),
        ("execute p", "plsql"),
        ("@a.sql", "include"),
        ("@@../b &1", "include"),
        ("start c.sql", "include"),
        ("sta c", "include"),
        ("@?/rdbms/admin/utlrp", "include"),
    ],
)
def test_commands_of_sqlplus_take_a_line(command: str, kind: str) -> None:
    assert kinds(f"{command}\ncommit;") == [(kind, command.rstrip()), ("sql", "commit")]
    assert kinds(f"drop table t;\n  {command}") == [
        ("sql", "drop table t"),
        (kind, command.rstrip()),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "set transaction read only",
        "set role dba",
        "set constraints all deferred",
        "select a\nset b\nprompt c from t",
        "describes",
        "setting up",
        "load.x",
        "rest := 1",
        "which(1)",
    ],
)
def test_statements_are_not_taken_for_commands(statement: str) -> None:
    assert kinds(f"{statement};") == [("sql", statement)]


def test_a_document_goes_to_its_line_with_a_hash() -> None:
    script = "DOC\n it's; so\n /\n#\ndrop table t;"
    assert texts(script) == ["DOC\n it's; so\n /", "#", "drop table t"]


def test_xquery_goes_to_a_slash() -> None:
    script = "xquery for $i in 1;\nreturn $i\n/\ndrop table t;"
    assert texts(script) == ["xquery for $i in 1;\nreturn $i", "/", "drop table t"]


def test_a_line_of_hyphens_does_not_swallow_the_next_line() -> None:
    assert texts("prompt -----\nrem -----\ndrop table t;") == [
        "prompt -----",
        "rem -----",
        "drop table t",
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("set sqlterminator !\nx;y!z", ["set sqlterminator !", "x;y", "z"]),
        ("set sqlt off\nx;y\n/\nz", ["set sqlt off", "x;y", "z"]),
        ("set sqlt off\nset sqlt on\nx;y", ["set sqlt off", "set sqlt on", "x", "y"]),
    ],
)
def test_another_terminator_may_be_set(script: str, expected: list[str]) -> None:
    assert texts(script) == expected


def test_substitution_and_bind_variables_are_plain_text() -> None:
    statement = "select &a..b, &&1, :c from &t where d = '&e;'"
    assert texts(f"{statement};f;") == [statement, "f"]


def test_comments_come_with_the_statement_behind_them() -> None:
    script = "begin null; end;\n/\n-- mohist: ignore X\ndrop table t;"
    assert [piece.comments for piece in split([script], Dialect.ORACLE)] == [
        "",
        "\n-- mohist: ignore X\n",
    ]


WORDS = """begin | end; | declare | create package body p is | procedure p is | if | a | case
    | end if; | loop | end loop; | create type t as | prompt | create java source named a as
    | select 1 from dual; | q'[ | ]' | nq' | -- | /* | */ | '' | &a | 中文 | 😀"""
LINES = ["/", "@x", "rem x-", "set sqlt off", "set sqlt on", "prompt ;", "create table t (a int);"]
FRAGMENTS = st.lists(
    st.sampled_from([*"';-/*.q\"\n \r", "\r\n", *(f"\n{line}\n" for line in LINES)])
    | st.sampled_from([f"{word.strip()} " for word in WORDS.split("|")]),
    max_size=40,
)


@given(FRAGMENTS)
def test_pieces_and_what_is_between_them_are_the_whole_script(fragments: list[str]) -> None:
    script = "".join(["\n", *fragments])
    at = 0
    for piece in split([script], Dialect.ORACLE):
        start = piece.start.offset
        assert script[start : start + len(piece.text)] == piece.text
        assert script[start - len(piece.comments) : start] == piece.comments
        between = script[at : start - len(piece.comments)]
        plain = between.strip(" \t\r\n\f\v\0;/.")
        assert not plain or "--" in between or "/*" in between
        at = start + len(piece.text)


def chunked(script: str, sizes: list[int], longest: int = 10_000) -> Iterator[Piece]:
    """The pieces of `script` when it is read in chunks of `sizes`, and no more than that."""

    def chunks() -> Iterator[str]:
        at, n = 0, 0
        while at < len(script):
            yield script[at : at + sizes[n % len(sizes)]]
            at, n = at + sizes[n % len(sizes)], n + 1

    return OracleSplitter(Window(chunks(), step=1), longest).pieces()


@given(FRAGMENTS, st.integers(1, 60), st.lists(st.integers(1, 700), min_size=1))
def test_pieces_do_not_depend_on_how_the_text_arrives(
    fragments: list[str], times: int, sizes: list[int]
) -> None:
    script = "".join(fragments) * times + "select 1"
    assert list(chunked(script, sizes)) == list(chunked(script, [len(script)]))


@given(FRAGMENTS, st.integers(1, 60), st.lists(st.integers(1, 700), min_size=1))
def test_what_is_too_long_is_cut_wherever_the_text_is_cut(
    fragments: list[str], times: int, sizes: list[int]
) -> None:
    script = "".join(fragments) * times + "select 1"
    assert list(chunked(script, sizes, 500)) == list(chunked(script, [len(script)], 500))
