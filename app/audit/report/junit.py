"""The report for continuous integration: JUnit XML, as Jenkins and GitLab read it.

There is no standard; this is what both name: the schema of Jenkins's xUnit plugin (junit-10.xsd)
and GitLab's "Unit test reports". A file is a suite, a finding a case that failed, a suppressed one
a case that was skipped, a file that was not read to its end an error; a file without findings is
one case that passed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from app.audit.report.excerpt import Code
from app.audit.report.lacking import sentences
from app.audit.report.pace import Pace
from app.domain.finding import FileFailure, Finding
from app.domain.result import AuditedFile, AuditResult

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to say, 2.2; a half surrogate of a file's name among it."""


def render(result: AuditResult, out: TextIO, _code: Code) -> None:
    """Write one document, a case a line; code is not shown."""
    counts = result.counts()
    failures = {failure.path: failure for failure in result.failures}
    unread = [failure for path, failure in failures.items() if path not in _paths(result)]
    figures = {
        "name": "mohist",
        "tests": _cases(result) + len(failures),
        "failures": counts.findings - counts.unlisted,
        "errors": len(failures),
        "skipped": counts.suppressed,
        "time": f"{result.seconds:.3f}",
    }
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(f"<testsuites{_attributes(figures)}>\n")
    said = sentences(result)
    pace = Pace(result)
    for file in result.files:
        failure = failures.get(file.report.path)
        out.writelines(_suite(file, failure, result.begun, said, pace))
        said = []
    for failure in unread:
        figures = {"name": failure.path, "tests": 1, "failures": 0, "errors": 1, "skipped": 0}
        out.write(f"<testsuite{_attributes(figures)}>\n{_error(failure)}</testsuite>\n")
    out.write("</testsuites>\n")


def _paths(result: AuditResult) -> set[str]:
    return {file.report.path for file in result.files}


def _cases(result: AuditResult) -> int:
    return sum(max(1, len(file.findings)) for file in result.files)


def _suite(
    file: AuditedFile, failure: FileFailure | None, begun: datetime, said: list[str], pace: Pace
) -> Iterator[str]:
    """The cases of one file; `said` of the whole audit, which only a suite can hold."""
    path, findings = file.report.path, file.findings
    skipped = len(findings) - file.shown
    figures = {
        "name": path,
        "tests": max(1, len(findings)) + (failure is not None),
        "failures": file.shown,
        "errors": int(failure is not None),
        "skipped": skipped,
        "timestamp": begun.strftime("%Y-%m-%dT%H:%M:%S"),
    }
    yield f"<testsuite{_attributes(figures)}>\n"
    if not len(findings):
        yield f"<testcase{_attributes({'classname': path, 'name': 'audit', 'file': path})}/>\n"
    yield from (_case(path, finding) for finding in pace.over(file, findings, len(findings)))
    if failure is not None:
        yield _error(failure)
    yield from _said(said)
    yield "</testsuite>\n"


def _case(path: str, finding: Finding) -> str:
    """One finding; its name holds the place, for cases of one name are taken for one."""
    start = finding.start
    case = {
        "classname": path,
        "name": f"{finding.rule} {start.line}:{start.column}",
        "file": path,
        "line": start.line,
    }
    opened = f"<testcase{_attributes(case)}>"
    if finding.suppressed is not None:
        return f"{opened}<skipped{_attributes({'message': finding.suppressed})}/></testcase>\n"
    told = {"message": finding.message, "type": finding.severity.word}
    text = _text(f"{path}:{start.line}:{start.column}: {finding.message}")
    return f"{opened}<failure{_attributes(told)}>{text}</failure></testcase>\n"


def _error(failure: FileFailure) -> str:
    case = {"classname": failure.path, "name": "read", "file": failure.path}
    told = {"message": failure.message, "type": "unread"}
    return f"<testcase{_attributes(case)}><error{_attributes(told)}/></testcase>\n"


def _said(lines: Iterable[str]) -> Iterator[str]:
    text = "\n".join(lines)
    if text:
        yield f"<system-out>{_text(text)}</system-out>\n"


def _attributes(values: Mapping[str, object]) -> str:
    return "".join(f" {name}={quoteattr(_sayable(str(value)))}" for name, value in values.items())


def _text(text: str) -> str:
    return escape(_sayable(text))


def _sayable(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
