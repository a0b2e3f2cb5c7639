"""An entry as a line of JSON, and the chain of hashes that holds the lines together.

A line is ASCII (what is not is escaped), its fields stand in one order without blanks, and the
last one is `hash`: SHA-256 over the bytes of the line before `,"hash"`. `previous` repeats the hash
of the line before, over the ends of files; the first line of all has 64 zeros. So whoever has the
files can check them with nothing but `sha256sum`, and what changes one line breaks all after it.

`version` counts up when fields are added (a signature, say); a line of a newer version is never
read as one of ours.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from app.domain.act import Ending, Outcome
from app.domain.journal import Body, Conclusion, Entry, Happening, Intent, Note, Where

VERSION = 1
_HASH = b',"hash":"'
_NONSENSE = ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError
_TAIL = len(_HASH) + 64 + len(b'"}')


@dataclass(frozen=True, slots=True)
class Tip:
    """The last entry there is: what the next one hangs on."""

    sequence: int
    hash: str
    utc: datetime


START = Tip(0, "0" * 64, datetime.fromtimestamp(0, UTC))
"""What the first entry hangs on."""


class NotAnEntry(ValueError):
    """The line is not one that we write."""


class NewerEntry(ValueError):
    """The line was written by a newer Mohist."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is read: the entry, and whether and how it hangs on another."""

    entry: Entry
    previous: str
    hash: str
    sound: bool
    """Whether the hash is that of the line."""

    @property
    def tip(self) -> Tip:
        """What the next line must hang on."""
        return Tip(self.entry.sequence, self.hash, self.entry.utc)


def encode(entry: Entry, previous: str) -> tuple[bytes, str]:
    """The line of `entry`, with its end of line, and its hash."""
    document = {
        "version": VERSION,
        "sequence": entry.sequence,
        "previous": previous,
        "id": entry.id,
        "utc": entry.utc.isoformat(timespec="microseconds"),
        "monotonic": entry.monotonic,
        "boot": entry.boot,
        "account": entry.account,
        "machine": entry.machine,
        "process": entry.process,
        "kind": _KINDS[type(entry.body)],
        **asdict(entry.body),
    }
    content = json.dumps(document, separators=(",", ":")).encode("ascii")[:-1]
    digest = hashlib.sha256(content).hexdigest()
    return content + _HASH + digest.encode("ascii") + b'"}\n', digest


_KINDS = {Intent: "intent", Conclusion: "conclusion", Note: "note"}


def decode(line: bytes) -> Line:
    """Read one line, without its end of line.

    Raises:
        NotAnEntry: it is not what `encode` writes.
        NewerEntry: it has a higher version than ours.
    """
    content, tail = line[:-_TAIL], line[-_TAIL:]
    try:
        document = json.loads(line)
        if document["version"] > VERSION:
            raise NewerEntry(document["version"])
        stated = document["hash"]
        if tail != _HASH + stated.encode("ascii") + b'"}':
            raise NotAnEntry("hash")
        entry = _entry(document)
        previous = _text(document["previous"])
    except NewerEntry:
        raise
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise NotAnEntry(type(error).__name__) from error
    return Line(entry, previous, stated, hashlib.sha256(content).hexdigest() == stated)


def _entry(document: dict[str, Any]) -> Entry:
    utc = datetime.fromisoformat(document["utc"])
    if utc.tzinfo is not UTC:  # as we write it
        raise NotAnEntry("utc")
    return Entry(
        sequence=_number(document["sequence"]),
        id=_text(document["id"]),
        utc=utc,
        monotonic=float(document["monotonic"]),
        boot=_text(document["boot"]),
        account=_text(document["account"]),
        machine=_text(document["machine"]),
        process=_number(document["process"]),
        body=_body(document),
    )


def _body(document: dict[str, Any]) -> Body:
    match document["kind"]:
        case "intent":
            return Intent(
                flow=_text(document["flow"]),
                who=_text(document["who"]),
                where=Where(**{name: _text(value) for name, value in document["where"].items()}),
                statements=tuple(map(_text, document["statements"])),
                targets=tuple(map(_text, document["targets"])),
                title=_text(document["title"]),
                hits=tuple(map(_text, document["hits"])),
            )
        case "conclusion":
            outcomes = tuple(map(_outcome, document["outcomes"]))
            return Conclusion(_text(document["intent"]), outcomes)
        case "note":
            return Note(
                Happening(document["what"]), _number(document["size"]), _text(document["digest"])
            )
    raise NotAnEntry("kind")


def _outcome(said: dict[str, Any]) -> Outcome:
    return Outcome(
        ending=Ending(said["ending"]),
        text=_text(said["text"]),
        seconds=float(said["seconds"]),
        rows=_number(said["rows"]),
    )


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise NotAnEntry("text")


def _number(value: object) -> int:
    if isinstance(value, int):
        return value
    raise NotAnEntry("number")
