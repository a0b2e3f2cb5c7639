"""The program's own log: a few hundred kilobytes in the state folder, and the last lines at hand.

It holds what the program did, never what stands in a file or a statement.
"""

import faulthandler
import logging
from collections import deque
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_last: deque[str] = deque(maxlen=60)


class _Remember(logging.Handler):
    """Keeps the last lines for a crash report."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        _last.append(self.format(record))


def install(folder: Path) -> None:
    """Log to `folder`; where that cannot be written, to memory only."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    handlers: list[logging.Handler] = [_Remember()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(
            RotatingFileHandler(
                folder / "mohist.log", maxBytes=256_000, backupCount=2, encoding="utf-8"
            )
        )
    except OSError as error:
        _last.append(f"no log file: {error}")
    for handler in handlers:
        handler.setFormatter(logging.Formatter(_FORMAT))
        root.addHandler(handler)
    logging.raiseExceptions = False  # a full disk is no reason to speak on standard error


def last_lines() -> list[str]:
    """What was logged last."""
    return list(_last)


def watch_faults(folder: Path) -> Path | None:
    """Have Python write where it was to a file, should the process be killed by a fault.

    Returns the file of the run before, where that one was.
    """
    fault = folder / "fault.txt"
    try:
        kept = _kept(fault)
        faulthandler.enable(fault.open("w", encoding="utf-8"))  # open as long as we live
    except OSError:
        return None
    return kept


def _kept(fault: Path) -> Path | None:
    if not fault.exists() or not fault.stat().st_size:
        return None
    when = datetime.fromtimestamp(fault.stat().st_mtime, UTC)
    return fault.replace(fault.with_name(f"fault-{when:%Y%m%d-%H%M%S}.txt"))
