"""The channels while the window is open: kept, tried, and told of the alerts judged here."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.domain.errors import ConsoleError
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.rule import Rule, Subject
from app.domain.stop import Stop
from app.flows.rights import Warden
from app.flows.watch.channel_book import ChannelBook, KeepsSecrets
from app.flows.watch.notifying import Notifying
from app.flows.watch.threads import plain_thread
from app.integrations.notify.channel import Channel
from app.integrations.notify.courier import ChannelState
from app.monitor.catalogue import Catalogue
from app.workers.lane import Job, Lane


class Secrets(KeepsSecrets, Protocol):
    """What is asked of a `SecretKeeper`."""

    def reveal(self, secret: str, /, stop: Stop | None = None) -> str | None:
        """The secret of an id."""


class ChannelKeeper(QObject):
    """Lives in the GUI thread; nothing here waits but `close`.

    Signals:
        changed: the channels are others, or were read.
        failed: a ConsoleError: a channel does not take what it is told, say. Once for as long as
            it lasts.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        path: Path,
        folder: Path,
        secrets: Secrets,
        catalogue: Catalogue,
        warden: Warden,
        parent: QObject | None = None,
    ) -> None:
        """`path` is that of `channels.json`, `folder` where it is kept what was told."""
        super().__init__(parent)
        self._bell = _Bell()
        self._bell.broke.connect(self._fail, Qt.ConnectionType.QueuedConnection)
        self._notifying = Notifying(
            folder, secrets.reveal, plain_thread, self._bell.broke.emit, catalogue
        )
        self._book = ChannelBook(path, secrets, self._notifying.use, warden)
        self._lane, self._trials = Lane("channels", self), Lane("channel tests", self)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """As they are kept."""
        return self._book.channels

    @property
    def troubles(self) -> tuple[ConsoleError, ...]:
        """What of the file is not used, and why."""
        return self._book.troubles

    @property
    def state(self) -> Mapping[str, ChannelState]:
        """How each stands, by its id; asked as often as one likes."""
        return self._notifying.state

    @property
    def elsewhere(self) -> bool:
        """Whether another console on this machine tells, and this one does not."""
        return self._notifying.elsewhere

    def load(self) -> Job[tuple[Channel, ...]]:
        """Read them (anew), and tell them from then on."""
        return self._changing(self._lane.submit(lambda _stop: self._book.read()))

    def save(self, channel: Channel, typed: Mapping[str, str]) -> Job[tuple[Channel, ...]]:
        """Keep one, with the secrets that were `typed` anew: `password`, `url`, `sign`."""
        return self._changing(
            self._lane.submit(lambda stop: self._book.save(channel, dict(typed), stop))
        )

    def remove(self, id_: str) -> Job[tuple[Channel, ...]]:
        """Have one no more."""
        return self._changing(self._lane.submit(lambda stop: self._book.remove(id_, stop)))

    def test(self, channel: Channel, typed: Mapping[str, str]) -> Job[None]:
        """Send a test over one as it is on the screen, kept or not; cancelled, it is broken off."""
        secrets = dict(typed)

        def work(stop: Stop) -> None:
            self._book.try_out(channel, lambda: self._notifying.test(channel, secrets, stop))

        return self._trials.submit(work)

    def retry(self, id_: str) -> None:
        """Try at once what waits for the one of this id."""
        self._notifying.retry(id_)

    def know(self, subjects: Iterable[Subject], rules: Iterable[Rule]) -> None:
        """Who is watched, and by which rules."""
        self._notifying.know(subjects, rules)

    @Slot(object)
    def take(self, delivery: Delivery) -> None:
        """What a `WatchKeeper` delivers."""
        self.tell(delivery.alerts)

    def tell(self, alerts: Iterable[Alert]) -> None:
        """Alerts as they stand; after the start all that the judge has, so that what ended
        meanwhile is told.
        """
        for alert in alerts:
            self._notifying.publish(alert)

    def close(self) -> None:
        """End all of it, within seconds; what is not sent is sent after the next start."""
        self._lane.leave()
        self._trials.leave()
        self._notifying.close()
        self._lane.close()
        self._trials.close()

    def _changing(self, job: Job[tuple[Channel, ...]]) -> Job[tuple[Channel, ...]]:
        job.succeeded.connect(self._say_changed)
        return job

    @Slot(object)
    def _say_changed(self, _channels: tuple[Channel, ...]) -> None:
        self.changed.emit()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        if not isinstance(error, ConsoleError):
            raise error
        self.failed.emit(error)


class _Bell(QObject):
    """Brings errors home; nobody's child, for it is rung in other threads."""

    broke = Signal(object)
