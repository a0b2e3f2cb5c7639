"""What a digest did since the page was opened: deltas, gaps, counters that began anew, bounds."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from app.domain.operating.statements import Digest
from app.models.operating.statements import DIGESTS, rows_of
from app.models.operating.trends import MOST, Interval, Trends

OPENED = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def digest(count: int, seconds: float, id_: str = "a", first: int = -60, last: int = 0) -> Digest:
    """`first` and `last` are seconds after the page was opened, by the server's clock."""
    return Digest(
        id_, f"SELECT {id_}", "shop", count, seconds,
        first_seen=OPENED + timedelta(seconds=first), last_seen=OPENED + timedelta(seconds=last),
    )  # fmt: skip


def noted(*counters: tuple[int, float] | None, patience: float = 0) -> Trends:
    """An answer every ten seconds; None is one without the digest."""
    trends = Trends()
    for number, each in enumerate(counters):
        found = [digest(*each, last=number * 10)] if each else []
        trends.note(found, 100.0 + number * 10, patience)
    return trends


def intervals(trends: Trends) -> tuple[Interval, ...]:
    return trends.of(digest(0, 0)).intervals


def test_what_came_between_two_answers() -> None:
    trends = noted((100, 50.0), (120, 55.0), (120, 55.0))
    first, second = intervals(trends)
    assert (first.begins, first.ends, first.count, first.seconds) == (100.0, 110.0, 20, 5.0)
    assert (first.calls, first.load, first.average) == (2.0, 0.5, 0.25)
    assert (second.count, second.load, second.average) == (0, 0.0, None)
    trend = trends.of(digest(0, 0))
    assert trend.since == (20, 5.0)
    assert trend.now == 0.0


def test_an_answer_without_the_digest_is_a_gap_and_not_a_zero() -> None:
    trends = noted((100, 50.0), None, (130, 60.0), (140, 61.0))
    assert [each.count for each in intervals(trends)] == [None, None, 10]
    assert trends.of(digest(0, 0)).points[:2] == (None, None)


def test_counters_that_fell_are_not_taken_for_work() -> None:
    trends = noted((100_000, 50.0), (99_000, 49.0), (99_010, 49.5))
    assert [(each.count, each.anew) for each in intervals(trends)] == [(None, True), (10, False)]


def test_a_server_that_counts_anew_tells_all_it_has() -> None:
    trends = Trends()
    trends.note([digest(100, 50.0, last=0)], 100.0)
    trends.note([digest(300, 6.0, first=5, last=10)], 110.0)
    [interval] = intervals(trends)
    assert (interval.count, interval.seconds, interval.anew) == (300, 6.0, True)


def test_only_what_is_new_by_the_servers_clock_began_since() -> None:
    trends = Trends()
    trends.note([digest(1, 1.0, "other", last=0)], 100.0)
    trends.note([digest(1, 1.0, "other", last=0), digest(5, 1.0, "new", first=4, last=9),
                 digest(900, 9.0, "risen", first=-900, last=9)], 110.0)  # fmt: skip
    assert [each.count for each in trends.of(digest(0, 0, "new")).intervals] == [5]
    assert [each.count for each in trends.of(digest(0, 0, "risen")).intervals] == [None]


def test_nobody_asked_for_long_leaves_a_gap_that_still_knows_its_sum() -> None:
    trends = Trends()
    for at, count in ((0.0, 10), (10.0, 20), (400.0, 90), (410.0, 95)):
        trends.note([digest(count, 1.0)], at, patience=33.0)
    assert [(each.watched, each.count) for each in intervals(trends)] == [
        (True, 10), (False, 70), (True, 5),
    ]  # fmt: skip
    trend = trends.of(digest(0, 0))
    assert trend.since == (85, 0.0)


def test_a_clock_that_does_not_go_on_changes_nothing() -> None:
    trends = noted((1, 1.0), (2, 2.0))
    trends.note([digest(9, 9.0)], 110.0)
    assert [each.count for each in intervals(trends)] == [1]


@pytest.mark.parametrize("answers", [MOST + 1, 3 * MOST, 1000])
def test_it_is_bounded_and_loses_no_time_and_no_call(answers: int) -> None:
    trends = noted(*((10 * number, float(number)) for number in range(answers)))
    found = intervals(trends)
    assert MOST // 2 <= len(found) <= MOST
    assert found[0].begins == 100.0
    assert found[-1].ends == 100.0 + (answers - 1) * 10
    assert all(one.ends == two.begins for one, two in pairwise(found))
    assert sum(each.count or 0 for each in found) == 10 * (answers - 1)
    assert len(trends.of(digest(0, 0)).points) <= 60


def test_digests_long_gone_are_forgotten() -> None:
    trends = noted((1, 1.0), (2, 2.0), *[None] * (3 * MOST))
    assert intervals(trends) == ()


@pytest.mark.parametrize(
    ("seconds", "word"),
    [((1, 1, 1, 5, 5, 5), "rising"), ((5, 5, 5, 1, 1, 1), "falling"),
     ((2, 2, 2, 2, 2, 2), "steady"), ((0,), "too few"), ((), "too few")],
)  # fmt: skip
def test_the_trend_in_words(seconds: tuple[int, ...], word: str) -> None:
    counters = [(0, 0.0)]
    for each in seconds:
        counters.append((counters[-1][0] + 1, counters[-1][1] + each))
    assert noted(*counters).of(digest(0, 0)).sentence.startswith(word)


def test_a_quiet_one_is_said_to_be_quiet_and_has_no_line() -> None:
    trend = noted(*[(7, 1.0)] * 5).of(digest(0, 0))
    assert trend.sentence == "did not run in 40 s"
    assert trend.points == (None,)


def test_rows_have_shares_and_what_came_since() -> None:
    trends = noted((100, 30.0), (120, 75.0))
    [row] = rows_of((digest(120, 75.0),), trends)
    assert (row.share, row.recent_count, row.recent_seconds) == (1.0, 20, 45.0)
    [of_a_file] = rows_of((digest(120, 75.0),))
    assert of_a_file.recent_count is None
    field = next(field for field in DIGESTS if field.key == "trend")
    assert field.sorts_by(row) == 4.5
    assert field.value(of_a_file) is None


def test_a_refreshed_row_is_another_one() -> None:
    trends = noted((1, 1.0), (2, 2.0))
    before = rows_of((digest(2, 2.0),), trends)
    assert before == rows_of((digest(2, 2.0),), trends)
    trends.note([digest(2, 2.0)], 500.0)
    assert before != rows_of((digest(2, 2.0),), trends)


def test_one_thread_notes_while_another_reads() -> None:
    trends, over = Trends(), threading.Event()

    def note() -> None:
        for number in range(4 * MOST):
            trends.note([digest(number, float(number))], float(number))
        over.set()

    thread = threading.Thread(target=note)
    thread.start()
    while not over.is_set():
        found = intervals(trends)
        assert all(one.ends == two.begins for one, two in pairwise(found))
        assert len(trends.of(digest(0, 0)).points) <= 60
    thread.join()
    assert trends.of(digest(0, 0)).since == (4 * MOST - 1, 4 * MOST - 1.0)
