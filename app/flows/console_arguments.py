"""The arguments of commands that log in at an instance: snapshot, …"""

import argparse
from pathlib import Path
from typing import Any

from app.flows.argument_parts import add_language, add_store
from app.i18n import _


def add_console_commands(commands: Any) -> None:
    """Add them all to the parser's commands."""
    _add_snapshot(
        commands.add_parser(
            "snapshot",
            help=_("Write what an instance knows of its schemas, for the audit."),
            allow_abbrev=False,
        )
    )


def add_login(parser: argparse.ArgumentParser) -> None:
    """What every command that logs in at an instance has."""
    parser.add_argument("instance", metavar="INSTANCE", help=_("Its name in the inventory."))
    parser.add_argument(
        "--secrets",
        type=Path,
        metavar="FOLDER",
        help=_("A folder with a file for each password; else where the window keeps them."),
    )
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
