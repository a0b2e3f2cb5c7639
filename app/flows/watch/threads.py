"""Plain threads for a crew without a window."""

import threading
from collections.abc import Callable


def plain_thread(name: str, call: Callable[[], None]) -> threading.Thread:
    """Start one; the program does not wait for it, whoever started it does."""
    thread = threading.Thread(target=call, name=name, daemon=True)
    thread.start()
    return thread
