"""Which store for the rows of a result: ours (Arrow parts, spilled and mapped), SQLite, DuckDB.

    python benchmarks/result_store.py [--rows N]

A million rows of twenty columns come as tuples, 1,000 at a time, as a driver gives them: numbers,
decimals, dates, words that repeat and texts that do not. Each store runs in a process of its own,
whose memory is told beside what the same process takes with the rows made and nothing kept.
"Page" is 45 rows of 20 columns out of the middle of a sorted result. DuckDB is measured where it is
installed (`pip install duckdb`).
"""

import argparse
import importlib.util
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.domain.console.result import ResultColumn, ValueKind

Row = tuple[Any, ...]
BATCH = 1_000
INT, TEXT, DAY, WORD = 2, 10, 8, 13  # columns that are sorted by
WIDTH = 20
PAGE = 45
CITIES = ("Beijing", "上海", "Hamburg", "São Paulo", "Springfield", "Zürich", "Kyiv", "Lagos")
STATES = ("new", "paid", "packed", "sent", "returned")


def batches(count: int) -> Iterator[list[Row]]:
    """The rows, the same in every process."""
    by = random.Random(7)
    begin, day = datetime(2020, 1, 1), date(2015, 1, 1)
    pick, real, whole = by.choice, by.random, by.getrandbits
    for first in range(0, count, BATCH):
        yield [
            (
                n, whole(31), whole(40) - (1 << 39), n % 100, whole(16), real() * 1e6, real(),
                Decimal(whole(30)).scaleb(-2), day + timedelta(whole(12)),
                begin + timedelta(seconds=whole(27)),
                f"customer-{whole(48):012x}", f"{whole(64):016x}{n:08x}",
                pick(CITIES), pick(STATES), f"street {whole(10)}", f"note {whole(18)}",
                None if whole(1) else f"remark {whole(14)}", "EUR", f"agent {whole(7)}",
                f"batch {n // 1000}",
            )
            for n in range(first, min(first + BATCH, count))
        ]  # fmt: skip


def columns() -> tuple[ResultColumn, ...]:
    """Their head."""
    kinds = [ValueKind.INTEGER] * 5 + [ValueKind.FLOAT] * 2 + [ValueKind.DECIMAL, ValueKind.DATE]
    kinds += [ValueKind.DATETIME] + [ValueKind.TEXT] * 10
    return tuple(ResultColumn(f"column_{n}", kind) for n, kind in enumerate(kinds))


def memory() -> float:
    """Of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def peak() -> float:
    """The most it had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and the answer."""
    begun = time.perf_counter()
    made = what()
    return (time.perf_counter() - begun) * 1e3, made


class _Arrow:
    """`app/results`."""

    def __init__(self, folder: Path) -> None:
        from app.results.folder import ResultFolder
        from app.results.store import ResultWriter

        self.writer = ResultWriter(columns(), ResultFolder(folder))
        self.reader = self.writer.reader
        self.add = self.writer.append
        self.finish = self.writer.finish

    def size(self) -> int:
        return self.reader.on_disk

    def sort(self, column: int) -> Any:
        from app.results.arranging import Order

        return self.reader.arrange([Order(column)])

    def find(self, column: int, text: str) -> Any:
        from app.results.conditions import anywhere

        return self.reader.arrange((), [anywhere(text, [column])])

    def find_anywhere(self, text: str) -> Any:
        from app.results.conditions import anywhere

        return self.reader.arrange((), [anywhere(text, range(WIDTH))])

    def page(self, made: Any) -> list[Row]:
        middle = len(made) // 2
        return self.reader.rows(middle, middle + PAGE, made)

    def count(self, made: Any) -> int:
        return len(made)


class _Database:
    """Rows in a table, of which the numbers of those that are shown are kept."""

    numbers = "rowid"

    def execute(self, statement: str) -> Any:
        raise NotImplementedError

    def _those(self, rest: str) -> Any:
        return [row[0] for row in self.execute(f"SELECT {self.numbers} FROM t {rest}").fetchall()]

    def sort(self, column: int) -> Any:
        return self._those(f"ORDER BY c{column}")

    def find(self, column: int, text: str) -> Any:
        return self._those(f"WHERE {self.like(column, text)}")

    def find_anywhere(self, text: str) -> Any:
        return self._those("WHERE " + " OR ".join(self.like(n, text) for n in range(WIDTH)))

    def like(self, column: int, text: str) -> str:
        return f"c{column} LIKE '%{text}%'"

    def page(self, made: Any) -> list[Row]:
        middle = len(made) // 2
        wanted = made[middle : middle + PAGE]
        names = ", ".join(f"c{n}" for n in range(WIDTH))
        found = self.execute(
            f"SELECT {self.numbers}, {names} FROM t"
            f" WHERE {self.numbers} IN ({', '.join(map(str, wanted))})"
        ).fetchall()
        rows = {row[0]: row[1:] for row in found}
        return [rows[n] for n in wanted]

    def count(self, made: Any) -> int:
        return len(made)


class _SQLite(_Database):
    """A temporary file; decimals and dates as text, as SQLite has neither."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.path = folder / "rows.sqlite"
        self.database = sqlite3.connect(self.path, isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -32768"):
            self.database.execute(f"PRAGMA {pragma}")
        self.database.execute(f"CREATE TABLE t ({', '.join(f'c{n}' for n in range(WIDTH))})")
        self.database.execute("BEGIN")
        self.insert = f"INSERT INTO t VALUES ({', '.join('?' * WIDTH)})"

    def add(self, rows: list[Row]) -> None:
        self.database.executemany(
            self.insert,
            [(*row[:7], str(row[7]), row[8].isoformat(), row[9].isoformat(), *row[10:])
             for row in rows],
        )  # fmt: skip

    def finish(self) -> None:
        self.database.execute("COMMIT")

    def size(self) -> int:
        return self.path.stat().st_size

    def execute(self, statement: str) -> Any:
        return self.database.execute(statement)


class _DuckDB(_Database):
    """A temporary file, filled through Arrow, which is its quickest way in."""

    def __init__(self, folder: Path) -> None:
        import duckdb

        folder.mkdir()
        self.path = folder / "rows.duckdb"
        self.database = duckdb.connect(str(self.path))
        self.database.execute("SET memory_limit = '300MB'")
        self.database.execute("SET threads = 2")
        kinds = ["BIGINT"] * 5 + ["DOUBLE"] * 2 + ["DECIMAL(18,2)", "DATE", "TIMESTAMP"]
        kinds += ["VARCHAR"] * 10
        self.names = [f"c{n}" for n in range(WIDTH)]
        listed = ", ".join(f"{name} {kind}" for name, kind in zip(self.names, kinds, strict=True))
        self.database.execute(f"CREATE TABLE t ({listed})")
        self.waiting: list[Row] = []

    def add(self, rows: list[Row]) -> None:
        self.waiting += rows
        if len(self.waiting) >= 32_768:
            self.finish()

    def finish(self) -> None:
        import pyarrow as pa

        if self.waiting:
            held = pa.table(list(map(pa.array, zip(*self.waiting, strict=True))), names=self.names)
            self.database.register("coming", held)
            self.database.execute("INSERT INTO t SELECT * FROM coming")
            self.database.unregister("coming")
            self.waiting = []

    def size(self) -> int:
        self.database.execute("CHECKPOINT")
        return self.path.stat().st_size

    def execute(self, statement: str) -> Any:
        return self.database.execute(statement)

    def like(self, column: int, text: str) -> str:
        return f"CAST(c{column} AS VARCHAR) ILIKE '%{text}%'"


class _Nothing:
    """The rows made and let go: what the measuring itself takes."""

    def __init__(self, folder: Path) -> None:
        self.add = self.finish = lambda _rows=(): None


STORES: dict[str, Callable[[Path], Any]] = {
    "none": _Nothing, "ours": _Arrow, "SQLite": _SQLite, "DuckDB": _DuckDB,
}  # fmt: skip


def measure(name: str, count: int, folder: Path) -> None:
    """Print a line about one store."""
    store = STORES[name](folder)
    base, spent, first = memory(), 0.0, 0.0
    for rows in batches(count):
        took, _made = timed(lambda rows=rows: store.add(rows))  # type: ignore[misc]
        spent += took
        first = first or took
    took, _made = timed(store.finish)
    spent += took
    if name == "none":
        print(f"{'':8} the process with nothing kept: {memory():.0f} MB, most {peak():.0f} MB")
        return
    print(f"{name:8} fill {spent / 1e3:.1f} s (first {BATCH:,} rows {first:.1f} ms)"
          f" · {store.size() / 1e6:.0f} MB on disk · memory +{memory() - base:.0f} MB")  # fmt: skip
    told = []
    for title, what in (
        ("sort int", lambda: store.sort(INT)),
        ("sort text", lambda: store.sort(TEXT)),
        ("sort word", lambda: store.sort(WORD)),
        ("sort date", lambda: store.sort(DAY)),
        ("filter one column", lambda: store.find(TEXT, "abc")),
        ("word in all columns", lambda: store.find_anywhere("abc")),
        ("digits in all columns", lambda: store.find_anywhere("4711")),
    ):
        took, made = timed(what)
        told.append(f"{title} {took:.0f} ms")
        assert store.count(made)
    print(f"{'':8} " + " · ".join(told))
    made = store.sort(TEXT)
    took, rows = timed(lambda: store.page(made))
    again, rows = timed(lambda: store.page(made))
    assert len(rows) == PAGE
    print(f"{'':8} page {took:.1f} ms, again {again:.1f} ms"
          f" · memory then {memory():.0f} MB, most {peak():.0f} MB", flush=True)  # fmt: skip


def main() -> None:
    """Measure each store in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--store", choices=STORES)
    asked = parser.parse_args()
    if asked.store:
        with tempfile.TemporaryDirectory() as folder:
            measure(asked.store, asked.rows, Path(folder) / "store")
        return
    print(f"{asked.rows:,} rows of {WIDTH} columns", flush=True)
    for name in STORES:
        if name == "DuckDB" and importlib.util.find_spec("duckdb") is None:
            print("DuckDB   is not installed")
            continue
        command = [sys.executable, __file__, "--rows", str(asked.rows), "--store", name]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
