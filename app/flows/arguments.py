"""The arguments of the command line, and what is wrong with them."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from app import __version__
from app.domain.dialect import Dialect
from app.domain.errors import BadUsage
from app.domain.finding import Severity
from app.domain.input_kind import InputKind
from app.flows.alert_arguments import add_alerts
from app.flows.argument_parts import (
    add_language,
    add_secrets,
    add_store,
    encoding,
    jobs,
    moment,
    release,
    seconds,
)
from app.flows.console_arguments import add_console_commands
from app.flows.fix_arguments import add_fix
from app.flows.format_arguments import add_format
from app.flows.journal_arguments import add_journal
from app.flows.runs_arguments import add_keep, add_runs
from app.flows.schemas.arguments import add_schema_diff
from app.i18n import N_, _

FORMATS = ("text", "json", "sarif", "html", "junit", "markdown", "csv")
FILE_FORMATS = ("xlsx", "pdf")
"""Forms of a report that are no text, and need a file."""
NEVER = "never"
SOURCES = ("dbeaver", "workbench", "my.cnf", "tnsnames", "redisinsight")
"""As in `app.store.exchange.sources`, which is not imported just to show the help."""

_ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
)
"""What argparse says by itself, for the translators."""


def language_in(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The value of `--language`, wherever it stands, and the other arguments.

    It is wanted before anything else is read, for the help and the errors are in it.
    """
    return _taken_out("--language", arguments)


def store_in(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The value of `--store`, wherever it stands, and the other arguments."""
    return _taken_out("--store", arguments)


def _taken_out(option: str, arguments: Sequence[str]) -> tuple[str, list[str]]:
    found, others, waiting = "", [], iter(arguments)
    for argument in waiting:
        name, equals, value = argument.partition("=")
        if name == option:
            found = value if equals else next(waiting, "")
        else:
            others.append(argument)
    return found, others


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise BadUsage(
            f"{message[:1].upper()}{message[1:]}.",
            hint=_("Try {command} --help.").format(command=self.prog),
        )


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """What `arguments` say; `command` of it names what to do.

    Paths may stand between options, where argparse by itself would stop taking them.

    Raises:
        BadUsage: they cannot be understood.
    """
    parser = _parser()
    made, others = parser.parse_known_args(arguments)
    if others and (made.command != "audit" or any(_is_option(other) for other in others)):
        parser.error(_("unrecognized arguments: %s") % " ".join(others))
    if others:
        made.paths += others
    return made


def _is_option(argument: str) -> bool:
    return argument.startswith("-") and argument != "-"


def _parser() -> argparse.ArgumentParser:
    made = _Parser(
        prog="mohist",
        description=_(
            "Audit SQL scripts for MySQL, MariaDB and Oracle. Without a command: the window."
        ),
        allow_abbrev=False,
    )
    made.add_argument("--version", action="version", version=f"mohist {__version__}")
    add_language(made)
    add_store(made)
    commands = made.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)
    _add_audit(commands.add_parser("audit", help=_("Audit files and folders."), allow_abbrev=False))
    add_runs(commands.add_parser("runs", help=_("List or compare audits."), allow_abbrev=False))
    _add_rules(commands.add_parser("rules", help=_("List the rules."), allow_abbrev=False))
    add_fix(commands.add_parser("fix", help=_("Mend what the audit found."), allow_abbrev=False))
    add_format(commands.add_parser("format", help=_("Lay scripts out."), allow_abbrev=False))
    add_journal(
        commands.add_parser("journal", help=_("Show or verify the journal."), allow_abbrev=False)
    )
    _add_inventory(
        commands.add_parser(
            "inventory", help=_("Export, import or rescue the inventory."), allow_abbrev=False
        )
    )
    _add_collect(
        commands.add_parser(
            "collect", help=_("Watch the instances of the inventory."), allow_abbrev=False
        )
    )
    _add_history(
        commands.add_parser(
            "history", help=_("Export what was measured, or import it."), allow_abbrev=False
        )
    )
    add_alerts(
        commands.add_parser(
            "alerts", help=_("List alerts, rules, and what will be full."), allow_abbrev=False
        )
    )
    add_console_commands(commands)
    add_schema_diff(
        commands.add_parser(
            "schema-diff", help=_("Compare two schemas, and write the script."), allow_abbrev=False
        )
    )
    _add_metrics(
        commands.add_parser("metrics", help=_("List what is watched."), allow_abbrev=False)
    )
    return made


def _add_audit(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="+", metavar="PATH", help=_("File or folder; - is standard input."))
    add(
        "--dialect",
        choices=[*Dialect, "auto"],
        default="auto",
        help=_("Kind of SQL; by default it is found from the text and the name of each file."),
    )
    add(
        "--input",
        choices=[*InputKind, "auto"],
        default="auto",
        help=_("What the statements stand in; by default it is found for each file."),
    )
    add(
        "--server-version",
        type=release,
        metavar="VERSION",
        help=_("Server they are for, such as 5.7, mysql 8.0 or mariadb 10.11."),
    )
    forms = (*FORMATS, *FILE_FORMATS)
    add("--format", choices=forms, help=_("Form of the report; text by default."))
    add("--output", type=Path, metavar="FILE", help=_("Write the report into this file."))
    add(
        "--profile",
        default="",
        metavar="FILE",
        help=_("Rules to apply: a file, default or strict; by default the nearest mohist.toml."),
    )
    add(
        "--schema",
        type=Path,
        action="append",
        default=[],
        metavar="DDL",
        help=_(
            "What is there already: a script with its DDL, a folder of them, or a snapshot;"
            " may be given more than once."
        ),
    )
    add(
        "--facts",
        type=Path,
        metavar="FILE",
        help=_("A snapshot of the server they are for: mohist snapshot makes one."),
    )
    add(
        "--instance",
        default="",
        metavar="NAME",
        help=_("An instance of the inventory to take the facts from, and to explain statements."),
    )
    add(
        "--count-rows", type=seconds, default=0.0, metavar="SECONDS",
        help=_("Let the instance count what UPDATE and DELETE hit, each for so long at most."),
    )  # fmt: skip
    add(
        "--objects",
        action="store_true",
        help=_("The scripts are the definitions of what is there, as mohist definitions writes."),
    )
    add(
        "--baseline",
        type=Path,
        metavar="FILE",
        help=_("What was found before does not count; by default the file the profile names."),
    )
    add(
        "--write-baseline",
        type=Path,
        metavar="FILE",
        help=_("Write what is found into this file, as known from now on."),
    )
    add(
        "--watch",
        action="store_true",
        help=_("Go on, and audit again whatever is changed, until Ctrl+C."),
    )
    add_keep(parser)
    add_secrets(parser)
    add_store(parser)
    add(
        "--fail-on",
        choices=[*(severity.word for severity in reversed(Severity)), NEVER],
        default=Severity.ERROR.word,
        help=_("Least severity of a finding that makes the exit code 1; error by default."),
    )
    add("--jobs", type=jobs, default=0, metavar="N", help=_("Number of processes; 0 finds it."))
    add("--encoding", type=encoding, metavar="NAME", help=_("Encoding of every file."))
    add_language(parser)
    parser.set_defaults(command="audit")


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=FORMATS[:2], default=FORMATS[0], help=_("Form of the list.")
    )
    add_language(parser)
    parser.set_defaults(command="rules")
    shows = parser.add_subparsers(title=_("commands"), metavar="COMMAND")
    show = shows.add_parser("show", help=_("Explain one rule."), allow_abbrev=False)
    show.add_argument("rule", metavar="ID")
    add_language(show)
    show.set_defaults(command="show")


def _add_metrics(parser: argparse.ArgumentParser) -> None:
    engines = ("mysql", "mariadb", "oracle", "redis", "host", "console")
    parser.add_argument("--engine", choices=engines, default="", help=_("Only of this one."))
    forms = (*FORMATS[:2], "markdown")
    parser.add_argument("--format", choices=forms, default=forms[0], help=_("Form of the list."))
    add_language(parser)
    parser.set_defaults(command="metrics")
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND")
    check = commands.add_parser("check", help=_("Check own metrics."), allow_abbrev=False)
    check.add_argument("files", nargs="+", metavar="FILE")
    add_language(check)
    check.set_defaults(command="metrics-check")


def _add_inventory(parser: argparse.ArgumentParser) -> None:
    add_language(parser)
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)
    export = commands.add_parser(
        "export", help=_("Write it into a file; there is no password in it."), allow_abbrev=False
    )
    _add_file(export, _("A .json for all of it, or a .csv for one kind of record."))
    export.add_argument(
        "--no-bom", action="store_true", help=_("Without the mark of UTF-8 that Excel wants.")
    )
    export.set_defaults(command="inventory-export")
    imports = commands.add_parser(
        "import", help=_("Take records, or connections of another tool."), allow_abbrev=False
    )
    _add_file(imports, _("What was exported here, or a file of another tool."))
    imports.add_argument(
        "--from",
        dest="source",
        choices=SOURCES,
        default="",
        help=_("Whose file it is; by default that is seen from its name."),
    )
    imports.add_argument(
        "--dry-run", action="store_true", help=_("Only show what would be; write nothing.")
    )
    imports.set_defaults(command="inventory-import")
    salvage = commands.add_parser(
        "salvage",
        help=_("Write what can be read of a damaged or newer inventory; it is only read."),
        allow_abbrev=False,
    )
    salvage.add_argument("file", type=Path, metavar="FILE", help=_("A .json, to be imported."))
    restore = commands.add_parser(
        "restore",
        help=_("Put a copy in its place; the one there is kept beside it."),
        allow_abbrev=False,
    )
    restore.add_argument("file", type=Path, metavar="COPY", help=_("An earlier inventory."))
    for each, command in ((salvage, "inventory-salvage"), (restore, "inventory-restore")):
        add_language(each)
        add_store(each)
        each.set_defaults(command=command)


def _add_collect(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--instance", action="append", default=[], metavar="NAME", help=_("Only this instance."))
    add("--once", action="store_true", help=_("Say how each stands now, and end."))
    add("--test-channels", action="store_true", help=_("Send a test to each channel, and end."))
    add("--feed", default="", metavar="NAME", help=_("The Redis of the inventory to publish over."))
    add("--name", default="", metavar="NAME", help=_("This collector's name; the computer's else."))
    add(
        "--exporter",
        default="",
        metavar="HOST:PORT",
        help=_("Give a Prometheus what was sampled; a port alone is for this computer only."),
    )
    add(
        "--secrets",
        type=Path,
        metavar="FOLDER",
        help=_("A folder with a file for each password; else what systemd hands over."),
    )
    add_language(parser)
    add_store(parser)
    parser.set_defaults(command="collect")


def _add_history(parser: argparse.ArgumentParser) -> None:
    add_language(parser)
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)
    export = commands.add_parser(
        "export", help=_("Write it into a table, a row a point."), allow_abbrev=False
    )
    add = export.add_argument
    add("file", type=Path, metavar="FILE", help=_("A .parquet or a .csv."))
    add("--instance", action="append", default=[], metavar="NAME", help=_("Only this instance."))
    add(
        "--metric",
        action="append",
        default=[],
        metavar="PATTERN",
        help=_("Only metrics like this: mysql.threads_*"),
    )
    imports = commands.add_parser(
        "import-prometheus", help=_("Take what a Prometheus knows."), allow_abbrev=False
    )
    imports.add_argument("url", metavar="URL", help=_("Its address: http://prometheus:9090"))
    imports.add_argument(
        "queries",
        nargs="+",
        metavar="QUERY",
        help=_("A query, with the name it is to have here before it where wanted: name=query"),
    )
    for each, step, command in (
        (export, 0.0, "history-export"),
        (imports, 60.0, "history-import-prometheus"),
    ):
        each.add_argument(
            "--since", type=moment, metavar="TIME", help=_("From when on; three days ago else.")
        )
        each.add_argument("--until", type=moment, metavar="TIME", help=_("Until when; now else."))
        each.add_argument(
            "--step", type=seconds, default=step, metavar="SECONDS",
            help=_("Seconds between two points; 0 is as fine as there is."),
        )  # fmt: skip
        add_language(each)
        add_store(each)
        each.set_defaults(command=command)


def _add_file(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=text)
    parser.add_argument(
        "--kind", default="", metavar="KIND", help=_("Kind of record in a .csv; else its name.")
    )
    add_language(parser)
    add_store(parser)
