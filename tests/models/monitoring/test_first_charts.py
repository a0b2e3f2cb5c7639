"""Before somebody chose, about a dozen charts of each engine are shown, all of the catalogue."""

import pytest

from app.domain.inventory import DatabaseType
from app.models.monitoring.first_charts import _TELLING, MOST, first_charts
from app.monitor.catalogue import load


@pytest.mark.parametrize("kind", DatabaseType)
def test_about_a_dozen_of_each(kind: DatabaseType) -> None:
    shown = first_charts(load().charts(kind))
    assert 10 <= len(shown) <= MOST


def test_each_that_is_named_is_in_the_catalogue() -> None:
    assert set(load().metrics) >= _TELLING


def test_where_none_is_named_the_first_are_shown() -> None:
    charts = [chart for chart in load().charts(DatabaseType.REDIS) if chart.group == "Console"]
    assert first_charts(charts) == charts
