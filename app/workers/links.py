"""The logins a page holds to one server, so that what takes long never holds up what is urgent."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from app.domain.endpoint import Endpoint
from app.engines.base import Session
from app.workers.link import Connect, Link


class Links(QObject):
    """Up to three logins, each made when it is first needed.

    `watch` refreshes what is shown, `heavy` is for answers that may take long (space, samples),
    `act` changes things and cancels.

    Signals:
        changed: the watching login is in another state.
        staged: a StageReport of it being made.
    """

    changed = Signal()
    staged = Signal(object)

    def __init__(self, endpoint: Endpoint, connect: Connect, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.endpoint = endpoint
        self._connect = connect
        self.watch = Link(f"{endpoint.name} watch", connect, self)
        self.heavy = Link(f"{endpoint.name} heavy", connect, self)
        self.act = Link(f"{endpoint.name} act", connect, self)
        self._others: list[Link] = []
        self.watch.changed.connect(self.changed)
        self.watch.staged.connect(self.staged)

    @property
    def session(self) -> Session | None:
        """What can be asked about what the server can do."""
        return self.watch.session

    def another(self, what: str) -> Link:
        """One more login, for somebody who listens and does not come back (a subscription)."""
        made = Link(f"{self.endpoint.name} {what}", self._connect, self)
        self._others.append(made)
        return made

    def close(self) -> None:
        """Log out everywhere, in the background."""
        for link in self._all():
            link.close()

    def log_out(self) -> None:
        """Log out everywhere; the next question logs in again, where that is allowed."""
        for link in self._all():
            if link.session is not None:
                link.disconnect_session()

    @property
    def cost(self) -> tuple[int, float]:
        """Statements of ours on this server since the page was opened, and their seconds."""
        costs = [link.session.cost for link in self._all() if link.session is not None]
        return sum(cost.statements for cost in costs), sum(cost.seconds for cost in costs)

    def _all(self) -> Iterator[Link]:
        yield from (self.watch, self.heavy, self.act, *self._others)
