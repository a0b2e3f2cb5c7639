"""Standard input, output and Ctrl+C, as a command needs them."""

import io
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TextIO

from app.domain.errors import Unwritable
from app.flows.gather import STANDARD_INPUT
from app.flows.save_report import unwritable
from app.i18n import _

_ABLE = ("WT_SESSION", "ConEmuANSI", "ANSICON", "TERM")
"""Variables of the Windows terminals that understand what others understand."""


@contextmanager
def standard_input(paths: Sequence[str]) -> Iterator[Path | None]:
    """What comes on standard input, in a file of its own: its code is wanted a second time.

    Raises:
        Unwritable: the folder of temporary files is full.
    """
    if STANDARD_INPUT not in paths:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="mohist-") as folder:
        path = Path(folder) / "standard-input.sql"
        try:
            with path.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file, 1 << 20)
        except OSError as error:
            said = _("Standard input could not be kept in {folder}: {reason}.")
            raise Unwritable(
                said.format(folder=tempfile.gettempdir(), reason=error.strerror),
                hint=_("Make room, or name another folder in TMPDIR."),
            ) from error
        yield path


@contextmanager
def stop_on_ctrl_c(then: Callable[[], object] = lambda: None) -> Iterator[Callable[[], bool]]:
    """Gives whether Ctrl+C was pressed; `then` is called when it is.

    Pressed again, it does what it always does.
    """
    pressed: list[int] = []

    def press(number: int, _frame: FrameType | None) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        then()

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGINT, press), signal.signal(signal.SIGTERM, leave)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])


def is_terminal(stream: TextIO) -> bool:
    """Whether a person looks at it, and it can move its cursor and change colours."""
    if sys.platform == "win32" and not any(map(os.environ.get, _ABLE)):
        return False
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def make_writable(stream: TextIO, *, utf8: bool = False) -> None:
    """Let any text be written: reports for programs in UTF-8, others as the terminal wants it."""
    if isinstance(stream, io.TextIOWrapper):
        keep = not utf8 and _holds_chinese(stream.encoding)
        stream.reconfigure(encoding=stream.encoding if keep else "utf-8", errors="replace")


def _holds_chinese(encoding: str) -> bool:
    try:
        "墨者█".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@contextmanager
def writing(out: TextIO) -> Iterator[None]:
    """Turn a full disk behind standard output into a sentence."""
    try:
        yield
        out.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon(out)
        raise unwritable(_("standard output"), error) from error


def abandon(out: TextIO) -> None:
    """Point it at nothing, or what it still holds would fail once more when we leave."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
