"""Writing a report to a file, in a thread."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.audit.report import BINARY, FORMATS
from app.domain.result import AuditResult
from app.domain.stop import Stop
from app.flows.code_lines import code_of_files
from app.flows.save_report import check_writable, save_binary_report, save_report
from app.i18n import N_

TITLES = {
    "text": N_("Text"),
    "json": N_("JSON"),
    "sarif": N_("SARIF, for code scanning"),
    "html": N_("HTML, one page to send or print"),
    "junit": N_("JUnit, for continuous integration"),
    "markdown": N_("Markdown, for a merge request or a ticket"),
    "csv": N_("CSV, a finding a row"),
    "xlsx": N_("Excel, a finding a row"),
    "pdf": N_("PDF, to file or to print"),
}
ENDINGS = {
    "text": "txt", "json": "json", "sarif": "sarif", "html": "html", "junit": "xml",
    "markdown": "md", "csv": "csv", "xlsx": "xlsx", "pdf": "pdf",
}  # fmt: skip


def export(
    result: Callable[[], AuditResult], format_: str, path: Path, stop: Stop,
    tell: Callable[[float], object],
) -> int:  # fmt: skip
    """Write the report of `result()` to `path`, telling the share that is done from 0 to 1; how
    many findings it is of.

    Raises:
        Unwritable: the file could not be written; an old one is as it was.
        Cancelled: `stop` was set; nothing was written.
    """

    def told(share: float) -> None:
        stop.check()
        tell(share)

    check_writable(path)  # before minutes are spent on it
    made = replace(result(), told=told)
    if format_ in BINARY:
        save_binary_report(path, lambda out: BINARY[format_](made, out, code_of_files()))
    else:
        save_report(path, lambda out: FORMATS[format_](made, out, code_of_files()))
    return made.counts().findings
