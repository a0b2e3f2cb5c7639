"""Settings: they survive, and a damaged file costs nothing but what it held."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store import settings, window_state
from app.store.settings import Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "settings.json"


def test_what_is_written_is_read(file: Path) -> None:
    chosen = Settings(language="zh_CN", code_size=14, recent=("/数据/a.sql", "b"), jobs=3)
    settings.write(file, chosen)
    assert settings.read(file) == (chosen, None)
    assert list(file.parent.iterdir()) == [file]


def test_a_missing_file_is_the_defaults(file: Path) -> None:
    assert settings.read(file) == (Settings(), None)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\x00", b'"text"'])
def test_a_damaged_file_is_put_aside(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    found, aside = settings.read(file)
    assert found == Settings()
    assert aside is not None
    assert aside.read_bytes() == content
    assert not file.exists()


@pytest.mark.parametrize(
    "stored",
    [
        {"language": "klingon"}, {"code_size": "10"}, {"code_size": 4000}, {"code_size": True},
        {"recent": "a"}, {"recent": [1]}, {"unknown": 1}, {"theme": None}, {"jobs": -1},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_the_default(file: Path, stored: dict[str, object]) -> None:
    file.parent.mkdir()
    file.write_text(json.dumps({"profile": "strict", **stored}))
    assert settings.read(file) == (Settings(profile="strict"), None)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_any_json_is_survived(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    file = tmp_path_factory.mktemp("s") / "settings.json"
    file.write_text(json.dumps(dict.fromkeys(Settings.__slots__, value)))
    found, _aside = settings.read(file)
    assert isinstance(found, Settings)


def test_a_full_disk_leaves_the_old_file_whole(file: Path, monkeypatch) -> None:
    settings.write(file, Settings(profile="strict"))

    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        settings.write(file, Settings(profile="default"))
    assert settings.read(file)[0].profile == "strict"
    assert list(file.parent.iterdir()) == [file]


def test_the_window_state_survives_and_damage_is_nothing(tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    assert window_state.read(file) == {}
    window_state.write(file, {"window": b"\x00\xff", "audit.splitter": b"abc"})
    assert window_state.read(file) == {"window": b"\x00\xff", "audit.splitter": b"abc"}
    for damaged in (b"{", b"[]", b'{"a": 3}', b'{"a": "!"}'):
        file.write_bytes(damaged)
        assert window_state.read(file) == {}
