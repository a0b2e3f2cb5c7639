"""`mohist audit`: the audit of files, its progress, its report."""

import argparse
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from app.cli.parts import FOUND, STOPPED, TROUBLE, audit_shown, store_named, warden_for
from app.domain.dialect import Dialect
from app.domain.errors import BadUsage, Cancelled
from app.domain.finding import Severity
from app.domain.input_kind import InputKind
from app.domain.stop import Stop
from app.flows.arguments import FILE_FORMATS, FORMATS, NEVER
from app.flows.streams import (
    is_terminal,
    make_writable,
    standard_input,
    stop_on_ctrl_c,
    writing,
)
from app.i18n import _
from app.paths import data_folder

if TYPE_CHECKING:
    from app.audit.report import Render
    from app.audit.report.excerpt import Code
    from app.domain.result import AuditResult
    from app.flows.audit_files import Request
    from app.flows.changed_files import ChangedFiles
    from app.flows.events import Event

_PACE = 0.5  # seconds between two looks at files that are watched


def audit(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Audit what was named, and report."""
    from app.flows.audit_files import Request
    from app.flows.changed_files import ChangedFiles
    from app.flows.save_report import check_writable

    if arguments.format in FILE_FORMATS and not arguments.output:
        raise BadUsage(
            _("A report as {format} needs a file.").format(format=arguments.format),
            hint=_("Name it with --output."),
        )
    if arguments.watch and "-" in arguments.paths:
        raise BadUsage(
            _("Standard input cannot be watched."), hint=_("Name files or folders to watch.")
        )
    if arguments.count_rows and not arguments.instance:
        raise BadUsage(_("Rows are counted at an instance."), hint=_("Name it with --instance."))
    for path in filter(None, (arguments.output, arguments.write_baseline)):
        check_writable(path)
    with standard_input(arguments.paths) as spooled:
        request = Request(
            paths=tuple(map(Path, arguments.paths)),
            dialect=None if arguments.dialect == "auto" else Dialect(arguments.dialect),
            encoding=arguments.encoding,
            input=None if arguments.input == "auto" else InputKind(arguments.input),
            profile=arguments.profile,
            schema=tuple(arguments.schema),
            facts=arguments.facts,
            objects=arguments.objects,
            jobs=arguments.jobs,
            standard_input=spooled,
            release=arguments.server_version,
            baseline=arguments.baseline,
            marked=bool(arguments.write_baseline),
            count_rows=arguments.count_rows,
            kept=arguments.keep,
        )
        changes = ChangedFiles(request.paths) if arguments.watch else None
        result = _once(arguments, request, out, err)
        if arguments.keep and not result.stopped:
            _keep(request, result, err)
        if changes is not None and not result.stopped:
            _watch(arguments, request, changes, result, out, err)
            return 0
    if arguments.write_baseline and not result.stopped:
        return _write_baseline(arguments.write_baseline, result, err)
    return _exit_code(result, arguments.fail_on)


def _once(
    arguments: argparse.Namespace, request: "Request", out: TextIO, err: TextIO,
    before: "AuditResult | None" = None, gone: "Collection[Path]" = (),
) -> "AuditResult":  # fmt: skip
    """Audit what `request` names, and report. A file takes all of it, with what is known from
    `before`; the terminal, which shows that already, only what is new.
    """
    from app.flows.code_lines import code_of_files
    from app.flows.collect import Collector
    from app.flows.merge_results import brought_along

    collector = Collector(explained=bool(arguments.instance))
    stop = Stop()
    with (
        stop_on_ctrl_c(stop.set) as stopped,
        audit_shown(err) as watch,
        suppress(Cancelled),  # what was found until then is told
    ):
        events = _at_instance if arguments.instance else _offline
        for event in events(arguments, request, stop, err):
            collector.take(event)
            watch(event)
    result = collector.result(stopped=stopped())
    if before is not None and arguments.output:
        result = brought_along(before, result, set(map(str, gone)))
    _report(arguments, result, code_of_files(request.standard_input), out, err)
    if arguments.watch:
        out.flush()
    return result


def _watch(
    arguments: argparse.Namespace, request: "Request", files: "ChangedFiles",
    result: "AuditResult", out: TextIO, err: TextIO,
) -> None:  # fmt: skip
    """Audit again what is changed, until Ctrl+C, which is how this ends well."""
    stop = Stop()
    said = _("Watching {count} scripts. Ctrl+C ends it.")
    err.write(said.format(count=len(files)) + "\n")
    with stop_on_ctrl_c(stop.set):
        while not stop.wait(_PACE):
            changed, gone = files.look()
            if changed or gone:
                now = datetime.now().astimezone().strftime("%H:%M:%S")
                missing = [_("{file} is gone").format(file=path) for path in gone]
                err.write(f"\n{now}  {', '.join([*map(str, changed), *missing])}\n")
            if changed or (gone and arguments.output):
                again = replace(request, paths=changed, within=request.paths)
                result = _once(arguments, again, out, err, result, gone)
                if result.stopped:
                    break


def _keep(request: "Request", result: "AuditResult", err: TextIO) -> None:
    """Keep the run, and say what became of it since the last one."""
    from app.flows.keep_run import keep_run
    from app.store.runs import RunStore

    err.write(keep_run(RunStore(data_folder() / "runs"), request, result) + "\n")


def _write_baseline(path: Path, result: "AuditResult", err: TextIO) -> int:
    """Keep what was found; it is no failure any more."""
    from app.audit.baseline import write
    from app.flows.save_report import save_report

    written = []
    save_report(path, lambda out: written.append(write(result, path.absolute().parent, out)))
    said = _("{count} findings are known from now on: {file}.")
    err.write(said.format(count=sum(written), file=path) + "\n")
    return TROUBLE if result.failures else 0


def _offline(
    _arguments: argparse.Namespace, request: "Request", stop: Stop, _err: TextIO
) -> "Iterator[Event]":
    from app.flows.audit_files import audit_files

    return audit_files(request, stop)


def _at_instance(
    arguments: argparse.Namespace, request: "Request", stop: Stop, err: TextIO
) -> "Iterator[Event]":
    """The same with the facts of an instance, which then explains the statements."""
    from app.flows.at_instance import session_at
    from app.flows.audit_at_instance import audit_at

    place, warden = store_named(arguments), warden_for(arguments)
    with session_at(arguments.instance, place, warden, stop, arguments.secrets) as session:
        yield from audit_at(request, session, stop, lambda said: err.write(f"mohist: {said}\n"))


def _report(
    arguments: argparse.Namespace, result: "AuditResult", code: "Code", out: TextIO, err: TextIO
) -> None:
    from app.audit.report import BINARY
    from app.flows.save_report import save_binary_report, save_report

    if arguments.format in BINARY:
        write = BINARY[arguments.format]
        save_binary_report(arguments.output, lambda file: write(result, file, code))
        _tell_troubles(result, err)
        return
    render = _renderer(arguments, out)
    if arguments.output:
        save_report(arguments.output, lambda file: render(result, file, code))
    else:
        make_writable(out, utf8=arguments.format in FORMATS[1:])
        with writing(out):
            render(result, out, code)
    if arguments.output or arguments.format in FORMATS[1:]:
        _tell_troubles(result, err)
    if not result.files and not result.failures and not result.stopped:
        err.write(_("No scripts were found: name files, or folders that hold some.") + "\n")


def _renderer(arguments: argparse.Namespace, out: TextIO) -> "Render":
    """Code is shown to people: on a terminal, in a file, or where text is asked for by name."""
    from app.audit.report import FORMATS as RENDERS
    from app.audit.report import text

    if arguments.format in FORMATS[1:]:
        return RENDERS[arguments.format]
    terminal = not arguments.output and is_terminal(out)
    style = text.Style(
        code=terminal or bool(arguments.output) or arguments.format == "text",
        colours=terminal and not os.environ.get("NO_COLOR"),
        columns=shutil.get_terminal_size().columns if terminal else 0,
    )
    return lambda result, stream, code: text.render(result, stream, code, style)


def _tell_troubles(result: "AuditResult", err: TextIO) -> None:
    """Say what a reader of the report alone would hear too late."""
    from app.domain.display import visible

    for failure in result.failures:
        err.write(f"mohist: {visible(failure.path)}: {visible(failure.message)}\n")
    if result.stopped:
        err.write(_("Stopped before the end: this is what was found until then.") + "\n")


def _exit_code(result: "AuditResult", fail_on: str) -> int:
    if result.stopped:
        return STOPPED
    if result.failures:
        return TROUBLE
    if fail_on != NEVER and result.reaches(Severity[fail_on.upper()]):
        return FOUND
    return 0
