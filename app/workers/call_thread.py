"""A QThread that makes one call, as a crew and its kin want their threads."""

from collections.abc import Callable

from PySide6.QtCore import QThread


class CallThread(QThread):
    """Ends with the call. Whoever started it joins it before letting go of it."""

    def __init__(self, name: str, call: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName(name)
        self._call = call

    def run(self) -> None:
        """Make the call."""
        self._call()

    def join(self, timeout: float) -> None:
        """Wait for its end, so many seconds at most."""
        self.wait(max(1, int(timeout * 1000)))

    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return not self.isFinished()


def started(name: str, call: Callable[[], None]) -> CallThread:
    """One that runs."""
    thread = CallThread(name, call)
    thread.start()
    return thread
