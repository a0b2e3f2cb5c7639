"""Two runs of a million rows told apart, and the statistics of their columns.

.venv/bin/python benchmarks/compare_results.py [rows]
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.console.result import ResultColumn, ValueKind
from app.domain.stop import Stop
from app.results.comparing import Fate, compare
from app.results.statistics import statistics_of
from app.results.store import ResultReader, ResultWriter

NAMES = "id customer state amount note at quantity price city flag".split()
BEGIN = datetime(2024, 1, 1)


def rows(count: int, seed: int) -> Iterator[tuple[Any, ...]]:
    """The same rows for every seed, save one in a thousand."""
    steady, other = random.Random(1), random.Random(seed)
    for n in range(count):
        row = (
            n, steady.randrange(count), steady.choice(("new", "paid", "sent", "gone")),
            Decimal(steady.randrange(10**7)) / 100, f"note {steady.random()}",
            BEGIN + timedelta(seconds=steady.randrange(10**8)), steady.randrange(100),
            steady.random(), steady.choice(("北京", "上海", "Wien", "Köln", None)), n % 2 == 0,
        )  # fmt: skip
        luck = other.random()
        if luck < 0.001:
            row = (*row[:6], row[6] + 1, *row[7:])
        if luck < 0.9995:
            yield row


def result(count: int, seed: int) -> ResultReader:
    """A finished result."""
    writer = ResultWriter([ResultColumn(name, ValueKind.OTHER) for name in NAMES])
    batch: list[tuple[Any, ...]] = []
    for row in rows(count, seed):
        batch.append(row)
        if len(batch) == 1000:
            writer.append(batch)
            batch = []
    writer.append(batch)
    writer.finish()
    return writer.reader


def main() -> None:
    """Print what each took."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    old, new = result(count, 2), result(count, 3)
    for key, words in (((0,), "by the key"), ((), "by whole rows")):
        begun = time.perf_counter()
        found = compare(old, new, key, Stop())
        seconds = time.perf_counter() - begun
        told = ", ".join(f"{found.count(fate):,} {fate.name.lower()}" for fate in Fate)
        print(f"{count:,} x {len(NAMES)} {words}: {seconds:.2f} s ({told})")
    for place, name in enumerate(NAMES):
        begun = time.perf_counter()
        statistics_of(new, place, Stop())
        print(f"statistics of {name}: {time.perf_counter() - begun:.2f} s")
    old.close()
    new.close()


if __name__ == "__main__":
    main()
