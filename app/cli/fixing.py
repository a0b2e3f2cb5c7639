"""`mohist fix`: what the audit found, mended where it is known how."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from app.cli.parts import FOUND, STOPPED, TROUBLE, audit_shown
from app.domain.dialect import Dialect
from app.domain.display import visible
from app.domain.errors import ConsoleError
from app.flows.streams import is_terminal, make_writable, stop_on_ctrl_c, writing
from app.i18n import _

if TYPE_CHECKING:
    from app.flows.fix_files import Plan
    from app.flows.fixable_files import Mended


def fix(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Show the changes as a diff, or with `--apply` make them, each file whole or not at all.

    1 where changes are shown; 2 where a file could not be read or changed, the others being done.
    """
    from app.flows.audit_files import Request
    from app.flows.fix_files import plan_fixes

    request = Request(
        paths=tuple(map(Path, arguments.paths)),
        dialect=None if arguments.dialect == "auto" else Dialect(arguments.dialect),
        encoding=arguments.encoding,
        profile=arguments.profile,
    )
    with stop_on_ctrl_c() as stopped, audit_shown(err) as watch:
        plan = plan_fixes(request, arguments.rule, stopped, watch)
    if plan.stopped:
        err.write(_("Stopped; no file was changed.") + "\n")
        return STOPPED
    troubles = [f"{failure.path}: {failure.message}" for failure in plan.failures]
    make_writable(out, utf8=not arguments.apply)
    with writing(out):
        troubles += _apply(plan, out) if arguments.apply else _show(plan, out)
    _tell(plan, err, applied=arguments.apply)
    for trouble in troubles:
        err.write(f"mohist: {visible(trouble)}\n")
    if troubles:
        return TROUBLE
    return FOUND if plan.mended and not arguments.apply else 0


def _show(plan: "Plan", out: TextIO) -> list[str]:
    """The changes; strangers' control characters do not reach a terminal."""
    shown = visible if is_terminal(out) else str
    for mended in plan.mended:
        for line in mended.diff:
            out.write(shown(line) + "\n")
    return []


def _apply(plan: "Plan", out: TextIO) -> list[str]:
    """Make them; what went wrong with which file."""
    from app.flows.fix_files import write_fixes

    def write(mended: "Mended") -> str:
        try:
            copy = write_fixes(mended)
        except ConsoleError as error:
            return f"{error} {error.hint}".rstrip()
        said = _("{path}: {count} fixed; as it was it is in {copy}.").format(
            path=visible(mended.name), count=len(mended.fixes), copy=visible(copy.name)
        )
        out.write(said + "\n")
        return ""

    return list(filter(None, map(write, plan.mended)))


def _tell(plan: "Plan", err: TextIO, *, applied: bool) -> None:
    """How much it is, and what is left."""
    if not applied:
        said = _("{count} fixes in {files} files; --apply makes them.")
        fixes = sum(len(mended.fixes) for mended in plan.mended)
        err.write(said.format(count=fixes, files=len(plan.mended)) + "\n")
    if plan.overlapping:
        said = _("{count} more touch the same code: fix it again for these.")
        err.write(said.format(count=plan.overlapping) + "\n")
    if plan.unasked:
        said = _("{count} more would change what a script does; name them with --rule: {rules}.")
        rules = ", ".join(sorted(plan.unasked))
        err.write(said.format(count=plan.unasked.total(), rules=rules) + "\n")
    if plan.otherwise:
        said = _(
            "{count} more could be written otherwise, with the same rows; name them with --rule:"
            " {rules}."
        )
        rules = ", ".join(sorted(plan.otherwise))
        err.write(said.format(count=plan.otherwise.total(), rules=rules) + "\n")
