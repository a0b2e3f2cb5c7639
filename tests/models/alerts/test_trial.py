"""What a dry run says: how often, for whom, and when."""

from dataclasses import replace
from typing import Any

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity
from app.models.alerts.trial import LANES, TIMES, fired, lanes, summary
from app.models.records import RecordTable
from tests.views.alerts.judged import firing

END = 1_764_417_600.0
NAMES = {"o1": "orders-1"}


def was(instance: str, at: float, lasted: float = 60, **more: object) -> Alert:
    alert = firing("r", instance, since=at - 10, fired=at, cleared=at + lasted,
                   state=AlertState.CLEARED)  # fmt: skip
    return replace(alert, id=f"{instance}/{at}", **more)  # type: ignore[arg-type]


def test_what_was_over_too_soon_would_not_have_been_told() -> None:
    pending = was("o1", END - 100, fired=None)
    lasts = was("o1", END - 50, cleared=None, state=AlertState.FIRING)
    found = fired([lasts, was("o1", END - 500), pending], NAMES, END)
    assert [(each.name, each.end) for each in found] == [("orders-1", END - 440), ("orders-1", END)]


def test_the_sentence_counts_times_and_instances() -> None:
    assert summary(()) == "It would not have fired."
    once = fired([was("o1", END - 50)], NAMES, END)
    assert summary(once) == "It would have fired 1 time, for 1 instance."
    thrice = fired(
        [was("o1", END - 50), was("o1", END - 90), was("x", END, severity=Severity.CRITICAL)],
        NAMES, END,
    )  # fmt: skip
    said = "It would have fired 3 times, for 2 instances. 1 of them critical."
    assert summary(thrice) == said


def test_the_busiest_have_lanes_and_the_others_share_one() -> None:
    alerts = [was(f"i{n}", END - 100 * k) for n in range(LANES + 3) for k in range(n + 1)]
    drawn = lanes(fired(alerts, {}, END))
    assert len(drawn) == LANES
    assert drawn[0].name == f"i{LANES + 2}"
    assert drawn[-1].name == "4 others"
    assert sum(len(lane.stretches) for lane in drawn) == len(alerts)


def test_the_table_of_times_is_a_sound_model(qtmodeltester: Any) -> None:
    table = RecordTable(TIMES, lambda each: each.alert.id)
    table.replace(fired([was("o1", END - 50), was("x", END - 70)], NAMES, END))
    qtmodeltester.check(table)
    assert table.shown == 2
