"""Many instances watched from one process: as many logins to a few real servers."""

import os
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from app.domain.monitoring.metric import PERIODS, Tier
from benchmarks.monitor_cost import processor_time
from benchmarks.monitor_ours import Ours, Target

_THREADS = 16
_ROUNDS = 3


def watch_many(targets: Sequence[Target], count: int) -> None:
    """Print what a round over `count` instances takes of a core."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    own = os.getpid()
    with ThreadPoolExecutor(_THREADS) as pool:
        begun, used = time.perf_counter(), processor_time(own)
        watched = list(pool.map(Ours, (targets[n % len(targets)] for n in range(count))))
        print(
            f"\n{count} logins by {_THREADS} threads: {time.perf_counter() - begun:.1f} s,"
            f" {1000 * (processor_time(own) - used) / count:.1f} ms of processor time each"
        )

        def look(one: Ours) -> None:
            one.look(Tier.STATUS)

        list(pool.map(look, watched))
        period = PERIODS[Tier.STATUS]
        for _round in range(_ROUNDS):
            begun, used = time.perf_counter(), processor_time(own)
            servers = sum(processor_time(target.pid) for target in targets)
            list(pool.map(look, watched))
            here = processor_time(own) - used
            there = sum(processor_time(target.pid) for target in targets) - servers
            print(
                f"  one look at each: {time.perf_counter() - begun:5.2f} s,"
                f" here {1000 * here / count:.2f} ms each: every {period:g} s that is"
                f" {100 * here / period:.1f} % of a core; the servers {1000 * there / count:.2f} ms"
            )
        for one in watched:
            one.close()
