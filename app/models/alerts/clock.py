"""Moments as the lists of alerts say them: by the clock of this workstation, to the minute."""

from datetime import datetime


def moment(at: float) -> str:
    """Seconds since 1970: 2026-11-28 21:59."""
    return f"{datetime.fromtimestamp(at):%Y-%m-%d %H:%M}"
