"""The one place the settings are changed: everybody hears, and nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import Unwritable
from app.models.preferences import Preferences
from app.store.settings import MOST_RECENT, Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


@pytest.fixture
def preferences(qtbot: QtBot, file: Path) -> Iterator[Preferences]:
    made = Preferences(file)
    yield made
    made.finish()


def test_a_change_is_told_and_survives(qtbot: QtBot, preferences: Preferences, file: Path) -> None:
    with qtbot.waitSignal(preferences.changed) as heard:
        preferences.change(code_size=14, theme="dark")
    assert heard.args == [Settings(code_size=14, theme="dark")]
    preferences.finish()
    assert Preferences(file).now == Settings(code_size=14, theme="dark")


def test_no_change_is_not_told(qtbot: QtBot, preferences: Preferences, file: Path) -> None:
    with qtbot.assertNotEmitted(preferences.changed):
        preferences.change(code_size=preferences.now.code_size)
    preferences.finish()
    assert not file.exists()


def test_recent_files_come_newest_first_and_once(preferences: Preferences) -> None:
    for name in ("a", "b", "a"):
        preferences.remember(Path(name))
    assert preferences.now.recent == ("a", "b")
    for number in range(MOST_RECENT + 3):
        preferences.remember(Path(str(number)))
    assert len(preferences.now.recent) == MOST_RECENT
    assert preferences.now.recent[0] == str(MOST_RECENT + 2)


def test_resetting_keeps_what_is_only_remembered(preferences: Preferences) -> None:
    preferences.change(theme="dark", jobs=4, recent=("a",), profile="strict")
    preferences.reset()
    assert preferences.now == Settings(recent=("a",), profile="strict")


def test_a_home_that_cannot_be_written_is_said_once(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    preferences = Preferences(tmp_path / "home" / "settings.json")
    with qtbot.waitSignal(preferences.failed) as heard:
        preferences.change(theme="dark")
    [error] = heard.args
    assert isinstance(error, Unwritable)
    assert str(tmp_path / "home") in error.hint
    with qtbot.assertNotEmitted(preferences.failed, wait=20):
        preferences.change(theme="light")
        preferences.finish()
    assert preferences.now.theme == "light"


def test_a_sound_file_is_no_trouble(preferences: Preferences) -> None:
    assert preferences.trouble is None


@pytest.mark.parametrize(
    ("content", "said"), [("{", "damaged"), ('{"version": 99}', "A newer Mohist")]
)
def test_a_file_that_was_put_aside_is_told_of(file: Path, content: str, said: str) -> None:
    file.write_text(content)
    trouble = Preferences(file).trouble
    assert trouble is not None
    assert said in str(trouble)
    assert f"{file}.damaged" in trouble.hint
