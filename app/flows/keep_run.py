"""Keep what an audit came to, and say what is new since the last run of the same paths."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from app.audit.baseline import seen_from
from app.audit.profile import nearest
from app.domain.audit_run import AuditRun, RunFinding, series_of
from app.domain.errors import BadUsage, UnreadableInput
from app.domain.result import AuditResult
from app.flows.audit_files import Request
from app.flows.compare_runs import compared
from app.flows.gather import STANDARD_INPUT
from app.i18n import _
from app.store.runs import RunStore


def keep_run(store: RunStore, request: Request, result: AuditResult) -> str:
    """Keep it; a sentence with its number and what changed. Suppressed findings are not in it.
    What is kept already is not kept once more.

    The request must have asked for marks (`kept`).

    Raises:
        Unwritable, UnreadableInput: it could not be kept.
    """
    run, findings = run_of(request, result)
    earlier = store.numbers(run.series)
    if (number := _kept_as(store, earlier, run, findings)) is not None:
        return _("It is kept already: it is run {number}.").format(number=number)
    run = store.keep(run, findings)
    said = _("This is run {number}.").format(number=run.number)
    if not earlier:
        return said
    try:
        before = store.of(earlier[-1])[1]
    except UnreadableInput as trouble:
        return f"{said} {trouble} {trouble.hint}"
    became = compared(before, findings)
    return _("This is run {number}; since run {before}: {new} new, {gone} gone.").format(
        number=run.number, before=earlier[-1], new=len(became.new), gone=len(became.gone)
    )


def _kept_as(
    store: RunStore, earlier: Iterable[int], run: AuditRun, findings: tuple[RunFinding, ...]
) -> int | None:
    """The number under which the very same run is kept; None where it is not."""
    for number in earlier:
        with suppress(BadUsage, UnreadableInput):  # gone meanwhile, or damaged
            if store.run(number).at == run.at and _same(store.of(number)[1], findings):
                return number
    return None


def _same(kept: tuple[RunFinding, ...], findings: tuple[RunFinding, ...]) -> bool:
    """Whether they are the same; what is kept has no passwords in its values."""
    return [replace(each, values=()) for each in kept] == [
        replace(each, values=()) for each in findings
    ]


def run_of(request: Request, result: AuditResult) -> tuple[AuditRun, tuple[RunFinding, ...]]:
    """The run, without a number yet, and what it found that counts."""
    folder, paths = _named(request.paths)
    found = nearest(Path(folder)) if not request.profile and folder else None
    profile = request.profile or (str(found) if found else "default")
    run = AuditRun(
        0, result.begun, folder, paths, profile, result.counts(), len(result.failures),
        result.seconds,
    )  # fmt: skip
    findings = tuple(
        RunFinding(
            path, one.rule, one.mark, one.severity, one.start.line, one.object, one.template,
            one.values,
        )
        for file in result.files
        for path in [seen_from(folder, file.report.path)]
        for one in file.findings
        if one.suppressed is None
    )  # fmt: skip
    return run, findings


def series_of_paths(paths: Iterable[Path]) -> str:
    """What runs of these paths have in common (see `AuditRun.series`)."""
    return series_of(*_named(paths))


def _named(paths: Iterable[Path]) -> tuple[str, tuple[str, ...]]:
    """The folder that holds them all, and each of them whole."""
    named = tuple(sorted({_absolute(path) for path in paths}))
    return _folder_of(named), named


def _absolute(path: Path) -> str:
    """As the user named it, links and all, but whole."""
    return STANDARD_INPUT if str(path) == STANDARD_INPUT else os.path.abspath(path)  # noqa: PTH100


def _folder_of(paths: tuple[str, ...]) -> str:
    """The nearest folder that holds all of them, empty where they are on several drives."""
    named = [path for path in paths if path != STANDARD_INPUT]
    if not named:
        return str(Path.cwd())
    try:
        common = os.path.commonpath(named)
    except ValueError:
        return ""
    return str(Path(common).parent) if Path(common).is_file() else common
