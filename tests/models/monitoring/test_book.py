"""The book keeps the series of who is looked at, and knows what a sample lacks."""

from array import array
from math import isnan

from app.domain.monitoring.metric import Family, Kind, Metric, Tier
from app.domain.monitoring.sample import Health, Sample
from app.domain.monitoring.series import Series
from app.models.monitoring.book import Book


def metric(name: str, tier: Tier = Tier.LIVE) -> Metric:
    return Metric(name, Family.MYSQL, name, "", Kind.GAUGE, tier, "", ())


METRICS = {each.name: each for each in (metric("mysql.load"), metric("mysql.lag", Tier.STATUS))}


def sample(at: float, values: dict[str, float], tier: Tier = Tier.LIVE) -> Sample:
    return Sample("a", tier, at, Health.UP, values)


def test_only_who_is_followed_is_kept() -> None:
    book = Book(METRICS)
    assert not book.take([sample(100, {"mysql.load": 1})])
    book.follow(["a"])
    assert book.take([sample(100, {"mysql.load": 1, "nobody.knows": 3})]) == {("a", "mysql.load")}
    book.follow(["b"])
    book.follow(["a"])
    assert not book.parts("a", "mysql.load")


def test_of_what_is_not_drawn_nothing_is_kept() -> None:
    book = Book(METRICS)
    book.follow(["a"])
    book.take([sample(100, {"mysql.load": 1})])
    book.follow(["a"], ["mysql.lag"])
    assert not book.parts("a", "mysql.load")
    assert book.take([sample(102, {"mysql.load": 1, "mysql.lag": 2})]) == {("a", "mysql.lag")}
    assert book.load(Series("a", "mysql.load", array("d", [1.0]), array("d", [2.0]))) is None


def test_what_a_sample_of_its_tier_lacks_is_a_gap() -> None:
    book = Book(METRICS)
    book.follow(["a"])
    book.take([sample(100, {"mysql.load/CPU": 1, "mysql.load/Lock": 2})])
    book.take([sample(101, {"mysql.lag": 1}, Tier.STATUS)])
    assert book.take([sample(102, {"mysql.load/CPU": 1})]) == {("a", "mysql.load")}
    parts = book.parts("a", "mysql.load")
    assert isnan(parts["Lock"].points(0, 1e9).means[-1])
    assert parts["CPU"].points(0, 1e9).means[-1] == 1


def test_an_instance_that_does_not_answer_has_gaps() -> None:
    book = Book(METRICS)
    book.follow(["a"])
    book.take([sample(100, {"mysql.load": 1})])
    book.take([Sample("a", Tier.LIVE, 102, Health.DOWN)])
    book.take([sample(104, {"mysql.load": 1})])
    means = book.parts("a", "mysql.load")[""].points(0, 1e9).means
    assert [isnan(value) for value in means] == [False, True, False]


def test_history_is_taken_by_key() -> None:
    book = Book(METRICS)
    told = Series("a", "mysql.load/CPU", array("d", [1.0]), array("d", [2.0]))
    assert book.load(told) is None
    book.follow(["a"])
    assert book.load(told) == ("a", "mysql.load")
    assert book.parts("a", "mysql.load")["CPU"].points(0, 9).means.tolist() == [2]


def test_a_part_that_is_gone_for_good_is_forgotten() -> None:
    book = Book(METRICS)
    book.follow(["a"])
    book.take([sample(100, {"mysql.load/CPU": 1, "mysql.load/Lock": 2})])
    book.take([sample(102, {"mysql.load/CPU": 1})])
    assert book.load(Series("a", "mysql.load/CPU")) == ("a", "mysql.load")
    assert book.load(Series("a", "mysql.load/Lock")) == ("a", "mysql.load")
    assert list(book.parts("a", "mysql.load")) == ["CPU"]
    assert book.load(Series("a", "mysql.load/Lock")) is None
