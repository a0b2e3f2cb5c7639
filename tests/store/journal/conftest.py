"""Acts to write down."""

from pathlib import Path

import pytest

from app.domain.journal import Intent, Where
from app.store.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


@pytest.fixture
def kill() -> Intent:
    where = Where("8a" * 16, "orders-1", "db7.example:3306", "Production")
    return Intent("session-kill", "Ann 安", where, ("KILL 17",), title="End session 17")
