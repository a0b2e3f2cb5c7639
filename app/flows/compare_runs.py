"""Two runs beside each other: what is new, what is gone, what is still there."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TextIO

from app.audit.report.json import dumped
from app.domain.audit_run import AuditRun, RunFinding
from app.domain.display import padded, visible, width
from app.domain.errors import BadUsage
from app.flows.list_runs import document, moment_of, signed
from app.i18n import _
from app.store.runs import RunStore


class Compared(NamedTuple):
    """Each in the order of its run: `gone` of the earlier one, the others of the later."""

    new: tuple[RunFinding, ...]
    gone: tuple[RunFinding, ...]
    still: tuple[RunFinding, ...]


def compared(before: Sequence[RunFinding], after: Sequence[RunFinding]) -> Compared:
    """Findings are the same by file, rule and mark, and each as often as it was there: of three
    alike where there were two, the last is new.
    """
    still, new = _met(after, before)
    _still, gone = _met(before, after)
    return Compared(tuple(new), tuple(gone), tuple(still))


def _met(
    these: Iterable[RunFinding], others: Iterable[RunFinding]
) -> tuple[list[RunFinding], list[RunFinding]]:
    """Those of `these` that are among the others, too, and those that are not."""
    left = Counter(one.identity for one in others)
    met: list[RunFinding] = []
    alone: list[RunFinding] = []
    for one in these:
        found = left[one.identity] > 0
        left[one.identity] -= found
        (met if found else alone).append(one)
    return met, alone


def chosen(store: RunStore, before: int | None, after: int | None) -> tuple[int, int]:
    """The numbers of two runs, where one or both are left to us (see `mohist runs compare`).

    Raises:
        BadUsage: there is none that could be meant.
        UnreadableInput: the file of the one that is named is damaged.
    """
    if before is not None and after is not None:
        return before, after
    runs = store.listed().runs
    of = store.of(before)[0] if before is not None else runs[-1] if runs else None
    same = [run.number for run in runs if of and run.series == of.series]
    if before is None and len(same) > 1:
        return same[-2], same[-1]
    if before is not None and same[-1] > before:
        return before, same[-1]
    raise BadUsage(
        _("There is no other run of the same paths to compare with."),
        hint=_("mohist audit PATH --keep keeps one; mohist runs lists them all."),
    )


def show_text(before: AuditRun, after: AuditRun, became: Compared, out: TextIO) -> None:
    """The figures of both, then the new and the gone findings, a line each."""
    for name, run in ((_("Before"), before), (_("After"), after)):
        said = _("{name}: run {number}, {moment}, {folder}, profile {profile}")
        out.write(
            visible(said.format(
                name=name, number=run.number, moment=moment_of(run), folder=run.folder,
                profile=run.profile,
            )) + "\n"
        )  # fmt: skip
    if before.profile != after.profile:
        out.write(_("The profiles differ: other rules find other things.") + "\n")
    out.write("\n")
    rows = [
        (name, str(one), str(other), signed(other - one))
        for (name, one), (_name, other) in zip(_figures(before), _figures(after), strict=True)
    ]
    first = max(width(row[0]) for row in rows)
    sizes = [max(len(row[n]) for row in rows) for n in (1, 2, 3)]
    for row in rows:
        cells = (text.rjust(size) for text, size in zip(row[1:], sizes, strict=True))
        out.write("  ".join((padded(row[0], first), *cells)).rstrip() + "\n")
    for title, findings in (
        (_("New: {count}"), became.new),
        (_("Gone: {count}"), became.gone),
        (_("Still there: {count}"), became.still),
    ):
        out.write("\n" + title.format(count=len(findings)) + "\n")
        if findings is not became.still:
            out.writelines(map(_line, findings))


def show_json(before: AuditRun, after: AuditRun, became: Compared, out: TextIO) -> None:
    """One document, a finding a line."""
    heads = dumped(document(before)), dumped(document(after))
    out.write('{{"version":1,"before":{},\n"after":{}'.format(*heads))
    for name, findings in zip(Compared._fields, became, strict=True):
        out.write(f',\n"{name}":[')
        out.write(",".join(f"\n{dumped(_entry(one))}" for one in findings))
        out.write("\n]")
    out.write("}\n")


def _figures(run: AuditRun) -> tuple[tuple[str, int], ...]:
    counts = run.counts
    return (
        (_("Errors"), counts.error),
        (_("Warnings"), counts.warning),
        (_("Notices"), counts.notice),
        (_("Suppressed"), counts.suppressed),
        (_("Files"), counts.files),
        (_("Statements"), counts.statements),
        (_("Not fully parsed"), counts.statements - counts.fully_parsed),
    )


def _line(one: RunFinding) -> str:
    where = f"{one.path}:{one.line}"
    said = visible(f"  {where}  {one.severity.word}  {one.rule}  {one.message}")
    return f"{said}\n"


def _entry(one: RunFinding) -> dict[str, object]:
    return {
        "path": one.path,
        "line": one.line,
        "rule": one.rule,
        "severity": one.severity.word,
        "object": one.object,
        "message": one.message,
        "mark": one.mark,
    }
