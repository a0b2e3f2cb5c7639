"""The settings while the program runs: read them, change them, hear of it."""

import dataclasses
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import ConsoleError, Unwritable
from app.i18n import _
from app.store import settings
from app.store.settings import MOST_RECENT, Found, Settings, Trouble
from app.store.writer import Writer


class Preferences(QObject):
    """The one place the settings are changed.

    Signals:
        changed: the Settings as they are now.
        failed: an Unwritable; said once, the program goes on with what is in memory.
    """

    changed = Signal(object)
    failed = Signal(object)
    _not_written = Signal(object, object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._said = False
        self._found = settings.read(path)
        self.now: Settings = self._found.settings
        self._writer = Writer(self._not_written.emit)
        self._not_written.connect(self._say_once)  # queued: emitted where it is written

    @property
    def trouble(self) -> ConsoleError | None:
        """What was wrong with the file at the start, for the user to hear."""
        return _trouble(self._found, self._path)

    def change(self, **options: Any) -> None:
        """Replace `options`, tell everyone, have it written; nothing where nothing changed."""
        fresh = dataclasses.replace(self.now, **options)
        if fresh == self.now:
            return
        self.now = fresh
        self._writer.write(self._path, settings.encode(fresh))
        self.changed.emit(fresh)

    def remember(self, path: Path) -> None:
        """Put a file or folder at the head of the recent ones."""
        name = str(path)
        others = (known for known in self.now.recent if known != name)
        self.change(recent=(name, *others)[:MOST_RECENT])

    def reset(self) -> None:
        """Take the default of every option on the settings page; what is remembered stays."""
        defaults = Settings()
        self.change(
            **{name: getattr(defaults, name) for name, shown in settings.options() if shown.title}
        )

    def finish(self) -> None:
        """Wait until everything is written."""
        self._writer.finish()

    @Slot(object, object)
    def _say_once(self, path: Path, error: OSError) -> None:
        if not self._said:
            self._said = True
            self.failed.emit(
                Unwritable(
                    _("The settings cannot be saved: {reason}.").format(
                        reason=error.strerror or error
                    ),
                    hint=_("They hold until you quit. Check {folder}.").format(folder=path.parent),
                )
            )


def _trouble(found: Found, path: Path) -> ConsoleError | None:
    if found.trouble is None:
        return None
    said = {
        Trouble.DAMAGED: _("The file of settings is damaged; the defaults hold now."),
        Trouble.NEWER: _("A newer Mohist wrote the file of settings; the defaults hold now."),
        Trouble.UNREADABLE: _("The file of settings cannot be read; the defaults hold now."),
    }[found.trouble]
    if found.kept:
        return ConsoleError(said, hint=_("It was kept as {file}.").format(file=found.kept))
    return ConsoleError(said, hint=_("Check {file}.").format(file=path))
