"""Notices to send."""

from app.domain.monitoring.metric import Severity
from app.integrations.notify.notice import Event, Item, Notice

AT = 1_764_000_000.0


def item(name: str = "orders-1", event: Event = Event.BEGIN, **said: object) -> Item:
    given: dict[str, object] = {
        "alert": f"a-{name}", "rule": "mysql.threads_running", "instance": f"id-{name}",
        "name": name, "key": "mysql.threads_running", "severity": Severity.CRITICAL,
        "text": "Threads running is 120 threads, above 100 threads for 60 s.",
        "since": AT - 90, "value": 120.0, "limit": 100.0, "title": "Threads running",
        "note": "Look at the sessions first.", "owner": "Wang Lei, 8801", "environment": "prod",
    }  # fmt: skip
    return Item(event, **{**given, **said})  # type: ignore[arg-type]


def notice(*items: Item, **said: object) -> Notice:
    return Notice(items or (item(),), AT, "watch-1", **said)  # type: ignore[arg-type]
