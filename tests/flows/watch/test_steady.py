"""Times of samples: right in the end, and in order always."""

from hypothesis import given
from hypothesis import strategies as st

from app.flows.watch.steady import SteadyClock


class Clocks:
    def __init__(self) -> None:
        self.mono, self.wall = 1000.0, 1_790_000_000.0
        self.steady = SteadyClock(lambda: self.mono, lambda: self.wall)

    def pass_(self, seconds: float) -> None:
        self.mono += seconds
        self.wall += seconds


def test_a_clock_set_forward_is_followed_at_once() -> None:
    clocks = Clocks()
    clocks.pass_(10)
    clocks.wall += 3600
    before = clocks.steady.now()
    assert clocks.steady.correct()
    assert clocks.steady.now() == clocks.wall
    assert clocks.steady.at(clocks.mono - 1) == before - 1, "what was before, was then"


def test_a_clock_set_back_is_approached_without_going_back() -> None:
    clocks = Clocks()
    clocks.pass_(10)
    before = clocks.steady.now()
    clocks.wall -= 60
    clocks.steady.correct()
    assert clocks.steady.now() == before
    clocks.pass_(10)
    assert clocks.steady.now() == before + 5
    clocks.pass_(110)
    assert clocks.steady.now() == clocks.wall
    assert not clocks.steady.correct()


def test_small_corrections_are_left_alone() -> None:
    clocks = Clocks()
    clocks.wall += 0.2
    assert not clocks.steady.correct()


@given(
    st.lists(
        st.tuples(st.floats(0.01, 100), st.floats(-5000, 5000) | st.just(0.0), st.floats(0, 1)),
        max_size=12,
    )
)
def test_nothing_ever_changes_places(steps: list[tuple[float, float, float]]) -> None:
    clocks = Clocks()
    moment, last = clocks.mono, clocks.steady.now()
    for seconds, leap, share in steps:
        clocks.pass_(seconds)
        clocks.wall += leap
        clocks.steady.correct()
        moment = max(moment, clocks.mono - share * seconds)  # an answer is dated when it was asked
        now = clocks.steady.at(moment)
        assert now >= last
        last = now
