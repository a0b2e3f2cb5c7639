"""Who is asked when: at its period, in its phase, less while a server suffers."""

import math

from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import CaptureKind
from app.flows.watch.rota import Rota


def rota() -> Rota:
    made = Rota(100.0, {Tier.LIVE: 2.0, Tier.STATUS: 10.0}, {CaptureKind.STATEMENTS: 60.0})
    made.put_off(CaptureKind.STATEMENTS, 112.0)  # it would be at some moment before
    return made


def test_what_is_shown_first_is_asked_at_once_and_the_often_first() -> None:
    made = rota()
    assert made.due(100.0) == [Tier.LIVE, Tier.STATUS]
    assert CaptureKind.STATEMENTS in made.due(112.0)


def test_late_answers_do_not_move_the_phase_and_nothing_is_made_up_for() -> None:
    made = rota()
    made.done(Tier.STATUS, 100.3)
    made.done(Tier.LIVE, 107.5)
    assert made.due(107.9) == []
    assert made.due(108.0) == [Tier.LIVE]
    assert made.due(110.0) == [Tier.LIVE, Tier.STATUS]


def test_stretched_it_is_asked_less_and_afterwards_as_before() -> None:
    made = rota()
    made.stretch({Tier.STATUS: 3.0, CaptureKind.STATEMENTS: math.inf})
    made.done(Tier.STATUS, 100.0)
    made.done(Tier.LIVE, 100.0)
    assert made.period(Tier.STATUS) == 30.0
    assert made.due(129.0) == [Tier.LIVE], "the statements wait until that is over"
    made.stretch({})
    assert made.due(112.0) == [Tier.LIVE, Tier.STATUS, CaptureKind.STATEMENTS]


def test_periods_may_change() -> None:
    made = rota()
    made.done(Tier.LIVE, 100.0)
    assert not made.change({Tier.LIVE: 10.0}, 101.0)
    made.done(Tier.LIVE, 102.0)
    assert Tier.LIVE not in made.due(111.0)
    assert made.change({Tier.LIVE: 2.0}, 104.0)
    assert Tier.LIVE in made.due(106.0)


def test_at_once_is_now_and_then_from_now_on() -> None:
    made = rota()
    made.done(Tier.STATUS, 100.0)
    made.at_once(Tier.STATUS)
    assert Tier.STATUS in made.due(103.0)
    made.done(Tier.STATUS, 103.0)
    assert Tier.STATUS not in made.due(112.9)
    assert Tier.STATUS in made.due(113.0)
