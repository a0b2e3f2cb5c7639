"""The history never outgrows its bytes, and what goes first is the oldest raw."""

import math
from pathlib import Path

from app.domain.monitoring.sample import Capture, CaptureKind
from app.monitor.history import History, Keeping
from app.monitor.history.keeping import DAY, HOUR
from tests.monitor.history.samples import DAWN, Clock, never, sample


def test_beyond_its_bytes_the_oldest_samples_go_first_and_it_says_so(
    tmp_path: Path, clock: Clock
) -> None:
    history = History(tmp_path, Keeping(most_bytes=300_000), clock)
    for day in range(3):
        clock.now = DAWN + day * DAY + HOUR
        values = {f"k{n}": math.sin(n * day + 0.1) for n in range(200)}
        for n in range(200):
            noisy = {key: value * math.sin(n + 1) for key, value in values.items()}
            history.write([sample(DAWN + day * DAY + 10 * n, noisy)])
    assert history.size > 300_000
    history.compact(never)
    assert history.size <= 300_000
    assert not list(history.folder.glob(f"raw-*{_date(DAWN)}*"))
    assert len(history.notices) == 1
    assert history.series("a", "k1", DAWN, DAWN + DAY).step == 300
    history.close()


def _date(at: float) -> str:
    from datetime import UTC, datetime

    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"


def test_a_ring_of_captures_never_outgrows_its_bytes(tmp_path: Path, clock: Clock) -> None:
    history = History(tmp_path, Keeping(most_bytes_of_captures=200_000), clock)
    for n in range(300):
        rows = tuple((m, f"{math.sin(m * n + 1)}") for m in range(100))
        history.capture(Capture("a", CaptureKind.SESSIONS, DAWN + n, ("id", "sql"), rows))
    history.compact(never)
    kept = history.captures("a", CaptureKind.SESSIONS, 0, 1e12)
    assert kept
    assert kept == tuple(DAWN + n for n in range(300 - len(kept), 300))
    assert sum(path.stat().st_size for path in tmp_path.glob("captures*")) <= 200_000
    history.close()
