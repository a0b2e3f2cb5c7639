"""The book of alerts: the same alert told by two is one row, and what is unseen is counted."""

from app.domain.monitoring.rule import HEALTH, Rule
from app.models.alerts.book import AlertBook, Unseen
from app.models.alerts.rows import Show, Stand
from tests.models.alerts.alerts import CRITICAL, NOW, alert, cleared, pending
from tests.views.live.watching import LOAD, row


def book() -> AlertBook:
    made = AlertBook({LOAD.name: LOAD})
    made.set_instances([row("orders"), row("cache")])
    return made


def test_an_alert_has_names_and_units() -> None:
    made = book()
    assert made.take([alert()])
    assert not made.take([alert()])  # told again as it was
    [found] = made.rows()
    assert (found.name, found.title) == ("orders", "Running threads")
    assert found.figure(found.alert.value) == "83 threads"
    assert found.of is not None
    assert found.of.environment == "production"
    made.set_rules([Rule(LOAD.name, LOAD.name, title="Too busy", note="Call Lin.")])
    [found] = made.rows()
    assert found.title == "Too busy"
    made.take([alert("cache", HEALTH, value=0.0, limit=1.0)])
    [other] = [each for each in made.rows() if each.name == "cache"]
    assert (other.title, other.figure(0.0)) == ("Answers", None)


def test_two_judges_of_one_alert_make_one_row() -> None:
    made = book()
    made.take([alert(by="site-2"), cleared()])
    [found] = made.rows()
    assert (found.stand, found.judges) == (Stand.UNSEEN, ("site-2",))
    made.take([alert()])
    assert made.rows()[0].judges == ("", "site-2")
    made.forget_others()
    assert made.rows()[0].judges == ("",)
    made.replace([])
    assert made.rows() == []
    assert made.row("orders/mysql.threads_running") is None


def test_what_is_wanted_and_counted() -> None:
    made = book()
    made.take([
        alert("a"), alert("b", severity=CRITICAL), alert("c", acknowledged=NOW),
        alert("d", silenced=True, severity=CRITICAL), pending("e"), cleared("f"),
    ])  # fmt: skip
    assert made.counts() == {Show.ALL: 6, Show.FIRING: 4, Show.UNSEEN: 2, Show.CLEARED: 1}
    assert made.unseen() == Unseen(2, 1)
    worst_first = sorted(made.rows(), key=lambda each: each.pressing, reverse=True)
    assert [each.name for each in worst_first] == ["b", "a", "c", "d", "e", "f"]
