"""Who there is and what they may, while the window is open: heard of the store, and followed."""

from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.errors import ConsoleError
from app.domain.people import Role, Status, User
from app.domain.rights import Ability, Allowance, Approval, Rights
from app.flows.people import Directory, Heard
from app.flows.rights import SecondPerson, made_in_rights
from app.workers.lane import Job, Lane
from app.workers.standing import Standing

T = TypeVar("T")

KEPT = 8 * 3600.0
"""Seconds for which what a team's store said of rights holds while it cannot be asked: a shift.
The store may be on the server that is down, and somebody must be able to mend it."""
_OFTEN = 20_000
"""Milliseconds between two questions: how long a grant that was taken back still holds."""


_UNHEARD = Rights({role: (Allowance((Ability.CHANGE_STORE,)),) for role in Role}, until=0.0)
"""Of a team's store that said nothing yet: if its address is wrong, another must be chosen."""


class PeopleKeeper(QObject):
    """Lives in the GUI thread; whatever waits is done in a lane.

    Signals:
        changed: `waiting` is another.
        failed: a ConsoleError: the store does not say what somebody may; once while it lasts.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self, directory: Directory, standing: Standing, is_shared: Callable[[], bool],
        second: SecondPerson, parent: QObject | None = None,
    ) -> None:  # fmt: skip
        """`is_shared` tells whether the store chosen now is a team's; `second` asks there."""
        super().__init__(parent)
        self.directory, self.standing = directory, standing
        self.waiting: tuple[Approval, ...] = ()
        """Acts of others that wait for a second person's word."""
        self._is_shared, self._second = is_shared, second
        self._user = standing.user
        self._turn = 0
        self._lane = Lane("people", self)
        self._silent = False
        self._again = QTimer(self, interval=_OFTEN)
        self._again.timeout.connect(self.refresh)

    def sit(self, user: User) -> None:
        """`user` sits in front from now on; in a team they may nothing until the store is heard."""
        same = (user.id, user.provider, user.status) == (
            self._user.id, self._user.provider, self._user.status,
        )  # fmt: skip
        self._user = user
        if not same or self._turn == 0:
            self._stand_alone()
        self.refresh()

    @Slot()
    def store_changed(self) -> None:
        """Another store was chosen: nothing that the one before said holds."""
        self._stand_alone()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Hear of the store how they stand."""
        self._again.start()
        self._turn += 1
        turn, user = self._turn, self._user
        if not user.id and user.status is Status.BLOCKED:
            return  # nobody is signed in, and a provider should say who it is
        job = self.ask(lambda directory: directory.heard(user))
        job.succeeded.connect(lambda heard: self._take(turn, heard))
        job.failed.connect(lambda error: self._fail(turn, error))

    def ask(self, call: Callable[[Directory], T]) -> Job[T]:
        """Have something asked or changed, in a lane of its own."""
        return self._lane.submit(lambda _stop: call(self.directory))

    def close(self) -> None:
        """Wait until what was asked for is written."""
        self._again.stop()
        self._lane.close()

    def _stand_alone(self) -> None:
        """Before anything was heard: on this computer as it comes, in a team as nobody."""
        rights = _UNHEARD if self._is_shared() else made_in_rights()
        self.standing.become(self._user, rights)
        self._show(())

    def _take(self, turn: int, heard: Heard) -> None:
        if turn != self._turn:  # somebody else sits here by now, or it is asked anew
            return
        shared = self._is_shared()
        self._silent = False
        rights = replace(heard.rights, until=heard.clock() + KEPT if shared else inf)
        self.standing.become(
            heard.user, rights, heard.clock, self._second if shared else None
        )  # fmt: skip
        self._show(heard.waiting if shared else ())

    def _fail(self, turn: int, error: ConsoleError) -> None:
        if turn == self._turn and not self._silent:
            self._silent = True
            self.failed.emit(error)

    def _show(self, waiting: tuple[Approval, ...]) -> None:
        if waiting != self.waiting:
            self.waiting = waiting
            self.changed.emit()
