"""What an import of a large inventory takes: seconds, and the peak memory of the process.

    python benchmarks/import_inventory.py                     10,000 instances
    python benchmarks/import_inventory.py --instances 100000

The file is one of ours, with everything of an instance filled in. The store is SQLite in a folder
of its own. Reading, comparing and writing are measured in a process of their own.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.domain.endpoint import Access, Hop, Route, Tls, TlsMode
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance, new_id
from app.store.exchange.json_file import json_of, read_json
from app.store.inventory.store import InventoryStore

ACCESS = Access(
    "dba", tls=Tls(TlsMode.VERIFY_FULL, "/etc/ca.pem"), route=Route(None, (Hop("jump.corp"),))
)


def write(path: Path, count: int) -> None:
    """An inventory of that many instances, in a file."""
    one = Instance("", "", DatabaseType.MYSQL, "", 3306, notes="moved in spring", access=ACCESS)
    many = (
        replace(one, id=new_id(), name=f"orders-{n}", address=f"10.{n >> 16}.{n >> 8 & 255}.7")
        for n in range(count)
    )  # fmt: skip
    path.write_text(json_of(Inventory.of(many)), "utf-8")


def measure(path: Path, folder: Path) -> None:
    """Read it, and write it into an empty store."""
    begun = time.monotonic()
    found = read_json(path, Inventory())
    read = time.monotonic()
    after_reading = _peak()
    store = InventoryStore(folder / "inventory.db")
    seen = store.load()
    store.save(found.wanted, seen)
    store.close()
    written = time.monotonic()
    print(
        f"{len(found.wanted):,} instances, {path.stat().st_size / 1e6:,.0f} MB:"
        f" read in {read - begun:.1f} s with {after_reading:,.0f} MB at most,"
        f" written in {written - read:.1f} s with {_peak():,.0f} MB"
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=int, default=10_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "inventory.json"
        for work in ((write, (path, arguments.instances)), (measure, (path, Path(folder)))):
            process = multiprocessing.get_context("spawn").Process(target=work[0], args=work[1])
            process.start()
            process.join()


if __name__ == "__main__":
    main()
