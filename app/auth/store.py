"""What every place for secrets can do."""

from typing import Protocol

from app.domain.stop import Stop


class SecretStore(Protocol):
    """Keeps texts by their ids. Each call may wait, and raises SecretUnavailable or Cancelled."""

    def get(self, secret_id: str, stop: Stop) -> str | None:
        """The secret, or None where there is none of that id."""

    def put(self, secret_id: str, secret: str, stop: Stop) -> None:
        """Keep it, in place of one of the same id."""

    def forget(self, secret_id: str, stop: Stop) -> None:
        """Keep it no longer; nothing happens where there is none."""
