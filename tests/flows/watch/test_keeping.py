"""How long the history is kept, read from the settings without a window."""

import json
from pathlib import Path

import pytest

from app.flows.watch.keeping import keeping_now, keeping_of
from app.monitor.history import Keeping
from app.paths import settings_folder
from app.store.settings import Settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOHIST_HOME", str(tmp_path))


def test_a_collector_keeps_as_long_as_it_is_chosen() -> None:
    settings_folder().mkdir(parents=True, exist_ok=True)
    said = {"version": 1, "history_raw_hours": 5, "history_days": 40, "history_most_mib": 100}
    (settings_folder() / "settings.json").write_text(json.dumps(said))
    assert keeping_now() == Keeping.of(5, 40, 100)


def test_without_a_file_it_is_as_made_in() -> None:
    assert keeping_now() == keeping_of(Settings())
    assert keeping_now().most_bytes == 8 * 1024**3
