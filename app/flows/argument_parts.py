"""What the arguments of several commands share: options, and kinds of values."""

import argparse
import codecs
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import i18n
from app.i18n import _
from app.store.inventory.place import VARIABLE

if TYPE_CHECKING:
    from app.sql.versions import Release


def add_language(parser: argparse.ArgumentParser) -> None:
    """`--language`."""
    parser.add_argument(
        "--language",
        choices=tuple(i18n.LANGUAGES),
        default=argparse.SUPPRESS,
        help=_("Language of everything that is said; the system's by default."),
    )


def add_store(parser: argparse.ArgumentParser) -> None:
    """`--store`."""
    parser.add_argument(
        "--store",
        default=argparse.SUPPRESS,
        metavar="PLACE",
        help=_(
            "Another inventory for this run: a file, or the address of a team's database without"
            " its password. So does the variable {variable}."
        ).format(variable=VARIABLE),
    )


def add_secrets(parser: argparse.ArgumentParser) -> None:
    """`--secrets`, of commands that log in at an instance."""
    parser.add_argument(
        "--secrets",
        type=Path,
        metavar="FOLDER",
        help=_("A folder with a file for each password; else where the window keeps them."),
    )


def moment(text: str) -> datetime:
    """A time as ISO 8601 has it; local where no offset is named."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(
            _("{text} is no time; try 2026-11-28 or 2026-11-28T06:30").format(text=text)
        ) from None


def seconds(text: str) -> float:
    """A number of them."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e9:
        raise argparse.ArgumentTypeError(_("{text} is not a number").format(text=text))
    return found


def jobs(text: str) -> int:
    """A whole number."""
    if text.isascii() and text.isdigit():
        return int(text)
    raise argparse.ArgumentTypeError(_("{text} is not a number").format(text=text))


def release(text: str) -> "Release":
    """A release of MySQL, MariaDB or Oracle."""
    from app.sql.versions import release_of

    if found := release_of(text):
        return found
    raise argparse.ArgumentTypeError(
        _("{text} is no server; try mysql 8.0, mariadb 10.11 or oracle 19c").format(text=text)
    )


def encoding(text: str) -> str:
    """The name Python has for it."""
    try:
        return codecs.lookup(text).name
    except LookupError:
        raise argparse.ArgumentTypeError(
            _("there is no encoding {text}; try utf-8, gb18030, big5 or latin-1").format(text=text)
        ) from None
