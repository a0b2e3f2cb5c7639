"""The whole window, put together as the program does it, and started as a user starts it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QHeaderView, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.main import Console, build

ROOT = Path(__file__).parents[1]
Build = Callable[[], Console]


@pytest.fixture
def built(qapp: QApplication, tmp_path: Path) -> Iterator[Build]:
    """Builds consoles over one home, and closes them."""
    made: list[Console] = []

    def one() -> Console:
        console = build(qapp, tmp_path / "home", tmp_path / "home" / "state", tmp_path / "data")
        made.append(console)
        console.window.show()
        assert QTest.qWaitForWindowExposed(console.window)
        return console

    yield one
    for console in made:
        console.window.close()
        console.close()
        console.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        console.preferences.change(language="en", theme="light")  # with no windows left to dress


def test_a_second_start_is_as_the_first_was_left(built: Build) -> None:
    first = built()
    first.preferences.change(theme="dark", language="zh_CN", code_size=14)
    first.window.resize(900, 600)  # the offscreen screen is 800 x 800
    first.window.close()
    first.close()
    second = built()
    assert second.preferences.now == first.preferences.now
    assert second.themes.now.is_dark
    assert i18n.language() == "zh_CN"
    assert second.window.size() == first.window.size()


def test_the_language_changes_on_the_screen(built: Build) -> None:
    console = built()
    assert console.window.windowTitle() == "Audit – Mohist"
    console.preferences.change(language="zh_CN")
    assert console.window.windowTitle() == i18n._("{page} – Mohist").format(page=i18n._("Audit"))
    console.preferences.change(language="en")
    assert console.window.windowTitle() == "Audit – Mohist"


def test_a_damaged_file_of_settings_is_said(built: Build, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.json").write_text("{")
    [said] = built().window.notices.texts
    assert "damaged" in said


def test_every_page_can_be_drawn(built: Build) -> None:
    console = built()
    for theme, language in product(("light", "dark"), i18n.LANGUAGES):
        console.preferences.change(language=language, theme=theme)
        for width, height in ((1280, 720), (3840, 2160)):
            console.window.resize(width, height)
            for number in range(len(console.window.pages)):
                console.window.show_page(number)
                assert console.window.grab().toImage().width() == width


def test_telling_where_everything_stands_moves_nothing(built: Build, qapp: QApplication) -> None:
    window = built().window
    moved: list[QHeaderView] = []
    for header in window.findChildren(QHeaderView):
        header.sectionResized.connect(lambda *_widths, header=header: moved.append(header))
    for width in (700, 1000, 1900):
        window.resize(width, 700)
        for number, page in enumerate(window.pages):
            window.show_page(number)
            qapp.processEvents()
            moved.clear()
            page.state()
            assert moved == [], f"{page} at {width}"


def test_every_part_has_a_name_a_key_of_its_own_and_the_focus(built: Build) -> None:
    window = built().window
    buttons = window.findChildren(QAbstractButton)
    assert [b for b in buttons if not (b.text() or b.accessibleName() or _is_qts_own(b))] == []
    for number, page in enumerate(window.pages):
        actions = [*page.command_actions.values(), *window.own_actions]
        keys = [key for a in actions if a.isEnabled() for key in a.command.shortcuts]
        assert len(keys) == len(set(keys))
        window.show_page(number)
        assert {b for b in buttons if page.isAncestorOf(b) and b.isVisibleTo(page)} <= _by_tab(page)


def _is_qts_own(button: QAbstractButton) -> bool:
    """The end of a menu bar, and what clears a field."""
    return button.objectName().startswith("qt_") or isinstance(button.parent(), QLineEdit)


def _by_tab(page: QWidget) -> set[QWidget]:
    """What the key goes through until it comes back."""
    reached: set[QWidget] = set()
    at = page.nextInFocusChain()
    while at is not None and at not in reached:
        reached.add(at)
        at = at.nextInFocusChain()
    return reached


def start(
    tmp_path: Path, *arguments: str, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run the program itself, without the display of whoever runs the tests."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "LANG", "LC_ALL"}
    }
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
        env={**inherited, "MOHIST_HOME": str(tmp_path), "LANG": "C.UTF-8", **environment},
    )  # fmt: skip


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a display")
@pytest.mark.parametrize(
    ("language", "said"), [("en", "There is no display"), ("zh_CN", "没有显示")]
)
def test_without_a_display_it_names_the_command_line(
    tmp_path: Path, language: str, said: str
) -> None:
    ran = start(tmp_path, f"--language={language}")
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "mohist audit" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a display")
def test_where_qt_cannot_start_it_says_what_is_missing(tmp_path: Path) -> None:
    ran = start(tmp_path, QT_QPA_PLATFORM="no-such-platform")
    assert ran.returncode == 2
    assert "no-such-platform" in ran.stderr
    assert "mohist audit" in ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a display")
def test_files_are_for_the_window_and_commands_are_not(tmp_path: Path) -> None:
    script = tmp_path / "audit"  # named like the command
    script.write_text("SELECT 1;")
    assert "There is no display" in start(tmp_path, str(script)).stderr
    assert "There is no display" not in start(tmp_path, "audit", str(script)).stderr
    for name in ("no-such-file.sql", "x" * 5000):
        assert "There is no display" not in start(tmp_path, name).stderr


def test_files_named_at_the_start_are_audited(qtbot: QtBot, built: Build, tmp_path: Path) -> None:
    script = tmp_path / "v1.sql"
    script.write_text("DELETE FROM t;")
    console = built()
    console.window.open_files([script])
    qtbot.waitUntil(lambda: not console.audit.session.running, timeout=30_000)
    assert console.preferences.now.recent == (str(script),)
    assert console.audit.session.findings.shown > 0
