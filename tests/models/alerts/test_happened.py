"""What became of an alert, the newest first, with how often it was so before."""

from app.domain.monitoring.sample import Mark, MarkKind
from app.models.alerts.happened import happened
from tests.models.alerts.alerts import NOW, alert, cleared, pending


def told(*args: object) -> list[str]:
    return [each.text for each in happened(*args)]  # type: ignore[arg-type]


def test_from_the_limit_to_the_end() -> None:
    seen = cleared(acknowledged=NOW - 30, acknowledged_by="lin")
    assert told(seen) == [
        "It cleared after 50 s", "lin saw it", "It fired", "The value went beyond the limit",
    ]  # fmt: skip
    assert told(pending()) == ["The value went beyond the limit"]
    assert told(cleared(fired=None))[0] == "It went back before it fired"


def test_marks_of_the_history_tell_of_earlier_ones() -> None:
    one = alert()
    marks = [
        Mark("orders", MarkKind.ALERT, NOW - 60, "now", reference=one.id),
        Mark("orders", MarkKind.ALERT, NOW - 7200, "before", NOW - 3600, reference=one.id),
        Mark("orders", MarkKind.ALERT, NOW - 9000, "another", NOW - 8000, reference="other"),
    ]
    assert told(one, marks)[2:] == ["It cleared after 1 h 00 m", "It fired"]
