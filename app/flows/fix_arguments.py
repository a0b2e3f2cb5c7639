"""The arguments of `mohist fix`."""

import argparse

from app.domain.dialect import SQL
from app.flows.argument_parts import add_language, encoding
from app.i18n import _


def add_fix(parser: argparse.ArgumentParser) -> None:
    """Add them."""
    add = parser.add_argument
    add("paths", nargs="+", metavar="PATH", help=_("A script, or a folder with some."))
    add(
        "--rule",
        action="append",
        default=[],
        metavar="ID",
        help=_(
            "Mend only findings of this rule, even where that changes what a script does;"
            " may be given more than once."
        ),
    )
    add(
        "--apply",
        action="store_true",
        help=_("Change the files; a copy of each is kept: .bak. Without it they are only shown."),
    )
    add(
        "--dialect",
        choices=[*SQL, "auto"],
        default="auto",
        help=_("Kind of SQL; by default it is found from the text and the name of each file."),
    )
    add(
        "--profile",
        default="",
        metavar="FILE",
        help=_("Rules to apply: a file, default or strict; by default the nearest mohist.toml."),
    )
    add("--encoding", type=encoding, metavar="NAME", help=_("Encoding of every file."))
    add_language(parser)
    parser.set_defaults(command="fix")
