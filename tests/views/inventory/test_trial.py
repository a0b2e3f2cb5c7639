"""A key that was accepted is written down without the window waiting for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.endpoint import Endpoint
from app.domain.errors import HostKeyUnknown
from app.views.inventory.trial import Trial
from app.views.theme import LIGHT
from app.workers.lane import wait_for_lanes
from tests.fakes import warden


@pytest.fixture
def trial(qtbot: Any, unused_tcp_port: int) -> Iterator[Trial]:
    endpoint = Endpoint("i", "one", "redis", "127.0.0.1", unused_tcp_port)
    made = Trial(lambda: endpoint, warden(), lambda _id, _stop: None, LIGHT)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close_link()
    wait_for_lanes()


@pytest.fixture
def unused_tcp_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def unknown(trial: Trial, file: Path) -> None:
    trial._fail(HostKeyUnknown("never seen", line="[h]:22 ssh-ed25519 AAAA", file=str(file)))


def test_it_is_written_and_the_connection_tried_again(
    qtbot: Any, trial: Trial, tmp_path: Path
) -> None:
    file = tmp_path / ".ssh" / "known_hosts"
    unknown(trial, file)
    trial.trust.click()
    assert not trial.trust.isEnabled()
    trial._accept_key()  # twice does no harm
    qtbot.waitUntil(lambda: file.exists() and trial._writing is None)
    assert file.read_text() == "[h]:22 ssh-ed25519 AAAA\n"
    qtbot.waitUntil(lambda: trial.said.text().startswith("▲"))  # nobody listens there


def test_where_it_cannot_be_written_that_is_said(qtbot: Any, trial: Trial, tmp_path: Path) -> None:
    (tmp_path / ".ssh").write_text("a file")
    unknown(trial, tmp_path / ".ssh" / "known_hosts")
    trial.trust.click()
    qtbot.waitUntil(lambda: "could not be written down" in trial.said.text())
    assert trial.trust.isEnabled()
