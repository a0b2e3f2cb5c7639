"""Channels of a collector: those of its settings, told without a user."""

from collections.abc import Callable, Iterable
from urllib.parse import quote

from app.domain.errors import ConsoleError
from app.domain.monitoring.rule import Rule, Subject
from app.flows.watch.notifying import Notifying
from app.flows.watch.service_secrets import ServiceSecrets
from app.flows.watch.threads import plain_thread
from app.integrations.notify.channels_file import NAME, read_channels
from app.monitor.catalogue import Catalogue
from app.paths import settings_folder, state_folder


class ServiceNotices:
    """Tells the channels of `channels.json` in the settings; it is read anew with each `take`."""

    def __init__(
        self,
        secrets: ServiceSecrets,
        failed: Callable[[Exception], object],
        catalogue: Catalogue,
        by: str,
    ) -> None:
        self._secrets, self._failed = secrets, failed
        self.outlet = Notifying(
            state_folder() / "notify" / quote(f"{by}@", safe="@"),
            secrets.ask,
            plain_thread,
            failed,
            catalogue,
            by,
        )

    def take(self, subjects: Iterable[Subject], rules: Iterable[Rule] = ()) -> None:
        """Who is watched from now on, by which rules; channels that were edited are used so. Where
        they cannot be read, those that are told are told still.
        """
        self.outlet.know(subjects, rules)
        try:
            found = read_channels(settings_folder() / NAME)
        except ConsoleError as error:
            self._failed(error)
            return
        for trouble in found.troubles:
            self._failed(trouble)
        self._secrets.know_channels(found.channels)
        self.outlet.use(found.channels)

    def close(self) -> None:
        """Tell no more; what is not sent is sent after the next start."""
        self.outlet.close()
