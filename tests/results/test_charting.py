"""Points of a chart out of a result."""

from datetime import UTC, date, datetime
from decimal import Decimal
from math import isnan

from app.domain.console.result import ResultColumn, ValueKind
from app.results.arranging import Order
from app.results.charting import Scale, chart_of, first_choice
from app.results.store import ResultWriter

NAME = ResultColumn("name", ValueKind.TEXT)
KEY = ResultColumn("id", ValueKind.INTEGER, primary=True)
PRICE = ResultColumn("price", ValueKind.DECIMAL)
DAY = ResultColumn("day", ValueKind.DATE)
AT = ResultColumn("at", ValueKind.ZONED)


def test_what_is_drawn_first_is_what_one_would_choose() -> None:
    assert first_choice([KEY, NAME, DAY, PRICE]) == (2, 3)
    assert first_choice([KEY, NAME, PRICE]) == (1, 2)
    assert first_choice([KEY, PRICE]) == (0, 1)
    assert first_choice([PRICE]) == (None, 0)
    assert first_choice([NAME]) == (0, None)


def test_moments_stand_in_their_order_and_gaps_stay() -> None:
    writer = ResultWriter((DAY, PRICE, AT))
    noon = datetime(2024, 5, 1, 12, tzinfo=UTC)
    writer.append([
        (date(2024, 1, 2), Decimal("2.5"), noon), (date(2024, 1, 1), None, noon),
        (None, Decimal(1), noon),
    ])  # fmt: skip
    writer.finish()
    chart = chart_of(writer.reader, 0, 1)
    assert chart.scale is Scale.MOMENTS
    assert chart.names == ("2024-01-01", "2024-01-02")
    assert isnan(chart.ys[0])
    assert chart.ys[1] == 2.5
    assert chart.xs[1] - chart.xs[0] == 86_400
    assert chart.left_out == 1
    assert chart_of(writer.reader, 2, 1).xs[0] == noon.timestamp()


def test_names_stand_as_the_rows_are_shown() -> None:
    writer = ResultWriter((NAME, PRICE))
    writer.append([("a", 1), ("c", 3), (None, 2), ("c", 4)])
    writer.finish()
    order = writer.reader.arrange([Order(1, True)])
    chart = chart_of(writer.reader, 0, 1, order)
    assert chart.names == ("c", "c", "NULL", "a")
    assert chart.ys.tolist() == [4, 3, 2, 1]
    assert chart_of(writer.reader, None, 1).names == ("1", "2", "3", "4")
