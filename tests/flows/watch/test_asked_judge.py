"""Whoever tells the judge what to do has the right to it, and stands in the journal with it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import Refused, Unwritable
from app.domain.journal import Deed
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.rule import HEALTH, Rule, Scope, Silence, Subject
from app.domain.monitoring.sample import Health, Sample
from app.domain.people import Role
from app.flows.watch.asked_judge import AskedJudge
from app.flows.watch.requests import acknowledging, ask_collector, do
from app.monitor.alerts import Judge
from app.monitor.catalogue import load
from tests.fakes import FakeJournal, warden

ORDERS = Subject("i1", "orders", "mysql")
DOWN = Rule(HEALTH, HEALTH, enabled=False, title="Gone")
QUIET = Silence("s1", 0.0, None, Scope(frozenset({"i1"})), reason="planned work", by="lin")

READS = {
    "alerts", "rules", "own_rules", "made_in", "silences", "know", "take", "close", "troubles",
}  # fmt: skip
"""What of a judge changes nothing that a user set."""


class Bench:
    """A judge with an alert that fires, for a user of a role."""

    def __init__(self, folder: Path, role: Role) -> None:
        self.journal, self.now = FakeJournal(), 1000.0
        self.judge = AskedJudge(folder, load(), warden(self.journal, role), clock=lambda: self.now)
        self.judge.know([ORDERS])
        while not self.alerts:
            self.judge.take([Sample("i1", Tier.STATUS, self.now, Health.DOWN)])
            self.now += 10.0
            assert self.now < 2000.0

    @property
    def alerts(self) -> tuple[Alert, ...]:
        return self.judge.alerts


DOES: tuple[tuple[str, Callable[[Bench], object], Deed, str], ...] = (
    ("acknowledge", lambda b: b.judge.acknowledge(b.alerts[0].id, "lin"), Deed.ALERT_SEEN_TO,
     "lin acknowledges an alert of orders"),
    ("unacknowledge", lambda b: b.judge.unacknowledge(b.alerts[0].id), Deed.ALERT_SEEN_TO,
     "lin takes the acknowledgement"),
    ("silence", lambda b: b.judge.silence(QUIET), Deed.ALERT_SEEN_TO,
     "lin silences alerts of orders: planned work"),
    ("set_rule", lambda b: b.judge.set_rule(DOWN), Deed.RULES_CHANGED, "lin sets the alert rule"),
    ("drop_rule", lambda b: b.judge.drop_rule(HEALTH), Deed.RULES_CHANGED, "lin drops"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "does", "deed", "text"), DOES, ids=[each[0] for each in DOES])
def test_what_is_done_is_asked_for_and_written_down(
    tmp_path: Path, name: str, does: Callable[[Bench], object], deed: Deed, text: str
) -> None:
    bench = Bench(tmp_path / "may", Role.DBA)
    does(bench)
    [event] = bench.journal.events
    assert (event.what, event.text.startswith(text)) == (deed, True), event.text
    refused = Bench(tmp_path / "may not", Role.VIEWER)
    before = (refused.alerts, refused.judge.rules, refused.judge.silences)
    with pytest.raises(Refused):
        does(refused)
    refused.journal.full = True
    with pytest.raises((Refused, Unwritable)):
        does(refused)
    assert (refused.alerts, refused.judge.rules, refused.judge.silences) == before


def test_ending_a_silence_is_asked_for_too(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Role.DEVELOPER)
    bench.judge.silence(QUIET)
    assert bench.judge.unsilence("nobody knows it") == ()
    bench.judge.unsilence("s1")
    assert [event.text.split(" alerts")[0] for event in bench.journal.events] == [
        "lin silences", "lin ends the silence of",
    ]  # fmt: skip


def test_nothing_a_judge_can_be_told_was_forgotten() -> None:
    told = {name for name in vars(Judge) if not name.startswith("_")} - READS
    assert told == {name for name in vars(AskedJudge) if not name.startswith("_")} - READS
    assert told == {"unsilence", *(each[0] for each in DOES)}


def test_a_collector_is_asked_by_whoever_may_and_notes_who_it_was(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Role.VIEWER)
    request = acknowledging(bench.alerts[0], "lin", bench.now)
    asked: list[str] = []

    class Feed:
        def ask(self, collector: str, _request: object, /) -> None:
            asked.append(collector)

    with pytest.raises(Refused):
        ask_collector(Feed(), "site-2", request, bench.judge.warden)
    assert not asked
    journal = FakeJournal()
    ask_collector(Feed(), "site-2", request, warden(journal, Role.DEVELOPER))
    assert asked == ["site-2"]
    assert "site-2" in journal.events[0].text
    theirs = FakeJournal()
    assert do(Judge(tmp_path / "theirs", load()), request, warden(theirs, Role.VIEWER)) == ()
    assert dict(theirs.events[0].facts)["by"] == "lin"
