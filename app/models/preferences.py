"""The settings while the program runs: read them, change them, hear of it."""

import dataclasses
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.errors import Unwritable
from app.i18n import _
from app.store import settings
from app.store.settings import MOST_RECENT, Settings


class Preferences(QObject):
    """The one place the settings are changed.

    Signals:
        changed: the Settings as they are now.
        failed: an Unwritable; said once, the program goes on with what is in memory.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._said = False
        self.now: Settings
        self.now, self.damaged = settings.read(path)

    def change(self, **options: Any) -> None:
        """Replace `options`, tell everyone, write the file; nothing where nothing changed."""
        fresh = dataclasses.replace(self.now, **options)
        if fresh == self.now:
            return
        self.now = fresh
        self.changed.emit(fresh)
        try:
            settings.write(self._path, fresh)
        except OSError as error:
            if not self._said:
                self._said = True
                self.failed.emit(_unwritable(self._path, error))

    def remember(self, path: Path) -> None:
        """Put a file or folder at the head of the recent ones."""
        name = str(path)
        others = (known for known in self.now.recent if known != name)
        self.change(recent=(name, *others)[:MOST_RECENT])


def _unwritable(path: Path, error: OSError) -> Unwritable:
    return Unwritable(
        _("The settings cannot be saved: {reason}.").format(reason=error.strerror or error),
        hint=_("They hold until you quit. Check {folder}.").format(folder=path.parent),
    )
