"""The arguments of `mohist schema-diff`."""

import argparse
from pathlib import Path

from app.domain.dialect import Dialect
from app.flows.argument_parts import add_language, add_store
from app.i18n import _

FORMATS = ("text", "json", "sql")


def add_schema_diff(parser: argparse.ArgumentParser) -> None:
    """Its two sides and its options."""
    side = _("INSTANCE/SCHEMA of the inventory, or a file of DDL.")
    add = parser.add_argument
    add("left", metavar="A", help=_("What is to change: {side}").format(side=side))
    add("right", metavar="B", help=_("What it is to become: {side}").format(side=side))
    add("--format", choices=FORMATS, default=FORMATS[0],
        help=_("Form of the answer; sql is the migration script alone."))  # fmt: skip
    add("--output", type=Path, metavar="FILE", help=_("Write the migration script into this file."))
    add("--destructive", action="store_true",
        help=_("Write out what destroys, instead of as comments."))  # fmt: skip
    add("--ignore-definers", action="store_true", help=_("Whose a view or a routine is, is no"
        " difference."))  # fmt: skip
    add("--dialect", choices=[Dialect.MYSQL, Dialect.MARIADB], help=_("That of a file of DDL."))
    add(
        "--secrets",
        type=Path,
        metavar="FOLDER",
        help=_("A folder with a file for each password; else what systemd hands over."),
    )
    add_language(parser)
    add_store(parser)
    parser.set_defaults(command="schema-diff")
