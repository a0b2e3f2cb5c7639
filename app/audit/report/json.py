"""The report for programs: one JSON document, stable and versioned.

Its schema is `resources/report/audit.schema.json`. A field may be added within a version; a
change of meaning raises `version`.
"""

import json
from typing import TextIO

from app.audit.report.excerpt import Code
from app.audit.report.lacking import not_run
from app.audit.report.pace import Pace
from app.domain.finding import FileFailure, Finding, Position
from app.domain.result import AuditedFile, AuditResult

VERSION = 1
_encoded = _quoted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Which is quick for a text, and slow to be made anew for each."""


def render(result: AuditResult, out: TextIO, code: Code) -> None:
    """Write the document, a finding a line; `code` is not needed."""
    out.write(f'{{"version":{VERSION},"files":[')
    pace = Pace(result)
    for n, file in enumerate(result.files):
        _file(file, out, ",\n" if n else "\n", pace)
    out.write('\n],"errors":[')
    out.write(",".join(f"\n{dumped(_failure(failure))}" for failure in result.failures))
    out.write('\n],"not_run":[')
    lacked = ({"rule": rule, "lacks": need} for rule, need in not_run(result))
    out.write(",".join(f"\n{dumped(each)}" for each in lacked))
    out.write(f'\n],"summary":{dumped(_summary(result))}}}\n')


def _file(file: AuditedFile, out: TextIO, separator: str, pace: Pace) -> None:
    report = file.report
    opening: dict[str, object] = {
        "path": report.path,
        "dialect": report.dialect,
        "encoding": report.encoding,
        "input": report.input,
        "statements": report.statements,
        "fully_parsed": report.fully_parsed,
    }
    if report.unread:
        opening["unread_rows"] = [rows._asdict() for rows in report.unread]
    if report.unlisted:
        opening["unlisted"] = [
            {**more._asdict(), "severity": more.severity.word} for more in report.unlisted
        ]
    out.write(f'{separator}{dumped(opening)[:-1]},"findings":[')
    for n, finding in enumerate(pace.over(file, file.findings, len(file.findings))):
        out.write(f"{',' if n else ''}\n{_finding(finding)}")
    out.write("]}")


def _finding(finding: Finding) -> str:
    """Put together by hand: there may be millions, and the encoder takes three times as long."""
    quiet = finding.suppressed
    return _sayable(
        f'{{"rule":{_quoted(finding.rule)},"severity":{_quoted(finding.severity.word)},'
        f'"level":{_quoted(finding.level)},"message":{_quoted(finding.message)},'
        f'"statement":{finding.statement},"object":{_quoted(finding.object)},'
        f'"start":{_position(finding.start)},"end":{_position(finding.end)},'
        f'"suppressed":{"null" if quiet is None else _quoted(quiet)}}}'
    )


def _position(position: Position) -> str:
    line, column, offset = position
    return f'{{"line":{line},"column":{column},"offset":{offset}}}'


def _failure(failure: FileFailure) -> dict[str, str]:
    return {"path": failure.path, "message": failure.message}


def _summary(result: AuditResult) -> dict[str, object]:
    counts = result.counts()
    unlisted = {"unlisted": counts.unlisted} if counts.unlisted else {}
    return {
        "files": counts.files,
        "statements": counts.statements,
        "fully_parsed": counts.fully_parsed,
        "error": counts.error,
        "warning": counts.warning,
        "notice": counts.notice,
        **unlisted,
        "seconds": round(result.seconds, 3),
    }


def dumped(value: object) -> str:
    """JSON text that any stream can hold: half a surrogate pair, as in the name of a file that is
    not UTF-8, becomes its escape.
    """
    return _sayable(_encoded(value))


def _sayable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
