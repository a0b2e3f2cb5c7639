"""What a developer needs to know of a bug, and nothing of the user's data.

A traceback shows our own lines. The words of an exception may quote what was being read, so only
the first line of them is kept, and long quotations are cut.
"""

import platform
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from PySide6 import __version__ as pyside_version
from PySide6.QtGui import QGuiApplication

from app import __version__
from app.i18n import language
from app.log import last_lines

_QUOTED = re.compile(r"'[^']{40,}'?|\"[^\"]{40,}\"?")
_MOST = 200  # letters of an exception's words
_DEEPEST = 5  # exceptions behind one another


def report_of(error: BaseException) -> str:
    """Versions, the traceback, the last lines of the log."""
    lines = [
        f"Mohist {__version__}, Python {platform.python_version()}, PySide6 {pyside_version}",
        f"{platform.platform()}, {QGuiApplication.platformName()}, language {language()}",
        datetime.now(UTC).isoformat(timespec="seconds"),
        "",
        *_told(error),
        "",
        *last_lines(),
    ]
    return _without_home("\n".join(lines)) + "\n"


def in_a_line(error: BaseException) -> str:
    """The kind of the exception and the beginning of what it says."""
    said = "".join(
        traceback.TracebackException.from_exception(error, limit=0).format_exception_only()
    )
    first = said.partition("\n")[0]
    return _QUOTED.sub(lambda found: f"'… {len(found[0])} characters'", first)[:_MOST]


def place_of(error: BaseException) -> str:
    """Where it was raised: the same bug again has the same place."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "nowhere"
    return f"{type(error).__name__} at {where}"


def _told(error: BaseException | None) -> Iterator[str]:
    """The traceback of `error` and of what led to it, the last first."""
    for _ in range(_DEEPEST):
        if error is None:
            return
        yield in_a_line(error)
        for frame in traceback.format_tb(error.__traceback__):
            yield from frame.rstrip("\n").split("\n")
        error = error.__cause__ or error.__context__
        if error is not None:
            yield "because of"


def _without_home(text: str) -> str:
    return text.replace(str(Path.home()), "~")
