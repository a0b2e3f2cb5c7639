"""The report for code hosts and editors: SARIF 2.1.0.

Static Analysis Results Interchange Format, OASIS standard of 27 March 2020. Section numbers in
comments are that document's. Columns and offsets are in code points (`columnKind`).
"""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from app import __version__
from app.audit.registry import Rule, catalogue
from app.audit.report.excerpt import Code, Excerpt
from app.audit.report.json import dumped
from app.audit.report.lacking import sentences
from app.audit.report.pace import Pace
from app.domain.finding import Finding, Severity
from app.domain.result import AuditedFile, AuditResult
from app.i18n import _, language

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
_BASE = "ROOT"
_IANA = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": "GB18030",
    "gbk": "GBK",
    "big5": "Big5",
    "latin-1": "ISO-8859-1",
    "cp1252": "windows-1252",
}
"""Our names of encodings as 3.24.9 wants them: from the IANA registry."""


def render(result: AuditResult, out: TextIO, code: Code) -> None:
    """Write one log with one run, a result a line."""
    names = sorted({rule for file in result.files for _severity, rule, _quiet in file.tally})
    out.write(
        f'{{"$schema":"{_SCHEMA}","version":"2.1.0","runs":[{dumped(_run(result, names))[:-1]}'
    )
    out.write(',"results":[')
    separator = "\n"
    pace = Pace(result)
    for n, file in enumerate(result.files):
        for found in _results(file, n, names, code, pace):
            out.write(separator + dumped(found))
            separator = ",\n"
    out.write("\n]}]}\n")


def _run(result: AuditResult, names: list[str]) -> dict[str, object]:
    """Everything of a run (3.14) but its results."""
    rules = catalogue()
    return {
        "tool": {
            "driver": {
                "name": "Mohist",
                "version": __version__,
                "semanticVersion": __version__,
                "language": language().replace("_", "-"),
                "rules": [_rule(name, rules.get(name)) for name in names],
            }
        },
        "columnKind": "unicodeCodePoints",
        "language": language().replace("_", "-"),
        "originalUriBaseIds": {_BASE: {"uri": Path.cwd().as_uri().rstrip("/") + "/"}},
        "artifacts": [_artifact(file) for file in result.files],
        "invocations": [_invocation(result)],
    }


def _rule(name: str, rule: Rule | None) -> dict[str, object]:
    """A reportingDescriptor (3.49); a finding of the audit itself has no rule behind it."""
    if rule is None:
        return {"id": name}
    return {
        "id": name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why or rule.title},
        "help": {"text": _help(rule), "markdown": _markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family, *sorted(rule.dialects)]},
    }


def _help(rule: Rule) -> str:
    return _("Why: {why}\nInstead: {instead}").format(why=rule.why, instead=rule.instead)


def _markdown(rule: Rule) -> str:
    bad, good = "\n\n".join(rule.bad), "\n\n".join(rule.good)
    return _(
        "**Why:** {why}\n\n**Instead:** {instead}\n\n"
        "Bad:\n\n```sql\n{bad}\n```\n\nGood:\n\n```sql\n{good}\n```\n"
    ).format(why=rule.why, instead=rule.instead, bad=bad, good=good)


def _artifact(file: AuditedFile) -> dict[str, object]:
    encoding = file.report.encoding
    return {
        "location": _location(file.report.path),
        "encoding": _IANA.get(encoding, encoding),
        "sourceLanguage": "plsql" if file.report.dialect == "oracle" else "sql",
    }


def _location(path: str) -> dict[str, str]:
    """An artifactLocation (3.4): relative to where we are when below it, else absolute."""
    full = os.path.abspath(path)  # noqa: PTH100  (resolve() would follow links: the user named it so)
    here = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118  (beside the line above)
    if full.startswith(here):
        relative = full[len(here) :].replace(os.sep, "/")
        return {"uri": quote(os.fsencode(relative)), "uriBaseId": _BASE}
    return {"uri": Path(full).as_uri()}


def _invocation(result: AuditResult) -> dict[str, object]:
    """How it went (3.20): a file that could not be read is an error of the run, not a result."""
    begun = result.begun.astimezone(UTC)
    failures = [_notification("error", f.path, f.message) for f in result.failures]
    includes = [
        _notification("note", file.report.path, said)
        for file in result.files
        for said in _includes(file.report.includes)
    ]
    return {
        "executionSuccessful": not result.failures and not result.stopped,
        "startTimeUtc": _utc(begun),
        "endTimeUtc": _utc(begun + timedelta(seconds=result.seconds)),
        "toolExecutionNotifications": failures + includes,
        "toolConfigurationNotifications": [
            {"level": "note", "message": {"text": said}} for said in sentences(result)
        ],
    }


def _includes(scripts: tuple[str, ...]) -> Iterator[str]:
    for script in scripts:
        yield _("It runs the script {script}, which was not followed.").format(script=script)


def _utc(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _notification(level: str, path: str, text: str) -> dict[str, object]:
    place = {"physicalLocation": {"artifactLocation": _location(path)}}
    return {"level": level, "message": {"text": text}, "locations": [place]}


def _results(
    file: AuditedFile, index: int, names: list[str], code: Code, pace: Pace
) -> Iterator[dict[str, object]]:
    seen: Counter[str] = Counter()
    indexes = {name: n for n, name in enumerate(names)}
    location = {**_location(file.report.path), "index": index}
    found_there = code(file.report, file.findings)
    for finding, excerpt in pace.over(file, found_there, len(file.findings)):
        mark = _fingerprint(finding, excerpt)
        seen[mark] += 1
        found: dict[str, object] = {
            "ruleId": finding.rule,
            "ruleIndex": indexes[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": {"text": finding.message},
            "locations": [_place(finding, excerpt, location)],
            "partialFingerprints": {"mohist/v1": f"{mark}:{seen[mark]}"},
        }
        if finding.suppressed is not None:
            said = {"kind": "inSource", "justification": finding.suppressed}
            found["suppressions"] = [said]
        yield found


def _place(
    finding: Finding, excerpt: Excerpt | None, artifact: dict[str, object]
) -> dict[str, object]:
    region: dict[str, object] = {
        "startLine": finding.start.line,
        "startColumn": finding.start.column,
        "endLine": finding.end.line,
        "endColumn": finding.end.column,
        "charOffset": finding.start.offset,
        "charLength": finding.end.offset - finding.start.offset,
    }
    if excerpt and not excerpt.more:
        region["snippet"] = {"text": excerpt.marked}
    place: dict[str, object] = {
        "physicalLocation": {"artifactLocation": artifact, "region": region}
    }
    if finding.object:
        place["logicalLocations"] = [{"name": finding.object}]
    return place


def _fingerprint(finding: Finding, excerpt: Excerpt | None) -> str:
    """What stays the same when lines move (3.27.17): the rule, the object and the code itself."""
    words = " ".join(excerpt.marked.split()) if excerpt else str(finding.values)
    text = "\0".join((finding.rule, finding.object, words))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]
