"""What the command takes of memory where findings are many: they are kept until they are reported.

    python benchmarks/many_findings.py                       900,000 statements, 50,000 columns
    python benchmarks/many_findings.py --statements 9000000  to see that memory stays

Each row is `mohist audit` in a process of its own, its report thrown away; a row fails where that
takes more than 300 MB. Seconds are those of the processor.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FORMATS = "json", "text", "csv", "sarif"


def main() -> int:
    """Measure every row; 1 where one failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--statements", type=int, default=900_000)
    parser.add_argument("--columns", type=int, default=50_000)
    parser.add_argument("--formats", nargs="+", default=FORMATS)
    parser.add_argument("--most-mb", type=float, default=300)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        log, table = Path(name) / "log.sql", Path(name) / "table.sql"
        with log.open("w") as out:
            for n in range(chosen.statements):
                out.write(f"UPDATE orders SET state = {n} WHERE note LIKE '%{n}';\n")
        columns = ", ".join(f"c{n} INT NOT NULL" for n in range(chosen.columns))
        table.write_text(f"CREATE TABLE t ({columns});\n")
        rows = [
            *(
                (f"{chosen.statements:,} statements with a finding each, {format_}", log,
                 ("--format", format_))
                for format_ in chosen.formats
            ),
            *(
                (f"a CREATE TABLE of {chosen.columns:,} columns, {dialect}", table,
                 ("--format", "json", "--profile", "strict", "--dialect", dialect))
                for dialect in ("mysql", "oracle")
            ),
        ]  # fmt: skip
        print(f"{'':60}{'CPU s':>8}{'MB':>6}")
        return max(
            [_measure(title, path, options, chosen.most_mb) for title, path, options in rows]
        )


def _measure(title: str, path: Path, options: tuple[str, ...], most: float) -> int:
    """Run the command and print what it took; 1 where that is too much."""
    command = [sys.executable, "-m", "app", "audit", "--jobs", "1", *options, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as child:
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    memory = used.ru_maxrss / 1e3
    failed = memory > most or child.returncode > 1  # 1: something was found
    print(
        f"{title:60}{used.ru_utime + used.ru_stime:8.1f}{memory:6.0f}{'  failed' * failed}",
        flush=True,
    )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
