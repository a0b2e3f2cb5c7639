"""The runs that are kept, with a trend: a bar for the findings of each, and what became of them."""

from collections.abc import Sequence
from typing import TextIO

from app.audit.report.json import dumped
from app.domain.audit_run import AuditRun
from app.domain.display import padded, visible, width
from app.flows.gather import STANDARD_INPUT
from app.i18n import _

_BAR = 24
"""Columns of the longest bar."""


def show_text(runs: Sequence[AuditRun], last: int, out: TextIO) -> None:
    """A table for each set of paths, the oldest run first; at most `last` runs of each."""
    if not runs:
        out.write(_("No run is kept yet: mohist audit PATH --keep keeps one.") + "\n")
    for n, same in enumerate(_series(runs)):
        out.write("\n" if n else "")
        _table(same, last, out)


def show_json(runs: Sequence[AuditRun], last: int, out: TextIO) -> None:
    """One document, a run a line."""
    out.write('{"version":1,"runs":[')
    shown = sorted(
        (run for same in _series(runs) for run in same[-last:]), key=lambda run: run.number
    )
    out.write(",".join(f"\n{dumped(document(run))}" for run in shown))
    out.write("\n]}\n")


def document(run: AuditRun) -> dict[str, object]:
    """A run for other programs; runs of the same paths have the same `series`."""
    counts = run.counts
    return {
        "number": run.number,
        "at": run.at.isoformat(timespec="seconds"),
        "series": run.series,
        "folder": run.folder,
        "paths": list(run.paths),
        "profile": run.profile,
        "error": counts.error,
        "warning": counts.warning,
        "notice": counts.notice,
        "suppressed": counts.suppressed,
        "files": counts.files,
        "statements": counts.statements,
        "fully_parsed": counts.fully_parsed,
        "failures": run.failures,
        "seconds": round(run.seconds, 3),
    }


def moment_of(run: AuditRun) -> str:
    """When it was, by the clock of this computer."""
    return run.at.astimezone().isoformat(" ", "minutes")[:16]


def signed(change: int) -> str:
    """`+3`, `-2`, nothing for none."""
    return f"{change:+d}" if change else ""


def _series(runs: Sequence[AuditRun]) -> list[list[AuditRun]]:
    """Runs of the same paths together; where the newest is, last."""
    found: dict[str, list[AuditRun]] = {}
    for run in sorted(runs, key=lambda run: run.number):
        found.setdefault(run.series, []).append(run)
    return sorted(found.values(), key=lambda same: same[-1].number)


def _table(same: Sequence[AuditRun], last: int, out: TextIO) -> None:
    of = same[-1]
    only_input = of.paths == (STANDARD_INPUT,)
    names = (_("standard input"), of.folder) if only_input else of.paths
    out.write(visible("  ".join(names)) + "\n")
    head = (
        _("Run"), _("When"), _("Errors"), _("Warnings"), _("Notices"), _("Statements"),
        _("Not fully parsed"), _("Seconds"), _("Findings"), "",
    )  # fmt: skip
    most = max(run.counts.findings for run in same[-last:])
    rows: list[tuple[str, ...]] = [head]
    for n in range(max(0, len(same) - last), len(same)):
        before = same[n - 1].counts.findings if n else same[n].counts.findings
        rows.append(_row(same[n], before, most))
    sizes = [max(width(row[n]) for row in rows) for n in range(len(head))]
    for row in rows:
        cells = [
            padded(text, size) if n in (1, 9) else " " * (size - width(text)) + text
            for n, (text, size) in enumerate(zip(row, sizes, strict=True))
        ]
        out.write("  ".join(cells).rstrip() + "\n")


def _row(run: AuditRun, before: int, most: int) -> tuple[str, ...]:
    counts = run.counts
    bar = "█" * (-(-counts.findings * _BAR // most) if most else 0)
    return (
        str(run.number), moment_of(run), str(counts.error), str(counts.warning),
        str(counts.notice), str(counts.statements), str(counts.statements - counts.fully_parsed),
        f"{run.seconds:.1f}", str(counts.findings),
        f"{bar} {signed(counts.findings - before)}".strip(),
    )  # fmt: skip
