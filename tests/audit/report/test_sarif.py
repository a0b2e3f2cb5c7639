import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app import i18n
from app.audit.registry import catalogue
from app.domain.finding import FileFailure, Finding, Severity
from tests.audit.report.report_bench import Workbench

At = Callable[..., Finding]

DATA = Path(__file__).parents[2] / "data"
VALID = jsonschema.Draft4Validator(
    json.loads((DATA / "sarif-2.1.0-schema.json").read_text("utf-8")),
    format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER,
)


def run_of(bench: Workbench) -> dict[str, Any]:
    document = json.loads(bench.render("sarif"))
    VALID.validate(document)
    (run,) = document["runs"]
    return dict(run)


def test_a_finding_is_a_result_at_its_region(bench: Workbench, at: At) -> None:
    text = "SELECT 1;\nDELETE FROM 订单"
    bench.add("db/版本 2.sql", text, [at(text, "DELETE FROM 订单", object="订单")])
    run = run_of(bench)
    (result,) = run["results"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
    assert result["level"] == "error"
    assert result["message"]["text"] == "DELETE without WHERE changes every row"
    (location,) = result["locations"]
    assert location["physicalLocation"]["region"] == {
        "startLine": 2,
        "startColumn": 1,
        "endLine": 2,
        "endColumn": 15,
        "charOffset": 10,
        "charLength": 14,
        "snippet": {"text": "DELETE FROM 订单"},
    }
    artifact = location["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == "db/%E7%89%88%E6%9C%AC%202.sql"
    assert run["originalUriBaseIds"][artifact["uriBaseId"]]["uri"].endswith("/")
    assert run["artifacts"][artifact["index"]]["encoding"] == "UTF-8"


@pytest.mark.parametrize(
    ("severity", "level"),
    [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.NOTICE, "note")],
)
def test_severities_are_levels(bench: Workbench, at: At, severity: Severity, level: str) -> None:
    bench.add("a.sql", "DELETE", [at("DELETE", "DELETE", severity=severity)])
    assert run_of(bench)["results"][0]["level"] == level


@pytest.mark.parametrize("name", i18n.LANGUAGES)
def test_every_rule_has_its_help_and_is_valid_in_every_language(
    bench: Workbench, at: At, name: str
) -> None:
    findings = [at("DELETE", "DELETE", rule=rule) for rule in [*catalogue(), "of-the-audit-itself"]]
    bench.add("a.sql", "DELETE", findings)
    with i18n.speaking(name):
        rules = run_of(bench)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted([*catalogue(), "of-the-audit-itself"])
    for rule in rules:
        if rule["id"] in catalogue():
            assert rule["help"]["text"]
            assert "```sql" in rule["help"]["markdown"]


def test_what_could_not_be_read_is_an_error_of_the_run(bench: Workbench) -> None:
    assert run_of(bench)["invocations"][0]["executionSuccessful"] is True
    bench.add("a.sql", "", includes=["more.sql"])
    bench.failures.append(FileFailure("/elsewhere/photo.sql", "The file is not text."))
    (invocation,) = run_of(bench)["invocations"]
    failed, included = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"] is False
    assert invocation["startTimeUtc"] == "2026-03-01T03:00:00.000Z"
    assert invocation["endTimeUtc"] == "2026-03-01T03:00:01.250Z"
    assert (failed["level"], failed["message"]["text"]) == ("error", "The file is not text.")
    place = failed["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "file:///elsewhere/photo.sql"}
    assert included["level"] == "note"
    assert "more.sql" in included["message"]["text"]


def test_a_suppression_keeps_its_justification(bench: Workbench, at: At) -> None:
    bench.add("a.sql", "DELETE", [at("DELETE", "DELETE", suppressed="every night")])
    (result,) = run_of(bench)["results"]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "every night"}]


def test_a_fingerprint_outlives_lines_added_above(bench: Workbench, at: At) -> None:
    first = "DELETE  FROM t; DELETE FROM t"
    later = f"SELECT 1;\n-- more\n{first}"
    bench.add("a.sql", first, [at(first, "DELETE  FROM t"), at(first, "DELETE FROM t")])
    bench.add("b.sql", later, [at(later, "DELETE  FROM t"), at(later, "DELETE FROM t")])
    marks = [tuple(result["partialFingerprints"].values()) for result in run_of(bench)["results"]]
    assert marks[:2] == marks[2:]
    assert len(set(marks)) == 2  # the same code twice in a file is two findings


def test_a_name_that_is_not_unicode_survives(bench: Workbench, at: At) -> None:
    bench.add("caf\udce9.sql", "DELETE", [at("DELETE", "DELETE")])
    assert run_of(bench)["artifacts"][0]["location"]["uri"] == "caf%E9.sql"
