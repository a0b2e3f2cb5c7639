"""The arguments of `mohist alerts`."""

import argparse
import re
from datetime import datetime, timedelta
from pathlib import Path

from app.flows.argument_parts import add_language, add_store, moment
from app.i18n import _

FORMATS = ("text", "json")
_AGO = re.compile(r"(\d{1,6})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def add_alerts(parser: argparse.ArgumentParser) -> None:
    """Its commands and their options."""
    add_language(parser)
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)
    listed = _command(commands, "list", _("List those that stand, and those of the last 7 days."))
    _add_instance(listed)
    _add_format(listed)
    _add_rules(_command(commands, "rules", _("List the rules; export or import them.")))
    tried = _command(commands, "dry-run", _("Say when rules would have fired."))
    _add_instance(tried)
    tried.add_argument(
        "--since", type=ago, default="24h", metavar="TIME",
        help=_("From when on: a time, or how long ago: 90m, 24h, 7d; 24h else."),
    )  # fmt: skip
    tried.add_argument(
        "--rules", type=Path, metavar="FILE", help=_("Only the rules in this file; all else.")
    )
    _add_format(tried)
    ahead = _command(commands, "forecast", _("Say when what fills up will be full."))
    _add_instance(ahead)
    _add_format(ahead)
    tested = _command(commands, "test", _("Send a test to channels."))
    tested.add_argument("channels", nargs="*", metavar="CHANNEL", help=_("Its name; all else."))
    tested.add_argument(
        "--secrets",
        type=Path,
        metavar="FOLDER",
        help=_("A folder with a file for each password; else what systemd hands over."),
    )


def ago(text: str) -> datetime:
    """A time, or how long ago: `90m`, `24h`, `7d`."""
    found = _AGO.fullmatch(text)
    if found is None:
        return moment(text)
    try:
        return datetime.now().astimezone() - timedelta(**{_UNITS[found[2]]: int(found[1])})
    except OverflowError:
        return moment(text)  # which says that it is none


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--changed", action="store_true", help=_("Only changed and own ones."))
    _add_format(parser)
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND")
    export = commands.add_parser(
        "export", help=_("Write the changed and own ones into a file."), allow_abbrev=False
    )
    export.add_argument("file", metavar="FILE", help=_("A .toml; - is standard output."))
    imports = commands.add_parser(
        "import", help=_("Take over the rules of a file."), allow_abbrev=False
    )
    imports.add_argument("file", type=Path, metavar="FILE", help=_("As export writes it."))
    imports.add_argument("--dry-run", action="store_true", help=_("Only say what would change."))
    for each in (export, imports):
        add_language(each)
    export.set_defaults(alerts="rules-export")
    imports.set_defaults(alerts="rules-import")


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=text, allow_abbrev=False)
    add_language(made)
    add_store(made)
    made.set_defaults(command="alerts", alerts=name)
    return made


def _add_instance(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--instance", action="append", default=[], metavar="NAME", help=_("Only this instance.")
    )


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=FORMATS, default=FORMATS[0], help=_("Form of the list.")
    )
