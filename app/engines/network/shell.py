"""Commands run on the last SSH hop of a way, over the connection that tunnels share."""

from app.domain.endpoint import Endpoint
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.network.hub import HUB
from app.engines.network.route import standing_tunnel
from app.engines.network.tunnel import Use


class Shell:
    """Connected with the first command, and anew where it broke. One thread at a time uses it."""

    def __init__(self, endpoint: Endpoint, reveal: Reveal) -> None:
        self._endpoint, self._reveal = endpoint, reveal
        self._use: Use | None = None

    def run(self, command: str, seconds: float, most: int, stop: Stop) -> tuple[bytes, bool]:
        """What it wrote, and whether that is all: no more than `most` bytes, within `seconds`.

        Raises ConnectFailed, Cancelled, SecretUnavailable.
        """
        if self._use is not None and not HUB.run(self._use.tunnel.stands(), stop):
            self.close()
        if self._use is None:
            self._use = standing_tunnel(self._endpoint, self._reveal, stop)
        return HUB.run(self._use.tunnel.run(command, seconds, most), stop)

    def close(self) -> None:
        """Let go of the connection, which others may use on. Twice does no harm."""
        use, self._use = self._use, None
        if use is not None:
            HUB.run(use.end(), Stop())
