"""What time it is, by the clock of the store: a team's server, else this computer."""

import time
from datetime import UTC, datetime

from sqlalchemy import Connection, text

_OF_A_SERVER = text("SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))")
"""UNIX_TIMESTAMP would take the time of the session's zone, which has an hour twice a year."""


def now_of(connection: Connection) -> float:
    """Seconds since 1970."""
    if connection.dialect.name == "sqlite":
        return time.time()
    return int(connection.execute(_OF_A_SERVER).scalar_one()) / 1e6


def written(moment: float) -> str:
    """A moment as it is kept in texts: UTC, ISO 8601."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="microseconds")
