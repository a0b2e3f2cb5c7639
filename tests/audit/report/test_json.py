import json
from collections.abc import Callable

import jsonschema
import pytest

from app.domain.finding import FileFailure, Finding, Severity, Unlisted, UnreadRows
from app.paths import resource
from tests.audit.report.report_bench import Workbench

At = Callable[..., Finding]

SCHEMA = json.loads(resource("report/audit.schema.json").read_text("utf-8"))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_rows_that_nobody_looked_at_are_named(bench: Workbench) -> None:
    bench.add("dump.sql", "", unread=[UnreadRows(line, 165, 17_000) for line in range(7, 12)])
    document = json.loads(bench.render("json"))
    jsonschema.validate(document, SCHEMA)
    assert document["files"][0]["unread_rows"][4] == {"line": 11, "first": 165, "last": 17_000}
    for name in ("markdown", "html", "junit", "sarif"):
        said = "rows 165 to 17000 of the INSERT in line 9, 33672 rows of 2 more"
        assert said in bench.render(name)


def test_findings_that_are_not_listed_are_counted_and_told(bench: Workbench, at: At) -> None:
    rules = "column-require-comment", "column-nullable", "a", "b"
    left_out = [Unlisted(rule, Severity.NOTICE, 7, n, 49_000) for n, rule in enumerate(rules, 1)]
    bench.add("wide.sql", "SELECT 1", [at("SELECT 1", "SELECT")], unlisted=left_out)
    document = json.loads(bench.render("json"))
    jsonschema.validate(document, SCHEMA)
    assert document["files"][0]["unlisted"][1] == {
        "rule": "column-nullable", "severity": "notice", "line": 7, "statements": 2,
        "findings": 49_000,
    }  # fmt: skip
    summary = document["summary"]
    assert (summary["error"], summary["notice"], summary["unlisted"]) == (1, 196_000, 196_000)
    told = (
        "49,000 more of column-require-comment in the statement in line 7, 49,000 more of"
        " column-nullable in 2 statements from line 7 on, 49,000 more of a in 3 statements from"
        " line 7 on, 49,000 more of other rules (1)."
    )
    for name in ("text", "markdown", "html", "junit", "sarif"):
        assert told in bench.render(name)
    assert '<testsuites name="mohist" tests="1" failures="1"' in bench.render("junit")


def test_the_document_says_everything(bench: Workbench, at: At) -> None:
    text = "SELECT 1;\nDELETE FROM 订单"
    bench.add("db/V2.sql", text, [at(text, "DELETE FROM 订单", object="订单", statement=1)])
    bench.failures.append(FileFailure("photo.sql", "The file is not text."))
    document = json.loads(bench.render("json"))
    jsonschema.validate(document, SCHEMA)
    assert document == {
        "version": 1,
        "files": [
            {
                "path": "db/V2.sql",
                "dialect": "mysql",
                "encoding": "utf-8",
                "input": "script",
                "statements": 3,
                "fully_parsed": 2,
                "findings": [
                    {
                        "rule": "dml-require-where",
                        "severity": "error",
                        "level": "text",
                        "message": "DELETE without WHERE changes every row",
                        "statement": 1,
                        "object": "订单",
                        "start": {"line": 2, "column": 1, "offset": 10},
                        "end": {"line": 2, "column": 15, "offset": 24},
                        "suppressed": None,
                    }
                ],
            }
        ],
        "errors": [{"path": "photo.sql", "message": "The file is not text."}],
        "not_run": [],
        "summary": {
            "files": 1,
            "statements": 3,
            "fully_parsed": 2,
            "error": 1,
            "warning": 0,
            "notice": 0,
            "seconds": 1.25,
        },
    }


@pytest.mark.parametrize("files", [0, 1, 3])
@pytest.mark.parametrize("findings", [0, 1, 3])
def test_any_number_of_things_is_valid(bench: Workbench, at: At, files: int, findings: int) -> None:
    for n in range(files):
        bench.add(f"{n}.sql", "DELETE", [at("DELETE", "DELETE")] * findings)
        bench.failures.append(FileFailure(f"{n}.bin", "no"))
    document = json.loads(bench.render("json"))
    jsonschema.validate(document, SCHEMA)
    assert document["summary"]["error"] == files * findings


def test_the_suppressed_are_there_with_their_reason_but_not_counted(
    bench: Workbench, at: At
) -> None:
    suppressed = at("DELETE", "DELETE", suppressed="every night")
    bench.add("a.sql", "DELETE", [suppressed, at("DELETE", "DELETE", severity=Severity.NOTICE)])
    document = json.loads(bench.render("json"))
    assert document["files"][0]["findings"][0]["suppressed"] == "every night"
    assert document["summary"] | {"error": 0, "notice": 1} == document["summary"]


def test_a_name_that_is_not_unicode_survives(bench: Workbench) -> None:
    """On Linux the bytes of a name that is not UTF-8 are half surrogates in Python."""
    bench.add("订\udce9\x00.sql", "")
    written = bench.render("json").encode("utf-8")
    assert json.loads(written)["files"][0]["path"] == "订\udce9\x00.sql"
