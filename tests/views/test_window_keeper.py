"""Where the window stands: kept, brought back, and always within reach."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QRect, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.store import window_state
from app.views.page import Page
from app.views.window_keeper import WindowKeeper, within_reach

SCREEN = QRect(0, 0, 1920, 1080)
SECOND = QRect(1920, 0, 1280, 1024)


@pytest.mark.parametrize(
    "wanted",
    [
        QRect(100, 100, 800, 600),
        QRect(2000, 50, 800, 600),  # on the second screen
        QRect(-600, 100, 800, 600),  # the title can still be taken at its right end
        QRect(1800, 1000, 800, 600),
    ],
)
def test_what_can_be_reached_stays(wanted: QRect) -> None:
    assert within_reach(wanted, [SCREEN, SECOND]) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        QRect(5000, 100, 800, 600),  # its screen was unplugged
        QRect(100, -500, 800, 600),  # the title is above every screen
        QRect(-790, 100, 800, 600),
        QRect(100, 1079, 800, 600),
        QRect(9000, 9000, 4000, 3000),
    ],
)
def test_what_cannot_comes_to_the_middle(wanted: QRect) -> None:
    found = within_reach(wanted, [SCREEN])
    assert SCREEN.contains(found)
    assert (found.center() - SCREEN.center()).manhattanLength() <= 2


class SplitPage(Page):
    """A page with something to arrange."""

    def __init__(self) -> None:
        super().__init__()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for _ in range(2):
            self.splitter.addWidget(QWidget())
        QVBoxLayout(self).addWidget(self.splitter)

    def state(self) -> dict[str, bytes]:
        return {"split": bytes(self.splitter.saveState().data())}

    def restore(self, state: dict[str, bytes]) -> None:
        self.splitter.restoreState(QByteArray(state.get("split", b"")))


def window(
    qtbot: QtBot, file: Path, page: SplitPage | None = None
) -> tuple[QMainWindow, SplitPage, WindowKeeper]:
    made, page = QMainWindow(), page or SplitPage()
    qtbot.addWidget(made)
    made.setCentralWidget(page)
    keeper = WindowKeeper(made, [page], file)
    keeper.restore()
    with qtbot.waitExposed(made):
        made.show()
    return made, page, keeper


def test_a_second_start_stands_where_the_first_stood(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    first, page, keeper = window(qtbot, file)
    first.resize(700, 500)
    page.splitter.setSizes([100, 500])
    sizes = page.splitter.sizes()
    keeper.save()
    keeper.finish()
    first.hide()
    second, page, _keeper = window(qtbot, file)
    assert second.size() == first.size()
    assert page.splitter.sizes() == sizes


def test_moving_anything_is_kept_without_closing(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    made, page, _keeper = window(qtbot, file)
    qtbot.waitUntil(file.exists)  # the window was shown
    before = window_state.read(file)
    page.splitter.setSizes([50, 400])
    page.splitter.splitterMoved.emit(50, 1)
    qtbot.waitUntil(lambda: window_state.read(file).get("split") != before["split"])
    made.resize(720, 520)
    qtbot.waitUntil(lambda: window_state.read(file)["window"] != before["window"])


def test_what_a_page_moves_to_tell_its_state_is_no_reason_to_save_again(
    qtbot: QtBot, tmp_path: Path
) -> None:
    class Restless(SplitPage):
        def state(self) -> dict[str, bytes]:
            self.splitter.splitterMoved.emit(50, 1)
            return super().state()

    _made, _page, keeper = window(qtbot, tmp_path / "window.json", Restless())
    keeper.save()
    (timer,) = keeper.findChildren(QTimer)
    assert not timer.isActive()


def test_it_is_saved_once_all_is_at_rest(qtbot: QtBot, tmp_path: Path) -> None:
    _made, page, keeper = window(qtbot, tmp_path / "window.json")
    (timer,) = keeper.findChildren(QTimer)
    page.splitter.splitterMoved.emit(3, 1)
    assert timer.isActive()
    assert timer.interval() > 100


def test_where_nothing_moved_nothing_is_written(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    made, page, keeper = window(qtbot, file)
    keeper.save()
    keeper.finish()
    file.unlink()
    keeper.save()
    keeper.finish()
    assert not file.exists()
    made.resize(made.width() + 20, made.height())
    page.splitter.setSizes([50, 400])
    keeper.save()
    keeper.finish()
    assert file.exists()


def test_a_state_that_makes_no_sense_is_survived(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    file.write_bytes(window_state.encode({"window": b"nonsense", "split": b"\x00"}))
    made, _page, _keeper = window(qtbot, file)
    assert made.width() > 100


def test_a_folder_that_cannot_be_written_is_survived(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    _made, _page, keeper = window(qtbot, tmp_path / "home" / "window.json")
    keeper.save()
    keeper.finish()
