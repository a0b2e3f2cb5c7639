"""Lines of the console's, closed when the test ends."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.domain.people import Role
from app.workers.lane import wait_for_lanes
from tests.flows.console_desk import Desk
from tests.servers.mariadb import MariaDB
from tests.workers.console_lines import Opened


@pytest.fixture
def opened(qtbot: Any, mariadb: MariaDB) -> Iterator[Callable[..., Opened]]:
    made: list[Opened] = []

    def make(role: Role = Role.OWNER, **at: Any) -> Opened:
        made.append(Opened(qtbot, mariadb, Desk(role), **at))
        return made[-1]

    yield make
    for each in made:
        each.line.close()
    wait_for_lanes()
