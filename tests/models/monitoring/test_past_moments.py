"""Steps go from capture to capture, and from mark to mark."""

import pytest

from app.domain.monitoring.sample import Mark, MarkKind
from app.models.monitoring.past_moments import KEPT, PastMoments

PAST = PastMoments.of(
    [30.0, 10.0, 20.0, 20.0], [Mark("a", MarkKind.NOTE, 25, "x"), Mark("a", MarkKind.ACT, 5, "y")]
)


@pytest.mark.parametrize(
    ("at", "forward", "found"),
    [(0, True, 10), (10, True, 20), (10.2, True, 20), (30, True, None), (30, False, 20),
     (25, False, 20), (10, False, None)],
)  # fmt: skip
def test_captures(at: float, forward: bool, found: float | None) -> None:
    assert PAST.capture_from(at, forward=forward) == found


def test_marks() -> None:
    assert PAST.mark_from(100, forward=False) == 25
    assert PAST.mark_from(25, forward=False) == 5
    assert PAST.mark_from(25, forward=True) is None


def test_what_came_is_joined_and_what_is_too_old_goes() -> None:
    end = KEPT + 15
    fired = Mark("a", MarkKind.ALERT, 7, "Lag", until=20, reference="7")
    later = PAST.joined([end, 40, 20], [fired], end)
    assert list(later.captures) == [20, 30, 40, end]
    assert list(later.marks) == [fired, Mark("a", MarkKind.NOTE, 25, "x")]
