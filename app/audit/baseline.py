"""What was found before: a baseline file, so that only what is new counts.

Findings are known again by the rule, the object and the code itself, not by line, and each as
often as it was there: a copied statement is new. Paths are written as seen from the folder of the
baseline, one entry a line in a steady order, so that it can be reviewed and merged like code.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from app.domain.errors import BadProfile
from app.domain.finding import Finding
from app.domain.result import AuditResult
from app.i18n import N_, _
from app.sql.split import Piece

VERSION = 1
_LONGEST = 400  # characters of code that tell one place from another
_KNOWN = N_("It is in the baseline.")


def mark(rule: str, about: str, code: str) -> str:
    """What tells a finding from others of its file, wherever it stands: 16 hexadecimal digits."""
    text = "\0".join((rule, about, " ".join(code[: 4 * _LONGEST].split())[:_LONGEST]))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def marked(finding: Finding, piece: Piece, start: int, end: int) -> Finding:
    """With the mark of the code in `piece` there, below 0 in the comments before it."""
    before = len(piece.comments) if start < 0 else 0
    text = piece.comments + piece.text if before else piece.text
    code = text[start + before : end + before]
    return finding._replace(mark=mark(finding.rule, finding.object, code))


def known_reason() -> str:
    """Why a finding of the baseline is not counted, in the language spoken now."""
    return _(_KNOWN)


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often each mark was found in each file; `folder` is where paths are seen from."""

    folder: str = ""
    known: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, path: str) -> Mapping[str, int]:
        """What is known of the file at `path`."""
        return self.known.get(seen_from(self.folder, path), {})


def read(path: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        BadProfile: it cannot be read, or is none.
    """
    try:
        document = json.loads(path.read_text("utf-8-sig"))
        if document["version"] != VERSION:
            raise BadProfile(
                _("The baseline {file} is of another version of Mohist.").format(file=path),
                hint=_("Write it anew with --write-baseline."),
            )
        known: dict[str, Counter[str]] = {}
        for entry in document["findings"]:
            marks = known.setdefault(str(entry["path"]), Counter())
            marks[str(entry["mark"])] += int(entry["count"])
    except OSError as error:
        raise BadProfile(
            _("The baseline {file} cannot be read: {reason}.").format(
                file=path, reason=error.strerror or error
            ),
            hint=_("Check the path and its permissions."),
        ) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadProfile(
            _("{file} is no baseline.").format(file=path),
            hint=_("Write one with --write-baseline."),
        ) from error
    return Baseline(str(path.absolute().parent), known)


def write(result: AuditResult, folder: Path, out: TextIO) -> int:
    """Write the findings of `result`, suppressed ones left out; how many that were.

    They must bear marks: an audit is asked for them.
    """
    lines: Counter[tuple[str, str, str]] = Counter()
    for file in result.files:
        path = seen_from(str(folder.absolute()), file.report.path)
        for finding in file.findings:
            if finding.suppressed is None:
                lines[path, finding.rule, finding.mark] += 1
    entries = (
        json.dumps(
            {"path": path, "rule": rule, "mark": its, "count": count}, ensure_ascii=False
        ).encode("utf-8", "backslashreplace").decode("utf-8")
        for (path, rule, its), count in sorted(lines.items())
    )  # fmt: skip
    out.write(f'{{"version":{VERSION},"findings":[\n' + ",\n".join(entries) + "\n]}\n")
    return lines.total()


class Sieve:
    """Tells, for one file, which findings were there before."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self._left = Counter(known)

    def sift(self, finding: Finding) -> Finding:
        """The finding, suppressed where it is known and was not met so often yet."""
        if finding.suppressed is not None or self._left[finding.mark] <= 0:
            return finding
        self._left[finding.mark] -= 1
        return finding.suppressed_for(known_reason())


def seen_from(folder: str, path: str) -> str:
    """`path` from `folder`, with slashes; absolute where it stands on another drive."""
    if path == "-" or not folder:
        return path
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # another drive of Windows
        relative = os.path.abspath(path)  # noqa: PTH100  (links stay as the user named them)
    return relative.replace(os.sep, "/")
