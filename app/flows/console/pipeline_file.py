"""A file of commands read to its end before anything of it is sent."""

import hashlib
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from app.domain.console.pipeline import Kind, LineTrouble, PipelineFile, Weight
from app.domain.errors import Refused, UnreadableInput
from app.domain.stop import Stop
from app.engines.redis.console.weighing import Weigher
from app.i18n import _
from app.sql.redis.command_file import Unread, commands
from app.sql.redis.command_table import command_of
from app.sql.redis.words import shown

_MOST_TROUBLES = 200
_SAMPLE = 1000
_BUFFER = 1 << 20
_OTHERS = "…"
_MOST_NAMES = 1000
"""Names that are counted apart: a file that is none of commands has millions."""


def look_through(
    path: Path, stop: Stop, tell: Callable[[float], object] = lambda _share: None,
    *, cluster: bool = False,
) -> PipelineFile:  # fmt: skip
    """Read and weigh every command; `tell` hears the share that is read.

    Raises:
        UnreadableInput: the file cannot be read.
        Cancelled: `stop` was set.
    """
    path = path.resolve()
    digest = hashlib.sha256()
    look = _Look(Weigher(cluster=cluster))
    with opened(path) as file:
        stamp = stamp_of(file)

        def ask() -> None:
            stop.check()
            tell(file.tell() / max(stamp[1], 1))

        hashing = cast(BinaryIO, _Hashing(file, digest.update, ask))
        for found in commands(hashing):
            if isinstance(found, Unread):
                look.wrong(found.line, str(found.error), found.error.hint)
            else:
                look.at(found.line, found.words)
        while hashing.read(_BUFFER):  # behind broken protocol
            pass
    tell(1.0)
    return look.result(path, stamp, digest.hexdigest())


def opened(path: Path) -> BinaryIO:
    """The file, to read its bytes; UnreadableInput."""
    try:
        return path.open("rb", buffering=_BUFFER)
    except OSError as error:
        raise UnreadableInput(
            _("{file} cannot be read: {reason}.").format(
                file=path.name, reason=error.strerror or error
            )
        ) from error


def stamp_of(file: BinaryIO) -> tuple[int, int, int]:
    """What is another once it was written to, or replaced."""
    found = os.fstat(file.fileno())
    return found.st_mtime_ns, found.st_size, found.st_ino


class _Hashing:
    """A file whose bytes are counted in as they are read; `ask` is called now and then."""

    def __init__(
        self, file: BinaryIO, update: Callable[[bytes], object], ask: Callable[[], object]
    ) -> None:
        self._file, self._update, self._ask = file, update, ask
        self._read = _BUFFER  # so that the first asks

    def readline(self, most: int = -1) -> bytes:
        """A line of the file."""
        return self._seen(self._file.readline(most))

    def read(self, most: int = -1) -> bytes:
        """So many bytes of the file."""
        return self._seen(self._file.read(most))

    def _seen(self, block: bytes) -> bytes:
        self._update(block)
        self._read += len(block)
        if self._read > _BUFFER:
            self._read = 0
            self._ask()
        return block


@dataclass(slots=True)
class _Name:
    weight: Weight
    first: int
    keyed: bool
    """Whether a key is its first argument."""
    count: int = 0


def _keyed(name: str) -> bool:
    found = command_of([name])
    return found is not None and [each.type for each in found[0].arguments[:1]] == ["key"]


@dataclass
class _Look:
    """What was seen so far."""

    weigher: Weigher
    commands: int = 0
    names: dict[tuple[str, Weight], _Name] = field(default_factory=dict)
    wrongs: int = 0
    doubtfuls: int = 0
    _wrong: list[LineTrouble] = field(default_factory=list)
    _doubtful: list[LineTrouble] = field(default_factory=list)
    _keys: list[bytes] = field(default_factory=list)
    _written: int = 0
    _upper: dict[bytes, str] = field(default_factory=dict)
    _dice: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311  (a sample, no secret)

    def at(self, line: int, words: tuple[bytes, ...]) -> None:
        """Count a command in."""
        try:
            weight = self.weigher.weight(words)
        except Refused as error:
            self.wrong(line, str(error), error.hint)
            return
        self.commands += 1
        name = self._upper.get(words[0]) or self._name(words[0])
        known = self.names.get((name, weight))
        if known is None and len(self.names) >= _MOST_NAMES:
            name = _OTHERS
            known = self.names.get((name, weight))
        if known is None:
            known = self.names[name, weight] = _Name(weight, line, _keyed(name))
        known.count += 1
        if doubt := self.weigher.doubt(words):
            self.doubtfuls += 1
            if len(self._doubtful) < _MOST_TROUBLES:
                self._doubtful.append(LineTrouble(line, doubt))
        if known.keyed and weight is Weight.WRITE and len(words) > 1:
            self._sample(words[1])

    def _name(self, first: bytes) -> str:
        name = shown(first[:64]).upper()
        if len(self._upper) < _MOST_TROUBLES * 10:
            self._upper[first] = name
        return name

    def _sample(self, key: bytes) -> None:
        """Every key has the same chance to be in it."""
        self._written += 1
        if len(self._keys) < _SAMPLE:
            self._keys.append(key)
        elif (place := int(self._dice.random() * self._written)) < _SAMPLE:
            self._keys[place] = key

    def wrong(self, line: int, text: str, hint: str) -> None:
        """A line for which nothing of the file is sent."""
        self.wrongs += 1
        if len(self._wrong) < _MOST_TROUBLES:
            self._wrong.append(LineTrouble(line, f"{text} {hint}".strip()))

    def result(self, path: Path, stamp: tuple[int, int, int], digest: str) -> PipelineFile:
        """All of it."""
        return PipelineFile(
            path, stamp, digest, self.commands, tuple(self._kinds()), tuple(self._wrong),
            self.wrongs, tuple(self._doubtful), self.doubtfuls, tuple(self._keys),
        )  # fmt: skip

    def _kinds(self) -> Iterator[Kind]:
        for (name, weight), it in sorted(self.names.items(), key=lambda each: -each[1].count):
            yield Kind(name, weight, it.count, it.first)
