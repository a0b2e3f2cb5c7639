"""Who judges in a folder, of all windows and collectors of a user: whoever holds its lock."""

import time
from contextlib import ExitStack
from pathlib import Path

from app.domain.errors import StoreTrouble
from app.files import StillLocked, locked
from app.i18n import _

_LOCK = "judge.lock"
_TRY_AGAIN = 5.0  # seconds between two attempts to be the one who judges


class Seat:
    """It is ours until `leave`; the system frees the one of a process that dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = ExitStack()
        self._asked = float("-inf")
        self.held = False
        """Whether it is we who judge."""

    def take(self, *, at_once: bool = False) -> bool:
        """Whether it is ours; where another has it, that is asked only now and then."""
        now = time.monotonic()
        if self.held or (not at_once and now - self._asked < _TRY_AGAIN):
            return self.held
        self._asked = now
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.enter_context(locked(self._folder / _LOCK, 0.0))
        except StillLocked:
            return False
        except OSError:  # a disk that takes nothing: who else could write there?
            self.held = True
            return True
        self.held = True
        return True

    def leave(self) -> None:
        """Let another judge."""
        self._lock.close()
        self.held, self._asked = False, float("inf")


def looking_on() -> StoreTrouble:
    """What is said when another has it."""
    return StoreTrouble(
        _("Another Mohist of yours judges the alerts; this one shows what that one finds."),
        hint=_(
            "What only this one watches is not judged. Have the other one (a window, or mohist"
            " collect) watch it too, or end it: this one judges then."
        ),
    )


def nothing_changed() -> StoreTrouble:
    """What is said to who wants something changed meanwhile."""
    return StoreTrouble(
        _("Nothing was changed: another Mohist of yours judges the alerts."),
        hint=_("Do it there, or end that window or mohist collect first."),
    )
