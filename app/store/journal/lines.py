"""An entry as a line of JSON, and the chain of hashes that holds the lines together.

A line is ASCII (what is not is escaped), its fields stand in one order without blanks, and then
comes `hash`: SHA-256 over the bytes of the line before `,"hash"`. `previous` repeats the hash
of the line before, over the ends of files; the first line of all has 64 zeros. So whoever has the
files can check them with nothing but `sha256sum`, and what changes one line breaks all after it.

The last field is `signature`: Ed25519 in base64, over `mohist journal entry ` and the hash, by the
key whose fingerprint stands in `key`; empty where `unsigned` says why. So `openssl pkeyutl` can
check it, with the public key of the entry that names it first.

`version` counts up when fields are added; a line of a newer version is never read as one of ours.
Lines of version 1 end with the hash, and know neither keys nor events.
"""

import hashlib
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from app.domain.act import Ending, Outcome
from app.domain.journal import (
    Body,
    Conclusion,
    Deed,
    Entry,
    Event,
    Happening,
    Intent,
    NewKey,
    Note,
    Where,
)
from app.domain.signing import fingerprint

VERSION = 2
NO_KEY = "no-key"
"""Why an entry is not signed: whoever wrote it was given no key."""
_HASH = b',"hash":"'
_SIGNATURE = b'","signature":"'
_TAILS = {
    1: re.compile(rb',"hash":"([0-9a-f]{64})"\}'),
    2: re.compile(rb',"hash":"([0-9a-f]{64})","signature":"([0-9A-Za-z+/=]*)"\}'),
}
LONGEST_TAIL = 200
"""Bytes: hash, signature and end of line are never more."""
_PURPOSE = b"mohist journal entry "

Sign: TypeAlias = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Tip:
    """The last entry there is: what the next one hangs on."""

    sequence: int
    hash: str
    utc: datetime
    version: int = 0
    key: str = ""
    """The fingerprint of the key that was named last."""
    monotonic: float = 0.0
    boot: str = ""
    """With `monotonic`, when it was by the clock that nobody sets; "" where that is not known."""


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
    version: int = VERSION
    signature: bytes = b""

    def tip(self, before: Tip) -> Tip:
        """What the next line must hang on, where this one hangs on `before`."""
        return tip_of(self.entry, self.hash, before, self.version)


def tip_of(entry: Entry, digest: str, before: Tip, version: int = VERSION) -> Tip:
    """What hangs on an entry with that hash, which hangs on `before`."""
    key = entry.body.fingerprint if isinstance(entry.body, NewKey) else before.key
    boot = clock_of(entry) if version > 1 else ""
    return Tip(entry.sequence, digest, entry.utc, version, key, entry.monotonic, boot)


def hash_at_end(line: bytes) -> str:
    """The hash stated at the end of a line, or of the end of one; "" where there is none."""
    found = next(filter(None, (_tail(line, shape) for shape in _TAILS.values())), None)
    return found[1].decode("ascii") if found else ""


def _tail(line: bytes, shape: re.Pattern[bytes]) -> re.Match[bytes] | None:
    at = line.rfind(_HASH, max(0, len(line) - LONGEST_TAIL))
    return shape.fullmatch(line, at) if at >= 0 else None


def clock_of(entry: Entry) -> str:
    """Whose clock `monotonic` is: of the run of the machine, or where that has no id of ours."""
    return entry.boot or f"{entry.machine}:{entry.process}"


def message(digest: str) -> bytes:
    """What is signed of an entry with that hash."""
    return _PURPOSE + digest.encode("ascii")


def encode(entry: Entry, previous: str, sign: Sign | None = None) -> tuple[bytes, str]:
    """The line of `entry`, with its end of line, and its hash. `sign` is that of `entry.key`."""
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
        "key": entry.key,
        "unsigned": entry.unsigned,
        "kind": _KINDS[type(entry.body)],
        **asdict(entry.body),
    }
    content = json.dumps(document, separators=(",", ":")).encode("ascii")[:-1]
    digest = hashlib.sha256(content).hexdigest()
    signature = b64encode(sign(message(digest))) if sign is not None else b""
    return content + _HASH + digest.encode("ascii") + _SIGNATURE + signature + b'"}\n', digest


_KINDS = {
    Intent: "intent", Conclusion: "conclusion", Event: "event", Note: "note", NewKey: "key",
}  # fmt: skip


def decode(line: bytes) -> Line:
    """Read one line, without its end of line.

    Raises:
        NotAnEntry: it is not what `encode` writes.
        NewerEntry: it has a higher version than ours.
    """
    try:
        document = json.loads(line)
        version = document["version"]
        if version > VERSION:
            raise NewerEntry(version)
        tail = _tail(line, _TAILS[version])
        if tail is None:
            raise NotAnEntry("hash")
        entry = _entry(document)
        previous = _text(document["previous"])
        signature = _bytes(tail[2].decode("ascii")) if version > 1 else b""
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
    stated = tail[1].decode("ascii")
    sound = hashlib.sha256(memoryview(line)[: tail.start()]).hexdigest() == stated
    return Line(entry, previous, stated, sound, version, signature)


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
        key=_text(document.get("key", "")),
        unsigned=_text(document.get("unsigned", "")),
    )


def _body(document: dict[str, Any]) -> Body:
    match document["kind"]:
        case "intent":
            return Intent(
                flow=_text(document["flow"]),
                who=_text(document["who"]),
                where=_where(document["where"]),
                statements=tuple(map(_text, document["statements"])),
                targets=tuple(map(_text, document["targets"])),
                title=_text(document["title"]),
                hits=tuple(map(_text, document["hits"])),
            )
        case "conclusion":
            outcomes = tuple(map(_outcome, document["outcomes"]))
            return Conclusion(_text(document["intent"]), outcomes)
        case "event":
            return Event(
                what=Deed(document["what"]),
                who=_text(document["who"]),
                text=_text(document["text"]),
                where=_where(document["where"]),
                whom=_text(document["whom"]),
                facts=tuple((_text(name), _text(value)) for name, value in document["facts"]),
            )
        case "note":
            return Note(
                Happening(document["what"]), _number(document["size"]),
                _text(document["digest"]), float(document.get("seconds", 0.0)),
            )  # fmt: skip
        case "key":
            key = NewKey(
                _text(document["fingerprint"]), _text(document["public"]),
                document["lasting"] is True,
            )  # fmt: skip
            if fingerprint(_bytes(key.public)) != key.fingerprint:
                raise NotAnEntry("key")
            return key
    raise NotAnEntry("kind")


def _where(said: dict[str, Any]) -> Where:
    return Where(**{name: _text(value) for name, value in said.items()})


def _outcome(said: dict[str, Any]) -> Outcome:
    return Outcome(
        ending=Ending(said["ending"]),
        text=_text(said["text"]),
        seconds=float(said["seconds"]),
        rows=_number(said["rows"]),
    )


def _bytes(text: str) -> bytes:
    """What base64 says, written as we write it: else a letter could be changed unseen."""
    value = b64decode(text, validate=True)
    if b64encode(value).decode("ascii") != text:
        raise NotAnEntry("base64")
    return value


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise NotAnEntry("text")


def _number(value: object) -> int:
    if isinstance(value, int):
        return value
    raise NotAnEntry("number")
