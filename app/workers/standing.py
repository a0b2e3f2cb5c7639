"""Who sits in front of the window, and what they may do: the one place that all pages follow."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.errors import ConsoleError
from app.domain.people import User
from app.domain.rights import NOWHERE, Place, Rights
from app.flows.rights import Clock, SecondPerson, Warden
from app.workers.errand import Errand

_LONGEST = 3600.0
"""Seconds after which it is looked at the clock again at the latest: it may have been set."""


class Standing(QObject):
    """Holds the `Warden`, which flows ask in any thread; lives in the GUI thread itself.

    Signals:
        changed: it is another user, or they may do other things; also when a grant begins or ends.
    """

    changed = Signal()

    def __init__(self, warden: Warden, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.warden = warden
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._turn)
        self._wind()

    @property
    def user(self) -> User:
        """Who sits in front."""
        return self.warden.user

    @property
    def rights(self) -> Rights:
        """All that decides."""
        return self.warden.rights

    def become(
        self, user: User, rights: Rights, clock: Clock | None = None,
        second: SecondPerson | None = None,
    ) -> None:  # fmt: skip
        """Somebody else signed in, or rights changed; `clock` is the one that grants go by, and
        `second` where a second person can be asked.
        """
        if self.warden.become(user, rights, clock, second):
            self._turn()
        else:
            self._wind()

    def reason(self, ability: str, place: Place = NOWHERE, *, act: bool = False) -> str:
        """Why it may not be done, in one sentence; "" where it may."""
        return self.warden.reason(ability, place, act=act)

    def allows(
        self, ability: str, place: Place, told: Callable[[ConsoleError], object],
        *, act: bool = False,
    ) -> bool:  # fmt: skip
        """Whether it may be done; if not, `told` hears why once that is in the journal."""
        if self.warden.may(ability, place, act=act).allowed:
            return True
        asked = Errand("refusal", lambda _stop, _tell: self.warden.require(ability, place, act=act))
        asked.failed.connect(told)
        return False

    @Slot()
    def _turn(self) -> None:
        self._wind()
        self.changed.emit()

    def _wind(self) -> None:
        """Wake up when what is held begins or ends."""
        now, rights = self.warden.now, self.rights
        moments = [rights.until]
        for grant in rights.grants:
            if grant.user == self.user.id:
                moments += (grant.begin, grant.until)
        ahead = [moment - now for moment in moments if moment > now]
        seconds = min([*ahead, _LONGEST])
        self._clock.start(int(seconds * 1000) + 1)
