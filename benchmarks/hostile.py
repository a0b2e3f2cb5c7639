"""Whether hostile input breaks, hangs or fills the audit: all rules, every dialect, bounded.

    python benchmarks/hostile.py files FOLDER        every file below, in every dialect
    python benchmarks/hostile.py mutations FOLDER    statements of scripts below, spoiled by a seed
    python benchmarks/hostile.py nests               a million of what may stand within itself
    python benchmarks/hostile.py chains              lists of thousands of everything
    python benchmarks/hostile.py lines               a line of 1 GB, of several kinds
    python benchmarks/hostile.py hidden              logs, mappers, changelogs, values of Redis

Each row of the table is a process of its own: what it looked at, processor seconds, the slowest
statement, and its peak memory. A row fails when anything raises, a statement takes more processor
time than its length allows (it is stopped then), a finding or a fix lies outside its statement,
or memory exceeds `--most-mb`. What failed is printed with the text that did it.
"""

import argparse
import multiprocessing
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.audit.registry import catalogue
from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError
from app.domain.input_kind import InputKind
from app.sql.decode import open_source
from app.sql.hidden import pieces, recognise
from app.sql.split import PieceKind, split
from benchmarks.hostile_hidden import hidden, redis
from benchmarks.hostile_looking import (
    LONGEST,
    Looker,
    Tally,
    allowed,
    each_at_its_place,
    facts,
    stop,
)
from benchmarks.hostile_texts import LINES, chains
from tests.mutations import NESTS, Mutator

_A_PIECE = 5e-3  # processor seconds of all that is done with a statement
_KEPT = 4_000  # statements of each dialect that are spoiled
_STATEMENTS = {PieceKind.SQL, PieceKind.PLSQL}
_MILLION = 1_000_000
_GIGABYTE = 1_000_000_000


Row = Callable[[Tally], None]

# ---------------------------------------------------------------------- rows


def rows_of_files(folder: Path) -> Iterator[tuple[str, Row]]:
    """Every file below, whatever it is, in every dialect."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for dialect in Dialect:
        yield (
            f"{len(files)} files as {dialect.value}",
            partial(_files, files=files, dialect=dialect),
        )


def _files(tally: Tally, files: list[Path], dialect: Dialect) -> None:
    known = facts()
    for path in files:
        looker = Looker(tally, dialect, known)
        try:
            chunks = list(open_source(path).chunks())
        except ConsoleError:
            chunks = [path.read_bytes().decode("latin-1")]  # no text, which is hostile enough
        text = "".join(chunks)
        found = pieces(recognise(path.name, text[:8192]), chunks, dialect)
        with suppress(ConsoleError):  # what is wrong with a file is told behind its last piece
            for piece in found:
                looker.look(piece)
        looker.end(path.name, len(text))


def rows_of_mutations(folder: Path, count: int, seed: int) -> Iterator[tuple[str, Row]]:
    """`count` spoiled statements, in parts that can be run again by their seed."""
    texts = {dialect: _statements(folder, dialect) for dialect in Dialect}
    dialects = [dialect for dialect in Dialect if texts[dialect]]
    each = max(count // len(dialects), 1)
    for n, dialect in enumerate(dialects):
        known = texts[dialect]
        title = f"{each:,} mutations of {len(known):,} statements, {dialect.value}"
        yield title, partial(_mutations, texts=known, dialect=dialect, count=each, seed=seed + n)


def _statements(folder: Path, dialect: Dialect) -> list[str]:
    """Statements of the scripts below that lie in a folder of the dialect's name."""
    name = "mysql" if dialect is Dialect.MARIADB else dialect.value
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        if name not in path.parts or path.suffix not in {".sql", ".pkb", ".pks", ".redis", ".txt"}:
            continue
        with suppress(ConsoleError):
            for piece in split(open_source(path).chunks(), dialect):
                if piece.kind in _STATEMENTS and len(piece.text) <= LONGEST:
                    found.append(piece.text)  # noqa: PERF401  # what was read before it broke off
    return found[:: max(len(found) // _KEPT, 1)]


def _mutations(tally: Tally, texts: list[str], dialect: Dialect, count: int, seed: int) -> None:
    mutator, known = Mutator(seed), facts()
    for n in range(count):
        text = mutator.mutated(texts)
        looker = Looker(tally, dialect, known if n % 2 and dialect is not Dialect.REDIS else None)
        try:
            found = list(each_at_its_place(tally, text, split([text], dialect)))
        except Exception:  # noqa: BLE001  # as above
            tally.failed(traceback.format_exc(limit=-4), text)
            continue
        for piece in found:
            looker.look(piece)
        looker.end(text, len(text))


def rows_of_nests(times: int) -> Iterator[tuple[str, Row]]:
    """A million of everything that may stand within itself, closed and left open."""
    frames = {"": ("SELECT ", ""), "PL/SQL ": ("BEGIN x := ", "; END;\n/\n")}
    for dialect in (Dialect.MYSQL, Dialect.MARIADB, Dialect.ORACLE):
        for name, frame in frames.items():
            if name and dialect is not Dialect.ORACLE:
                continue
            for before, behind in NESTS:
                for end in {behind, ""}:
                    title = f"{name}{before}…{end} as {dialect.value}"
                    text = frame[0], before, end, frame[1]
                    yield title, partial(_nest, text=text, dialect=dialect, times=times)


def _nest(tally: Tally, text: tuple[str, str, str, str], dialect: Dialect, times: int) -> None:
    begin, before, behind, end = text
    whole = f"{begin}{before * times}1{behind * times}{end}"
    looker = Looker(tally, dialect)
    for piece in each_at_its_place(tally, whole, split([whole], dialect)):
        looker.look(piece)
    looker.end(begin + before, len(whole))


def rows_of_chains(most: int) -> Iterator[tuple[str, Row]]:
    """Lists and sequences that are longer than anybody writes them."""
    for title, dialect, maker in chains(most):
        yield title, partial(_chain, maker=maker, dialect=dialect)


def _chain(tally: Tally, maker: Callable[[], str], dialect: Dialect) -> None:
    whole = maker()
    looker = Looker(tally, dialect)
    for piece in each_at_its_place(tally, whole, split([whole], dialect)):
        looker.look(piece)
    looker.end(whole[:60], len(whole))


def rows_of_lines(size: int) -> Iterator[tuple[str, Row]]:
    """Lines without an end, made while they are read."""
    for dialect in (Dialect.MYSQL, Dialect.ORACLE):
        for title, parts in LINES.items():
            # in MySQL a block is a transaction: 125 million statements, which take hours
            long = size // 50 if (title, dialect) == ("a block", Dialect.MYSQL) else size
            yield (
                f"{title}, {dialect.value}",
                partial(_line, parts=parts, dialect=dialect, size=long),
            )


def _line(tally: Tally, parts: tuple[str, str, str], dialect: Dialect, size: int) -> None:
    begin, middle, end = parts
    block = middle * max(262_144 // len(middle), 1)

    def chunks() -> Iterator[str]:
        yield begin
        for _ in range(size // len(block)):
            yield block
        yield end

    looker = Looker(tally, dialect)
    for piece in split(chunks(), dialect):
        looker.look(piece)
    looker.end(begin, size)
    tally.characters = size


def rows_of_hidden(most: int, size: int) -> Iterator[tuple[str, Row]]:
    """What statements hide in, longer, deeper and fuller than anybody writes it."""
    for title, kind, maker in hidden(most):
        yield title, partial(_hidden, kind=kind, maker=maker, dialect=Dialect.MYSQL)
    for title, dialect, maker in redis(size):
        yield title, partial(_hidden, kind=InputKind.SCRIPT, maker=maker, dialect=dialect)


def _hidden(
    tally: Tally, kind: InputKind, maker: Callable[[], Iterator[str]], dialect: Dialect
) -> None:
    def counted() -> Iterator[str]:
        for chunk in maker():
            tally.characters += len(chunk)
            yield chunk

    looker, begun = Looker(tally, dialect), time.process_time()
    with suppress(ConsoleError):  # what is wrong with it is told behind its last piece
        for piece in pieces(kind, counted(), dialect):
            looker.look(piece, of=tally.characters)
    looker.end(kind.value, tally.characters)
    took = time.process_time() - begun
    if took > 2 * allowed(tally.characters) + _A_PIECE * tally.pieces:
        tally.failed(f"took {took:.1f} s in all", kind.value)


# ---------------------------------------------------------------------- running


def _run(row: Row, answer: "multiprocessing.connection.Connection[Tally, Tally]") -> None:
    signal.signal(signal.SIGVTALRM, stop)
    tally = Tally()
    begun = time.process_time()
    row(tally)
    tally.seconds = time.process_time() - begun
    tally.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    answer.send(tally)


def _measured(row: Row) -> Tally:
    """A row in a process of its own; what the process dies of is a failure, too."""
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(row, theirs))
    process.start()
    theirs.close()
    try:
        found: Tally = mine.recv()
        return found
    except EOFError:
        process.join()
        return Tally(failures=[f"the process ended with {process.exitcode}"])
    finally:
        process.join()


def _print(title: str, tally: Tally, most: float) -> bool:
    if tally.memory > most:
        tally.failures.append(f"{tally.memory:.0f} MB, allowed are {most:.0f}")
    print(
        f"{title[:52]:52}{tally.pieces:10,}{tally.characters / 1e6:9.1f}{tally.findings:11,}"
        f"{tally.fixes:8,}{tally.seconds:9.1f}{tally.slowest[0]:9.2f}{tally.memory:7.0f}"
        f"  {len(tally.failures) or ''}",
        flush=True,
    )
    for failure in tally.failures[:10]:
        print(f"    {failure}", flush=True)
    return not tally.failures


def main() -> int:
    """Run what is asked for; 1 where a row failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("part", choices=["files", "mutations", "nests", "chains", "lines", "hidden"])
    add("folder", nargs="?", type=Path)
    add("--count", type=int, default=100_000, help="mutations")
    add("--seed", type=int, default=1)
    add(
        "--times",
        type=int,
        default=_MILLION,
        help="depth of nests; most of lists",
    )
    add("--size", type=int, default=_GIGABYTE, help="code points of a line")
    add("--only", default="", help="rows whose title has this")
    add("--most-mb", type=float, default=300)
    chosen = parser.parse_args()
    if chosen.part in {"files", "mutations"} and not chosen.folder:
        parser.error("name a folder")
    rows = {
        "files": lambda: rows_of_files(chosen.folder),
        "mutations": lambda: rows_of_mutations(chosen.folder, chosen.count, chosen.seed),
        "nests": lambda: rows_of_nests(chosen.times),
        "chains": lambda: rows_of_chains(chosen.times),
        "lines": lambda: rows_of_lines(chosen.size),
        "hidden": lambda: rows_of_hidden(chosen.times * 12, chosen.size),
    }[chosen.part]()
    print(
        f"{'':52}{'pieces':>10}{'MB':>9}{'findings':>11}{'fixes':>8}{'CPU s':>9}{'slowest':>9}"
        f"{'MB':>7}  failed"
    )
    catalogue()  # before processes are forked
    good = [
        _print(title, _measured(row), chosen.most_mb) for title, row in rows if chosen.only in title
    ]
    print(f"{sum(good)} of {len(good)} rows hold")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
