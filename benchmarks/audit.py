"""How fast the audit is, beside sqlfluff, sqlglot and pt-query-digest on the same statements.

    python benchmarks/audit.py                    on scripts made up here
    python benchmarks/audit.py FOLDER             on all *.sql below a folder
    python benchmarks/audit.py --dump-mb 1024     a bigger dump, to see that memory stays

Every figure comes from a process of its own, started for it, with all rules on; its peak memory
is what that process had, and its seconds are those of the processor, its children's among them: a
busy machine changes them little. Peers are slow, so they get a sample, and so do we beside them.
They are installed by `pip install '.[bench]'`; without them their lines are left out. A slow log
goes to pt-query-digest whole, which is told by `--pt-query-digest` where it is: it cuts the log
into shapes and adds up their times, and judges nothing.
"""

import argparse
import logging
import multiprocessing
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.audit.judge import Judge
from app.audit.profile import built_in
from app.domain.dialect import Dialect
from app.flows.audit_files import Request, audit_files
from app.flows.events import Finished
from app.flows.pool import collect_seldom
from app.sql.decode import open_source
from app.sql.split import Piece, PieceKind, split
from benchmarks import corpus


@dataclass(frozen=True)
class Scripts:
    """Files and their pieces; not read yet, unless they are a sample."""

    dialect: Dialect
    files: Sequence[tuple[Path, Iterable[Piece]]]


Work = Callable[[Scripts], tuple[int, int]]
"""Does what it is measured for, and gives how many statements and characters that were."""


@dataclass(frozen=True)
class Figure:
    """What one way of looking at a corpus came to; `memory` in MB, `seconds` of the processor."""

    statements: int
    characters: int
    seconds: float
    memory: float

    @property
    def rate(self) -> float:
        """Statements a second."""
        return self.statements / self.seconds


def main() -> None:
    """Measure, and print a table for each corpus."""
    arguments = _parser().parse_args()
    print(f"Python {platform.python_version()}, {multiprocessing.cpu_count()} cores")
    if arguments.paths:
        _report("given", sorted(_below(arguments.paths)), arguments.sample)
        return
    maker, count = corpus.Maker(), arguments.statements
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mixed = corpus.write(folder, "migrations", maker.migrations(count), files=40)
        _report("migrations, hardly two alike", mixed, arguments.sample)
        short = corpus.write(folder, "examples", corpus.examples())
        _report("the examples of all rules: short, and of every kind", short, arguments.sample)
        logs = corpus.write(folder, "log", maker.log(count * 10), files=2)
        _report("a log of 300 shapes", logs, arguments.sample)
        logs = corpus.write(folder, "mixed", maker.log(count * 10, mixed=True), files=2)
        _report("a log of 300 statements with numbers or strings in each place", logs, sample=0)
        units = corpus.write(folder, "plsql", maker.plsql(count // 10), files=40)
        _report("units of PL/SQL, hardly two alike", units, arguments.sample // 10, Dialect.ORACLE)
        slow = corpus.write_slow_log(folder, maker.log(count * 10))
        _report_log(slow, arguments.pt_query_digest)
        dump = corpus.write(folder, "dump", maker.dump(arguments.dump_mb * 1_000_000))
        _report("a dump", dump, sample=0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("paths", nargs="*", type=Path, metavar="PATH", help="scripts, or folders of them")
    add("--statements", type=int, default=6000, help="of the migrations; the log has ten times")
    add("--dump-mb", type=int, default=100, help="size of the dump")
    add("--pt-query-digest", default=shutil.which("pt-query-digest"), metavar="PROGRAM")
    add("--sample", type=int, default=100, help="statements the peers are given; 0 leaves them out")
    return parser


def _below(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from path.rglob("*.sql") if path.is_dir() else [path]


# ---------------------------------------------------------------------- reporting


def _report(
    title: str, paths: Sequence[Path], sample: int, dialect: Dialect = Dialect.MYSQL
) -> None:
    _title(title, len(paths))
    for name, work in OURS.items():
        _line(name, _measured(work, paths, 0, dialect))
    if not sample:
        return
    print(f"  a sample of {sample}, one statement at a time")
    ours = _measured(_judge_uncached, paths, sample, dialect)
    _line("mohist, no cache", ours)
    for name, work in PEERS.items():
        try:
            figure = _measured(work, paths, sample, dialect)
            times = ours.rate / figure.rate
        except ModuleNotFoundError as missing:
            print(f"{name}: {missing.name} is not installed")
            continue
        _line(name, figure, f"  mohist is {times:,.{0 if times > 9 else 1}f} times as fast")


def _report_log(path: Path, digest: str | None) -> None:
    """A slow log, cut and judged by us, cut by pt-query-digest."""
    _title("the same log as a slow log", 1)
    ours = _measured(_audit_log, [path], 0, Dialect.MYSQL)
    _line("mohist, one process", ours)
    if not digest:
        print("pt-query-digest is not installed")
        return
    figure = _measured(partial(_digest, program=digest), [path], 0, Dialect.MYSQL)
    figure = replace(figure, statements=ours.statements)
    times = figure.seconds / ours.seconds
    _line("pt-query-digest", figure, f"  mohist is {times:,.1f} times as fast")


def _title(title: str, files: int) -> None:
    print(f"\n{title} ({files} files)")
    print(f"{'':32}{'statements':>11}{'MB':>8}{'CPU s':>8}{'stmt/s':>10}{'MB/s':>8}{'peak MB':>9}")


def _line(name: str, figure: Figure, remark: str = "") -> None:
    size = figure.characters / 1e6
    print(
        f"{name:32}{figure.statements:11,}{size:8.1f}{figure.seconds:8.2f}{figure.rate:10,.0f}"
        f"{size / figure.seconds:8.2f}{figure.memory:9.0f}{remark}",
        flush=True,
    )


# ---------------------------------------------------------------------- measuring

_WARM = Path(__file__).resolve().parents[1] / "resources/samples/mysql/V1__shop_schema.sql"
"""A script that makes everything be imported before the clock runs."""


def _measured(work: Work, paths: Sequence[Path], sample: int, dialect: Dialect) -> Figure:
    """`work` in a fresh process."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(work, paths, sample, dialect, theirs))
    process.start()
    theirs.close()
    try:
        found: Figure | ModuleNotFoundError = mine.recv()
    finally:
        process.join()
    if isinstance(found, ModuleNotFoundError):
        raise found
    return found


def _measure(
    work: Work,
    paths: Sequence[Path],
    sample: int,
    dialect: Dialect,
    answer: "multiprocessing.connection.Connection[object, object]",
) -> None:
    collect_seldom()  # as in every process that audits; the peers are none the worse for it
    try:
        work(_scripts([_WARM], 1, dialect))
        scripts = _scripts(paths, sample, dialect)
        begun = _processor()
        statements, characters = work(scripts)
    except ModuleNotFoundError as missing:
        answer.send(missing)
        return
    answer.send(Figure(statements, characters, _processor() - begun, _peak()))


def _processor() -> float:
    """Seconds of the processor that this process and those it waited for have had."""
    return sum(os.times()[:4])


def _peak() -> float:
    """The most memory this process and those it started have had, in MB; 0 where nobody says."""
    if sys.platform == "win32":
        return 0.0
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    used = max(used, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    return used / (1e6 if sys.platform == "darwin" else 1e3)


# ---------------------------------------------------------------------- ways


def _scripts(paths: Sequence[Path], sample: int, dialect: Dialect) -> Scripts:
    """All files, or so many statements at even distances; 0 means all."""
    everything = [(path, split(open_source(path).chunks(), dialect)) for path in paths]
    if not sample:
        return Scripts(dialect, everything)
    wanted = {PieceKind.SQL, PieceKind.PLSQL}
    found = [p for _path, pieces in everything for p in pieces if p.kind in wanted]
    return Scripts(dialect, [(paths[0], found[:: max(len(found) // sample, 1)][:sample])])


def _judge(scripts: Scripts, *, cache: bool) -> tuple[int, int]:
    statements = characters = 0
    for path, pieces in scripts.files:
        active = built_in("strict").active(str(path), scripts.dialect)
        judge = Judge(active, scripts.dialect, cache=cache)
        for piece in pieces:
            judge.judge(piece)
            characters += len(piece.text)
        statements += judge.statements
    return statements, characters


def _judge_uncached(scripts: Scripts) -> tuple[int, int]:
    return _judge(scripts, cache=False)


def _judge_cached(scripts: Scripts) -> tuple[int, int]:
    return _judge(scripts, cache=True)


def _two_processes(scripts: Scripts) -> tuple[int, int]:
    return _audit(scripts, 2)


def _audit_log(scripts: Scripts) -> tuple[int, int]:
    return _audit(scripts, 1)


def _audit(scripts: Scripts, jobs: int) -> tuple[int, int]:
    paths = tuple(path for path, _pieces in scripts.files)
    request = Request(paths, dialect=scripts.dialect, profile="strict", jobs=jobs)
    reports = [event.report for event in audit_files(request) if isinstance(event, Finished)]
    return sum(report.statements for report in reports), sum(path.stat().st_size for path in paths)


def _digest(scripts: Scripts, program: str) -> tuple[int, int]:
    """pt-query-digest over the files; its statements are not counted here."""
    paths = [path for path, _pieces in scripts.files]
    for path in paths:
        command = ["perl", program, "--type", "slowlog", "--report-format", "profile", str(path)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return 1, sum(path.stat().st_size for path in paths)


def _sqlglot(scripts: Scripts) -> tuple[int, int]:
    import sqlglot

    spoken = "oracle" if scripts.dialect is Dialect.ORACLE else "mysql"

    logging.disable(logging.CRITICAL)

    def parse(text: str) -> None:
        with suppress(sqlglot.errors.SqlglotError):  # it need not understand it
            sqlglot.parse(text, read=spoken)

    return _one_by_one(scripts, parse)


def _sqlfluff(scripts: Scripts) -> tuple[int, int]:
    from sqlfluff.core import FluffConfig, Linter

    spoken = "oracle" if scripts.dialect is Dialect.ORACLE else "mysql"
    logging.disable(logging.CRITICAL)
    linter = Linter(config=FluffConfig(overrides={"dialect": spoken}))
    return _one_by_one(scripts, lambda text: linter.lint_string(f"{text};\n"))


def _one_by_one(scripts: Scripts, look: Callable[[str], object]) -> tuple[int, int]:
    texts = [piece.text for _path, pieces in scripts.files for piece in pieces]
    for text in texts:
        look(text)
    return len(texts), sum(map(len, texts))


OURS: dict[str, Work] = {
    "mohist, no cache": _judge_uncached,
    "mohist": _judge_cached,
    "mohist, two processes": _two_processes,
}
PEERS: dict[str, Work] = {"sqlglot, parse only": _sqlglot, "sqlfluff, lint": _sqlfluff}


if __name__ == "__main__":
    main()
