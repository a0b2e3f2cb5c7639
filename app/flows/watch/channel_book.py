"""The channels of this console: kept in its settings, their secrets where secrets are kept."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from app.domain.errors import ConsoleError
from app.domain.journal import Deed
from app.domain.rights import Ability
from app.domain.stop import Stop
from app.flows.ours import changing
from app.flows.rights import Warden
from app.i18n import _
from app.integrations.notify.channel import Channel, channel_secret
from app.integrations.notify.channels_file import read_channels, write_channels


class KeepsSecrets(Protocol):
    """What is asked of `auth.secrets.Secrets`, and of the window's keeper of them."""

    def put(self, secret: str, value: str, /, *, stop: Stop | None = None) -> None:
        """Keep it."""

    def forget(self, secret: str, /, stop: Stop | None = None) -> None:
        """Keep it no longer."""


class ChannelBook:
    """All but `channels` and `troubles` may wait, and are called by one thread at a time (a lane).

    `use` hears which channels there are whenever that may have changed: `Notifying.use`. The file
    is read anew before each change, so that what was edited by hand meanwhile is not lost; one
    that cannot be read is never overwritten, and those who were told before are told still.
    """

    def __init__(
        self, path: Path, secrets: KeepsSecrets, use: Callable[[Iterable[Channel]], object],
        warden: Warden,
    ) -> None:  # fmt: skip
        """`path` is that of `channels.json`."""
        self._path, self._secrets, self._use, self.warden = path, secrets, use, warden
        self.channels: tuple[Channel, ...] = ()
        """As they were read last; any thread may look."""
        self.troubles: tuple[ConsoleError, ...] = ()
        """Entries of the file that are not used, and why."""
        self._kept: tuple[object, ...] = ()

    def read(self) -> tuple[Channel, ...]:
        """Those in the file, which are told from now on.

        Raises:
            UnreadableInput: it is damaged as a whole.
        """
        found = read_channels(self._path)
        self.channels, self.troubles, self._kept = found.channels, found.troubles, found.kept
        self._use(self.channels)
        return self.channels

    def save(
        self, channel: Channel, typed: Mapping[str, str], stop: Stop | None = None
    ) -> tuple[Channel, ...]:
        """Put it in place of the one of its id, or behind all others; all there are then. `typed`
        are secrets that were entered anew (`password`, `url`, `sign`); others stay as they are.

        Raises:
            Refused: whoever sits in front may not.
            UnreadableInput, Unwritable: the file cannot be read, or not written.
            SecretUnavailable: the secrets cannot be kept now; the channel is as it was.
        """
        before = {each.id: each for each in self.read()}
        with self._changing(_("{user} sets the notification channel {channel}."), channel):
            self._save(channel, typed, before, stop)
        return self.channels

    def _save(
        self, channel: Channel, typed: Mapping[str, str], before: Mapping[str, Channel],
        stop: Stop | None,
    ) -> None:  # fmt: skip
        for what in channel.secrets:
            if secret := typed.get(what):
                secret = secret if what == "password" else secret.strip()  # it was copied
                self._secrets.put(channel_secret(channel.id, what), secret, stop=stop)
        self._write({**before, channel.id: channel}.values())
        old = before.get(channel.id)
        for what in set(old.secrets if old is not None else ()) - set(channel.secrets):
            self._secrets.forget(channel_secret(channel.id, what), stop)

    def remove(self, id_: str, stop: Stop | None = None) -> tuple[Channel, ...]:
        """Have it no more, nor its secrets; all there are then.

        Raises:
            Refused, UnreadableInput, Unwritable: as `save`.
            SecretUnavailable: the channel is gone, but its secrets are still kept.
        """
        before = self.read()
        channel = next((each for each in before if each.id == id_), None)
        if channel is None:
            return self.channels
        with self._changing(_("{user} removes the notification channel {channel}."), channel):
            self._write([each for each in before if each.id != id_])
            for what in channel.secrets:
                self._secrets.forget(channel_secret(id_, what), stop)
        return self.channels

    def try_out(self, channel: Channel, send: Callable[[], None]) -> None:
        """Have `send` send a test over it, which others see.

        Raises:
            Refused, Unwritable: as `save`; nothing was sent.
            NotDelivered: it did not arrive.
        """
        text = _("{user} sends a test over the channel {channel}.")
        with self._changing(text, channel, Deed.CHANNEL_TRIED):
            send()

    def _changing(
        self, text: str, channel: Channel, deed: Deed = Deed.CHANNELS_CHANGED
    ) -> AbstractContextManager[None]:
        return changing(
            self.warden, Ability.CHANGE_RULES, deed, text,
            facts=[("channel", channel.id)], channel=channel.name,
        )  # fmt: skip

    def _write(self, channels: Iterable[Channel]) -> None:
        fresh = tuple(channels)
        write_channels(self._path, fresh, self._kept)
        self.channels = fresh
        self._use(fresh)
