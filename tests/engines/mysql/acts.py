"""Doing an act as the operate flow does, and waiting for what a server shows."""

import time
from collections.abc import Callable
from typing import Any

from app.domain.act import Act, Consent, Outcome


def do(session: Any, act: Act) -> list[Outcome]:
    """Perform all commands of an act, as the operate flow does."""
    return [session.perform(command, Consent("dba"), lambda _id: None) for command in act.commands]


def until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    """What the condition gives once it is true; a failure when it never is.

    Not asked more often than every 0.1 s: InnoDB's tables are made anew only when nobody has
    looked at them for that long.
    """
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"{condition} did not come about"
        time.sleep(0.12)
    return found
