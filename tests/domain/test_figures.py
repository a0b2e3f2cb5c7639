"""Values of metrics with their units."""

import pytest

from app import i18n
from app.domain.figures import unit_word, with_unit


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1536, "B", "1.5 KiB"),
        (3 * 1024**2, "B/s", "3.0 MiB/s"),
        (83.14, "%", "83.1 %"),
        (250, "ms", "0.2 s"),
        (90, "us", "90 µs"),
        (2, "h", "2 h 00 m"),
        (1234.4, "1/s", "1,234 /s"),
        (12, "threads", "12 threads"),
        (1, "threads", "1 thread"),
        (1.5, "threads", "1.50 threads"),
        (0, "entries", "0 entries"),
        (7, "rows/s", "7 rows/s"),
        (1, "rows/s", "1 row/s"),
        (0, "", "0"),
        (4, "bananas", "4 bananas"),
        (float("inf"), "B", "inf EiB"),
    ],
)
def test_a_value_is_said_with_its_unit(value: float, unit: str, shown: str) -> None:
    assert with_unit(value, unit) == shown


def test_a_unit_is_said_in_chinese_too() -> None:
    i18n.install("zh_CN")
    assert with_unit(1, "threads") == "1 个线程"
    assert unit_word("slots") == "个槽"
