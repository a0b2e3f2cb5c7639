"""The command line: reads the arguments, calls the flows, chooses the exit code.

0: nothing at or above `--fail-on`; 1: findings, or a journal that was tampered with; 2: bad usage,
or an input that could not be read (the rest is audited all the same); 130: stopped with Ctrl+C;
141: nobody reads the output.
Imports of the audit are inside the commands, so that `--version` and `--help` answer at once.
"""

import argparse
import difflib
import gettext
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from app import i18n
from app.domain.dialect import Dialect
from app.domain.errors import BadUsage, Cancelled, ConsoleError
from app.domain.finding import Severity
from app.flows.arguments import FORMATS, NEVER, language_in, parsed
from app.flows.streams import (
    abandon,
    is_terminal,
    make_writable,
    standard_input,
    stop_on_ctrl_c,
    writing,
)
from app.i18n import _
from app.paths import data_folder, resource

if TYPE_CHECKING:
    from app.audit.report import Render
    from app.audit.report.excerpt import Code
    from app.domain.result import AuditResult
    from app.flows.events import Event
    from app.flows.rights import Warden
    from app.store.journal import Journal

FOUND, TROUBLE, STOPPED, NOBODY_READS = 1, 2, 130, 141


def main(
    arguments: Sequence[str] | None = None, out: TextIO | None = None, err: TextIO | None = None
) -> int:
    """Do what `arguments` say and return the exit code."""
    out, err = out or sys.stdout, err or sys.stderr
    arguments = sys.argv[1:] if arguments is None else arguments
    _speak(language_in(arguments)[0])
    make_writable(err)
    make_writable(out)
    try:
        said = parsed(arguments)
        with ExitStack() as said.leaving:
            return _COMMANDS[said.command](said, out, err)
    except SystemExit as leave:  # --help and --version have said what they had to say
        return int(leave.code or 0)
    except BrokenPipeError:
        abandon(out)
        return NOBODY_READS
    except KeyboardInterrupt:
        err.write(_("Stopped.") + "\n")
        return STOPPED
    except ConsoleError as error:
        err.write(f"mohist: {error} {error.hint}".rstrip() + "\n")
        return TROUBLE


def _speak(language: str) -> None:
    """Speak `language`, argparse too: it asks the process-wide domain of gettext."""
    i18n.install(language)
    os.environ["LANGUAGE"] = i18n.language()
    gettext.bindtextdomain("mohist", str(resource("locale")))
    gettext.textdomain("mohist")


# ---------------------------------------------------------------------- audit


def _audit(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.audit_files import Request, audit_files
    from app.flows.code_lines import code_of_files
    from app.flows.collect import Collector
    from app.flows.save_report import check_writable

    if arguments.output:
        check_writable(arguments.output)
    with standard_input(arguments.paths) as spooled:
        request = Request(
            paths=tuple(map(Path, arguments.paths)),
            dialect=None if arguments.dialect == "auto" else Dialect(arguments.dialect),
            encoding=arguments.encoding,
            profile=arguments.profile,
            schema=tuple(arguments.schema),
            jobs=arguments.jobs,
            standard_input=spooled,
        )
        collector = Collector()
        with stop_on_ctrl_c() as stopped, _progress(err) as watch:
            for event in audit_files(request, stopped):
                collector.take(event)
                watch(event)
        result = collector.result(stopped=stopped())
        _report(arguments, result, code_of_files(spooled), out, err)
    return _exit_code(result, arguments.fail_on)


@contextmanager
def _progress(err: TextIO) -> "Iterator[Callable[[Event], None]]":
    """Gives what draws events on a terminal, and nowhere else."""
    if not is_terminal(err):
        yield lambda event: None
        return
    from app.flows.progress_bar import ProgressBar

    bar = ProgressBar(err)
    try:
        yield bar.take
    finally:
        bar.clear()


def _report(
    arguments: argparse.Namespace, result: "AuditResult", code: "Code", out: TextIO, err: TextIO
) -> None:
    from app.flows.save_report import save_report

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
    from app.audit.report.display import visible

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


# ---------------------------------------------------------------------- rules


def _rules(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.audit.registry import catalogue
    from app.audit.report.rulebook import render_json, render_list

    json = arguments.format == "json"
    make_writable(out, utf8=json)
    render = render_json if json else render_list
    with writing(out):
        render(catalogue().values(), out)
    return 0


def _show_rule(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.audit.registry import catalogue
    from app.audit.report.rulebook import render_one

    rules = catalogue()
    if arguments.rule not in rules:
        near = difflib.get_close_matches(arguments.rule, rules, n=3, cutoff=0.4)
        raise BadUsage(
            _("There is no rule {rule}.").format(rule=arguments.rule),
            hint=_("Did you mean: {rules}?").format(rules=", ".join(near))
            if near
            else _("mohist rules lists them all."),
        )
    with writing(out):
        render_one(rules[arguments.rule], out, min(100, shutil.get_terminal_size().columns))
    return 0


# ---------------------------------------------------------------------- journal


def _journal(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.journal_commands import COMMANDS

    return COMMANDS[arguments.journal](arguments, data_folder() / "journal", out)


def _set_journal_aside(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.keep_journal import set_journal_aside
    from app.flows.show_journal import show_kept

    journal = _signed_journal(arguments)
    kept = set_journal_aside(journal, _warden(arguments, journal))
    with writing(out):
        show_kept(kept, out)
    return 0


# ---------------------------------------------------------------------- inventory


def _export_inventory(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.exchange_inventory import export, opened

    warden, kind = _warden(arguments), arguments.kind
    with opened(_store(arguments)) as store:
        export(store.load(), arguments.file, warden, kind, bom=not arguments.no_bom)
    return 0


def _import_inventory(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.exchange_inventory import import_file, opened_to_change

    with opened_to_change(_warden(arguments), _store(arguments)) as store, writing(out):
        whole = import_file(
            store, arguments.file, arguments.source, arguments.kind, out,
            dry=arguments.dry_run, tell=_share_told(err, _("{percent} % read")),
        )  # fmt: skip
    return 0 if whole else TROUBLE


def _share_told(err: TextIO, text: str) -> Callable[[float], object]:
    """Shows on a terminal which share of a long work is done."""
    if not is_terminal(err):
        return lambda _share: None

    def tell(share: float) -> None:
        err.write("\r\033[K" + ("" if share >= 1 else text.format(
            percent=int(share * 100)
        )))  # fmt: skip
        err.flush()

    return tell


def _salvage_inventory(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.exchange_inventory import salvage

    with writing(out):
        whole = salvage(arguments.file, _store(arguments), _warden(arguments), out)
    return 0 if whole else TROUBLE


def _restore_inventory(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.exchange_inventory import restore_copy

    with writing(out):
        restore_copy(arguments.file, _store(arguments), lambda: _warden(arguments), out)
    return 0


# ---------------------------------------------------------------------- collect


def _collect(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.watch.collecting import collect
    from app.flows.who_is_here import warden_of_service

    warden = warden_of_service(_signed_journal(arguments))
    return collect(arguments, _store(arguments), warden, out, err)


# ---------------------------------------------------------------------- history


def _export_history(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.watch.history_commands import export

    return _long(export, arguments, out, err)


def _import_history(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.watch.history_commands import import_from_prometheus

    return _long(import_from_prometheus, arguments, out, err)


def _list_metrics(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.list_metrics import list_metrics

    make_writable(out, utf8=arguments.format != FORMATS[0])
    with writing(out):
        troubles = list_metrics(arguments.engine, arguments.format, out)
    err.writelines(f"mohist: {trouble} {trouble.hint}".rstrip() + "\n" for trouble in troubles)
    return TROUBLE if troubles else 0


def _check_metrics(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.list_metrics import check_metrics

    with writing(out):
        check_metrics(arguments.files, out)
    return 0


def _long(
    call: Callable[..., None], arguments: argparse.Namespace, out: TextIO, err: TextIO
) -> int:
    """Do what Ctrl+C ends in good order, and tell how much of it is done."""
    with stop_on_ctrl_c() as stopped, writing(out):
        tell = _share_told(err, _("{percent} % done"))
        try:
            call(arguments, _store(arguments), out, stopped, tell)
        except Cancelled:
            raise KeyboardInterrupt from None
    return 0


# ---------------------------------------------------------------------- alerts


def _alerts(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from app.flows.watch.alert_commands import COMMANDS, Console

    if getattr(arguments, "format", "json") == "json":
        make_writable(out, utf8=True)
    with stop_on_ctrl_c() as stopped, writing(out):
        tell = _share_told(err, _("{percent} % done"))
        try:
            return COMMANDS[arguments.alerts](
                arguments,
                Console(_store(arguments), lambda: _warden(arguments), out, err, stopped, tell),
            )
        except Cancelled:
            raise KeyboardInterrupt from None


def _warden(arguments: argparse.Namespace, journal: "Journal | None" = None) -> "Warden":
    """Of whoever gives the command."""
    from app.flows.who_is_here import warden_of_commands

    return warden_of_commands(journal or _signed_journal(arguments), _store(arguments))


def _signed_journal(arguments: argparse.Namespace) -> "Journal":
    """The journal to write into; what signs it ends with the command."""
    from app.flows.command_journal import journal_of_commands

    leaving: ExitStack = arguments.leaving
    return leaving.enter_context(journal_of_commands(data_folder()))


def _store(arguments: argparse.Namespace) -> str:
    """Another inventory for this run, where one was named."""
    found: str = getattr(arguments, "store", "")
    return found


_COMMANDS = {
    "audit": _audit,
    "rules": _rules,
    "show": _show_rule,
    "journal": _journal,
    "journal-set-aside": _set_journal_aside,
    "inventory-export": _export_inventory,
    "inventory-import": _import_inventory,
    "inventory-salvage": _salvage_inventory,
    "inventory-restore": _restore_inventory,
    "collect": _collect,
    "metrics": _list_metrics,
    "metrics-check": _check_metrics,
    "history-export": _export_history,
    "history-import-prometheus": _import_history,
    "alerts": _alerts,
}
