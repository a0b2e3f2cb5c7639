"""The arguments of `mohist format`."""

import argparse

from app.domain.dialect import SQL
from app.flows.argument_parts import add_language, encoding
from app.i18n import _

CASES = ("upper", "lower", "keep")
COMMAS = ("trailing", "leading")
"""As in `app.sql.format`, which is not imported just to show the help."""


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add them."""
    add = parser.add_argument
    add("paths", nargs="+", metavar="FILE", help=_("A script, or a folder with some."))
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--check", action="store_true", help=_("Name the scripts that are not laid out so.")
    )
    what.add_argument(
        "--write", action="store_true", help=_("Change the files; a copy of each is kept: .orig.")
    )
    add(
        "--dialect",
        choices=[*SQL, "auto"],
        default="auto",
        help=_("Kind of SQL; by default it is found from the text and the name of each file."),
    )
    add("--indent", type=_columns, default=4, metavar="N", help=_("Columns a step is indented."))
    add("--width", type=_columns, default=100, metavar="N", help=_("Columns a line may have."))
    add("--keywords", choices=CASES, default=CASES[0], help=_("How keywords are written."))
    add("--commas", choices=COMMAS, default=COMMAS[0], help=_("Where a line breaks at a comma."))
    add("--encoding", type=encoding, metavar="NAME", help=_("Encoding of every file."))
    add_language(parser)
    parser.set_defaults(command="format")


def _columns(text: str) -> int:
    """A number of columns that makes sense."""
    value = int(text) if text.isdecimal() else 0
    if not 1 <= value <= _WIDEST:
        raise argparse.ArgumentTypeError(
            _("{text} is no number from 1 to {most}").format(text=text, most=_WIDEST)
        )
    return value


_WIDEST = 1000
