"""The command line: reads the arguments, calls the flows, chooses the exit code.

0: nothing at or above `--fail-on`; 1: findings, new ones of two runs that are compared, a script
that is not formatted or could be mended, or a journal that was tampered with; 2: bad usage, or an
input that could not be read (the rest is done all the same); 130: stopped with Ctrl+C; 141: nobody
reads the output.
Imports of the audit are inside the commands, so that `--version` and `--help` answer at once.
"""

import gettext
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TextIO

from app import i18n
from app.cli import audit, console, fixing, formatting, ours, rules, runs, schemas, watch
from app.cli.parts import NOBODY_READS, STOPPED, TROUBLE
from app.domain.errors import ConsoleError
from app.flows.arguments import language_in, parsed
from app.flows.streams import abandon, make_writable
from app.i18n import _
from app.paths import resource


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


_COMMANDS = {
    "audit": audit.audit,
    "runs": runs.list_runs,
    "runs-compare": runs.compare,
    "rules": rules.list_rules,
    "show": rules.show_rule,
    "journal": ours.journal,
    "journal-set-aside": ours.set_journal_aside,
    "inventory-export": ours.export_inventory,
    "inventory-import": ours.import_inventory,
    "inventory-salvage": ours.salvage_inventory,
    "inventory-restore": ours.restore_inventory,
    "export": console.export,
    "fix": fixing.fix,
    "format": formatting.format_files,
    "collect": watch.collect,
    "metrics": watch.metrics,
    "metrics-check": watch.check_metrics,
    "history-export": watch.export_history,
    "history-import-prometheus": watch.import_history,
    "alerts": watch.alerts,
    "snapshot": console.snapshot,
    "definitions": console.definitions,
    "schema-diff": schemas.schema_diff,
}
