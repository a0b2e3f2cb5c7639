"""What stands over the journal becomes what is read of it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.domain.act import Ending
from app.models.journal.filters import Filters, Period
from app.store.journal import Wanted

NOW = datetime(2026, 11, 29, 15, 30, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("period", "since"),
    [
        (Period.ALL, None),
        (Period.HOUR, datetime(2026, 11, 29, 6, 30, tzinfo=UTC)),
        (Period.TODAY, datetime(2026, 11, 28, 16, 0, tzinfo=UTC)),  # midnight where the user is
        (Period.WEEK, datetime(2026, 11, 22, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_period_ends_now(period: Period, since: datetime | None) -> None:
    wanted = Filters(period=period).wanted(NOW)
    assert (wanted.since, wanted.until) == (since, None)


def test_moments_count_where_they_were_asked_for() -> None:
    begin, end = NOW - timedelta(days=2), NOW - timedelta(days=1)
    chosen = Filters(period=Period.CHOSEN, begin=begin, end=end).wanted(NOW)
    assert (chosen.since, chosen.until) == (begin, end)
    assert Filters(begin=begin, end=end).wanted(NOW) == Wanted()


def test_blanks_around_words_do_not_count() -> None:
    wanted = Filters(text=" kill ", who="lin ", place=" db7", ending=Ending.FAILED).wanted(NOW)
    assert (wanted.text, wanted.who, wanted.place) == ("kill", "lin", "db7")
    assert wanted.endings == {Ending.FAILED}
