"""Ten million rows exported from a real MariaDB, in constant memory, equal by checksum.

    .venv/bin/python -m benchmarks.export [rows] [format …]

The rows are made by the server (its sequence engine) and never stored; what they sum to is
reckoned by the server itself, and, for CSV, once more from the file.
"""

import csv
import gc
import hashlib
import sys
import tempfile
import time
from pathlib import Path

from app.domain.endpoint import Access, Endpoint
from app.domain.people import Role
from app.domain.stop import Stop
from app.engines.console import Order
from app.flows.connect import open_console
from app.flows.console.export import export
from app.results.export.forms import Choices, Format
from tests.fakes import FakeJournal, warden
from tests.servers.mariadb import MariaDB

COLUMNS = (
    "seq AS id",
    "seq * 7919 % 1000003 AS customer",
    "ELT(1 + seq % 4, 'new', 'paid', '已发货', 'gone') AS state",
    "CAST(seq % 100000 / 7 AS DECIMAL(12,4)) AS amount",
    "CONCAT('note ', SHA1(seq)) AS note",
    "CAST('2024-01-01' + INTERVAL seq SECOND AS DATETIME) AS at",
)


def resident() -> int:
    """MiB of this process in memory now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


def of_the_server(server: MariaDB, rows: int) -> str:
    """The checksum as the server reckons it."""
    row = f"SELECT {', '.join(COLUMNS)} FROM mysql.seq_1_to_{rows}"
    ((found,),) = server.sql(
        "SELECT LPAD(HEX(CAST(SUM(CAST(CONV(LEFT(MD5(CONCAT_WS(CHAR(31), id, customer, state,"
        " amount, note, at)), 16), 16, 10) AS UNSIGNED)) % 18446744073709551616 AS UNSIGNED)),"
        f" 16, '0') FROM ({row}) t"
    )
    return str(found).lower()


def of_the_file(path: Path) -> str:
    """The checksum of what stands in a CSV."""
    total = 0
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        for line in lines:
            digest = hashlib.md5("\x1f".join(line).encode()).digest()
            total += int.from_bytes(digest[:8], "big")
    return f"{total & (1 << 64) - 1:016x}"


def main() -> None:
    """Print what each form took."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    forms = [Format(name) for name in sys.argv[2:]] or [*Format]
    with MariaDB() as server, tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        theirs = of_the_server(server, rows)
        print(f"the server's checksum of {rows:,} rows: {theirs}"
              f" ({time.perf_counter() - begun:.0f} s)", flush=True)  # fmt: skip
        endpoint = Endpoint(
            "1", "bench", "mariadb", server.host, server.port, Access(user=server.user)
        )
        who = warden(FakeJournal(), Role.OWNER)
        statement = f"SELECT {', '.join(COLUMNS)} FROM mysql.seq_1_to_{rows}"
        for form in forms:
            path = Path(folder) / f"rows.{form}"
            session = open_console(endpoint, lambda *_id: "", who, Stop(), lambda *_told: None)
            memory: list[int] = []
            gc.collect()
            before = resident()
            done = export(
                session, Order(statement), path, Choices(form), who, Stop(),
                lambda _rows, memory=memory: memory.append(resident()),  # type: ignore[misc]
            )  # fmt: skip
            session.close()
            quarter = memory[len(memory) // 4]
            told = "equal" if done.checksum == theirs else f"DIFFERS: {done.checksum}"
            if form is Format.CSV:
                told += ", the file " + ("equal" if of_the_file(path) == theirs else "DIFFERS")
            print(
                f"{form:8} {done.rows:,} rows, {done.bytes / 1e6:,.0f} MB, {done.seconds:.0f} s"
                f" ({done.rows / done.seconds:,.0f} rows/s); memory {before} MiB before,"
                f" {quarter} after a quarter, {max(memory)} at most; checksum {told}",
                flush=True,
            )
            path.unlink()


if __name__ == "__main__":
    main()
