"""Pasts for rules that look ahead."""

from array import array
from collections.abc import Callable

import pytest

from app.domain.monitoring.series import Series
from app.monitor.alerts.trend import Past


@pytest.fixture
def line() -> Callable[[float, float, float], Past]:
    """Makes the past of a straight line, which has a value at a moment and a slope a second."""

    def made(at: float, value: float, slope: float) -> Past:
        def past(instance: str, key: str, begin: float, end: float) -> Series:
            times = array("d", [begin + n * (end - begin) / 500 for n in range(501)])
            values = array("d", [value + slope * (each - at) for each in times])
            return Series(instance, key, times, values, values, values)

        return past

    return made
