"""A history in an empty folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.monitor.history import History
from app.monitor.history.keeping import HOUR
from tests.monitor.history.samples import DAWN, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock(DAWN + HOUR)


@pytest.fixture
def history(tmp_path: Path, clock: Clock) -> Iterator[History]:
    made = History(tmp_path / "history", clock=clock)
    yield made
    made.close()
