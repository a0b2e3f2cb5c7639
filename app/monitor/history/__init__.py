"""What was measured, kept on this workstation: raw for days, coarser for a year, captures.

The folder holds SQLite files by time, each of which stands for itself (its names are in it), so a
damaged one costs its own days only, and what is too old goes as a whole file, without a pause:

* `raw-2026-11-28.sqlite`          every sample of a day (UTC)
* `rolled-300-2026-11.sqlite`      mean, lowest, highest of every five minutes of a month
* `rolled-3600-2026-11.sqlite`     the same of every hour
* `captures-2026-11-28.sqlite`     the flight recorder's tables
* `marks.sqlite`                   what happened when
"""

from app.monitor.history.history import History
from app.monitor.history.keeping import Keeping

__all__ = ["History", "Keeping"]
