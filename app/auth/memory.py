"""Secrets for this run: gone with the program."""

from app.domain.stop import Stop


class Memory:
    """Keeps secrets in this process, and nowhere else."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, secret_id: str, stop: Stop) -> str | None:
        """The secret, or None where there is none of that id."""
        return self._kept.get(secret_id)

    def put(self, secret_id: str, secret: str, stop: Stop) -> None:
        """Keep it, in place of one of the same id."""
        self._kept[secret_id] = secret

    def forget(self, secret_id: str, stop: Stop) -> None:
        """Keep it no longer."""
        self._kept.pop(secret_id, None)
