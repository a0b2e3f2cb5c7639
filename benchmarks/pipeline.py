"""Commands of a file into a real Redis: one by one, in bulk, and by `redis-cli --pipe`.

    .venv/bin/python -m benchmarks.pipeline [commands]

Seconds are of the clock and of this process's processor time (for redis-cli: of its own). The
memory is what this process holds resident, before and at most.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.domain.act import Consent
from app.domain.connecting import tell_nobody
from app.domain.console.pipeline import PipelineOrder
from app.domain.endpoint import Access, Endpoint
from app.domain.stop import Stop
from app.engines.console import Order
from app.engines.redis import ENGINE
from app.flows.console.pipeline_file import look_through
from app.sql.redis.command_file import commands
from benchmarks.export import resident
from tests.servers.redis_servers import Redis

ONE_BY_ONE = 20_000
ME = Consent("benchmark")


def measured(name: str, count: int, call: Callable[[], object]) -> float:
    """Call it, and say what it took; commands a second by the clock."""
    begun, spent = time.perf_counter(), time.process_time()
    call()
    took, cpu = time.perf_counter() - begun, time.process_time() - spent
    print(f"{name}: {took:.1f} s, {count / took:,.0f} a second; {cpu:.1f} s of CPU", flush=True)
    return count / took


def piped(path: Path, server: Redis) -> None:
    """As everybody does it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with path.open("rb") as file:
        subprocess.run(
            ["redis-cli", "-p", str(server.port), "--pipe"],
            stdin=file, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"redis-cli itself: {cpu:.1f} s of CPU")


def main(count: int) -> None:
    """Measure all three."""
    assert ENGINE.console is not None
    folder = Path(tempfile.mkdtemp(prefix="mohist-pipeline-"))
    path = folder / "file.redis"
    with path.open("w") as file:
        file.writelines(f"SET key:{n % 100_000} value:{n}\n" for n in range(count))
    print(f"{count:,} commands, {path.stat().st_size >> 20} MiB, load {os.getloadavg()[0]:.1f}")
    with Redis() as server:
        at = Endpoint("1", "cache", "redis", "127.0.0.1", server.port, Access())
        session: Any = ENGINE.console(at, lambda _id: None, Stop(), tell_nobody)
        before, most = resident(), [0]

        def one_by_one() -> None:
            for n in range(ONE_BY_ONE):
                list(session.execute(Order(f"SET key:{n} value:{n}"), ME))

        single = measured("one by one", ONE_BY_ONE, one_by_one)
        measured("looked through", count, lambda: look_through(path, Stop()))
        found = look_through(path, Stop())

        def send(order: PipelineOrder) -> None:
            with path.open("rb", buffering=1 << 20) as file:
                done = session.send_pipeline(
                    found, commands(file), order, ME,
                    lambda _progress: most.append(max(most.pop(), resident())), lambda: False,
                )  # fmt: skip
            assert done.progress.answered == count, done

        bulk = measured("in bulk", count, lambda: send(PipelineOrder()))
        measured("each batch a transaction", count, lambda: send(PipelineOrder(atomic=True)))
        cli = measured("redis-cli --pipe", count, lambda: piped(path, server))
        session.close()
    print(f"in bulk {bulk / single:.1f} times one by one, {bulk / cli:.2f} of redis-cli --pipe")
    print(f"resident: {before} MiB before, {most[0]} at most")
    path.unlink()
    folder.rmdir()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
