"""Thresholds as they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput
from app.domain.monitoring.metric import Severity, Threshold
from app.monitor.catalogue.thresholds import thresholds, written

W = Severity.WARNING


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> 80", Threshold(W, 80)),
        (">80 for 5m", Threshold(W, 80, seconds=300)),
        ("< 20 for 10m clear 25", Threshold(W, 20, below=True, seconds=600, clear=25)),
        ("> 30 for 1m rising", Threshold(W, 30, seconds=60, rising=True)),
        ("full within 4h", Threshold(W, 100, within=14_400)),
        ("> 95 within 1.5d", Threshold(W, 95, within=129_600)),
        ("< -1.5 for 30s", Threshold(W, -1.5, below=True, seconds=30)),
    ],
)
def test_reads(text: str, expected: Threshold) -> None:
    assert thresholds(text, W) == (expected,)
    assert thresholds(written(expected), W) == (expected,)


def test_several_and_none() -> None:
    assert thresholds("", W) == ()
    assert thresholds("> 80 or full within 7d", W) == (
        Threshold(W, 80), Threshold(W, 100, within=604_800),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "80", "> eighty", "> 80 for", "> 80 for 5", "> 80 for 5y", "full", "= 3", ">= 80",
        "> 80 and > 90", "> 80 clear 85", "< 20 clear 15", "> 80 clear 80", "> 80 or", "or",
        "> 80 5m", "> 1e3",
    ],
)  # fmt: skip
def test_refuses_and_says_how_it_is_written(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        thresholds(text, W)
    assert "for 5m" in refused.value.hint


@given(
    st.builds(
        Threshold,
        st.just(W),
        st.integers(-1000, 1000),
        below=st.booleans(),
        seconds=st.integers(0, 100_000),
        rising=st.booleans(),
        within=st.none() | st.integers(1, 10_000_000),
    )
)
def test_what_is_written_is_read_again(threshold: Threshold) -> None:
    assert thresholds(written(threshold), W) == (threshold,)
