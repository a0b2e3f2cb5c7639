"""Settings: they survive, and a damaged file costs nothing but what it held."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store import settings, window_state
from app.store.settings import VERSION, Found, Option, Settings, Trouble, options


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_what_is_written_is_read(file: Path) -> None:
    chosen = Settings(language="zh_CN", code_size=14, recent=("/数据/a.sql", "b"), jobs=3)
    file.write_bytes(settings.encode(chosen))
    assert settings.read(file) == Found(chosen)


def test_a_name_that_is_no_text_survives(file: Path) -> None:
    chosen = Settings(recent=("/data/\udcff.sql",))  # how Python spells the byte FF in a path
    file.write_bytes(settings.encode(chosen))
    assert settings.read(file).settings == chosen


def test_a_missing_file_is_the_defaults(file: Path) -> None:
    assert settings.read(file) == Found(Settings())


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"\xff\x00", b'"text"', b"[" * 100_000], ids=lambda c: c[:8]
)
def test_a_damaged_file_is_put_aside(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    found = settings.read(file)
    assert (found.settings, found.trouble) == (Settings(), Trouble.DAMAGED)
    assert found.kept is not None
    assert found.kept.read_bytes() == content
    assert not file.exists()


def test_the_file_of_a_newer_program_is_put_aside(file: Path) -> None:
    content = json.dumps({"version": VERSION + 1, "theme": "dark"})
    file.write_text(content)
    found = settings.read(file)
    assert (found.settings, found.trouble) == (Settings(), Trouble.NEWER)
    assert found.kept is not None
    assert found.kept.read_text() == content


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    assert settings.read(tmp_path) == Found(Settings(), Trouble.UNREADABLE)


@pytest.mark.parametrize(
    "stored",
    [
        {"language": "klingon"}, {"code_size": "10"}, {"code_size": 4000}, {"code_size": True},
        {"recent": "a"}, {"recent": [1]}, {"unknown": 1}, {"theme": None}, {"jobs": -1},
        {"version": "?"}, {"show_suppressed": 1},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_the_default(file: Path, stored: dict[str, object]) -> None:
    file.write_text(json.dumps({"profile": "strict", **stored}))
    assert settings.read(file) == Found(Settings(profile="strict"))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_any_json_is_survived(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    file = tmp_path_factory.mktemp("s") / "settings.json"
    names = (name for name, _ in options())
    file.write_text(json.dumps({**dict.fromkeys(names, value), "version": value}))
    assert isinstance(settings.read(file).settings, Settings)


@given(st.binary())
def test_any_bytes_are_survived(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("s") / "settings.json"
    file.write_bytes(content)
    assert isinstance(settings.read(file).settings, Settings)


@pytest.mark.parametrize(
    ("name", "option"), [pytest.param(n, o, id=n) for n, o in options() if o.title]
)
def test_an_option_of_the_page_is_whole(name: str, option: Option) -> None:
    assert option.section
    assert option.allows(getattr(Settings(), name))
    if option.most:
        assert not option.allows(option.most + 1)
        assert not option.allows(option.least - 1)


def test_the_window_state_survives_and_damage_is_nothing(tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    assert window_state.read(file) == {}
    kept = {"window": b"\x00\xff", "audit.splitter": b"abc"}
    file.write_bytes(window_state.encode(kept))
    assert window_state.read(file) == kept


@pytest.mark.parametrize(
    "damaged", [b"{", b"[]", b'{"a": 3}', b'{"a": "!"}', b"[" * 100_000], ids=lambda c: c[:8]
)
def test_a_damaged_window_state_is_none(tmp_path: Path, damaged: bytes) -> None:
    file = tmp_path / "window.json"
    file.write_bytes(damaged)
    assert window_state.read(file) == {}
