"""The palette: a few letters find it, Enter does it."""

import pytest
from PySide6.QtCore import Qt

from app.views.palette import CommandPalette, Entry, score


@pytest.mark.parametrize(
    ("wanted", "better", "worse"),
    [("run", "Run", "Return it"), ("af", "Add Files", "Graph of"), ("exp", "Export", "Next page")],
)
def test_the_nearer_title_scores_more(wanted: str, better: str, worse: str) -> None:
    assert score(wanted, better) > score(wanted, worse)


def test_letters_that_are_not_there_score_nothing() -> None:
    assert score("xyz", "Run") == 0
    assert score("nur", "Run") == 0


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def palette(qtbot, done: list[str]) -> CommandPalette:
    entries = [Entry(t, "", lambda t=t: done.append(t)) for t in ("Run", "Stop", "打开文件夹")]
    made = CommandPalette(entries)
    qtbot.addWidget(made)
    made.show()
    return made


def test_typing_narrows_and_enter_does(qtbot, palette: CommandPalette, done: list[str]) -> None:
    assert palette.shown == ["Run", "Stop", "打开文件夹"]
    qtbot.keyClicks(palette._search, "st")
    assert palette.shown == ["Stop"]
    qtbot.keyClick(palette._search, Qt.Key.Key_Return)
    assert done == ["Stop"]
    assert not palette.isVisible()


def test_chinese_titles_are_found(palette: CommandPalette) -> None:
    palette._search.setText("文件")
    assert palette.shown == ["打开文件夹"]


def test_arrows_move_in_the_list(qtbot, palette: CommandPalette, done: list[str]) -> None:
    qtbot.keyClick(palette._search, Qt.Key.Key_Down)
    qtbot.keyClick(palette._search, Qt.Key.Key_Return)
    assert done == ["Stop"]


def test_nothing_found_does_nothing(qtbot, palette: CommandPalette, done: list[str]) -> None:
    qtbot.keyClicks(palette._search, "zzz")
    qtbot.keyClick(palette._search, Qt.Key.Key_Return)
    assert (palette.shown, done) == ([], [])
