"""JUnit XML as Jenkins and GitLab read it."""

from collections.abc import Callable
from xml.etree import ElementTree as ET

from app.domain.finding import FileFailure, Finding
from tests.audit.report.report_bench import Workbench

At = Callable[..., Finding]


def test_a_file_is_a_suite_and_a_finding_a_failed_case(bench: Workbench, at: At) -> None:
    text = 'SELECT 1;\nDELETE FROM 订单 -- <&">'
    bench.add("db/V2.sql", text, [at(text, "DELETE"), at(text, "订单", suppressed="every night")])
    bench.add("clean.sql", "SELECT 1")
    bench.failures.append(FileFailure("photo.sql", "The file is not text."))
    root = ET.fromstring(bench.render("junit"))
    figures = {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert figures == {"tests": "4", "failures": "1", "errors": "1", "skipped": "1"}
    first, clean, unread = root.findall("testsuite")
    failed, skipped = first.findall("testcase")
    assert failed.get("name") == "dml-require-where 2:1"
    failure = failed.find("failure")
    assert failure is not None
    assert failure.get("message") == "DELETE without WHERE changes every row"
    assert failure.get("type") == "error"
    assert skipped.find("skipped") is not None
    assert [case.find("failure") for case in clean] == [None]
    assert unread.get("errors") == "1"
    assert unread.get("name") == "photo.sql"


def test_a_file_that_broke_off_has_its_findings_and_its_error(bench: Workbench, at: At) -> None:
    bench.add("a.sql", "DELETE", [at("DELETE", "DELETE")])
    bench.failures.append(FileFailure("a.sql", "It ends in the middle of a character."))
    [suite] = ET.fromstring(bench.render("junit")).findall("testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "1")


def test_what_xml_cannot_hold_is_replaced(bench: Workbench, at: At) -> None:
    bench.add("订\udce9\x00.sql", "DELETE", [at("DELETE", "DELETE", values=(("verb", "\x1b"),))])
    root = ET.fromstring(bench.render("junit").encode("utf-8"))
    assert root[0].get("name") == "订��.sql"
