"""Ways to a server, and how a test sees which of them was taken."""

import contextlib
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest

from app.domain.endpoint import Hop, Route
from app.domain.errors import Cancelled
from app.domain.stop import Stop
from tests.servers.sshd import Sshd


def by_ssh(*servers: Sshd) -> Route:
    """One after the other, with signs of life each second."""
    return Route(
        hops=tuple(
            Hop(
                each.host, each.port, user=each.user, key_file=str(each.key), agent=False,
                known_hosts=str(each.known_hosts),
            )
            for each in servers
        ),
        keep_alive=1,
    )  # fmt: skip


def straight_to(ports: Collection[int]) -> set[int]:
    """The ports of this machine that this very process is connected to without a way between."""
    ours = set()
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # listing them opens one
            ours.add(str(entry.readlink()).removeprefix("socket:[").rstrip("]"))
    found = set()
    for line in Path("/proc/self/net/tcp").read_text().splitlines()[1:]:
        parts = line.split()
        if parts[9] in ours:
            found.add(int(parts[2].rpartition(":")[2], 16))
    return found & set(ports)


def cancelled_within_a_second(session: Any, call: Callable[[], object]) -> None:
    """Have a call begin, end it, and see it come home in time."""
    stop, at = Stop(), []

    def end() -> None:
        at.append(time.monotonic())
        stop.set()

    timer = threading.Timer(0.2, end)
    timer.start()
    with pytest.raises(Cancelled), session.during(stop):
        call()
    assert time.monotonic() - at[0] < 1
    timer.join()


def until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    """What the condition gives once it is true; a failure when it never is."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"{condition} did not come about"
        threading.Event().wait(0.02)
    return found
