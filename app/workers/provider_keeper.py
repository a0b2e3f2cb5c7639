"""The providers of sign-in while the window is open: read, changed and tried in lanes."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal, Slot

from app.auth.oauth import Provider, Providers
from app.domain.errors import ConsoleError
from app.flows.provider_book import Found, ProviderBook
from app.workers.lane import Job, Lane


class ProviderKeeper(QObject):
    """Lives in the GUI thread; nothing here waits but `close`.

    Signals:
        changed: the providers are others, or were read.
    """

    changed = Signal()

    def __init__(self, book: ProviderBook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self.found = Providers(kept=(None,))
        """As they were read last; before that nobody knows, and nobody owns the console."""
        self._lane, self._trials = Lane("providers", self), Lane("provider tests", self)

    @property
    def providers(self) -> tuple[Provider, ...]:
        """Those that can be used."""
        return self.found.providers

    @property
    def troubles(self) -> tuple[ConsoleError, ...]:
        """What of the file is not used, and why."""
        return self.found.troubles

    def why_not(self, *, removing: bool = False) -> str:
        """Why they may not be changed, or `removing` none taken out; "" where they may."""
        return self._book.why_not(removing=removing)

    def load(self) -> Job[Providers]:
        """Read them (anew)."""
        return self._changing(self._lane.submit(lambda _stop: self._book.read()))

    def save(self, provider: Provider, secret: str) -> Job[Providers]:
        """Keep one, with its client secret where that was typed anew."""
        return self._changing(
            self._lane.submit(lambda stop: self._book.save(provider, secret, stop))
        )

    def remove(self, ids: Iterable[str]) -> Job[Providers]:
        """Have those of these ids no more."""
        gone = tuple(ids)
        return self._changing(self._lane.submit(lambda stop: self._book.remove(gone, stop)))

    def test(self, provider: Provider) -> Job[Found]:
        """Ask one as it is on the screen, kept or not; cancelled, it is broken off."""
        return self._trials.submit(lambda stop: self._book.test(provider, stop))

    def close(self) -> None:
        """End what is under way."""
        self._trials.close()
        self._lane.close()

    def _changing(self, job: Job[Providers]) -> Job[Providers]:
        job.succeeded.connect(self._take)
        return job

    @Slot(object)
    def _take(self, found: Providers) -> None:
        self.found = found
        self.changed.emit()
