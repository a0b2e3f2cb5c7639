"""One channel's courier, with a clock of the test's and a service that does as it is told."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, ConsoleError, NotDelivered, SecretUnavailable
from app.domain.stop import Stop
from app.integrations.notify.channel import Channel, Service, WebhookChannel
from app.integrations.notify.courier import GIVE_UP_AFTER, Courier
from app.integrations.notify.ledger import Ledger
from app.integrations.notify.limits import pace_of
from app.integrations.notify.notice import Notice
from tests.integrations.notify.notices import AT, item, notice

DINGTALK = WebhookChannel("c1", "Ops group", Service.DINGTALK)


class Ground:
    """A courier, its clock, and what came of it."""

    def __init__(self, folder: Path, channel: Channel = DINGTALK) -> None:
        self.now = AT
        self.sent: list[Notice] = []
        self.told: list[Exception] = []
        self.fails: list[Exception | None] = []
        self.ledger = Ledger(folder / "c.json")
        self.courier = Courier(
            channel, self.ledger, self.deliver, self.told.append, lambda: self.now
        )

    def deliver(self, _channel: Channel, said: Notice, _stop: Stop) -> NotDelivered | None:
        error = self.fails.pop(0) if self.fails else None
        if error is not None:
            raise error
        self.sent.append(said)
        return None

    def tell(self, *notices: Notice) -> None:
        self.ledger.tell({}, (), notices)

    def turn(self, after: float = 0.0) -> float | None:
        self.now += after
        return self.courier.turn(Stop())

    @property
    def names(self) -> list[list[str]]:
        return [[each.name for each in said.items] for said in self.sent]


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def at(name: str, moment: float = AT) -> Notice:
    return Notice((item(name),), moment)


def test_one_after_the_other(ground: Ground) -> None:
    assert ground.turn() is None
    ground.tell(at("a"), at("b"))
    assert ground.turn() is None
    assert ground.names == [["a"], ["b"]]
    assert ground.ledger.waiting == ()
    assert ground.courier.state.sent == 2


def test_what_fails_is_tried_again_later_and_later(ground: Ground) -> None:
    ground.tell(at("a"))
    ground.fails = [NotDelivered("no line")] * 12
    pauses = []
    pause = ground.turn()
    while pause is not None:
        pauses.append(pause)
        pause = ground.turn(pause + 0.001)
    assert ground.names == [["a"]]
    assert 3.5 <= pauses[0] <= 5
    assert all(pauses[n + 1] > pauses[n] * 0.9 for n in range(6))
    assert max(pauses) <= 600
    assert [str(error) for error in ground.told] == ["no line"]  # once for as long as it lasts
    assert ground.courier.state.trouble is None


def test_the_pause_is_as_long_as_the_service_asks(ground: Ground) -> None:
    ground.tell(at("a"))
    ground.fails = [NotDelivered("slower", retry_after=333.0)]
    assert ground.turn() == pytest.approx(333.0)
    ground.fails = [NotDelivered("slower", retry_after=10_000_000.0)]
    pause = ground.turn(334.0)
    assert pause is not None
    assert pause <= 3600
    assert ground.courier.state.next_at == ground.now + pause


def test_after_an_outage_what_waits_goes_together(ground: Ground) -> None:
    ground.tell(at("a"))
    ground.fails = [NotDelivered("no line")]
    ground.turn()
    ground.tell(at("b"), at("c"))
    ground.turn(10)
    assert ground.names == [["a", "b", "c"]]


def test_too_many_are_slowed_down_and_merged_and_none_is_lost(ground: Ground) -> None:
    pace = pace_of(DINGTALK)
    begun, times = ground.now, []
    for number in range(200):
        ground.tell(at(f"n{number}"))
        before = len(ground.sent)
        ground.turn(0.5)
        times += [ground.now] * (len(ground.sent) - before)
    while ground.ledger.waiting:
        pause = ground.turn()
        before = len(ground.sent)
        ground.turn(pause or 0)
        times += [ground.now] * (len(ground.sent) - before)
    for start in times:
        assert sum(start <= each < start + 60 for each in times) <= pace.most <= 20
    assert sorted(name for names in ground.names for name in names) == sorted(
        f"n{number}" for number in range(200)
    )
    assert ground.now - begun < 240


def test_a_storm_at_once_is_one_message(ground: Ground) -> None:
    ground.tell(*(at(f"n{number}") for number in range(50)))
    ground.turn()
    assert len(ground.sent) == 1
    assert len(ground.sent[0].items) == 50


def test_what_is_old_is_given_up_and_that_is_said(ground: Ground) -> None:
    ground.tell(at("old"))
    ground.fails = [NotDelivered("no line"), NotDelivered("no line")]
    ground.turn()
    ground.tell(at("new", AT + GIVE_UP_AFTER))
    ground.fails = []
    ground.turn(GIVE_UP_AFTER + 1)
    assert ground.names == [["new"]]
    assert ground.courier.state.given_up == 1
    assert "1 notice to Ops group was given up after 24 hours." in str(ground.told[-1])
    assert isinstance(ground.told[-1], ConsoleError)
    assert ground.told[-1].hint == "The last reason: no line"


def test_an_edited_channel_is_tried_at_once(ground: Ground) -> None:
    ground.tell(at("a"))
    ground.fails = [NotDelivered("bad token", lasting=True)]
    pause = ground.turn()
    assert pause is not None
    assert pause > 200  # somebody must see to it
    ground.courier.change(DINGTALK)
    assert ground.turn() is None
    assert ground.names == [["a"]]


def test_a_channel_that_is_switched_off_keeps_what_waits(tmp_path: Path) -> None:
    off = WebhookChannel("c1", "Ops group", Service.DINGTALK, enabled=False)
    ground = Ground(tmp_path, off)
    ground.tell(at("a"))
    assert ground.turn() is None
    assert ground.sent == []
    ground.courier.change(DINGTALK)
    ground.turn()
    assert ground.names == [["a"]]


def test_a_locked_keychain_is_waited_for(ground: Ground) -> None:
    ground.tell(at("a"))
    ground.fails = [SecretUnavailable("locked")]
    pause = ground.turn()
    assert str(ground.courier.state.trouble) == "locked"
    ground.turn(pause or 0)
    assert ground.names == [["a"]]


def test_a_bug_of_ours_is_told_and_ends_nothing(ground: Ground) -> None:
    ground.tell(at("a"))
    ground.fails = [ZeroDivisionError()]
    pause = ground.turn()
    assert isinstance(ground.told[0], ZeroDivisionError)
    ground.turn(pause or 0)
    assert ground.names == [["a"]]


def test_broken_off_is_no_failure(ground: Ground) -> None:
    ground.tell(at("a"))
    stop = Stop()

    def ended(_channel: Channel, _said: Notice, _stop: Stop) -> None:
        stop.set()
        raise Cancelled("")

    courier = Courier(DINGTALK, ground.ledger, ended, ground.told.append, lambda: ground.now)
    assert courier.turn(stop) is None
    assert ground.told == []
    assert len(ground.ledger.waiting) == 1


def test_an_attempt_that_takes_for_ever_has_failed(ground: Ground) -> None:
    def dribbles(_channel: Channel, _said: Notice, late: Stop) -> None:
        ground.now += 119
        courier.break_off_if_late()
        assert not late()
        ground.now += 2
        courier.break_off_if_late()
        late.check()

    courier = Courier(DINGTALK, ground.ledger, dribbles, ground.told.append, lambda: ground.now)
    ground.tell(at("a"))
    assert courier.turn(Stop()) is not None
    assert str(ground.told[0]) == "Ops group did not take it within 120 s."
    courier.break_off_if_late()


def test_a_clock_that_is_set_back_does_not_hold_it_up_for_years(ground: Ground) -> None:
    ground.tell(at("a"))
    ground.fails = [NotDelivered("no line")]
    ground.turn()
    ground.turn(-1_000_000.0)
    assert ground.names == [["a"]]


def test_its_thread_sends_as_soon_as_something_waits(tmp_path: Path) -> None:
    came, stop = threading.Event(), Stop()
    ledger = Ledger(tmp_path / "c.json")

    def deliver(_channel: Channel, _said: Notice, _stop: Stop) -> None:
        came.set()

    told: list[Exception] = []
    courier = Courier(DINGTALK, ledger, deliver, told.append)
    run: Callable[[], None] = lambda: courier.run(stop)  # noqa: E731
    thread = threading.Thread(target=run)
    thread.start()
    ledger.tell({}, (), [notice()])  # long ago: given up
    courier.wake()
    ledger.tell({}, (), [Notice((item(),), 9e9)])
    courier.wake()
    assert came.wait(5)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
