"""What Qt says goes to the log."""

import logging
from collections.abc import Iterator

import pytest
from PySide6.QtCore import qCritical, qDebug, qWarning

from app.views import qt_messages

heard: list[str] = []


@pytest.fixture
def listening() -> Iterator[None]:
    qt_messages.to_log(heard.append)
    yield
    qt_messages.silence()


@pytest.mark.qt_no_exception_capture
@pytest.mark.parametrize(
    ("say", "level"),
    [(qDebug, logging.DEBUG), (qWarning, logging.WARNING), (qCritical, logging.ERROR)],
)
def test_a_message_keeps_its_weight(
    listening: None, caplog: pytest.LogCaptureFixture, say: object, level: int
) -> None:
    caplog.set_level(logging.DEBUG)
    assert callable(say)
    say("100 % said")
    assert ("qt", level, "100 % said") in caplog.record_tuples
    assert heard == []
