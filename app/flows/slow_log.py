"""A slow log file of MySQL or MariaDB as digests, without a server."""

from pathlib import Path

from app.domain.dialect import Dialect
from app.domain.operating.statements import DigestReport
from app.domain.stop import Stop
from app.engines.mysql.slow_log_file import read_slow_log


def read_file(path: Path, stop: Stop, dialect: Dialect) -> DigestReport:
    """The digests in a file; UnreadableInput, Cancelled."""
    return read_slow_log(path, stop, lambda *_progress: None, dialect)
