"""What it takes to try the alert rules that are made in on a day of one instance's past.

    python benchmarks/dry_run.py

Once with the day packed, and once with all of it in the log still, as it is never for so long.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from random import Random

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import PERIODS, Kind, Tier, key_of, split_key
from app.domain.monitoring.rule import Subject
from app.domain.monitoring.sample import Health, Sample
from app.flows.watch.dry_run import replay
from app.monitor.alerts import Judge
from app.monitor.catalogue import Catalogue, load
from app.monitor.history import History

DAY = 86_400.0
DAWN = 20_400 * DAY
WHO = Subject("orders", "orders", "mysql")
PARTS = ("a", "b", "c", "d")
"""Of what there is for each channel, schema, wait class."""


def calm(catalogue: Catalogue, key: str, random: Random) -> float:
    """A value nobody is told of."""
    limits = [
        limit
        for of_role in catalogue.metrics[split_key(key)[0]].thresholds.values()
        for limit in of_role
    ]
    lowest = max((limit.limit for limit in limits if limit.below), default=0.0)
    highest = min((limit.limit for limit in limits if not limit.below), default=lowest + 1000.0)
    return lowest + (highest - lowest) * random.uniform(0.1, 0.9)


def keys_of(catalogue: Catalogue, tier: Tier) -> list[str]:
    """All that a MySQL has of a tier."""
    return [
        key
        for metric in catalogue.of(DatabaseType.MYSQL)
        if metric.tier is tier and metric.kind is not Kind.TEXT
        for key in ([key_of(metric.name, part) for part in PARTS] if metric.each else [metric.name])
    ]


def fill(history: History, catalogue: Catalogue, clock: list[float], pack: bool) -> int:
    """Write a day; how many values."""
    random, written = Random(4), 0
    for hour in range(24):
        begin = DAWN + 3600 * hour
        for tier, period in PERIODS.items():
            keys = keys_of(catalogue, tier)
            times = [begin + period * n for n in range(int(3600 // period))]
            samples = [
                Sample(
                    WHO.instance,
                    tier,
                    at,
                    Health.UP,
                    {key: calm(catalogue, key, random) for key in keys},
                )
                for at in times
            ]
            history.write(samples)
            written += len(keys) * len(times)
        clock[0] = begin + 3600
        if pack:
            history.compact(lambda: False)
    clock[0] = DAWN + DAY + (3600 if pack else 0)
    if pack:
        history.compact(lambda: False)
    return written


def tried(folder: Path, catalogue: Catalogue, pack: bool) -> None:
    """Write a day and try the rules on it."""
    clock = [DAWN]
    history = History(folder / "history", clock=lambda: clock[0])
    written = fill(history, catalogue, clock, pack)
    rules = Judge(folder / "alerts", catalogue).rules
    begun = time.perf_counter()
    replay(history, catalogue, rules, (WHO,), DAWN, DAWN + DAY, lambda: False, lambda _share: None)
    seconds = time.perf_counter() - begun
    said = "packed" if pack else "not packed"
    print(f"{len(rules)} rules, {written:,} values, {said:<11} {seconds:6.1f} s")
    history.close()


def main() -> None:
    """Packed, and not."""
    catalogue = load()
    for pack in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            tried(Path(folder), catalogue, pack)


if __name__ == "__main__":
    main()
