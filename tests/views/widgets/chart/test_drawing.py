"""Words at the ends of lines do not lie upon each other; a mark is known by its colour."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.monitoring.metric import Severity
from app.domain.monitoring.sample import Mark, MarkKind
from app.views.theme import LIGHT
from app.views.widgets.chart.drawing import mark_colour, spread


def test_a_warning_is_not_drawn_as_if_it_were_critical() -> None:
    colours = [
        mark_colour(Mark("a", MarkKind.ALERT, 0.0, "", severity=each), LIGHT)
        for each in (Severity.WARNING, Severity.CRITICAL, None)
    ]
    assert colours == [LIGHT.warning, LIGHT.error, LIGHT.error]


def test_what_has_room_stays_where_it_is() -> None:
    assert spread([10, 50, 90], 12, 0, 100) == [10, 50, 90]


def test_what_has_none_gives_way() -> None:
    assert spread([10, 12, 90, 99], 12, 0, 100) == [10, 22, 88, 100]


@given(st.lists(st.floats(0, 100), max_size=6))
def test_they_never_meet(wanted: list[float]) -> None:
    places = spread(sorted(wanted), 12, 0, 100)
    assert all(after - before >= 11.99 for before, after in pairwise(places))
