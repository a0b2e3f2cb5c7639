"""What a message looks like on the way: version 1 (docs/bus.md has the whole of it).

A *message* is MessagePack: `[kind, fields]`, where the names of fields are one letter. What is as
usual is left out, and what a reader does not know it passes over, so that fields and kinds can be
added. A *frame* is what is sent at once: `[version, epoch, number of the first message, messages]`.

Whatever is read here may come from anybody who may write to that Redis: all is bounded, numbers are
finite, and nothing raises but `BadInput`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.errors import BadInput
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Payload, Request, RequestKind
from app.domain.monitoring.sample import Capture, Mark, Sample
from app.i18n import _
from app.monitor.bus import bodies

VERSION = 1
MOST_MESSAGE = 256 * 1024
"""Bytes of one message; a capture that is larger loses rows from its end."""
MOST_FRAME = 512 * 1024
"""Bytes of a frame; the sender closes one at half of it at the latest."""
MOST_MESSAGES = 4096
"""Messages in one frame."""
_REQUESTS: Mapping[Any, RequestKind] = {each.value: each for each in RequestKind}
_MOST_NUMBER = 2**53
"""Of messages and epochs: what every language can count to."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Messages that follow each other; `first` is the number of the first of them.

    One without messages is a sign of life: `first` is the number that comes next.
    """

    epoch: int
    first: int
    messages: tuple[bytes, ...]

    @property
    def last(self) -> int:
        """The number of the last message; one before `first` where there is none."""
        return self.first + len(self.messages) - 1


def encode(payload: Payload) -> bytes:
    """A message; never raises for what the console's own nouns can hold."""
    if isinstance(payload, Sample):
        return _packed("s", bodies.of_sample(payload))
    if isinstance(payload, Alert):
        return _packed("a", bodies.of_alert(payload))
    if isinstance(payload, Mark):
        return _packed("m", bodies.of_mark(payload))
    return _encode_capture(payload)


def _encode_capture(capture: Capture) -> bytes:
    rows = capture.rows[: bodies.MOST_ROWS]
    while True:
        made = _packed("c", bodies.of_capture(capture, rows))
        if len(made) <= MOST_MESSAGE or not rows:
            return made
        rows = rows[: len(rows) * min(9, 10 * MOST_MESSAGE // len(made)) // 10]


def decode(message: bytes, collector: str) -> Payload | None:
    """What a collector says; None where it is of a kind that only a newer console knows.

    Raises BadInput.
    """
    said = _unpacked(message, MOST_MESSAGE)
    if type(said) is not list or len(said) < 2 or type(said[1]) is not dict:
        raise _nonsense()
    kind, fields = said[0], said[1]
    try:
        if kind == "s":
            return bodies.sample(fields, collector)
        if kind == "a":
            return bodies.alert(fields, collector)
        if kind == "m":
            return bodies.mark(fields)
        if kind == "c":
            return bodies.capture(fields)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _nonsense() from error
    return None


def encode_frame(epoch: int, first: int, messages: Sequence[bytes]) -> bytes:
    """A frame of messages."""
    return _pack([VERSION, epoch, first, messages])


def decode_frame(data: bytes) -> Frame:
    """The messages in it are not looked into. Raises BadInput."""
    said = _unpacked(data, MOST_FRAME)
    if type(said) is not list or not said or type(said[0]) is not int:
        raise _nonsense()
    if said[0] != VERSION:
        raise BadInput(
            _("The feed speaks version {theirs}, and this program understands {ours}.").format(
                theirs=said[0], ours=VERSION
            ),
            hint=_("Have collectors and consoles be of one version."),
        )
    if len(said) < 4 or type(said[3]) is not list:
        raise _nonsense()
    _version, epoch, first, messages, *_newer = said
    for number in (epoch, first):
        if type(number) is not int or not 0 < number < _MOST_NUMBER:
            raise _nonsense()
    if len(messages) > MOST_MESSAGES or not all(type(each) is bytes for each in messages):
        raise _nonsense()
    return Frame(epoch, first, tuple(messages))


def encode_request(request: Request) -> bytes:
    """What a console asks of a collector."""
    fields = {"k": request.kind.value, "i": request.subject, "a": request.at, "p": request.by}
    return _packed("r", {**fields, "d": dict(request.details)})


def decode_request(message: bytes) -> Request | None:
    """None where a newer console asks for what is not known here. Raises BadInput."""
    said = _unpacked(message, bodies.MOST_TEXT * 4)
    if type(said) is not list or len(said) < 2 or type(said[1]) is not dict:
        raise _nonsense()
    try:
        kind = _REQUESTS.get(said[1].get("k")) if said[0] == "r" else None
        return _request(kind, said[1]) if kind is not None else None
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _nonsense() from error


def _request(kind: RequestKind, fields: Mapping[str, Any]) -> Request:
    details = {}
    for name, value in bodies.mapping(fields, "d", bodies.MOST_DETAILS).items():
        details[bodies.checked_text(name)] = (
            bodies.checked_text(value) if type(value) is str else bodies.checked_number(value)
        )
    return Request(
        kind, bodies.text(fields, "i"), bodies.moment(fields, "a"),
        bodies.text(fields, "p", ""), details,
    )  # fmt: skip


def encode_facts(facts: Mapping[str, str | int | float]) -> bytes:
    """What a collector says of itself."""
    return _pack(dict(facts))


def decode_facts(data: bytes) -> dict[str, str | int | float]:
    """Only what is a plain text or number. Raises BadInput."""
    said = _unpacked(data, bodies.MOST_TEXT)
    if type(said) is not dict:
        raise _nonsense()
    return {
        name: value
        for name, value in said.items()
        if type(name) is str
        and (type(value) in (str, int) or (type(value) is float and math.isfinite(value)))
    }


def size_of(messages: Iterable[bytes]) -> int:
    """Bytes they take in a frame, at most."""
    return sum(len(each) + 5 for each in messages)


def _packed(kind: str, fields: Mapping[str, Any]) -> bytes:
    return _pack([kind, fields])


def _pack(value: Any) -> bytes:
    import msgpack

    made: bytes = msgpack.packb(value, use_bin_type=True, unicode_errors="replace")
    return made


def _unpacked(data: bytes, most: int) -> Any:
    import msgpack

    if len(data) > most:
        raise BadInput(
            _("A message of the feed has {size} bytes, and {most} are read at most.").format(
                size=f"{len(data):,}", most=f"{most:,}"
            ),
            hint=_("Somebody else may write where the feed is: see who may, in the access list."),
        )
    try:
        return msgpack.unpackb(data, max_ext_len=0)
    except (ValueError, msgpack.exceptions.UnpackException) as error:
        raise _nonsense() from error


def _nonsense() -> BadInput:
    return BadInput(
        _("A message of the feed cannot be understood."),
        hint=_("Somebody else may write where the feed is: see who may, in the access list."),
    )
