"""Under stress our own questions are the first to go, the dear ones before the others."""

import pytest

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import CaptureKind
from app.flows.watch.strain import Strain

CALM: dict[str, float] = {"mysql.threads_running": 3.0}


def used() -> Strain:
    made = Strain(DatabaseType.MYSQL)
    for _n in range(20):
        assert not made.take(Tier.LIVE, 0.01, CALM)
    return made


@pytest.mark.parametrize(
    ("seconds", "values"),
    [(0.4, CALM), (0.01, {"mysql.threads_running": 200.0}), (0.01, {"host.cpu_pct": 97.0})],
    ids=["slow answers", "crowded", "no CPU left"],
)
def test_every_sign_takes_one_step_back(seconds: float, values: dict[str, float]) -> None:
    strain = used()
    kept = []
    for _level in range(5):
        strain.take(Tier.LIVE, seconds, values)
        kept.append({tier for tier in Tier if strain.factors.get(tier, 1.0) == 1.0})
    assert kept == [
        {Tier.LIVE, Tier.STATUS, Tier.MINUTE, Tier.SLOW},
        {Tier.LIVE, Tier.STATUS, Tier.MINUTE},
        {Tier.LIVE, Tier.STATUS},
        set(),
        set(),
    ]
    assert strain.factors[CaptureKind.SESSIONS] < 10, "who was at work is kept to the last"


def test_calm_again_it_asks_more_in_steps() -> None:
    strain = used()
    for _n in range(4):
        strain.take(Tier.LIVE, 1.0, CALM)
    assert strain.level == 4
    levels = []
    for _n in range(12):
        strain.take(Tier.LIVE, 0.01, CALM)
        levels.append(strain.level)
    assert levels == [4, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1, 0]


def test_a_slow_line_is_no_strain_and_suffering_never_becomes_usual() -> None:
    far = Strain(DatabaseType.REDIS)
    assert not any(far.take(Tier.LIVE, 0.3, {}) for _n in range(50))
    assert not far.take(Tier.LIVE, 0.6, {})
    for _n in range(100):
        far.take(Tier.LIVE, 5.0, {})
    assert far.level == 4


def test_what_is_dear_takes_longer_by_itself() -> None:
    strain = used()
    assert not any(strain.take(Tier.MINUTE, 0.4, CALM) for _n in range(10))


def test_no_answer_is_a_sign() -> None:
    strain = used()
    assert strain.note_stall()
    assert strain.level == 1
