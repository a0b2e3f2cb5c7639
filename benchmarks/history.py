"""What the history takes: bytes, time to write, to open after a kill, and to read; and the others.

    python benchmarks/history.py [INSTANCES]     the history at so many instances (1,000)
    python benchmarks/history.py others          other ways to keep a day of one instance

A sample is 40 values every ten seconds: a fifth each that stay as they are, small whole numbers,
rates with noise in every digit, mostly zero, and growing sizes.
"""

import os
import resource
import sqlite3
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Health, Sample
from app.monitor.history import History, Keeping
from app.monitor.history.keeping import DAY, HOUR
from app.monitor.history.packing import Block, pack, unpack

DAWN = 20_400.0 * DAY
KEYS = tuple(f"mysql.metric_{number}" for number in range(40))
PERIOD = 10


def values(count: int, seed: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """A row for each sample, a column for each key."""
    rng = np.random.default_rng(seed)
    at = np.arange(count)
    kinds: tuple[Callable[[int], Any], ...] = (
        lambda n: np.full(count, n * 1000.0),
        lambda _n: np.round(50 + 10 * np.sin(at / 50) + rng.normal(0, 3, count)),
        lambda _n: np.abs(1000 + 300 * np.sin(at / 200) + rng.normal(0, 50, count)),
        lambda _n: np.where(rng.random(count) < 0.05, rng.random(count) * 10, 0.0),
        lambda _n: np.cumsum(rng.integers(0, 5, count)) * 4096.0 + 1e9,
    )
    columns = [kinds[number % 5](number) for number in range(len(KEYS))]
    return np.stack(columns, axis=1)


def rounds(instances: int, count: int, begin: float) -> Iterator[list[Sample]]:
    """What comes every ten seconds; eight servers' worth of values for all of them."""
    kinds = [values(count, seed).tolist() for seed in range(8)]
    for n in range(count):
        at = begin + PERIOD * n
        yield [
            Sample(f"instance-{number:04}", Tier.STATUS, at + number * PERIOD / instances,
                   Health.UP, dict(zip(KEYS, kinds[number % 8][n], strict=True)))
            for number in range(instances)
        ]  # fmt: skip


def timed(call: Callable[[], object]) -> float:
    """Seconds."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def never() -> bool:
    """Not stopped."""
    return False


def forget(folder: Path) -> None:
    """Have the system read the files from the disk again."""
    for path in folder.iterdir():
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def fleet(folder: Path, instances: int) -> None:
    """Half an hour of a fleet: writing, packing, opening after a kill, memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    now = [DAWN]
    history = History(folder, Keeping(), lambda: now[0])
    cpu, longest, packing, count = 0.0, 0.0, 0.0, 180
    for number, samples in enumerate(rounds(instances, count, DAWN)):
        now[0] = DAWN + PERIOD * (number + 1)
        begun, used = time.perf_counter(), time.process_time()
        history.write(samples)
        cpu += time.process_time() - used
        longest = max(longest, time.perf_counter() - begun)
        if number == 97:  # the first quarter of an hour is over, and a minute
            copied = folder.with_name("killed")
            os.system(f"cp -r {folder} {copied} && rm {copied}/writer.lock")
            waits: list[float] = []
            ending = threading.Event()
            one = [Sample("late", Tier.STATUS, now[0], Health.UP, {KEYS[0]: 1.0})]

            def write_on(waits: list[float], ending: threading.Event, one: list[Sample]) -> None:
                while not ending.wait(0.005):
                    waits.append(timed(lambda: history.write(one)))

            writing = threading.Thread(target=write_on, args=(waits, ending, one))
            writing.start()
            used = time.process_time()
            history.compact(never)
            packing = time.process_time() - used
            ending.set()
            writing.join()
            packed = instances * 90
            print(f"packing of 15 minutes     {packing:.2f} s of CPU, {packing/packed*1e6:.0f} µs"
                  f" a sample; a writer waited {max(waits)*1000:.0f} ms at the most")  # fmt: skip
            with sqlite3.connect(next(folder.glob("raw-*.sqlite"))) as raw:
                size = raw.execute("SELECT sum(length(packed)) FROM block").fetchone()[0]
            raw.close()
            print(f"packed                    {size / packed:.1f} bytes a sample,"
                  f" {size / packed / len(KEYS):.2f} a value")  # fmt: skip
            begun = time.perf_counter()
            again = History(copied, Keeping(), lambda: now[0])
            again.write(samples[:1])
            print(f"opened after a kill       {(time.perf_counter() - begun) * 1000:.0f} ms,"
                  f" 16 minutes of {instances} instances in the log")  # fmt: skip
            again.close()
    written = instances * count
    print(f"written                   {cpu / written * 1e6:.1f} µs of CPU a sample,"
          f" longest write of {instances} samples {longest * 1000:.0f} ms")  # fmt: skip
    reads = [
        timed(lambda: history.series("instance-0007", KEYS[2], DAWN, DAWN + HOUR))
        for _n in range(5)
    ]
    print(f"half an hour of a key     {min(reads) * 1000:.1f} ms")
    state = timed(lambda: history.state_at("instance-0007", DAWN + 1000))
    print(f"state at a moment         {state * 1000:.1f} ms")
    history.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"memory, at the most       {memory / 1024:.0f} MiB more, the made up samples among it")


def month(folder: Path, instances: int = 6, days: int = 31) -> None:
    """A month of a few: sizes of each level, and the month of one key, cold and warm."""
    now = [DAWN]
    history = History(folder, Keeping(), lambda: now[0])
    rolling = 0.0
    for day in range(days):
        begin = DAWN + day * DAY
        now[0] = begin + DAY + 2000
        batch: list[Sample] = []
        for samples in rounds(instances, DAY // PERIOD, begin):
            batch += samples
            if len(batch) > 5000:
                history.write(batch)
                batch.clear()
        history.write(batch)
        used = time.process_time()
        history.compact(never)
        rolling += time.process_time() - used
    print(
        f"a day packed and rolled   {rolling / days / instances * 1000:.0f} ms of CPU an instance"
    )
    for kind in ("raw", "rolled-300", "rolled-3600"):
        size = kept = 0
        for path in folder.glob(f"{kind}-*.sqlite"):
            with sqlite3.connect(path) as one:
                length, count = one.execute(
                    "SELECT sum(length(packed)), count(DISTINCT slice) FROM block"
                ).fetchone()
            one.close()
            size, kept = size + length, kept + count / (96 if kind == "raw" else 1)
        print(f"{kind:<25} {size / kept / instances / 1024:.1f} KiB a day of an instance")
    for name, begin in (("month", DAWN), ("day", now[0] - DAY)):

        def read(begin: float = begin) -> object:
            return history.series("instance-0003", KEYS[2], begin, now[0])

        forget(folder)
        cold, warm = timed(read), min(timed(read) for _n in range(5))
        label = f"{name} of a key"
        print(f"{label:<25} {cold * 1000:.1f} ms cold, {warm * 1000:.1f} ms warm")
    history.close()


def others(folder: Path) -> None:
    """A day of one instance kept otherwise: bytes a value, time to write it and to read one key."""
    count = DAY // PERIOD
    table = values(count, 1)
    times = (DAWN * 1000 + np.arange(count) * PERIOD * 1000).astype(np.int64)
    total = count * len(KEYS)

    def told(name: str, size: float, write: float, read: float) -> None:
        print(f"{name:<32} {size / total:6.2f} bytes a value, written in {write * 1000:6.0f} ms,"
              f" one key read in {read * 1000:6.1f} ms")  # fmt: skip

    blocks: list[bytes] = []

    def ours() -> None:
        for at in range(0, count, 90):
            part = times[at : at + 90]
            floats = table[at : at + 90].T.astype(np.float32)
            blocks.append(pack(Block(part, np.zeros(len(part), np.int64), floats)))

    write = timed(ours)
    told("ours: packed by 15 minutes", sum(map(len, blocks)), write,
         timed(lambda: [unpack(block).columns[2] for block in blocks]))  # fmt: skip
    doubles = table.T.reshape(len(KEYS), -1)
    shuffled = np.ascontiguousarray(doubles).view(np.uint8).reshape(len(KEYS), count, 8)
    made = [b""]

    def as_doubles() -> None:
        made[0] = zlib.compress(np.ascontiguousarray(shuffled.transpose(0, 2, 1)).tobytes(), 3)

    write = timed(as_doubles)
    told("the same, 64 bits, a day at once", len(made[0]), write,
         timed(lambda: zlib.decompress(made[0])))  # fmt: skip
    bits = np.ascontiguousarray(table.T.astype("<f4")).view("<u4").copy()
    bits[:, 1:] ^= bits[:, :-1].copy()
    plain = np.ascontiguousarray(table.T.astype("<f4")).view(np.uint8)
    plain = plain.reshape(len(KEYS), count, 4).transpose(0, 2, 1)
    size = len(zlib.compress(np.ascontiguousarray(plain).tobytes(), 3))
    print(f"{'the same, a day at once':<32} {size / total:6.2f} bytes a value")
    xored = zlib.compress(
        bits.view(np.uint8).reshape(len(KEYS), count, 4).transpose(0, 2, 1).tobytes(), 3
    )
    print(f"{'the same, exclusive-ored':<32} {len(xored) / total:6.2f} bytes a value")
    _rows(folder, table, times, told)
    _parquet(folder, table, times, told)
    _duckdb(folder, table, times, told)


Told = Callable[[str, float, float, float], None]


def _rows(folder: Path, table: Any, times: Any, told: Told) -> None:
    raw = sqlite3.connect(folder / "rows.sqlite")
    raw.execute("CREATE TABLE v (k INTEGER, at INTEGER, v REAL, PRIMARY KEY (k, at)) WITHOUT ROWID")

    def write() -> None:
        for at, row in zip(times.tolist(), table.tolist(), strict=True):
            raw.executemany(
                "INSERT INTO v VALUES (?, ?, ?)", [(k, at, v) for k, v in enumerate(row)]
            )
        raw.commit()

    took = timed(write)
    read = timed(lambda: raw.execute("SELECT at, v FROM v WHERE k = 2").fetchall())
    raw.close()
    told("SQLite, a row a value", (folder / "rows.sqlite").stat().st_size, took, read)


def _parquet(folder: Path, table: Any, times: Any, told: Told) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / "day.parquet"
    arrow = pa.table({"at": times, **{key: table[:, n].astype("f4") for n, key in enumerate(KEYS)}})
    took = timed(lambda: pq.write_table(arrow, path, compression="zstd"))
    read = timed(lambda: pq.read_table(path, columns=["at", KEYS[2]]))
    told("Parquet, a column a key, 32 bits", path.stat().st_size, took, read)


def _duckdb(folder: Path, table: Any, times: Any, told: Told) -> None:
    import duckdb
    import pyarrow as pa

    path = folder / "day.duckdb"
    base = duckdb.connect(str(path))
    tidy = pa.table({
        "k": np.repeat(np.arange(len(KEYS), dtype=np.int32), len(times)),
        "t": np.tile(times, len(KEYS)),
        "v": table.T.astype("f4").reshape(-1),
    })  # fmt: skip
    base.register("tidy", tidy)
    took = timed(lambda: base.execute("CREATE TABLE v AS SELECT * FROM tidy").fetchall())
    base.execute("CHECKPOINT")
    read = timed(lambda: base.execute("SELECT t, v FROM v WHERE k = 2").fetchall())
    one = timed(
        lambda: [base.execute("INSERT INTO v VALUES (1, 1, 1.0)").fetchall() for _n in range(100)]
    )
    base.close()
    told("DuckDB, loaded at once", path.stat().st_size, took, read)
    print(f"{'':<32} (and {one * 10:.1f} ms for each row that is inserted by itself)")


def main() -> None:
    """Measure what was asked for."""
    with tempfile.TemporaryDirectory(dir=Path.home()) as name:
        if sys.argv[1:] == ["others"]:
            others(Path(name))
            return
        fleet(Path(name) / "fleet", int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
        month(Path(name) / "month")


if __name__ == "__main__":
    main()
