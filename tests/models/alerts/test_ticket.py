"""Alerts for a ticket: whole sentences, with what is known of them."""

from dataclasses import replace

from app.domain.monitoring.rule import Rule
from app.models.alerts.rows import AlertRow
from app.models.alerts.ticket import as_markdown, as_text
from tests.models.alerts.alerts import NOW, alert
from tests.views.live.watching import LOAD, row


def one() -> AlertRow:
    rule = Rule(LOAD.name, LOAD.name, dict(LOAD.thresholds), note="See https://wiki/threads")
    return AlertRow(
        alert(acknowledged=NOW, acknowledged_by="lin"),
        row("orders"),
        LOAD,
        rule,
        "Lin 123",
        ("", "site-2"),
    )


def test_as_text() -> None:
    head, *lines = as_text([one()]).splitlines()
    assert head.startswith("● warning · orders: Running threads are 83")
    assert "Instance: orders, orders.example:3306, production" in lines
    assert "Thresholds: warning: > 60" in lines
    assert "Seen by: lin" in lines
    assert "What to do: See https://wiki/threads" in lines
    assert "Judged by: this console, site-2" in lines
    assert "Owner: Lin 123" in lines
    assert not any(line.startswith(("Cleared", "Full on")) for line in lines)


def test_as_markdown_names_stay_names() -> None:
    text = as_markdown([one(), replace(one(), of=None, rule=None)])
    first, second = text.split("\n\n### ")
    assert first.startswith("### ● warning · orders: ")
    assert "- Metric: Running threads (mysql.threads\\_running)" in first.splitlines()
    assert second.startswith("● warning · orders: ")
