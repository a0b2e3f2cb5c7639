"""Which files are run one after the other on the same schema: migrations of Flyway and Liquibase.

Flyway orders the files of a folder by the versions in their names (`V2__x.sql` before
`V10__y.sql`), then come those that are run again whenever they change (`R__z.sql`). Liquibase's
changelogs name what is run within them. What takes back (`U2__x.sql`) is audited by itself.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import UnreadableInput
from app.domain.input_kind import InputKind
from app.flows.gather import HIDING, Script
from app.sql.decode import open_source, read_text
from app.sql.hidden import recognise
from app.sql.hidden.liquibase import Include, includes_of

_FLYWAY = re.compile(r"(?:V(?P<version>\d[\d._]*?)|R)__.+\.sql", re.I)
_CHANGELOGS = frozenset({*HIDING, ".sql"} - {".log"})
_MOST = 10_000  # files that one changelog may run


@dataclass(frozen=True, slots=True)
class Chain:
    """A script, what is run within it, by what the script calls it, and what follows it."""

    script: Script
    within: "tuple[tuple[str, tuple[Chain, ...]], ...]" = ()
    then: "tuple[Chain, ...]" = ()

    @property
    def scripts(self) -> list[Script]:
        """All of its files, itself first."""
        found = [self.script]
        for _name, chains in self.within:
            found += [script for chain in chains for script in chain.scripts]
        return found + [script for chain in self.then for script in chain.scripts]


def chains(scripts: Iterable[Script]) -> list[Chain]:
    """The scripts in chains, each where its first file was; most are alone."""
    scripts = list(scripts)
    changelogs = _changelogs(scripts)
    inside = {
        os.path.realpath(each.path) for chain in changelogs.values() for each in chain.scripts[1:]
    }
    flyway = _flyway(scripts)
    found: list[Chain] = []
    for script in scripts:
        real = os.path.realpath(script.path)
        if real in inside:
            continue
        folder = flyway.get(script.path.parent, []) if _FLYWAY.fullmatch(script.path.name) else []
        if len(folder) > 1:
            if script is folder[0]:
                found.append(Chain(script, then=tuple(map(Chain, folder[1:]))))
            continue
        found.append(changelogs.get(real) or Chain(script))
    return found


def together(scripts: Iterable[Script], changed: Collection[str]) -> list[Script]:
    """Those to audit again where some changed, by their names: these, and all of the chains they
    are in, for those before them make their schema, and those behind them go on with it.
    """
    return [
        script
        for chain in chains(scripts)
        if any(each.name in changed for each in chain.scripts)
        for script in chain.scripts
    ]


def beside(gone: Path, scripts: Iterable[Path]) -> Path | None:
    """A script that was in one chain with one that is gone, of those that are there: the chain runs
    without it now. Of Flyway's; which changelog included a file is not seen any more.
    """
    if not _FLYWAY.fullmatch(gone.name):
        return None
    there = (each for each in scripts if each.parent == gone.parent)
    return next((each for each in there if _FLYWAY.fullmatch(each.name)), None)


# ---------------------------------------------------------------------- Flyway


def _flyway(scripts: Iterable[Script]) -> dict[Path, list[Script]]:
    """The migrations of each folder in the order they are run."""
    found: dict[Path, list[Script]] = {}
    for script in scripts:
        if _FLYWAY.fullmatch(script.path.name):
            found.setdefault(script.path.parent, []).append(script)
    for migrations in found.values():
        migrations.sort(key=_order)
    return found


def _order(script: Script) -> tuple[bool, tuple[int, ...], str]:
    found = _FLYWAY.fullmatch(script.path.name)
    version = found["version"] if found else None
    parts = tuple(int(part) for part in re.split(r"[._]+", version or "") if part)
    return version is None, parts, script.path.name


# ---------------------------------------------------------------------- Liquibase


def _changelogs(scripts: Iterable[Script]) -> dict[str, Chain]:
    """The changelogs that no other one among `scripts` includes, by their real paths."""
    known = {os.path.realpath(script.path): script for script in scripts}
    found: dict[str, Chain] = {}
    below: set[str] = set()
    for real, script in known.items():
        if real in below or not _may_include(script):
            continue
        chain = _Following(known).chain(script)
        inside = {os.path.realpath(each.path) for each in chain.scripts[1:]}
        below |= inside
        found = {name: each for name, each in found.items() if name not in inside}
        found[real] = chain
    return found


def _may_include(script: Script) -> bool:
    if script.path.suffix.lower() not in _CHANGELOGS - {".sql"}:
        return False
    try:
        head = next(open_source(script.path).chunks(), "")
    except (UnreadableInput, OSError):
        return False
    return recognise(script.name, head) is InputKind.LIQUIBASE


class _Following:
    """Follows the includes of one changelog; each file is run once."""

    def __init__(self, known: dict[str, Script]) -> None:
        self._known = known
        self._seen: set[str] = set()

    def chain(self, script: Script) -> Chain:
        """A changelog and all that is run within it."""
        self._seen.add(os.path.realpath(script.path))
        if not _may_include(script):
            return Chain(script)
        try:
            includes = includes_of(read_text(script.path))
        except (UnreadableInput, OSError):
            return Chain(script)
        within = []
        for include in includes:
            inside = [self.chain(each) for each in self._scripts(include, script.path)]
            if inside:
                within.append((include.text, tuple(inside)))
        return Chain(script, tuple(within))

    def _scripts(self, include: Include, changelog: Path) -> Iterator[Script]:
        for path in sorted(_paths(include, changelog)):
            real = os.path.realpath(path)
            if real in self._seen or len(self._seen) > _MOST:
                continue
            self._seen.add(real)
            known = self._known.get(real)
            try:
                yield known or Script(str(path), path, path.stat().st_size)
            except OSError:
                continue  # the report says what was not followed


def _paths(include: Include, changelog: Path) -> list[Path]:
    """The files that are meant: beside the changelog, or below a folder above it."""
    named = re.sub(r"^(?:classpath\*?:|file:)", "", include.path).lstrip("/")
    folder = changelog.absolute().parent
    for place in (folder,) if include.relative else (folder, *folder.parents):
        path = place / named
        if include.all and path.is_dir():
            return [each for each in path.rglob("*") if each.suffix.lower() in _CHANGELOGS
                    and each.is_file()]  # fmt: skip
        if not include.all and path.is_file():
            return [path if changelog.is_absolute() else Path(os.path.relpath(path))]
    return []
