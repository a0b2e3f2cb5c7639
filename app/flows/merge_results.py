"""A whole audit brought up to date by one of what changed."""

from collections.abc import Collection
from dataclasses import replace

from app.domain.result import AuditResult
from app.flows.gather import in_natural_order


def brought_along(before: AuditResult, now: AuditResult, gone: Collection[str]) -> AuditResult:
    """`now`, and of `before` the files that were neither audited again nor are `gone`."""
    again = {file.report.path for file in now.files} | {each.path for each in now.failures}
    again.update(gone)
    files = (*(file for file in before.files if file.report.path not in again), *now.files)
    failures = (*(each for each in before.failures if each.path not in again), *now.failures)
    return replace(
        now,
        files=tuple(in_natural_order(files, lambda file: file.report.path)),
        failures=tuple(in_natural_order(failures, lambda failure: failure.path)),
    )
