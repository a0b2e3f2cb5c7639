"""A whole audit, and what changed since."""

from collections.abc import Iterable
from datetime import UTC, datetime

from app.domain.dialect import Dialect
from app.domain.finding import FileFailure, FileReport
from app.domain.result import AuditedFile, AuditResult
from app.flows.merge_results import brought_along


def result(files: dict[str, int], failed: Iterable[str] = (), seconds: float = 1.0) -> AuditResult:
    """Files with so many statements each, and those that failed."""
    return AuditResult(
        tuple(
            AuditedFile(FileReport(path, Dialect.MYSQL, "utf-8", count, count, 0.0), (), {})
            for path, count in files.items()
        ),
        tuple(FileFailure(path, "It is not text.") for path in failed),
        datetime.now(UTC),
        seconds,
    )


def test_what_was_audited_again_takes_the_place_and_what_is_gone_goes() -> None:
    before = result({"V1.sql": 1, "V2.sql": 1, "V9.sql": 1}, ["bad.sql", "worse.sql"])
    now = result({"V2.sql": 5, "V10.sql": 1, "bad.sql": 1}, ["V9.sql"], seconds=0.2)
    made = brought_along(before, now, {"V1.sql"})
    counts = {file.report.path: file.report.statements for file in made.files}
    assert list(counts.items()) == [("bad.sql", 1), ("V2.sql", 5), ("V10.sql", 1)]
    assert [failure.path for failure in made.failures] == ["V9.sql", "worse.sql"]
    assert made.seconds == 0.2
