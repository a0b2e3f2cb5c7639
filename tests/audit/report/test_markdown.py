"""Markdown for a merge request."""

from collections.abc import Callable

from app.domain.finding import FileFailure, Finding, Severity
from tests.audit.report.report_bench import Workbench

At = Callable[..., Finding]


def test_the_worst_file_is_first_and_every_finding_a_row(bench: Workbench, at: At) -> None:
    text = "SELECT a | b FROM `t`"
    bench.add("mild.sql", text, [at(text, "a | b", severity=Severity.NOTICE)])
    bench.add("clean.sql", "SELECT 1")
    bench.add("worst.sql", "DELETE FROM 订单", [at("DELETE FROM 订单", "DELETE")])
    bench.failures.append(FileFailure("photo.sql", "The file is not text."))
    said = bench.render("markdown")
    assert "1 errors, 0 warnings, 1 notices in 3 files" in said
    assert said.index("## `worst.sql`") < said.index("## `mild.sql`")
    assert "clean.sql" not in said
    assert "| 1 | **error** | `dml-require-where` |" in said
    assert "`DELETE FROM 订单`" in said
    assert "- `photo.sql`: The file is not text." in said


def test_nothing_in_the_script_ends_a_cell_or_runs(bench: Workbench, at: At) -> None:
    text = "SELECT a | `b` -- ``x``"
    hostile = (("verb", "<script>|[x](http://y)"),)
    bench.add("a`|b.sql", text, [at(text, "a", values=hostile)])
    row = next(line for line in bench.render("markdown").splitlines() if line.startswith("| 1 "))
    assert row.replace("\\|", "").count("|") == 6
    assert "<script>" not in row
    assert "```SELECT a \\| `b` -- ``x`````" not in row  # a fence longer than what is within
    assert "SELECT a \\| `b` -- ``x``" in row
