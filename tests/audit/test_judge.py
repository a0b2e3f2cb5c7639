"""The judge: whom it asks, in what order it answers, and where its findings point."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.judge import Judge
from app.audit.profile import ActiveRules, built_in
from app.domain.dialect import SQL, Dialect
from app.domain.finding import Finding, Position, Severity
from app.sql.lines import Lines
from app.sql.schema import Schema
from app.sql.split import Piece, PieceKind
from tests.audit.examples import active, everything, findings, pieces

WHERE = "dml-require-where"
STAR = "query-no-select-star"


def judge_of(*rules: str, dialect: Dialect = Dialect.MYSQL, schema: Schema | None = None) -> Judge:
    return Judge(ActiveRules([active(rule) for rule in rules]), dialect, schema)


def judged(judge: Judge, sql: str, dialect: Dialect = Dialect.MYSQL) -> list[Finding]:
    return [finding for piece in pieces(sql, dialect) for finding in judge.judge(piece)]


def texts(sql: str, found: list[Finding]) -> list[str]:
    """The text each finding points at."""
    return [sql[finding.start.offset : finding.end.offset] for finding in found]


def test_counts_statements_and_those_with_a_whole_tree() -> None:
    judge = judge_of(WHERE)
    script = "DELETE FROM a; FROBNICATE; DELETE FROM b WHERE c = 2; DELIMITER //\nSELECT 1//"
    found = judged(judge, script)
    assert (judge.statements, judge.fully_parsed) == (4, 3)
    assert [finding.statement for finding in found] == [0]


@pytest.mark.parametrize("dialect", [Dialect.MYSQL, Dialect.MARIADB])
def test_counts_the_repeated_as_well(dialect: Dialect) -> None:
    judge = judge_of(STAR, dialect=dialect)
    found = judged(judge, "SELECT * FROM t WHERE a = 'x';\n" * 5 + "FROBNICATE 1;\n" * 5, dialect)
    assert (judge.statements, judge.fully_parsed, judge.judged) == (10, 5, 6)
    assert [finding.statement for finding in found] == [0, 1, 2, 3, 4]


def test_client_commands_are_no_statements_and_includes_are_named() -> None:
    judge = judge_of(WHERE)
    judged(judge, "source first.sql\nSELECT 1;\n\\. second.sql\nDELIMITER $$\nSELECT 2$$")
    assert judge.statements == 2
    assert judge.includes == ["source first.sql", "\\. second.sql"]


def test_what_another_dialect_executes_is_no_statement() -> None:
    script = "/*M!100000 DELETE FROM a */; /*!50700 DELETE FROM b */; DELETE FROM c"
    for dialect, expected in ((Dialect.MYSQL, ["b", "c"]), (Dialect.MARIADB, ["a", "c"])):
        judge = judge_of(WHERE, "statement-not-fully-parsed", dialect=dialect)
        assert [finding.object for finding in judged(judge, script, dialect)] == expected
        assert (judge.statements, judge.fully_parsed) == (2, 2)


def test_findings_of_a_statement_stand_in_the_order_of_their_places() -> None:
    sql = (
        "SELECT *, (SELECT * FROM b ORDER BY RAND() LIMIT 1) FROM a WHERE x = NULL AND y LIKE '%z'"
    )
    found = everything(sql)
    assert len({finding.rule for finding in found}) > 3
    keys = [(finding.start.offset, -finding.severity, finding.rule) for finding in found]
    assert keys == sorted(keys)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_are_exact_whatever_the_text(end: str) -> None:
    sql = end.join(
        [
            "-- 删除",
            "\t SELECT 1; DELETE",
            "\tFROM `表`; /* 😀 */ SELECT",
            "  '多'",
            ", *",
            "FROM 订单;",
        ]
    )
    found = sorted(findings(sql, WHERE) + findings(sql, STAR), key=lambda f: f.start)
    assert texts(sql, found) == [f"DELETE{end}\tFROM `表`", "*"]
    lines = Lines(sql)
    for finding in found:
        assert finding.start == lines.position(finding.start.offset)
        assert finding.end == lines.position(finding.end.offset)
    assert (found[0].start.line, found[0].start.column) == (2, 13)
    assert (found[1].start.line, found[1].start.column) == (5, 3)


@given(
    st.lists(
        st.sampled_from(
            [
                "SELECT * FROM 表 WHERE a = '\r\n😀';",
                "DELETE\r FROM t;\r\n",
                "\t-- x\n",
                "FROB 1;",
                " ",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_places_agree_with_the_lines_of_the_whole_text(sql: str) -> None:
    lines = Lines(sql)
    for finding in everything(sql):
        assert finding.start == lines.position(finding.start.offset)
        assert finding.end == lines.position(finding.end.offset)
        assert 0 <= finding.start.offset <= finding.end.offset <= len(sql)
        assert finding.start < finding.end or finding.rule == "statement-empty"


def test_severity_is_the_profiles() -> None:
    one = active(WHERE)
    rules = ActiveRules([type(one)(one.rule, Severity.NOTICE, one.parameters)])
    (found,) = judged(Judge(rules, Dialect.MYSQL), "DELETE FROM a")
    assert found.severity is Severity.NOTICE
    assert found.level is one.rule.level


def test_tokens_are_looked_at_where_there_is_no_tree() -> None:
    sql = "DELETE FROM a BY FROBNICATING; DELETE FROM b"
    assert [finding.object for finding in findings(sql, WHERE)] == ["a", "b"]


def test_tokens_are_looked_at_inside_a_program_that_has_a_tree() -> None:
    sql = (
        "DELIMITER //\nCREATE PROCEDURE p() BEGIN\n  DELETE FROM a;\n"
        "  DELETE FROM b BY FROBNICATING;\n  DELETE FROM c;\nEND//"
    )
    found = findings(sql, WHERE)
    assert texts(sql, found) == ["DELETE FROM a", "DELETE FROM b BY FROBNICATING", "DELETE FROM c"]
    assert texts(sql, findings(sql, "statement-parse-error")) == ["BY"]


def test_the_schema_grows_with_the_file_and_the_given_one_stays() -> None:
    given_schema = Schema()
    version = given_schema.version
    judge = judge_of("table-exists", "table-missing", schema=given_schema.copy())
    found = judged(
        judge, "CREATE TABLE a (b INT); CREATE TABLE a (b INT); DROP TABLE a; DROP TABLE a"
    )
    assert [(finding.rule, finding.statement) for finding in found] == [
        ("table-exists", 1), ("table-missing", 3),
    ]  # fmt: skip
    assert given_schema.version == version


def test_ddl_that_nobody_understood_ends_what_is_certain() -> None:
    script = "CREATE TABLE a (b INT); DROP TABLE a; {}; SELECT c FROM a"
    assert len(findings(script.format("SELECT 1"), "table-missing")) == 1
    assert findings(script.format("CREATE TABLE a FROBNICATING"), "table-missing") == []


def test_of_a_statement_cut_short_only_that_is_said() -> None:
    for dialect, text in product(SQL, ["UPDATE a SET b = 'x', c = 'y", "UPDATE a SET b = 7"]):
        piece = Piece(text, Position(1, 1, 0), PieceKind.SQL, cut=True)
        rules = built_in("strict").active("a.sql", dialect)
        found = Judge(rules, dialect).judge(piece)
        assert [finding.rule for finding in found] == ["statement-not-fully-parsed"]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (f"SELECT {'a,' * 700_000} b", True),
        (f"INSERT INTO t VALUES {'(1),' * 700_000} (1)", False),
        (f"UPDATE t SET a = '{'x' * 5_000_000}'", False),
    ],
)
def test_a_statement_of_too_many_tokens_is_cut(text: str, *, cut: bool) -> None:
    rules = ("statement-not-fully-parsed", "statement-parse-error")
    found = findings(f"{text};DELETE FROM t", rules[0]) + findings(text, rules[1])
    assert [finding.rule for finding in found] == [rules[0]] * cut


def test_a_rule_with_a_bug_is_not_hidden() -> None:
    broken = active("index-max-columns", max="many")
    with pytest.raises(AssertionError):
        judged(Judge(ActiveRules([broken]), Dialect.MYSQL), "CREATE INDEX i ON t (a, b)")


def test_no_rules_no_findings() -> None:
    judge = Judge(ActiveRules([]), Dialect.MYSQL)
    assert judged(judge, "DELETE FROM a; SELECT 1; SELECT 2") == []
    assert (judge.statements, judge.fully_parsed) == (3, 3)


def test_it_tells_which_rows_of_a_long_insert_nobody_looked_at() -> None:
    rows = ",".join(f"({n},'it\\'s')" for n in range(9000))
    judge = Judge(ActiveRules([active("insert-max-rows")]), Dialect.MYSQL)
    (found,) = judged(judge, f"SELECT 1;\nINSERT INTO t (a, b) VALUES {rows};\n")
    assert ("count", "9000") in found.values
    (unread,) = judge.unread
    assert (unread.line, unread.last) == (2, 9000)
    assert 500 < unread.first < 1000
