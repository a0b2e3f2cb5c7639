"""One instance under watch: what it answers, and every way in which it does not."""

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.domain.errors import (
    AccountRefused,
    ConnectFailed,
    LoginRefused,
    SecretUnavailable,
    SessionLost,
    StatementFailed,
)
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Capture, Health, Sample
from app.flows import connect
from app.flows.connect import AskSecret
from app.flows.watch.probe import Probe, Surroundings
from app.flows.watch.steady import SteadyClock
from tests.fakes import warden
from tests.flows.watch.watching import (
    FakeEngine,
    FakeInstance,
    Heard,
    catalogue,
    no_secret,
    secret,
)


class Bench:
    """A probe that is worked by hand, at a clock of the test's."""

    def __init__(self, ask: AskSecret = secret) -> None:
        self.now, self.wall = time.monotonic(), 1_790_000_000.0
        self.instance, self.heard = FakeInstance("orders"), Heard()
        self.instance.clock = lambda: self.now
        self.clock = SteadyClock(lambda: self.now, lambda: self.wall)
        self.around = Surroundings(catalogue(), ask, warden(), self.heard.publish, self.clock)
        self.probe = Probe(self.instance.endpoint, self.around)

    def go_on(self, seconds: float = 0.0) -> list[Sample]:
        """Time passes; what the probe says when its time has come."""
        self.now += seconds
        self.wall += seconds
        said = len(self.heard.samples())
        if self.probe.due <= self.now:
            self.probe.work()
        return self.heard.samples()[said:]

    @contextmanager
    def working(self) -> Iterator[threading.Thread]:
        thread = threading.Thread(target=self.probe.work)
        thread.start()
        yield thread
        thread.join(10)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Bench()
    monkeypatch.setattr(connect, "engine_for", lambda _type: FakeEngine(made.instance).engine)
    yield made
    made.probe.close()
    assert not made.instance.open


def test_tiers_are_asked_at_their_periods_with_rates(bench: Bench) -> None:
    first = bench.go_on()
    assert [sample.tier for sample in first[:2]] == [Tier.LIVE, Tier.STATUS]
    said: list[Sample] = []
    for _n in range(10):
        said += bench.go_on(2.0)
    tiers = [sample.tier for sample in said]
    assert tiers.count(Tier.LIVE) == 10
    assert tiers.count(Tier.STATUS) == 2
    assert {sample.health for sample in said} == {Health.UP}
    status = next(sample for sample in said if sample.tier is Tier.STATUS)
    assert status.values["mysql.queries_per_sec"] > 0
    live = next(sample for sample in said if sample.tier is Tier.LIVE)
    assert live.values["mysql.threads_running"] == 2
    assert live.values["console.backing_off"] == 0
    assert [sample.at for sample in said] == sorted(sample.at for sample in said)
    kept = [each for each in bench.heard.payloads if isinstance(each, Capture)]
    assert {capture.kind.value for capture in kept} == {"sessions", "statements"}


def test_a_restart_is_said_and_no_rate_goes_across_it(bench: Bench) -> None:
    bench.go_on()
    assert any("mysql.queries_per_sec" in each.values for each in bench.go_on(10.0))
    bench.instance.boot, bench.instance.queries = "2", 0
    after = [sample for sample in bench.go_on(10.0) if sample.tier is Tier.STATUS]
    assert after[0].restarted
    assert "mysql.queries_per_sec" not in after[0].values
    again = [sample for sample in bench.go_on(10.0) if sample.tier is Tier.STATUS]
    assert not again[0].restarted
    assert "mysql.queries_per_sec" in again[0].values


@pytest.mark.parametrize(
    ("refusal", "health"),
    [
        (ConnectFailed("Nobody is there."), Health.DOWN),
        (LoginRefused("Too many connections."), Health.REFUSED),
        (AccountRefused("The password is wrong."), Health.REFUSED),
        (SecretUnavailable("The vault is locked."), Health.LOCKED),
    ],
)
def test_who_does_not_let_us_in_is_called_so(
    bench: Bench, refusal: Exception, health: Health
) -> None:
    bench.instance.refusal = refusal
    said = bench.go_on()
    assert [(sample.health, sample.trouble) for sample in said] == [(health, str(refusal))]
    assert not said[0].values
    bench.instance.refusal = None
    recovered = bench.go_on(60.0)
    assert {sample.health for sample in recovered} == {Health.UP}
    assert Tier.STATUS in {sample.tier for sample in recovered}


def test_without_a_password_at_hand_it_is_locked_not_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench(no_secret)
    bench.instance.refusal = AccountRefused("Access denied (using password: NO)")
    monkeypatch.setattr(connect, "engine_for", lambda _type: FakeEngine(bench.instance).engine)
    assert [sample.health for sample in bench.go_on()] == [Health.LOCKED]
    assert bench.probe.due - bench.now < 10
    said = bench.go_on(50.0)
    assert {(sample.health, sample.trouble) for sample in said} == {
        (
            Health.LOCKED,
            "No password is at hand, and without one: Access denied (using password: NO)",
        )
    }
    assert bench.instance.logins == 1, "each refusal may count until the account is locked"


def test_a_full_server_is_no_want_of_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(no_secret)
    bench.instance.refusal = LoginRefused("Too many connections.")
    monkeypatch.setattr(connect, "engine_for", lambda _type: FakeEngine(bench.instance).engine)
    assert [sample.health for sample in bench.go_on()] == [Health.REFUSED]


def test_a_password_that_came_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets: list[str | None] = [None]
    bench = Bench(lambda _id, _stop: secrets[0])
    bench.instance.refusal = AccountRefused("Access denied (using password: NO)")
    monkeypatch.setattr(connect, "engine_for", lambda _type: FakeEngine(bench.instance).engine)
    bench.go_on(20.0)
    secrets[0], bench.instance.refusal = "secret", None
    assert {sample.health for sample in bench.go_on(20.0)} >= {Health.UP}


def test_one_that_is_down_is_tried_often_but_never_faster_and_faster(bench: Bench) -> None:
    bench.instance.refusal = ConnectFailed("Nobody is there.")
    pauses = []
    for _n in range(12):
        bench.go_on()
        pauses.append(bench.probe.due - bench.now)
        bench.now = bench.probe.due
    assert pauses[0] <= 1
    assert all(5 < pause <= 8 for pause in pauses[8:])
    assert len({round(pause, 6) for pause in pauses[8:]}) > 1, "never at once with the others"


def test_a_wrong_password_is_not_tried_until_the_account_is_locked(bench: Bench) -> None:
    bench.instance.refusal = AccountRefused("The password is wrong.")
    said = [sample for _n in range(600) for sample in bench.go_on(1.0)]
    assert bench.instance.logins <= 5
    assert {sample.health for sample in said} == {Health.REFUSED}
    gaps = [later.at - earlier.at for earlier, later in itertools.pairwise(said)]
    assert max(gaps) < 12, "that it stands so is told all the same: else it looks unwatched"


def test_who_is_told_of_the_right_password_tries_it_at_once(bench: Bench) -> None:
    bench.instance.refusal = AccountRefused("The password is wrong.")
    bench.go_on()
    bench.instance.refusal = None
    bench.probe.due = 0.0  # as the crew has it for one that is hastened
    assert {sample.health for sample in bench.go_on()} == {Health.UP}


def test_a_connection_that_was_cut_is_made_anew_without_a_word(bench: Bench) -> None:
    bench.go_on()
    bench.instance.trouble = SessionLost("The connection broke.")
    said = bench.go_on(2.0) + bench.go_on()
    assert {sample.health for sample in said} == {Health.UP}
    assert bench.instance.logins == 2


def test_a_server_whose_every_session_breaks_is_down_and_is_not_stormed(bench: Bench) -> None:
    for _n in range(100):
        bench.instance.trouble = SessionLost("The connection broke.")
        bench.go_on(0.1)
    assert {sample.health for sample in bench.heard.samples()} == {Health.DOWN}
    assert bench.instance.logins < 15


def test_a_session_that_is_of_no_use_says_why(bench: Bench) -> None:
    bench.go_on()
    bench.instance.trouble = StatementFailed("LOADING the dataset in memory.", code="LOADING")
    said = bench.go_on(2.0)
    assert [(sample.health, sample.trouble) for sample in said] == [
        (Health.DOWN, "LOADING the dataset in memory.")
    ]


def test_a_late_answer_is_called_late_and_dated_behind(bench: Bench) -> None:
    bench.go_on()
    bench.instance.freeze()
    bench.now += 2.0
    with bench.working():
        bench.heard.wait(lambda: bench.probe.asking)
        bench.now += 2.5
        bench.probe.remind(bench.now)
        late = bench.heard.samples()[-1]
        assert (late.health, late.tier) == (Health.STALLED, Tier.STATUS)
        assert "2.5 s" in late.trouble
        bench.probe.remind(bench.now)
        assert bench.heard.samples()[-1] is late, "said once a while only"
        bench.instance.thaw()
    after = [s for s in bench.heard.samples() if s.health is Health.UP]
    times = [sample.at for sample in bench.heard.samples()]
    assert after[-1].at > late.at
    assert times == sorted(times)
    assert bench.instance.logins == 1


def test_a_question_without_end_is_broken_off(bench: Bench) -> None:
    bench.go_on()
    bench.instance.freeze()
    bench.now += 2.0
    with bench.working() as thread:
        bench.heard.wait(lambda: bench.probe.asking)
        for _more in range(5):  # tiers that happen to be due are asked for behind it
            bench.now += 60.0
            bench.probe.remind(bench.now)
            thread.join(2)
        assert not thread.is_alive()
    bench.instance.thaw()


def test_stopped_it_ends_at_once_and_says_nothing_more(bench: Bench) -> None:
    bench.go_on()
    bench.instance.freeze()
    bench.now += 2.0
    said = len(bench.heard.samples())
    with bench.working() as thread:
        bench.heard.wait(lambda: bench.probe.asking)
        bench.probe.stop()
        thread.join(5)
        assert not thread.is_alive()
    assert len(bench.heard.samples()) == said
    bench.instance.thaw()


def test_a_wall_clock_that_is_set_lets_no_samples_change_places(bench: Bench) -> None:
    for leap in (0.0, -3600.0, 7200.0, -30.0):
        bench.wall += leap
        bench.clock.correct()
        for _n in range(5):
            said = bench.go_on(2.0)
            live = [sample for sample in said if sample.tier is Tier.LIVE]
            assert live
    status = [s for s in bench.heard.samples() if "mysql.queries_per_sec" in s.values]
    assert all(0.5 < s.values["mysql.queries_per_sec"] < 20 for s in status)
    times = [sample.at for sample in bench.heard.samples()]
    assert times == sorted(times)


def test_a_strained_server_is_asked_less_and_that_is_shown(bench: Bench) -> None:
    bench.go_on()
    bench.instance.fields = {"status.Threads_running": 300}
    for _n in range(10):
        bench.go_on(2.0)
    asked = len(bench.instance.asked)
    for _n in range(30):
        bench.go_on(2.0)
    levels = [s.values.get("console.backing_off", 0) for s in bench.heard.samples()]
    assert max(levels) == 4
    assert len(bench.instance.asked) - asked <= 13
    bench.instance.fields = {}
    for _n in range(60):
        bench.go_on(2.0)
    assert bench.heard.samples()[-1].values.get("console.backing_off", 0) == 0


def test_of_all_instances_one_is_asked_for_what_is_dear(bench: Bench) -> None:
    bench.go_on()
    with bench.around.dear:
        bench.go_on(700.0)
        asked = {sample.tier for sample in bench.heard.samples()}
        assert not asked & {Tier.SLOW, Tier.HOURLY}
    assert bench.probe.due - bench.now < 2
