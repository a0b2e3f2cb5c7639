"""Scripts that are nobody's files: pasted text and a copy of the sample, gone with the window."""

import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.errors import ConsoleError, Unwritable
from app.i18n import _
from app.paths import resource


class Scratch:
    """A folder of the user's own that is made when it is needed."""

    def __init__(self) -> None:
        self._folder: TemporaryDirectory[str] | None = None
        self._pasted = 0

    def paste(self, text: str) -> tuple[Path, str]:
        """Put a text into a file; where it is, and a name for it.

        Raises:
            Unwritable: there is no room for it.
        """
        self._pasted += 1
        try:
            path = self._place() / f"pasted-{self._pasted}.sql"
            path.write_text(text, "utf-8", errors="replace", newline="")
        except OSError as error:
            raise _no_room(error) from error
        now = datetime.now().astimezone()
        return path, _("Pasted at {time}").format(time=now.strftime("%H:%M:%S"))

    def sample(self) -> tuple[Path, str]:
        """A copy of the built-in sample, free to be changed; where it is, and a name for it.

        Raises:
            Unwritable: there is no room for it.
        """
        try:
            path = self._place() / "sample"
            if not path.exists():
                shutil.copytree(resource("samples"), path)
        except OSError as error:
            raise _no_room(error) from error
        return path, _("Sample")

    def owns(self, path: str) -> bool:
        """Whether a path is in here, so that it is not worth remembering."""
        return self._folder is not None and path.startswith(self._folder.name)

    def close(self) -> None:
        """Remove everything."""
        if self._folder:
            self._folder.cleanup()
            self._folder = None

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="mohist-", ignore_cleanup_errors=True)
        return Path(self._folder.name)


def _no_room(error: OSError) -> ConsoleError:
    return Unwritable(
        _("A temporary file could not be written: {reason}.").format(
            reason=error.strerror or error
        ),
        hint=_("Make room on the disk and try again."),
    )
