"""Where the window and its parts stand, from one run to the next, and across a crash."""

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, QRect, QSize, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QMainWindow, QSplitter

from app.store import window_state
from app.store.writer import Writer
from app.views.page import Page

_log = logging.getLogger(__name__)
_SAVE_AFTER = 400  # milliseconds without a change
_WANTED = QSize(1360, 860)
_TELLING = {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.WindowStateChange}
_GRIP = 24  # pixels of the title bar that must be within reach


class WindowKeeper(QObject):
    """Saves soon after anything was moved; whoever loses that file loses nothing of worth."""

    def __init__(self, window: QMainWindow, pages: Sequence[Page], path: Path) -> None:
        super().__init__(window)
        self._window, self._pages, self._path = window, pages, path
        self._writer = Writer(_tell_log)
        self._kept: dict[str, bytes] = {}
        self._soon = QTimer(self, singleShot=True, interval=_SAVE_AFTER)
        self._soon.timeout.connect(self.save)

    def restore(self) -> None:
        """Put everything where it was, and within reach; from now on follow it."""
        state = window_state.read(self._path)
        if not self._window.restoreGeometry(QByteArray(state.get("window", b""))):
            self._window.resize(_WANTED.boundedTo(_screens()[0].size()))
        self._window.setGeometry(within_reach(self._window.geometry(), _screens()))
        for page in self._pages:
            page.restore(state)
            for splitter in page.findChildren(QSplitter):
                splitter.splitterMoved.connect(self._save_soon)
            for header in page.findChildren(QHeaderView):
                header.sectionResized.connect(self._save_soon)
                header.sectionMoved.connect(self._save_soon)
        self._window.installEventFilter(self)

    @Slot()
    def save(self) -> None:
        """Have it written where everything stands now."""
        state = {"window": bytes(self._window.saveGeometry().data())}
        for page in self._pages:
            state.update(page.state())
        self._soon.stop()  # a page that is asked may move something for a moment
        if state != self._kept:
            self._kept = state
            self._writer.write(self._path, window_state.encode(state))

    @Slot()
    def _save_soon(self) -> None:
        """Not the timer's own start: it would take the number of a column for milliseconds."""
        self._soon.start()

    def finish(self) -> None:
        """Wait until it is written."""
        self._writer.finish()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the window was moved."""
        if event.type() in _TELLING:
            self._soon.start()
        return super().eventFilter(watched, event)


def within_reach(wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """`wanted`, or the middle of the first screen where nobody could take hold of its title."""
    title = QRect(wanted.topLeft(), QSize(wanted.width(), _GRIP))
    for screen in screens:
        held = title.intersected(screen)
        if held.width() >= 4 * _GRIP and held.height() >= _GRIP // 2:
            return wanted
    size = wanted.size().boundedTo(screens[0].size())
    free = screens[0].size() - size
    return QRect(screens[0].topLeft() + QPoint(free.width() // 2, free.height() // 2), size)


def _screens() -> list[QRect]:
    """What can be used of each screen, the first one being the main one."""
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]


def _tell_log(path: Path, error: OSError) -> None:
    _log.warning("the state of the window was not saved in %s: %s", path, error)
