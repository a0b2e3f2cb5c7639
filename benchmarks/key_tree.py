"""How long ten million keys take to become a tree, and a level of it to be opened.

    python benchmarks/key_tree.py [millions]

The baseline, in the same run, is a plain set of the same keys and a dictionary of prefixes.
"""

import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator

from app.domain.operating.key_tree import KeyTree

PAGE = 1_000


def keys(count: int) -> Iterator[list[bytes]]:
    """Pages of made-up keys: users, sessions and a flat part."""
    for start in range(0, count, PAGE):
        yield [
            (
                b"user:%d:profile" % (n * 7919 % count)
                if n % 3
                else b"session:%x" % (n * 2654435761 % 2**32)
            )
            for n in range(start, start + PAGE)
        ]


def mebibytes() -> float:
    """The most this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(millions: float) -> None:
    """Measure and print."""
    count = int(millions * 1_000_000)
    begun = time.perf_counter()
    baseline = set()
    for page in keys(count):
        baseline.update(page)
    counted = Counter(key.partition(b":")[0] for key in baseline)
    plain, held = time.perf_counter() - begun, mebibytes()
    print(f"a set and one count: {plain:.1f} s, {held:.0f} MiB at most, {len(counted)} branches")
    del baseline
    begun, worst = time.perf_counter(), 0.0
    tree = KeyTree()
    for page in keys(count):
        at = time.perf_counter()
        tree.add(page)
        worst = max(worst, time.perf_counter() - at)
    took = time.perf_counter() - begun
    print(f"the tree: {took:.1f} s ({took / plain:.1f} times), {mebibytes():.0f} MiB at most,")
    print(
        f"    a page of {PAGE} keys {took / (count / PAGE) * 1000:.2f} ms, {worst:.2f} s at worst"
    )
    for prefix in (b"", b"user:", b"user:7:"):
        at = time.perf_counter()
        level, left = tree.level(prefix)
        print(f"open {prefix.decode() or '/':10} {time.perf_counter() - at:8.4f} s,"
              f" {len(level):,} shown, {left:,} left out")  # fmt: skip


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10)
