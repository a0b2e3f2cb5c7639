"""What sessions have in common, whether the driver runs here or in a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.act import Command
from app.domain.errors import SecretUnavailable
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.i18n import _


class Stoppable:
    """Calls that look at `_stop`, which is somebody's while they are inside `during`."""

    def __init__(self) -> None:
        self._stop = Stop()

    @contextmanager
    def during(self, stop: Stop) -> Iterator[None]:
        """Whatever is called inside ends within a second of `stop` being set."""
        stop.check()
        self._stop = stop
        try:
            yield
            stop.check()
        finally:
            self._stop = Stop()


def secrets_of(command: Command, reveal: Reveal) -> dict[str, str]:
    """The secrets a command needs, by id; SecretUnavailable where one is not there."""
    found = {}
    for name in command.secrets:
        value = reveal(name)
        if value is None:
            raise SecretUnavailable(
                _("A secret the statement needs is not there."), hint=_("Enter it once more.")
            )
        found[name] = value
    return found
