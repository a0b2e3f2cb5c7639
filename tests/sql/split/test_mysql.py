from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.sql.split import PieceKind, split
from app.sql.split.mysql import MysqlSplitter, lexis
from app.sql.split.piece import Piece
from app.sql.split.window import Window

FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *r"' ` ; - -- # /* */ /*! / * \ \G '' a 中文 😀 select".split(),
            '"',
            *"\r\n \0",
            "\r\n",
            "-- ",
        ]
    ),
    max_size=40,
)


def texts(script: str, dialect: Dialect = Dialect.MYSQL) -> list[str]:
    return [piece.text for piece in split([script], dialect)]


def kinds(script: str) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in split([script], Dialect.MYSQL)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param(" ;; \n ; ", [], id="only delimiters"),
        pytest.param("select 1", ["select 1"], id="no delimiter at the end"),
        pytest.param("a; b ;c", ["a", "b", "c"], id="one line"),
        pytest.param(r"select ';', 's''; \'; ';b", [r"select ';', 's''; \'; '", "b"], id="strings"),
        pytest.param(r'select ";\"; ""; ";b', [r'select ";\"; ""; "', "b"], id="double quotes"),
        pytest.param("select `a;``b`;b", ["select `a;``b`", "b"], id="back-ticks"),
        pytest.param("a # x;\n b;c", ["a # x;\n b", "c"], id="hash"),
        pytest.param("a -- x;\n b;c", ["a -- x;\n b", "c"], id="dashes and a blank"),
        pytest.param("select 5--3;b", ["select 5--3", "b"], id="two minuses"),
        pytest.param("--x;\nb", ["b"], id="dashes where a statement begins need no blank"),
        pytest.param("a /* ; */;b", ["a /* ; */", "b"], id="comment"),
        pytest.param("/*!40101 SET x=1 */;b", ["/*!40101 SET x=1 */", "b"], id="executed comment"),
        pytest.param("/*!1 a ; b */;", ["/*!1 a", "b */"], id="executed in part"),
        pytest.param("a\\Gb\\g c", ["a", "b", "c"], id="backslash G and g"),
        pytest.param("select '\\G';b", ["select '\\G'", "b"], id="backslash G in a string"),
        pytest.param("a;\n-- the end\n", ["a"], id="comments at the end"),
        pytest.param("a -- the end\n/* really */\n", ["a"], id="comments behind a last statement"),
        pytest.param("a\x00;\x00b", ["a", "b"], id="NULs are blanks"),
        pytest.param("select 'never;\nclosed", ["select 'never;\nclosed"], id="unclosed string"),
        pytest.param("a; /* never; closed", ["a", "/* never; closed"], id="unclosed comment"),
        pytest.param("a\r-- b\rc;d", ["a\n-- b\nc", "d"], id="lone CR"),
    ],
)  # fmt: skip
def test_statements_end_where_the_client_ends_them(script: str, expected: list[str]) -> None:
    assert texts(script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("delimiter //\na;b//\ndelimiter ;\nc;d", ["delimiter //", "a;b", "delimiter ;", "c", "d"]),
        ("DELIMITER $$\r\na$$\r\nb$$", ["DELIMITER $$", "a", "b"]),
        ("delimiter '//' ignored\na;//b", ["delimiter '//' ignored", "a;", "b"]),
        ("delimiter GO\nselect 1 GO select 2", ["delimiter GO", "select 1", "select 2"]),
        ("delimiter --\na -- b", ["delimiter --", "a", "b"]),
        ("delimiter #\na # b", ["delimiter #", "a", "b"]),
        ("delimiter \\\\\na;b", ["delimiter \\\\", "a", "b"]),
        ("delimiter\na;b", ["delimiter", "a", "b"]),
        ("delimiter //\nselect '//'; // b", ["delimiter //", "select '//';", "b"]),
        ("delimiter 1234567890abcdef\nx1234567890abcdey", ["delimiter 1234567890abcdef", "x", "y"]),
        ("select delimiter; b", ["select delimiter", "b"]),
    ],
)  # fmt: skip
def test_a_delimiter_may_be_any_word(script: str, expected: list[str]) -> None:
    assert texts(script) == expected


BODY = "create procedure p() begin if a then drop table t; call q(); end if; end"


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (f"drop procedure if exists p; -- ; x\n{BODY}", ["drop procedure if exists p", BODY]),
        (f"{BODY};\ndrop procedure q;\n{BODY};", [BODY, "drop procedure q", f"{BODY};"]),
        (f"{BODY}; -- ; drop\n", [f"{BODY}; -- ; drop"]),
        (f"{BODY};\nwhat is this", [f"{BODY};\nwhat is this"]),
        ("call a(';'); select `;` ; set b = 1;", ["call a(';')", "select `;`", "set b = 1;"]),
        ("create procedure p() begin drop table t; call q()", None),
        ("set statement a = 1 for begin not atomic drop table t; call q(); end", None),
        ("alter event e do begin drop table t; call q(); end", None),
        ("create package p as procedure q(); procedure r(); end", None),
        ("/*!50003 drop procedure p */; drop table t", None),
    ],
)  # fmt: skip
def test_a_block_before_a_delimiter_holds_as_many_statements_as_the_server_takes(
    block: str, expected: list[str] | None
) -> None:
    script = f"delimiter //\n{block}//\nselect 1//"
    assert texts(script) == ["delimiter //", *(expected or [block]), "select 1"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("source a.sql\nb;", [("include", "source a.sql"), ("sql", "b")]),
        ("SOURCE a.sql;b;", [("include", "SOURCE a.sql"), ("sql", "b")]),
        ("\\. a.sql\nb;", [("include", "\\. a.sql"), ("sql", "b")]),
        ("use shop\nb;", [("sql", "use shop"), ("sql", "b")]),
        ("use shop;b;", [("sql", "use shop"), ("sql", "b")]),
        ("status\nexit;\n", [("command", "status"), ("command", "exit")]),
        ("tee a\nprompt > \nb", [("command", "tee a"), ("command", "prompt >"), ("sql", "b")]),
        ("select status\nfrom t;", [("sql", "select status\nfrom t")]),
        ("a; status\nb;", [("sql", "a"), ("sql", "status\nb")]),
        ("clear the table;", [("sql", "clear the table")]),
        ("update\nuse\nset a = 1;", [("sql", "update\nuse\nset a = 1")]),
    ],
)  # fmt: skip
def test_client_commands_are_told_from_statements(
    script: str, expected: list[tuple[str, str]]
) -> None:
    assert kinds(script) == expected


PROGRAMS = [
    "create procedure p() begin select 1; end",
    "create procedure p() select 1",
    "create procedure if not exists p(in a enum('x;'), b int) comment 'c;' begin end",
    "CREATE DEFINER=`root`@`%` FUNCTION f(a int) RETURNS set('a') NO SQL RETURN if(a, 1, 2)",
    "create definer = current_user() trigger t before update on x for each row set @a = if(1,2,3)",
    "create trigger t after insert on x for each row follows y if new.a then set @a=1; end if",
    "create event e on schedule every 1 day do begin delete from t; end",
    "alter event e on schedule every 1 day do begin delete from t; end",
    "create procedure p() begin declare exit handler for 1062 begin rollback; end; select 1; end",
    "create procedure p() begin if a then begin end; elseif b then set c = 1; else d; end if; end",
    "create procedure p() begin case a when 1 then set b = 1; else begin end; end case; end",
    "create procedure p() begin select case when a then 1 else 2 end, begin, end from t; end",
    "create procedure p() begin select case when a then if(b, 1, 2) else if(c, 1, 2) end; end",
    "create function f() returns set('a') begin return 'a'; end",
    "create procedure p() x: begin l: loop leave l; end loop l; end x",
    "create procedure p() begin repeat set @a = case 1 when 1 then 2 end; until a end repeat; end",
    "create procedure p() begin while a do set b = repeat('end', 2); end while; end",
    "create procedure p() begin -- end;\n select 'end;', `end;`; /* end; */ # begin\n end",
    "create procedure p() begin create table t (a int); drop table t; end",
    "create function f returns string soname 'f.so'",
    "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON x FOR EACH"
    " ROW BEGIN SET @a = 1; END */",
    "begin not atomic select 1; end",
    "if a then select 1; end if",
    "again: while a do set b = 1; end while again",
]


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("dialect", [Dialect.MYSQL, Dialect.MARIADB])
def test_a_stored_program_is_whole_without_delimiter(program: str, dialect: Dialect) -> None:
    assert texts(f"a;\n{program};\nb;", dialect) == ["a", program, "b"]
    assert texts(f"a;{program}", dialect) == ["a", program]


ORACLE_MODE = [
    "CREATE PROCEDURE p (a IN VARCHAR2(9)) AS x INT := 5; BEGIN IF a THEN NULL; END IF; END p",
    "CREATE FUNCTION f RETURN VARCHAR(9) CHARACTER SET utf8 DETERMINISTIC IS BEGIN RETURN 1; END",
    "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW DECLARE y INT; BEGIN :NEW.a := y; END",
    "CREATE OR REPLACE PACKAGE k COMMENT ';' AS PROCEDURE p (a INT); FUNCTION f RETURN INT; END",
    "CREATE PACKAGE BODY k IS v INT; PROCEDURE p (a INT) AS BEGIN NULL; END; BEGIN v := 2; END k",
    "DECLARE x INT; BEGIN SELECT IF(a, 1, 2) INTO x; CASE x WHEN 1 THEN NULL; END CASE; END",
    "DECLARE x INT; BEGIN WHILE x LOOP FOR i IN 1..2 LOOP NULL; END LOOP; END LOOP; END",
]


@pytest.mark.parametrize("program", ORACLE_MODE)
def test_a_program_of_the_oracle_mode_is_whole_without_delimiter(program: str) -> None:
    assert texts(f"a;\n{program};\nb;", Dialect.MARIADB) == ["a", program, "b"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_stored_program_is_whole_with_delimiter(program: str) -> None:
    assert texts(f"delimiter $$\n{program}$$\nb$$") == ["delimiter $$", program, "b"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("begin; a; commit;", ["begin", "a", "commit"]),
        ("begin work; a; end;", ["begin work", "a", "end"]),
        ("alter table t add event int; b", ["alter table t add event int", "b"]),
        ("create table event (a int); b", ["create table event (a int)", "b"]),
    ],
)
def test_a_transaction_is_no_block(script: str, expected: list[str]) -> None:
    assert texts(script) == expected


def test_a_program_that_is_never_closed_hides_nothing() -> None:
    script = (
        "create procedure p() begin select 1;\n"
        "update t set a = 1;\n"
        "create procedure q() begin select 2; end;\n"
        "delete from t;\n"
    )
    assert texts(script) == [
        "create procedure p() begin select 1",
        "update t set a = 1",
        "create procedure q() begin select 2; end",
        "delete from t",
    ]


def test_programs_that_are_never_closed_take_no_longer_than_others() -> None:
    assert len(texts("begin not atomic;\n" * 20_000)) == 20_000


def test_an_executed_comment_of_mariadb_is_a_comment_to_mysql() -> None:
    script = "/*M!100101 set a = 1 */;\nb;"
    assert texts(script, Dialect.MARIADB) == ["/*M!100101 set a = 1 */", "b"]
    assert texts(script, Dialect.MYSQL) == ["b"]


def test_the_sandbox_command_of_a_mariadb_dump_is_skipped() -> None:
    script = "/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump\n/*!40101 SET a=1 */;"
    assert texts(script, Dialect.MARIADB) == ["/*!40101 SET a=1 */"]


def test_comments_come_with_the_statement_behind_them() -> None:
    script = "a;\n-- mohist: ignore X because\n/* b */ c; d"
    first, second, third = split([script], Dialect.MYSQL)
    assert (first.comments, third.comments) == ("", " ")
    assert second.comments == "\n-- mohist: ignore X because\n/* b */ "


def test_pieces_know_their_line_and_column() -> None:
    script = "-- 注释\r\nselect '中文'; select\t2;\r\n\r\n  select 3"
    places = [
        (p.start.line, p.start.column, p.start.offset) for p in split([script], Dialect.MYSQL)
    ]
    assert places == [(2, 1, 7), (2, 14, 20), (4, 3, 35)]


def by_characters(script: str) -> Iterator[str]:
    """Statements by going through the script one character at a time, with `;` as delimiter."""
    blanks = " \t\r\n\f\v\x00"
    at, start, last = 0, -1, 0  # last: behind the last character that is no blank or comment
    while at < len(script):
        here, two = script[at], script[at : at + 2]
        if here in blanks:
            at += 1
        elif here == "#" or (
            two == "--" and (start < 0 or at + 2 == len(script) or script[at + 2] in blanks)
        ):
            end = script.find("\n", at)
            at = len(script) if end < 0 else end
        elif two == "/*" and script[at + 2 : at + 3] != "!" and "*/" in script[at + 2 :]:
            at = script.index("*/", at + 2) + 2
        elif here == ";" or two in {"\\g", "\\G"}:
            if start >= 0:
                yield script[start:at].rstrip(blanks)
            start = -1
            at += 1 if here == ";" else 2
        else:
            start = at if start < 0 else start
            if two == "/*" and script[at + 2 : at + 3] != "!":
                at = len(script)
            elif here in "'\"`":
                at += 1
                while at < len(script) and script[at] != here:
                    at += 2 if script[at] == "\\" and here != "`" else 1
            at = last = min(at + 1, len(script))
    if start >= 0:
        yield script[start:last].rstrip(blanks)


@given(FRAGMENTS)
def test_splitting_agrees_with_reading_character_by_character(fragments: list[str]) -> None:
    script = "".join(["\n", *fragments])
    assume("\\#" not in script)  # a command of the client
    assert texts(script) == list(by_characters(script))


@given(FRAGMENTS)
def test_pieces_and_what_is_between_them_are_the_whole_script(fragments: list[str]) -> None:
    script = "".join(["\n", *fragments])
    at = 0
    for piece in split([script], Dialect.MYSQL):
        start = piece.start.offset
        assert script[start : start + len(piece.text)] == piece.text
        assert script[start - len(piece.comments) : start] == piece.comments
        assert start - len(piece.comments) >= at
        at = start + len(piece.text)


@given(FRAGMENTS, st.integers(1, 60), st.lists(st.integers(1, 700), min_size=1))
def test_pieces_do_not_depend_on_how_the_text_arrives(
    fragments: list[str], times: int, sizes: list[int]
) -> None:
    script = "".join(fragments) * times + "select 1"
    assert list(chunked(script, sizes)) == list(chunked(script, [len(script)]))


def chunked(script: str, sizes: list[int], longest: int = 10_000) -> Iterator[Piece]:
    """The pieces of `script` when it is read in chunks of `sizes`, and no more than that."""

    def chunks() -> Iterator[str]:
        at, n = 0, 0
        while at < len(script):
            yield script[at : at + sizes[n % len(sizes)]]
            at, n = at + sizes[n % len(sizes)], n + 1

    return MysqlSplitter(Window(chunks(), step=1), Dialect.MYSQL, longest).pieces()


@pytest.mark.parametrize("kind", PieceKind)
def test_kinds_are_named_as_in_reports(kind: PieceKind) -> None:
    assert kind.value == kind.name.lower()


def test_many_delimiters_end_what_they_are_for_and_are_not_all_kept() -> None:
    script = "".join(f"DELIMITER ${n}\nSELECT ';' ${n} " for n in range(200))
    pieces = [piece for piece in split([script], Dialect.MYSQL) if piece.kind is PieceKind.SQL]
    assert [piece.text for piece in pieces] == ["SELECT ';'"] * 200
    assert lexis.cache_info().currsize < 100
