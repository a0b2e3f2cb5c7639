"""How much of others' SQL the grammar understands, and whether real servers say the same.

    python benchmarks/grammar.py FOLDER …            beside a real MariaDB and MySQL 9
    python benchmarks/grammar.py FOLDER --alone      without servers
    python benchmarks/grammar.py FOLDER --dialect oracle

A folder's `*.jsonl` hold labelled statements, `{"sql": …, "valid": true, "from": …}` a line; its
`*.sql` are scripts, cut by our splitter. A file may be named too. Of the labelled ones is printed
how many valid ones get a tree and how many invalid ones are refused, of scripts how many
statements get a tree, and where the grammar stopped most often.

A server is asked by PREPARE, which parses and runs nothing; it takes what it refuses for another
reason than its syntax. What it refuses for its meaning before it read to the end counts neither
way. The servers are those of the tests and started for this program alone.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError
from app.sql.decode import open_source
from app.sql.parse import Parsed, parse
from app.sql.split import PieceKind, split
from app.sql.tree import FunctionCall, Opaque, walk
from app.sql.versions import Release, release_of, unsupported, unsupported_name
from tests.servers import mariadb, mysql
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer
from tests.servers.syntax import SyntaxJudge

_LONGEST = 1_000_000  # code points of a statement that a server is sent


@dataclass(frozen=True, slots=True)
class Text:
    """What is judged: one text, a statement or (labelled) some; `valid` where somebody says so."""

    sql: str
    source: str
    valid: bool | None = None


# ---------------------------------------------------------------------- what is judged


def gather(paths: Iterable[Path], dialect: Dialect) -> Iterator[Text]:
    """All labelled statements and all statements of scripts below the paths."""
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if file.suffix == ".jsonl":
                yield from _labelled(file)
            elif file.suffix == ".sql":
                yield from _script(file, dialect)


def _labelled(file: Path) -> Iterator[Text]:
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Text(row["sql"], row.get("from", file.name), bool(row["valid"]))


def _script(file: Path, dialect: Dialect) -> Iterator[Text]:
    try:
        for piece in split(open_source(file).chunks(), dialect):
            if piece.kind in {PieceKind.SQL, PieceKind.PLSQL} and not piece.cut:
                yield Text(piece.text, file.name)
    except ConsoleError as error:
        print(f"left off: {file.name}: {error}", file=sys.stderr)


# ---------------------------------------------------------------------- what we say


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far the grammar came: `tree` is false where a statement stayed opaque, `whole` also
    where a part of it was skipped; `place` is where it stopped."""

    tree: bool
    whole: bool
    place: str = ""


def judge(text: Text, dialect: Dialect, release: Release | None = None) -> Verdict:
    """Our verdict on all statements of the text; on what a release lacks where one is given."""
    found = [
        parse(piece.text, dialect)
        for piece in split([text.sql], dialect)
        if piece.kind in {PieceKind.SQL, PieceKind.PLSQL}
    ]
    found = [parsed for parsed in found if len(parsed.tokens)]  # but a comment for other servers
    tree = not any(isinstance(parsed.tree, Opaque) for parsed in found)
    place = next((_place(parsed) for parsed in found if not parsed.whole), "")
    if release and not place:
        place = next((lack for parsed in found for lack in _lacks(parsed, release)), "")
    return Verdict(tree, not place, place)


def _lacks(parsed: Parsed, release: Release) -> Iterator[str]:
    """What the release has not, of what the statement is made of."""
    for construct, _at in unsupported(parsed, release.dialect, release):
        yield f"the table: {construct.what}"
    for node in walk(parsed.tree):
        if isinstance(node, FunctionCall):
            continue  # to a server its name may be anybody's
        if named := unsupported_name(node, parsed, release.dialect, release):
            yield f"the table: {named.what}"


def _place(parsed: Parsed) -> str:
    """The kind of the statement, the tokens it stopped between, and what it wanted there."""
    kinds = parsed.tokens.kinds
    if parsed.skipped:
        at, reason = parsed.skipped[0].first, parsed.skipped[0].reason
    else:
        at = parsed.stopped_at or 0
        reason = parsed.tree.reason if isinstance(parsed.tree, Opaque) else ""
    around = " ".join([*kinds[max(at - 1, 0) : at], "▶", *kinds[at : at + 2]])
    return f"{parsed.kind}: {around}   (wanted {reason[:60]})"


# ---------------------------------------------------------------------- what a server says


def started() -> Iterator[tuple[MysqlFamilyServer, Release]]:
    """Each server this machine can start, while it runs."""
    kinds: Sequence[tuple[Callable[[], str], type[MysqlFamilyServer], Dialect]] = (
        (mariadb.missing, MariaDB, Dialect.MARIADB),
        (mysql.missing, MySQL, Dialect.MYSQL),
    )
    for missing, kind, dialect in kinds:
        if why := missing():
            print(f"{dialect.value}: {why}")
            continue
        with kind() as server:
            release = release_of(f"{dialect.value} {server.sql('SELECT VERSION()')[0][0]}")
            assert release is not None
            yield server, release


def compare(texts: Sequence[Text], server: SyntaxJudge, release: Release, worst: int) -> None:
    """Print how often we and the server agree, and on what we do not.

    What the table of releases says that the server lacks, we refuse as well.
    """
    both = Counter[tuple[bool, bool]]()
    places = defaultdict[tuple[bool, str], list[str]](list)
    untold = 0
    for text in texts:
        if len(text.sql) > _LONGEST or "{$" in text.sql or "${" in text.sql:
            continue  # a template is no statement yet
        verdict, words = judge(text, release.dialect, release), server.refusal(text.sql)
        if words is None:
            untold += 1
            continue
        taken = not words
        both[taken, verdict.whole] += 1
        if taken and not verdict.whole:
            places[True, verdict.place].append(text.sql)
        elif not taken and verdict.whole:
            places[False, _near(words)].append(text.sql)
    taken_all, refused_all = (both[t, True] + both[t, False] for t in (True, False))
    print(f"  takes {taken_all:,}, of which we {_share(both[True, True], taken_all)}")
    print(f"  refuses {refused_all:,}, of which we {_share(both[False, False], refused_all)}")
    print(f"  cannot tell of {untold:,}")
    for way, title in ((True, "taken by it, refused by us"), (False, "refused by it, not by us")):
        _print_ranked(f"  {title}", {k[1]: v for k, v in places.items() if k[0] is way}, worst)


def _near(words: str) -> str:
    """Where a server saw the error, in its own words."""
    return " ".join(words.rpartition(" near ")[2].split())[:60]


# ---------------------------------------------------------------------- what is printed


def report(texts: Sequence[Text], dialect: Dialect, worst: int) -> None:
    """Print our shares, and where the grammar stopped."""
    verdicts = [(text, judge(text, dialect)) for text in texts]
    for title, label in (("labelled valid", True), ("labelled invalid", False), ("scripts", None)):
        of = [(text, verdict) for text, verdict in verdicts if text.valid is label]
        if not of:
            continue
        if label is False:
            print(
                f"{title}: {len(of):,}, refused {_share(sum(not v.whole for _, v in of), len(of))}"
            )
            continue
        print(
            f"{title}: {len(of):,}, a tree {_share(sum(v.tree for _, v in of), len(of))},"
            f" nothing skipped {_share(sum(v.whole for _, v in of), len(of))}"
        )
        places = defaultdict[str, list[str]](list)
        for text, verdict in of:
            if not verdict.whole:
                places[verdict.place].append(text.sql)
        _print_ranked("  where it stopped", places, worst)


def _share(part: int, whole: int) -> str:
    return f"{part:,} = {100 * part / whole:.2f} %" if whole else "none"


def _print_ranked(title: str, places: dict[str, list[str]], worst: int) -> None:
    ranked = sorted(places.items(), key=lambda item: -len(item[1]))
    if ranked:
        print(f"{title}: {sum(len(found) for found in places.values()):,}")
    for place, found in ranked[:worst]:
        print(f"    {len(found):6,}  {place}")
        print(f"            {' '.join(min(found, key=len).split())[:150]}")


def main() -> None:
    """Judge what is named on the command line."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("paths", nargs="+", type=Path)
    arguments.add_argument("--dialect", type=Dialect, default=Dialect.MYSQL)
    arguments.add_argument("--alone", action="store_true", help="without servers")
    arguments.add_argument("--worst", type=int, default=15, help="places to print of each kind")
    chosen = arguments.parse_args()
    texts = list(gather(chosen.paths, chosen.dialect))
    report(texts, chosen.dialect, chosen.worst)
    if chosen.alone or chosen.dialect is Dialect.ORACLE:
        return
    for running, release in started():
        print(release)
        compare(texts, SyntaxJudge(running), release, chosen.worst)


if __name__ == "__main__":
    main()
