import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.audit.report.lacking import not_run
from app.audit.report.text import Style
from app.domain.dialect import Dialect
from app.domain.display import width
from app.domain.finding import FileFailure, Finding, Severity
from tests.audit.report.report_bench import Workbench

At = Callable[..., Finding]


def test_a_finding_has_its_place_its_code_and_carets(bench: Workbench, at: At) -> None:
    text = "SELECT 1;\nDELETE FROM t;\n"
    bench.add("db/V2.sql", text, [at(text, "DELETE FROM t")])
    assert bench.render("text").splitlines()[:3] == [
        "db/V2.sql:2:1: error dml-require-where: DELETE without WHERE changes every row",
        "     2 | DELETE FROM t;",
        "       | ^^^^^^^^^^^^^",
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("DELETE FROM 订单; -- 全部", "订单"),
        ("/* 清空 */ DELETE FROM t", "DELETE FROM t"),
        ("\tDELETE\tFROM t", "DELETE\tFROM"),
        ("ab\t订\tDELETE", "DELETE"),
        ("e\u0301 ＤＥＬＥＴＥ x", "ＤＥＬＥＴＥ"),
        ("a\x1b[2Jb DELETE", "DELETE"),
    ],
)
def test_carets_stand_below_the_span(bench: Workbench, at: At, line: str, words: str) -> None:
    """By columns of a terminal: wide characters take two, accents none, tabs up to their stop."""
    bench.add("a.sql", line, [at(line, words)])
    code, carets = bench.render("text").splitlines()[1:3]
    start = code.index(words.split("\t")[0], 9)
    assert len(carets) - len(carets.lstrip("| ")) == width(code[:start])
    shown = code[start : code.index(words.split("\t")[-1], start) + len(words.split("\t")[-1])]
    assert carets.count("^") == width(shown)


def test_in_a_pipe_there_is_one_line_a_finding(bench: Workbench, at: At) -> None:
    text = "DELETE FROM t; DELETE FROM u"
    bench.add("a.sql", text, [at(text, "DELETE", 0), at(text, "DELETE", 1)])
    lines = bench.text(Style(code=False)).splitlines()
    assert [line[:18] for line in lines[:2]] == ["a.sql:1:1: error d", "a.sql:1:16: error "]
    assert len(lines) == 2 + 2


def test_colours_only_where_asked(bench: Workbench, at: At) -> None:
    bench.add("a.sql", "DELETE", [at("DELETE", "DELETE")])
    bench.failures.append(FileFailure("b.sql", "The file is not text."))
    assert "\x1b" not in bench.text(Style())
    coloured = bench.text(Style(colours=True))
    assert "\x1b[31m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == bench.text(Style())


@pytest.mark.parametrize("columns", [30, 60, 80, 200])
@pytest.mark.parametrize("before", [0, 100, 2000])
def test_code_fits_the_terminal_with_the_span_in_sight(
    bench: Workbench, at: At, columns: int, before: int
) -> None:
    text = "订" * before + "DELETE" + " 单" * 500
    bench.add("a.sql", text, [at(text, "DELETE")])
    code, carets = bench.text(Style(columns=columns)).splitlines()[1:3]
    assert width(code) <= columns
    assert width(carets) <= columns
    assert "DELETE" in code
    assert width(code[: code.index("DELETE")]) == carets.index("^")


def test_what_is_suppressed_is_only_counted(bench: Workbench, at: At) -> None:
    text = "DELETE FROM t"
    bench.add("a.sql", text, [at(text, "DELETE", suppressed="emptied by night")])
    said = bench.render("text")
    assert "a.sql" not in said
    assert "suppressed: 1" in said


def test_the_summary_has_every_figure(bench: Workbench, at: At) -> None:
    text = "DELETE FROM t"
    severities = [Severity.ERROR, Severity.WARNING, Severity.WARNING, Severity.NOTICE]
    bench.add("a.sql", text, [at(text, "DELETE", severity=severity) for severity in severities])
    bench.add("b.sql", "", includes=["more.sql", "last.sql"])
    bench.failures.append(FileFailure("c.sql", "The file is not text."))
    bench.stopped = True
    assert bench.render("text").splitlines()[-6:] == [
        "b.sql: runs scripts that were not followed: more.sql, last.sql",
        "",
        "c.sql: The file is not text.",
        "Stopped before the end: this is what was found until then.",
        "Errors: 1, warnings: 2, notices: 1, suppressed: 0.",
        "Files: 2, not read to the end: 1, statements: 6, not fully parsed: 2, seconds: 1.2.",
    ]


def test_no_name_reaches_the_terminal_with_control_characters(bench: Workbench, at: At) -> None:
    path = "a\x1b]0;owned\x07\n\u202e.sql"
    finding = at("DELETE", "DELETE", values=(("verb", "\x1b[2J"),))
    bench.add(path, "DELETE", [finding], includes=["\x1b[H.sql"])
    bench.failures.append(FileFailure(path, "\x9b2J"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", bench.render("text"))


def test_nobody_misses_plans_of_commands_of_redis(bench: Workbench) -> None:
    bench.add("nightly.redis", "GET a")
    (file,) = bench.files
    plans = replace(bench.result, not_explained=("plan-full-table-scan",))
    assert not_run(plans)
    report = replace(file.report, dialect=Dialect.REDIS)
    assert not not_run(replace(plans, files=(replace(file, report=report),)))
