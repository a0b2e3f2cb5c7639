"""The commands of `mohist journal` that only read it."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from app.auth.signing import check
from app.domain.act import Ending
from app.domain.errors import BadUsage
from app.flows.command_journal import verified
from app.flows.export_journal import entries, write_csv
from app.flows.keep_journal import save_anchor, take_anchor
from app.flows.show_journal import show_json, show_text, show_verdict
from app.flows.streams import make_writable, writing
from app.i18n import _
from app.store.journal import Journal, Wanted, verify_file
from app.store.journal.anchors import written

TAMPERED = 1
"""The exit code where the journal is not as it was written."""


def _verify(arguments: Namespace, folder: Path, out: TextIO) -> int:
    if arguments.file and arguments.anchor:
        raise BadUsage(
            _("A file by itself cannot be held against an anchor."),
            hint=_("Give --anchor without --file: the whole journal is checked then."),
        )
    if arguments.file:
        verdict = verify_file(arguments.file, check=check)
        unknown = None
    else:
        verdict, unknown = verified(folder.parent, arguments.anchor)
    with writing(out):
        show_verdict(verdict, arguments.file or folder, out)
        if unknown is not None:
            out.write(
                _("What the keychain remembers of its end is not known: {reason}").format(
                    reason=unknown
                ) + "\n"
            )  # fmt: skip
    return TAMPERED if verdict.fault else 0


def _anchor(arguments: Namespace, folder: Path, out: TextIO) -> int:
    anchor = take_anchor(Journal(folder))
    if arguments.out is not None:
        save_anchor(anchor, arguments.out)
        return 0
    with writing(out):
        out.write(written(anchor))
    return 0


def _show(arguments: Namespace, folder: Path, out: TextIO) -> int:
    make_writable(out, utf8=arguments.format != "text")
    found = entries(Journal(folder), _wanted(arguments))
    with writing(out):
        if arguments.format == "csv":
            write_csv(found, out)
            return 0
        show = show_json if arguments.format == "json" else show_text
        for each in found:
            show(each, out)
    return 0


def _wanted(arguments: Namespace) -> Wanted:
    return Wanted(
        since=arguments.since, until=arguments.until, instance=arguments.instance,
        text=arguments.grep, who=arguments.who, kinds=frozenset(arguments.kind),
        endings=frozenset(map(Ending, arguments.ending)),
    )  # fmt: skip


COMMANDS: Mapping[str, Callable[[Namespace, Path, TextIO], int]] = {
    "verify": _verify, "anchor": _anchor, "show": _show,
}  # fmt: skip
"""By the word behind `mohist journal`; each gets the folder of the journal, and gives the exit
code.
"""
