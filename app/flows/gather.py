"""From what the user named to the files to audit, in the order a person would list them.

Folders are searched to the bottom for scripts, by their endings; a file that is named itself is
taken whatever it is called. Links are followed, and no file or folder is visited twice.
"""

import codecs
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from app.domain.finding import FileFailure
from app.domain.input_kind import InputKind
from app.i18n import _

ENDINGS = frozenset(
    ".sql .ddl .dml .mysql .dump .plsql .pks .pkb .pck .pkg .pls .plb .prc .fnc .trg .vw .tab"
    " .tps .tpb .syn .redis".split()
)
"""Endings of scripts, in small letters: plain SQL, dumps, and what PL/SQL tools write,
commands of Redis."""

HIDING = frozenset(".xml .yaml .yml .json .log".split())
"""Endings of files that may hold statements: in folders, those are taken that are seen to."""

STANDARD_INPUT = "-"
"""How standard input is named on the command line and in reports."""

_LOOK = 8192  # bytes
_RUN = 500  # paths sorted at a time
_first = itemgetter(0)
T = TypeVar("T")
_NUMBER = re.compile(r"(\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Script:
    """A file to audit: the name it is reported by, where it is, its size in bytes."""

    name: str
    path: Path
    size: int


def never() -> bool:
    """Nobody stops it."""
    return False


def gather(
    paths: Iterable[Path],
    standard_input: Path | None = None,
    stopped: Callable[[], bool] = never,
) -> tuple[list[Script], list[FileFailure]]:
    """The scripts at and below `paths`, each once, and what could not be looked at.

    What came on standard input is the file `standard_input`; the path `-` asks for it. When
    `stopped` gets true, what was found until then is given.
    """
    gathering = _Gathering(stopped)
    for path in paths:
        if str(path) == STANDARD_INPUT and standard_input is not None:
            gathering.take(STANDARD_INPUT, standard_input)
        elif os.path.isdir(path):  # noqa: PTH112  (Path.is_dir raises where it may not look)
            gathering.search(path)
        else:
            gathering.take(str(path), path)
    return gathering.scripts, gathering.failures


def natural(name: str) -> tuple[tuple[tuple[int, int | str], ...], ...]:
    """A key that sorts paths as a person does: V2 before V10, folder by folder."""
    return tuple(_natural_part(part) for part in re.split(r"[/\\]", name))


def in_natural_order(items: Iterable[T], path_of: Callable[[T], str]) -> list[T]:
    """Sorted by their paths, a few at a time: one sort of 10,000 paths would let no other thread,
    and so no window, have its turn for up to 70 ms.
    """
    every = [(natural(path_of(item)), item) for item in items]
    runs = [sorted(every[n : n + _RUN], key=_first) for n in range(0, len(every), _RUN)]
    return [item for _key, item in merge(*runs, key=_first)]


def _natural_part(part: str) -> tuple[tuple[int, int | str], ...]:
    # Flyway ends a version with two underscores: V2__b comes before V2_1__a
    pieces = enumerate(_NUMBER.split(part.casefold().replace("__", "\0")))
    return (*((0, int(p)) if n % 2 else (1, p) for n, p in pieces if p), (2, part))


class _Gathering:
    """One search: what is found, what failed, and where it has been."""

    def __init__(self, stopped: Callable[[], bool]) -> None:
        self._stopped = stopped
        self.scripts: list[Script] = []
        self.failures: list[FileFailure] = []
        self._seen: set[str] = set()

    def take(self, name: str, path: Path) -> None:
        """Take one file, unless the same file was taken under another name."""
        if not self._first_time(path):
            return
        try:
            size = path.stat().st_size
        except OSError as error:
            self._fail(name, error)
        else:
            self.scripts.append(Script(name, path, size))

    def search(self, folder: Path) -> None:
        """Take every script below `folder`; what is hidden is somebody else's."""
        waiting = [folder]
        while waiting and not self._stopped():
            path = waiting.pop()
            if path.is_dir():
                waiting.extend(reversed(self._listing(path)))
            elif _is_script(path):
                self.take(str(path), path)

    def _listing(self, folder: Path) -> list[Path]:
        if not self._first_time(folder):
            return []
        try:
            inside = [path for path in folder.iterdir() if not path.name.startswith(".")]
        except OSError as error:
            self._fail(str(folder), error)
            return []
        return sorted(inside, key=lambda path: _natural_part(path.name))

    def _first_time(self, path: Path) -> bool:
        real = os.path.realpath(path)
        if real in self._seen:
            return False
        self._seen.add(real)
        return True

    def _fail(self, name: str, error: OSError) -> None:
        self.failures.append(FileFailure(name, why_unreadable(error)))


def _worth_a_try(path: Path) -> bool:
    """Whether it is an ordinary file, or a link that leads nowhere and deserves a failure."""
    return path.is_file() or path.is_symlink()


def _is_script(path: Path) -> bool:
    ending = path.suffix.lower()
    if ending in ENDINGS:
        return _worth_a_try(path)
    return ending in HIDING and path.is_file() and _holds_statements(path)


def _holds_statements(path: Path) -> bool:
    """Whether a file that is no script begins as one of those that statements hide in."""
    from app.sql.hidden import recognise  # not for those who only want names

    try:
        with path.open("rb") as file:
            head = file.read(_LOOK)
    except OSError:
        return False  # nobody said that it is for us
    wide = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    text = head.decode("utf-16" if wide else "utf-8-sig", "replace").replace("\r\n", "\n")
    return recognise(str(path), text) is not InputKind.SCRIPT


def why_unreadable(error: OSError) -> str:
    """One sentence for the user about a file that could not be opened or read."""
    match error:
        case FileNotFoundError():
            return _("There is no such file or folder.")
        case PermissionError():
            return _("You may not read it. Ask for the right, or run as its owner.")
        case IsADirectoryError():
            return _("It is a folder, not a file.")
    return _("It could not be read: {reason}.").format(reason=error.strerror or error)
