"""`mohist` and `python -m app`: the window, with files in it if they are named; or a command."""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app import i18n
from app.cli import main as command_line
from app.cli.parts import TROUBLE
from app.flows.arguments import language_in, store_in
from app.flows.pool import collect_seldom
from app.i18n import _

_COMMANDS = (
    "alerts", "audit", "collect", "definitions", "export", "fix", "format", "history", "inventory",
    "journal", "metrics", "rules", "runs", "schema-diff", "snapshot",
)  # fmt: skip
"""As in `app.flows.arguments`: nothing is built to know them before a window opens."""
_PACKAGES = "libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 libxcb-cursor0"


def main() -> int:
    """Start what the arguments ask for; the exit code."""
    multiprocessing.freeze_support()
    language, others = language_in(sys.argv[1:])
    store, others = store_in(others)
    files = [Path(name) for name in others]
    if _are_files(files):
        return _window(language, files, store)
    collect_seldom()
    return command_line()


def _are_files(paths: Sequence[Path]) -> bool:
    """Whether a file manager could have started us; a command comes before a folder of its name."""
    if paths and str(paths[0]) in _COMMANDS:
        return False
    try:
        return all(path.exists() for path in paths)
    except OSError:  # too long for a name
        return False


def _window(language: str, files: Sequence[Path], store: str) -> int:
    i18n.install(language)
    if not _has_display():
        return _sorry(
            _("There is no display to open the window on. Without one, use: mohist audit PATH")
        )
    try:
        from app.main import main as window
    except ImportError as error:
        said = _(
            "The window cannot be opened: {error}. On Debian or Ubuntu, install {packages}."
            " Without a window, use: mohist audit PATH"
        )
        return _sorry(said.format(error=error, packages=_PACKAGES))
    return window(language, files, store)


def _has_display() -> bool:
    """Whether Qt could open a window; where we cannot know, it may try."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")))


def _sorry(sentence: str) -> int:
    sys.stderr.write(f"mohist: {sentence}\n")
    return TROUBLE


if __name__ == "__main__":
    sys.exit(main())
