"""What is heard from an audit while it runs, one event after the other.

First `Gathered`. Then, for each file: `Started`, any number of `Progress` and `Found`, and at its
end `Finished`, or `Failed`, or both: a file that breaks off midway is `Finished` with what was
counted until then, then `Failed` with the reason. A file that could not be opened only fails.
Events of different files may be mixed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.finding import FileFailure, FileReport, Finding


@dataclass(frozen=True, slots=True)
class Gathered:
    """It is known what there is to do: so many files, of `size` bytes together."""

    files: int
    size: int
    explained: bool = False
    """A server explains their statements afterwards, which takes as long again or longer."""
    again: tuple[str, ...] = ()
    """Those of them that nobody named, and that share a schema with one that was."""


@dataclass(frozen=True, slots=True)
class Started:
    """A file of `size` bytes (0 where nobody knows) is about to be read."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Progress:
    """`share`, from 0 to 1, of a file is audited; comes first when it has been opened."""

    path: str
    share: float
    so_far: FileReport


@dataclass(frozen=True, slots=True)
class Found:
    """Findings of a file, at most some hundreds, in the order of its statements.

    They may be packed (`app.domain.packed`), so that going through them makes them anew each time.
    """

    path: str
    findings: Collection[Finding]


@dataclass(frozen=True, slots=True)
class Counting:
    """A server has counted the rows of `done` statements, of `every`; all are `Finished`."""

    done: int
    every: int


@dataclass(frozen=True, slots=True)
class Explaining:
    """`share`, from 0 to 1, of the statements of all files is explained; all are `Finished`."""

    share: float


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing more comes of this file, but perhaps why it broke off."""

    report: FileReport


@dataclass(frozen=True, slots=True)
class Failed:
    """A file could not be audited, or not to its end."""

    failure: FileFailure


Event: TypeAlias = Gathered | Started | Progress | Found | Finished | Failed | Counting | Explaining
