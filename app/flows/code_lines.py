"""Where the code in a report comes from: the files themselves, read once more."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from app.audit.report.excerpt import Code, Excerpt, Excerpts
from app.domain.errors import ConsoleError, UnreadableInput
from app.domain.finding import FileReport, Finding
from app.flows.gather import STANDARD_INPUT
from app.i18n import _
from app.sql.decode import open_source


def code_of_files(standard_input: Path | None = None) -> Code:
    """The code of audited files; what came on standard input is kept in `standard_input`."""

    def chunks(report: FileReport) -> Iterator[str]:
        stdin = report.path == STANDARD_INPUT and standard_input is not None
        path = standard_input if stdin else Path(report.path)
        if path and not path.is_file():
            raise UnreadableInput(_("It can be read only once."))  # a pipe: opening it would wait
        yield from open_source(path, report.encoding).chunks()

    def code(
        report: FileReport, findings: Iterable[Finding]
    ) -> Iterator[tuple[Finding, Excerpt | None]]:
        """Excerpts as far as the file can still be read: it may be gone or changed since."""
        excerpts, readable = Excerpts(chunks(report)), True
        for finding in findings:
            excerpt = None
            if readable:
                try:
                    excerpt = excerpts.of(finding)
                except (ConsoleError, OSError):
                    readable = False
            yield finding, excerpt

    return code
