"""Channels of a collector: those of its settings, told without a user."""

from collections.abc import Callable, Collection, Iterable
from typing import TextIO
from urllib.parse import quote

from app.domain.display import visible
from app.domain.errors import BadUsage, ConsoleError
from app.domain.monitoring.rule import Rule, Subject
from app.flows.watch.notifying import Notifying, send_test
from app.flows.watch.service_secrets import ServiceSecrets
from app.flows.watch.threads import plain_thread
from app.i18n import _
from app.integrations.notify.channels_file import NAME, read_channels
from app.monitor.catalogue import Catalogue
from app.paths import settings_folder, state_folder

NOT_ALL_REACHED = 1
"""The exit code of `--test-channels` where a test did not arrive."""


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


def try_channels(
    secrets: ServiceSecrets, by: str, out: TextIO, wanted: Collection[str] = ()
) -> int:
    """Send a test over each channel that is wanted by its name or id, else over all, and write
    what came of it; the exit code.

    Raises:
        ConsoleError: there are no such channels, or they cannot be read.
    """
    found = read_channels(settings_folder() / NAME)
    for trouble in found.troubles:
        _write(out, f"{trouble} {trouble.hint}")
    if not found.channels:
        raise BadUsage(
            _("There are no channels in {path}.").format(path=settings_folder() / NAME),
            hint=_("Make them in the console (Alerts, Channels), and copy the file."),
        )
    for name in wanted:
        if not any(name in (channel.name, channel.id) for channel in found.channels):
            raise BadUsage(
                _("There is no channel {name}.").format(name=name),
                hint=_("There are: {names}.").format(
                    names=", ".join(channel.name for channel in found.channels)
                ),
            )
    secrets.know_channels(found.channels)
    all_reached = not found.troubles
    for channel in found.channels:
        if wanted and channel.name not in wanted and channel.id not in wanted:
            continue
        try:
            send_test(channel, secrets.ask, by)
        except ConsoleError as error:
            all_reached = False
            _write(out, f"{channel.name}  {error} {error.hint}")
        else:
            _write(out, f"{channel.name}  " + _("The test arrived."))
    return 0 if all_reached else NOT_ALL_REACHED


def _write(out: TextIO, text: str) -> None:
    out.write(visible(text) + "\n")
    out.flush()
