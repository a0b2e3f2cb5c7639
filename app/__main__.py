"""`mohist` and `python -m app`: the window without arguments, the command line with some."""

import multiprocessing
import os
import sys

from app import i18n
from app.cli import TROUBLE
from app.cli import main as command_line
from app.flows.arguments import language_in
from app.i18n import _

_PACKAGES = "libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 libxcb-cursor0"


def main() -> int:
    """Start what the arguments ask for; the exit code."""
    multiprocessing.freeze_support()
    language, others = language_in(sys.argv[1:])
    return command_line() if others else _window(language)


def _window(language: str) -> int:
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
    return window(language)


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
