"""What every test stands on: no screen, no home of the user's, English, and no lost threads."""

import gc
import os
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings
from PySide6.QtCore import Qt, QThread
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import i18n

pytest_plugins = ["tests.servers.fixtures"]

settings.register_profile("suite", deadline=None, print_blob=True)
settings.load_profile("suite")

_turns = count(1)
_ALL_EVERY = 50  # tests after which what is old is looked through as well
_PATIENCE = 2.0  # seconds a thread that was told to end may take to do so


def pytest_collection_finish() -> None:
    """What was imported stays for good: collecting goes past it from now on."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the user's settings out of the tests, and speak English in each."""
    monkeypatch.setenv("MOHIST_HOME", str(tmp_path / "home"))
    i18n.install("en")
    yield
    i18n.install("en")


@pytest.fixture(autouse=True)
def _no_key_held() -> Iterator[None]:
    """Let go of Ctrl, Shift and Alt: Qt goes on to think that they are held after a key that was
    typed with them in a test, and would add the next row chosen to those selected, not take it.
    """
    yield
    if QApplication.instance() is not None and QApplication.keyboardModifiers():
        QTest.keyRelease(QWidget(), Qt.Key.Key_Control)


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """Collect garbage in the GUI thread only, as the console does: a worker's thread that collects
    may destroy a widget there, which Qt does not survive (`app/workers/tidy.py`). Windows go at
    once: whoever changes the theme dresses all there are.
    """
    gc.disable()
    yield
    gc.disable()  # where the test was about this
    windows = QApplication.instance() is not None and QApplication.topLevelWidgets()
    everything = next(_turns) % _ALL_EVERY == 0
    gc.collect(2 if windows or everything else 1)
    if everything and not windows:
        gc.freeze()  # what lives between tests are caches: hundreds of tests need not walk them


@pytest.fixture(autouse=True)
def _no_lost_threads(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that leaves a thread running, by the name of the thread."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + _PATIENCE
    left = _left(before)
    while left and time.monotonic() < until:
        left[0].join(0.01)
        left = _left(before)
    assert not left, f"left running: {[thread.name for thread in left]}"


def _left(before: set[threading.Thread]) -> list[threading.Thread]:
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and thread.is_alive() and not isinstance(thread, _Known)
    ]


_Known = threading._DummyThread
"""How Python lists a thread of Qt's that called into it once; `_running` sees to those."""


@pytest.fixture(autouse=True)
def _running(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test that leaves a QThread running."""
    started: list[QThread] = []
    start = QThread.start

    def noted(thread: QThread, *arguments: object) -> None:
        started.append(thread)
        start(thread, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(QThread, "start", noted)
    yield
    left = [thread for thread in started if not _ended(thread)]
    names = [thread.objectName() or repr(thread) for thread in left]
    assert not left, f"left running: {names}"


def _ended(thread: QThread) -> bool:
    """Whether it ends in time: a lane that closes behind its last job hears of its end here."""
    end = time.monotonic() + _PATIENCE
    try:
        while thread.isRunning() and not thread.wait(20) and time.monotonic() < end:
            QApplication.processEvents()
        return not thread.isRunning()
    except RuntimeError:  # deleted, and so ended
        return True
