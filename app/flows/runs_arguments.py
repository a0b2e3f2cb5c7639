"""The arguments of `mohist runs`, and the one of `mohist audit` that keeps a run."""

import argparse

from app.flows.argument_parts import add_language
from app.i18n import _

FORMATS = ("text", "json")
LAST = 20


def add_keep(parser: argparse.ArgumentParser) -> None:
    """`--keep`."""
    parser.add_argument(
        "--keep",
        action="store_true",
        help=_("Keep what this run found, to be compared with others: mohist runs."),
    )


def add_runs(parser: argparse.ArgumentParser) -> None:
    """`mohist runs` and `mohist runs compare`."""
    add = parser.add_argument
    add("--format", choices=FORMATS, default=FORMATS[0], help=_("Form of the list."))
    add(
        "--last",
        type=_count,
        default=LAST,
        metavar="N",
        help=_("So many of the same paths, the newest; 20 by default."),
    )
    add_language(parser)
    parser.set_defaults(command="runs")
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND")
    compare = commands.add_parser(
        "compare", help=_("What is new, gone and still there."), allow_abbrev=False
    )
    compare.add_argument(
        "before",
        nargs="?",
        type=_count,
        metavar="A",
        help=_("Number of the earlier run; by default the last but one."),
    )
    compare.add_argument(
        "after",
        nargs="?",
        type=_count,
        metavar="B",
        help=_("Number of the later run; by default the newest of the same paths."),
    )
    compare.add_argument(
        "--format", choices=FORMATS, default=argparse.SUPPRESS, help=_("Form of the list.")
    )
    add_language(compare)
    compare.set_defaults(command="runs-compare")


def _count(text: str) -> int:
    """A whole number from 1."""
    value = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    if value < 1:
        raise argparse.ArgumentTypeError(_("{text} is not a number").format(text=text))
    return value
