"""The arguments of `mohist journal`."""

from argparse import ArgumentParser
from pathlib import Path

from app.domain.act import Ending
from app.flows.argument_parts import add_language, moment
from app.i18n import _
from app.store.journal.found import KINDS

FORMS = ("text", "json", "csv")


def add_journal(parser: ArgumentParser) -> None:
    """Have the parser of `mohist journal` know all that stands behind it."""
    add_language(parser)
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)
    verify = commands.add_parser(
        "verify", help=_("Check that the journal is as it was written."), allow_abbrev=False
    )
    verify.add_argument(
        "--file", type=Path, metavar="FILE", help=_("Check this file of a month by itself.")
    )
    verify.add_argument(
        "--anchor", type=Path, action="append", default=[], metavar="FILE",
        help=_("Also hold it against this anchor; may be given more than once."),
    )  # fmt: skip
    add_language(verify)
    verify.set_defaults(command="journal", journal="verify")
    anchor = commands.add_parser(
        "anchor",
        help=_("Print what to keep elsewhere, to tell later that nothing was changed or cut off."),
        allow_abbrev=False,
    )
    anchor.add_argument(
        "--out", type=Path, metavar="FILE", help=_("Write it to this new file instead.")
    )
    add_language(anchor)
    anchor.set_defaults(command="journal", journal="anchor")
    aside = commands.add_parser(
        "set-aside",
        help=_("Keep a journal that cannot be gone on with, and begin a new one."),
        allow_abbrev=False,
    )
    add_language(aside)
    aside.set_defaults(command="journal-set-aside")
    show = commands.add_parser(
        "show", help=_("List what was done, the newest first."), allow_abbrev=False
    )
    add = show.add_argument
    add("--since", type=moment, metavar="TIME", help=_("Only from this day or time on."))
    add("--until", type=moment, metavar="TIME", help=_("Only before this day or time."))
    add("--who", default="", metavar="NAME", help=_("Only by or to somebody with this name."))
    add("--instance", default="", metavar="NAME", help=_("Only this instance: name or address."))
    add("--kind", choices=KINDS, action="append", default=[],
        help=_("Only entries of this kind; may be given more than once."))  # fmt: skip
    add("--ending", choices=[*map(str, Ending)], action="append", default=[],
        help=_("Only what ended so; may be given more than once."))  # fmt: skip
    add("--grep", default="", metavar="TEXT", help=_("Only entries with this text in them."))
    add("--format", choices=FORMS, default=FORMS[0], help=_("Form of the list."))
    add_language(show)
    show.set_defaults(command="journal", journal="show")
