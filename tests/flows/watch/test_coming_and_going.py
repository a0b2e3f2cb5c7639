"""One that comes and goes: its alert stands, and is not told anew each time."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.endpoint import OracleAccess
from app.domain.monitoring.rule import HEALTH
from app.domain.monitoring.sample import Health, Sample
from tests.flows.watch.everybody import oracle_day
from tests.flows.watch.listening import CLEARED, FIRING, Listening, full, hasty
from tests.flows.watch.watched import LIVE, Watched, at, watching
from tests.servers.fault_proxy import FaultProxy
from tests.servers.oracle.server import OracleServer


@pytest.fixture
def line(
    oracle_server: Callable[..., OracleServer], fault_proxy: Callable[..., FaultProxy]
) -> FaultProxy:
    """Before Oracle's wire."""
    return fault_proxy(oracle_server(oracle_day()).port)


@pytest.fixture
def watched(line: FaultProxy, tmp_path: Path) -> Iterator[Watched]:
    """It, and what is judged of it."""
    ledger = at(line, "ledger", "oracle", user="system", oracle=OracleAccess(service="testdb"))
    with watching(ledger, judge=hasty(tmp_path / "alerts")) as made:
        made.heard.wait(lambda: full(made, "ledger"), 15)
        yield made


def test_one_that_comes_and_goes_does_not_multiply(line: FaultProxy, watched: Watched) -> None:
    listening = Listening(watched)

    def breaks_off() -> None:
        line.refuse = True
        line.reset()
        watched.turns("ledger", Health.DOWN)
        begun = down(watched)[-1].at
        watched.heard.wait(lambda: down(watched)[-1].at > begun + 2 * LIVE)  # what an alert takes
        line.refuse = False
        watched.turns("ledger", Health.UP)

    breaks_off()
    listening.until(CLEARED, ("ledger", HEALTH))
    for _turn in range(3):
        breaks_off()
    assert listening.told == [
        ("ledger", HEALTH, FIRING), ("ledger", HEALTH, CLEARED), ("ledger", HEALTH, FIRING),
    ], "the second stands until it was calm for five minutes"  # fmt: skip


def down(watched: Watched) -> list[Sample]:
    """When the ledger was not there."""
    return [each for each in watched.heard.samples("ledger") if each.health is Health.DOWN]
