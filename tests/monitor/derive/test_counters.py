"""Counters are right: rates equal an independent computation, through restart, reset and wrap."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.monitoring.sample import Raw
from app.monitor.derive.counters import Course, course, steps_of, table_steps


def look(at: float, uptime: float | None = None, boot: str = "") -> Raw:
    return Raw(at, {}, {}, boot, uptime)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (look(100, 50), look(110, 60), Course.CONTINUED),
        (look(100, 50, "a"), look(110, 60, "a"), Course.CONTINUED),
        (look(100, 50, "a"), look(110, 60, "b"), Course.RESTARTED),
        (look(100, 50), look(110, 4), Course.RESTARTED),
        (look(100, 50, "a"), look(110, 4, "a"), Course.RESTARTED),
        (look(100, 3), look(110, 13), Course.CONTINUED),
        (look(100, 0), look(110, 10), Course.CONTINUED),
        (look(100, 0), look(101, 1), Course.CONTINUED),
        (look(100, 3), look(200, 40), Course.RESTARTED),
        (look(100, None), look(110, None), Course.CONTINUED),
        (look(100, 50), look(110, None), Course.CONTINUED),
        (look(100, 9000), look(110, 5410), Course.RESTARTED),
        (look(100, 9000, "a"), look(110, 5410, "a"), Course.CONTINUED),
        (look(100, 50, "a"), look(110, 3660, "a"), Course.UNKNOWN),
        (look(100, 50), look(102, 28_800), Course.UNKNOWN),
        (look(100, 50), look(100, 50), Course.UNKNOWN),
    ],
    ids=[
        "on", "on, the same boot", "another boot", "began anew", "began anew, boot not told apart",
        "young and going on", "just begun", "just begun, at two seconds",
        "began anew in a long gap", "no uptime", "uptime lost", "another server behind the name",
        "the server's clock was set back", "the server's clock was set forward",
        "this computer slept", "the same moment",
    ],
)  # fmt: skip
def test_how_a_server_went_on(before: Raw, now: Raw, expected: Course) -> None:
    assert course(before, now) is expected


# ------------------------------------------------------------------- restart, reset, wrap


def test_a_wrap_is_told_from_a_reset_by_the_others() -> None:
    top = 2**32
    before = {"bytes": top - 100, "commands": 5_000, "idle": 0}
    wrapped = steps_of(before, {"bytes": 50, "commands": 5_010, "idle": 0}, before)
    assert wrapped == {"bytes": 150, "commands": 10, "idle": 0}
    assert steps_of(before, {"bytes": 50, "commands": 10, "idle": 0}, before) is None
    alone = {"bytes": top - 100}
    assert steps_of(alone, {"bytes": 50}, alone) is None, "nobody is there to tell"
    idle = {"bytes": top - 100, "idle": 0}
    assert steps_of(idle, {"bytes": 50, "idle": 0}, idle) is None, "0 tells nothing"


def test_a_fall_from_the_middle_is_no_wrap() -> None:
    before, now = {"bytes": 2**31, "commands": 5_000}, {"bytes": 50, "commands": 5_010}
    assert steps_of(before, now, before) is None


def test_64_bits_wrap_too_without_losing_a_digit() -> None:
    before, now = {"bytes": 2**64 - 3, "commands": 1}, {"bytes": 4, "commands": 1}
    assert steps_of(before, now, before) == {"bytes": 7, "commands": 0}
    before, now = {"bytes": 2**63 + 1, "commands": 1}, {"bytes": 2**63 + 2, "commands": 1}
    assert steps_of(before, now, before) == {"bytes": 1, "commands": 0}


def test_what_is_missing_has_no_step_and_takes_none_from_others() -> None:
    before, now = {"a": 5, "b": None, "c": 1}, {"a": 7, "b": 9, "d": 3}
    assert steps_of(before, now, ["a", "b", "c", "d"]) == {"a": 2}


def test_a_row_that_comes_back_begins_anew() -> None:
    full = {"east": {"n": 100, "m": 7}, "west": {"n": 100, "m": 7}}
    later = {"east": {"n": 160, "m": 8}, "west": {"n": 40, "m": 1}, "new": {"n": 5, "m": 1}}
    assert table_steps(full, later, ["n", "m"]) == {"east": {"n": 60, "m": 1}}
    back = {"east": {"n": 170, "m": 8}, "west": {"n": 50, "m": 1}}
    gone = {"east": later["east"]}
    assert table_steps(gone, back, ["n", "m"]) == {"east": {"n": 10, "m": 0}}


# ------------------------------------------------- against what a server without end would count


class Counters:
    """Counters of a server as they truly rose, and as the server shows them."""

    def __init__(self, width: int, started: list[int]) -> None:
        self.true = [Fraction(value) for value in started]
        self.shown = [value % width for value in started]
        self._width = width

    def rise(self, steps: list[int]) -> None:
        for number, step in enumerate(steps):
            self.true[number] += step
            self.shown[number] = (self.shown[number] + step) % self._width

    def reset(self) -> None:
        """FLUSH STATUS: all at once."""
        self.shown = [0] * len(self.shown)


@st.composite
def histories(draw: st.DrawFn) -> tuple[int, list[int], list[tuple[str, list[int]]]]:
    """The width of counters, where they start, and what happens to them in turn."""
    width = draw(st.sampled_from([2**32, 2**64]))
    count = draw(st.integers(1, 4))
    near = st.one_of(st.integers(0, 1000), st.integers(width - 10_000, width - 1))
    started = draw(st.lists(near, min_size=count, max_size=count))
    steps = st.lists(st.integers(0, 20_000), min_size=count, max_size=count)
    events = st.tuples(st.sampled_from(["on", "on", "on", "reset"]), steps)
    return width, started, draw(st.lists(events, min_size=1, max_size=12))


@given(histories())
def test_every_step_that_is_told_is_the_true_one(
    history: tuple[int, list[int], list[tuple[str, list[int]]]],
) -> None:
    """Told or not told, never wrong: save that a reset below what stood before cannot be seen
    where each counter has passed its old value already, which 10 s after a reset none has.
    """
    width, started, events = history
    counters = Counters(width, started)
    names = [f"c{number}" for number in range(len(started))]
    for what, steps in events:
        shown = dict(zip(names, counters.shown, strict=True))
        true = list(counters.true)
        if what == "reset":
            counters.reset()
        counters.rise(steps)
        now = dict(zip(names, counters.shown, strict=True))
        told = steps_of(shown, now, names)
        if what == "on":
            expected = {
                name: value - old
                for name, value, old in zip(names, counters.true, true, strict=True)
            }
            assert told is None or told == expected
            fell = [name for name in names if now[name] < shown[name]]
            stood = [name for name in names if name not in fell and shown[name]]
            assert (told is None) == bool(fell and not stood), "a wrap with a witness is told"
        elif all(now[name] < shown[name] for name in names):
            assert told is None
