"""Rows of sessions as Oracle gives them, and waiting for what a server shows."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from app.domain.errors import Cancelled
from app.domain.stop import Stop


def session_row(sid: int, **others: Any) -> dict[str, Any]:
    """A row of GV$SESSION: a user's session that is idle."""
    row: dict[str, Any] = {
        "inst_id": 1, "sid": sid, "serial#": 1000 + sid, "saddr": f"S{sid}", "paddr": f"P{sid}",
        "username": "SHOP", "status": "INACTIVE", "osuser": "app", "machine": "web1",
        "process": "77", "program": "JDBC Thin Client", "module": "orders", "type": "USER",
        "schemaname": "SHOP", "service_name": "shop", "event": "SQL*Net message from client",
        "wait_class": "Idle", "state": "WAITING", "seconds_in_wait": 12, "last_call_et": 12,
        "blocking_session_status": "NO HOLDER", "row_wait_obj#": -1, "con_id": 3,
        "logon_time": datetime(2026, 11, 23),
    }  # fmt: skip
    return row | others


def until(condition: Callable[[], Any], seconds: float = 5) -> Any:
    """What the condition gives once it is true; a failure when it never is."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"{condition} did not come about"
        threading.Event().wait(0.02)
    return found


def cancelled_within_a_second(session: Any, call: Callable[[], Any]) -> None:
    """Cancel the call shortly after it has begun."""
    stop, at = Stop(), []

    def end() -> None:
        at.append(time.monotonic())
        stop.set()

    timer = threading.Timer(0.15, end)
    timer.start()
    with pytest.raises(Cancelled), session.during(stop):
        call()
    assert time.monotonic() - at[0] < 1
    timer.join()
