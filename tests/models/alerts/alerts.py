"""Alerts for tests, made of what matters in one."""

from dataclasses import replace
from typing import Any

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity

NOW = 1_764_331_200.0


def alert(
    instance: str = "orders", key: str = "mysql.threads_running", *, by: str = "", **options: Any
) -> Alert:
    """One that fires since a minute; its id is the instance and the key."""
    made = Alert(
        f"{instance}/{key}", key.partition("/")[0], instance, key, Severity.WARNING,
        AlertState.FIRING, NOW - 120, 83, 60, f"Running threads are 83, above 60 on {key}.",
        fired=NOW - 60, by=by,
    )  # fmt: skip
    return replace(made, **options)


def pending(instance: str = "orders", **options: Any) -> Alert:
    """One that did not last long enough yet."""
    return alert(instance, state=AlertState.PENDING, fired=None, **options)


def cleared(instance: str = "orders", **options: Any) -> Alert:
    """One that is over."""
    return alert(instance, state=AlertState.CLEARED, cleared=NOW - 10, **options)


CRITICAL = Severity.CRITICAL
