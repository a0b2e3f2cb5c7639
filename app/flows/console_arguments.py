"""The arguments of commands that log in at an instance: snapshot, export."""

import argparse
from pathlib import Path
from typing import Any

from app.flows.argument_parts import add_language, add_secrets, add_store
from app.i18n import _

EXPORTS = ("csv", "jsonl", "parquet", "xlsx", "sql")
"""As in `app.results.export`, which is not imported just to show the help."""


def add_console_commands(commands: Any) -> None:
    """Add them all to the parser's commands."""
    _add_definitions(
        commands.add_parser(
            "definitions",
            help=_("Write the objects of an instance into scripts, to be audited."),
            allow_abbrev=False,
        )
    )
    _add_snapshot(
        commands.add_parser(
            "snapshot",
            help=_("Write what an instance knows of its schemas, for the audit."),
            allow_abbrev=False,
        )
    )
    _add_export(
        commands.add_parser(
            "export", help=_("Write what a statement reads into a file."), allow_abbrev=False
        )
    )


def _add_definitions(parser: argparse.ArgumentParser) -> None:
    add_login(parser)
    add = parser.add_argument
    add(
        "--schema",
        action="append",
        default=[],
        metavar="NAME",
        help=_("Only this schema; may be given more than once."),
    )
    add("--digests", type=int, default=0, metavar="N", help=_("Also the N dearest statements."))
    add("--running", action="store_true", help=_("Also what sessions run now."))
    add("--output", type=Path, required=True, metavar="FOLDER", help=_("Where the scripts go."))
    parser.set_defaults(command="definitions")


def add_login(parser: argparse.ArgumentParser) -> None:
    """What every command that logs in at an instance has."""
    parser.add_argument("instance", metavar="INSTANCE", help=_("Its name in the inventory."))
    add_secrets(parser)
    add_language(parser)
    add_store(parser)


def _add_snapshot(parser: argparse.ArgumentParser) -> None:
    add_login(parser)
    parser.add_argument(
        "--schema",
        action="append",
        default=[],
        metavar="NAME",
        help=_("Only this schema; may be given more than once."),
    )
    parser.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help=_("A .json, or a .json.gz; there is no row of data in it."),
    )
    parser.set_defaults(command="snapshot")


def _add_export(parser: argparse.ArgumentParser) -> None:
    add_login(parser)
    add = parser.add_argument
    text = parser.add_mutually_exclusive_group(required=True)
    text.add_argument("--sql", metavar="STATEMENT", help=_("The statement; it may only read."))
    text.add_argument(
        "--sql-file", type=Path, metavar="FILE", help=_("A file that holds the statement.")
    )
    add("--output", type=Path, required=True, metavar="FILE", help=_("The file to write."))
    add(
        "--format", choices=EXPORTS, help=_("Its form; by default by the ending of its name."),
    )  # fmt: skip
    add("--schema", default="", metavar="NAME", help=_("What names without a schema mean."))
    add("--delimiter", default=",", metavar="SIGN", help=_("Between two cells of a CSV."))
    add("--null", default="", metavar="WORD", help=_("What stands for NULL in a CSV."))
    add("--no-heading", action="store_true", help=_("No line with the names of the columns."))
    add(
        "--spreadsheet", action="store_true",
        help=_("A CSV for Excel: marked as UTF-8, and nothing in it runs as a formula."),
    )  # fmt: skip
    add("--table", default="", metavar="NAME", help=_("The table the INSERT statements name."))
    parser.set_defaults(command="export")
