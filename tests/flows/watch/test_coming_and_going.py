"""One that comes and goes: its alert stands, and is not told anew each time."""

import time
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

FIRED, OVER = ("ledger", HEALTH, FIRING), ("ledger", HEALTH, CLEARED)


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
        made.heard.wait(lambda: full(made, "ledger"))
        yield made


def test_one_that_comes_and_goes_does_not_multiply(line: FaultProxy, watched: Watched) -> None:
    listening = Listening(watched)

    def breaks_off(until: Callable[[], bool]) -> None:
        line.refuse = True
        line.reset()
        watched.heard.wait_for(Health.DOWN, "ledger")
        watched.heard.wait(until)
        line.refuse = False
        watched.heard.wait_for(Health.UP, "ledger")

    def lasts() -> bool:
        """Long enough for an alert."""
        gone = [each.at for each in down(watched) if each.at >= begun]
        return bool(gone) and gone[-1] - gone[0] > 2 * LIVE

    breaks_off(lambda: listening.told == [FIRED])
    listening.until(CLEARED, ("ledger", HEALTH))
    breaks_off(lambda: listening.told == [FIRED, OVER, FIRED])
    for _turn in range(2):
        begun = time.time()
        breaks_off(lasts)
    assert listening.told == [FIRED, OVER, FIRED], "it stands until it was calm for five minutes"


def down(watched: Watched) -> list[Sample]:
    """When the ledger was not there."""
    return [each for each in watched.heard.samples("ledger") if each.health is Health.DOWN]
