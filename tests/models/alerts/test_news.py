"""What is told aloud: each alert once, never one that is silenced, and a storm as one."""

from app.models.alerts.news import GATHER, TOGETHER, Burst, News
from tests.models.alerts.alerts import CRITICAL, NOW, alert, cleared, pending


def test_an_alert_is_told_once_and_again_when_it_gets_critical() -> None:
    news = News()
    assert news.take([pending()]) == []
    assert news.take([alert()]) == [alert()]
    assert news.take([alert(value=90.0)]) == []
    worse = alert(severity=CRITICAL)
    assert news.take([worse]) == [worse]
    assert news.take([alert()]) == []  # less bad is no news
    assert news.take([cleared()]) == []
    later = alert(fired=NOW)
    assert news.take([later]) == [later]


def test_what_is_silenced_or_seen_is_not_told() -> None:
    news = News()
    assert news.take([alert(silenced=True), alert("b", acknowledged=NOW)]) == []
    assert news.take([alert()]) == [alert()]  # the silence is over and it still fires


def test_what_was_there_before_the_window_is_no_news() -> None:
    news = News()
    news.know([alert()])
    assert news.take([alert(value=84.0)]) == []


def test_three_are_told_singly_and_the_rest_as_one() -> None:
    burst = Burst()
    few = [alert(name) for name in "abc"]
    assert burst.put(few, 0.0) == few
    assert burst.wait(0.0) is None
    many = [alert(name) for name in "defgh"]
    assert burst.put(many[:1], 1.0) == []
    assert burst.put(many[1:], 1.5) == []
    assert burst.wait(1.5) == GATHER
    assert burst.due(3.0) == many
    assert burst.put([alert("i")] * 4, 4.0) == []
    assert burst.wait(4.0) == TOGETHER - 1  # not two of those within ten seconds
    burst.due(13.0)
    assert len(burst.put(few, 30.0)) == 3
