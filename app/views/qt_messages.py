"""What Qt has to say goes to the log, and its last words to somebody who can use them."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_log = logging.getLogger("qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
}


def to_log(fatal: Callable[[str], object]) -> None:
    """Log Qt's messages; `fatal` is called with the one after which Qt ends the process."""

    def handle(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            fatal(message)
        else:
            _log.log(_LEVELS[kind], "%s", message)

    qInstallMessageHandler(handle)


def silence() -> None:
    """Let Qt speak for itself again."""
    qInstallMessageHandler(None)
