"""Notices in words."""

from dataclasses import replace

import pytest

from app import i18n
from app.domain.monitoring.metric import Severity
from app.integrations.notify.notice import Event
from app.integrations.notify.wording import Mood, moment, worded
from tests.integrations.notify.notices import AT, item, notice

WARNING = item(severity=Severity.WARNING)


@pytest.mark.parametrize(
    ("items", "title", "mood"),
    [
        ([item()], "[Critical] orders-1: Threads running", Mood.CRITICAL),
        ([WARNING], "[Warning] orders-1: Threads running", Mood.WARNING),
        ([replace(WARNING, title="")], "[Warning] orders-1: Threads running is 120 threads, above "
         "100 threads for 60 s.", Mood.WARNING),
        ([item(event=Event.STILL)], "[Still critical] orders-1: Threads running", Mood.CRITICAL),
        ([item(event=Event.END, ended=AT)], "[Over] orders-1: Threads running", Mood.OVER),
        ([item(), item(rule="x")], "[Critical] orders-1: 2 alerts", Mood.CRITICAL),
        ([item("a"), item("b")], "[Critical] Threads running at 2 instances: a, b", Mood.CRITICAL),
        ([item("a", rule="health"), item("b", rule="health")],
         "[Critical] 2 instances do not answer: a, b", Mood.CRITICAL),
        ([item(each, Event.END, rule="health", ended=AT) for each in "ab"],
         "[Over] 2 instances answer again: a, b", Mood.OVER),
        ([item("a"), item("b", rule="x"), item("b", Event.END, ended=AT)],
         "[Critical] 3 alerts at 2 instances: a, b", Mood.CRITICAL),
    ],
)  # fmt: skip
def test_titles(items: list[object], title: str, mood: Mood) -> None:
    message = worded(notice(*items))  # type: ignore[arg-type]
    assert (message.title, message.mood) == (title, mood)


def test_the_end_says_how_long_it_was() -> None:
    over = worded(notice(item(event=Event.END, since=AT - 600, ended=AT)))
    assert f"Over since {moment(AT)}, after 10 m 00 s" in over.paragraphs[0].lines[0]
    assert not any("To do" in line for line in over.paragraphs[0].lines)


def test_where_they_stand_differently_each_says_how() -> None:
    mixed = worded(notice(item("a"), item("b", Event.END, ended=AT, text="It is 120 threads.")))
    assert [each.head for each in mixed.paragraphs] == [
        "[Critical] a (prod): Threads running is 120 threads, above 100 threads for 60 s.",
        "[Over] b (prod): Threads running",
    ]
    assert worded(notice()).paragraphs[0].head.startswith("orders-1 (prod): Threads running is")


def test_what_got_worse_says_so() -> None:
    assert any("critical now" in line for line in worded(
        notice(item(event=Event.RAISED))
    ).paragraphs[0].lines)  # fmt: skip


def test_in_chinese() -> None:
    i18n.install("zh_CN")
    down = worded(notice(item("a", rule="health"), item("b", rule="health")))
    assert down.title == "[严重] 2 个实例无响应：a, b"
    assert down.footer.startswith("Mohist（watch-1），")


def test_a_moment_that_is_none() -> None:
    assert moment(float("nan")) == moment(1e300) == "?"
