"""Acts to write down."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.act import Act, Command, Consent
from app.domain.endpoint import Endpoint
from app.store.journal import Journal

Intend = Callable[..., str]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


@pytest.fixture
def orders() -> Endpoint:
    return Endpoint("8a" * 16, "orders-1", "mysql", "db7.example", 3306, environment="Production")


@pytest.fixture
def intend(journal: Journal, orders: Endpoint) -> Intend:
    """Writes an intent down: to end session 17, or what is said."""

    def note(
        *statements: str, name: str = "session-kill", title: str = "End session 17",
        endpoint: Endpoint = orders,
    ) -> str:  # fmt: skip
        commands = tuple(map(Command, statements or ("KILL 17",)))
        act = Act(name, title, commands, hits=("17 ann@web-3",))
        return journal.intend(act, Consent("Ann 安"), endpoint)

    return note
