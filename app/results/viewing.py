"""The ways a value can be looked at, and what each shows. For a worker: values may be large."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.i18n import N_, _
from app.results.spatial import NotGeometry, as_wkt, read_geometry
from app.results.written import written

TEXT_MOST = 1_000_000
"""Characters of a text that are shown: more than anybody reads, less than stops a window."""
_BYTES_MOST = 256 * 1024
_POINTS_MOST = 10_000
_LINE = 16
_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"BM", "BMP"),
    (b"RIFF", "WEBP"),
)  # fmt: skip


class Way(Enum):
    """How a value is shown."""

    TEXT = "text"
    JSON = "json"
    POINTS = "points"
    IMAGE = "image"
    HEX = "hex"


NAMES = {
    Way.TEXT: N_("Text"), Way.JSON: N_("JSON"), Way.POINTS: N_("Coordinates"),
    Way.IMAGE: N_("Picture"), Way.HEX: N_("Hexadecimal"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Viewed:
    """A value ready to be shown; `ways` begin with the one that suits it best."""

    column: ResultColumn
    null: bool
    size: int
    """Characters of a text, bytes of everything else that has a length; else 0."""
    missing: int
    """What of it was not fetched, in the same."""
    texts: dict[Way, str]
    image: bytes = b""
    notes: tuple[str, ...] = ()

    @property
    def ways(self) -> Sequence[Way]:
        """The ways there are."""
        return [*self.texts, *([Way.IMAGE] if self.image else [])]


def view(value: object, column: ResultColumn) -> Viewed:
    """Everything a viewer shows of a value."""
    head = value.head if isinstance(value, Clipped) else value
    size = len(head) if isinstance(head, str | bytes) else 0
    whole = value.size if isinstance(value, Clipped) else size
    texts: dict[Way, str] = {}
    image, notes = b"", list[str]()
    if isinstance(head, bytes):
        image = head if _is_image(head) and whole == size else b""
        texts = _of_bytes(head, column)
    elif head is not None:
        text = head if isinstance(head, str) else written(head, column)
        pretty = pretty_json(text) if _may_be_json(text, column) else None
        if pretty is not None:
            texts[Way.JSON] = pretty
        texts[Way.TEXT] = text
    if isinstance(head, datetime):
        notes += zones(head)
    cut = {way: text[:TEXT_MOST] for way, text in texts.items()}
    if any(len(text) > TEXT_MOST for text in texts.values()) or (
        isinstance(head, bytes) and len(head) > _BYTES_MOST
    ):
        notes.append(_("Only the beginning is shown; copying takes all of it."))
    return Viewed(column, value is None, whole, whole - size, cut, image, tuple(notes))


def _of_bytes(head: bytes, column: ResultColumn) -> dict[Way, str]:
    texts: dict[Way, str] = {}
    if column.kind is ValueKind.SPATIAL:
        try:
            texts[Way.TEXT] = as_wkt(head)
            texts[Way.POINTS] = points(head)
        except NotGeometry:
            pass
    elif column.kind is ValueKind.BITS:
        texts[Way.TEXT] = written(head, column)
    elif not _is_image(head):
        try:
            text = head.decode("utf-8")
        except UnicodeDecodeError:
            text = "\0"
        if text and all(mark.isprintable() or mark in "\r\n\t" for mark in text[:4096]):
            pretty = pretty_json(text) if text[:1] in "[{" else None
            if pretty is not None:
                texts[Way.JSON] = pretty
            texts[Way.TEXT] = text
    texts[Way.HEX] = hex_dump(head[:_BYTES_MOST])
    return texts


def _may_be_json(text: str, column: ResultColumn) -> bool:
    return column.kind is ValueKind.JSON or text.lstrip()[:1] in ("{", "[")


def pretty_json(text: str) -> str | None:
    """A document with a line for each part, its numbers as they stand; None where it is none."""
    try:
        read = json.loads(text, parse_float=_Exact, parse_int=_Exact)
    except (ValueError, RecursionError):
        return None
    marks: dict[str, str] = {}
    pretty = json.dumps(_marked(read, marks), ensure_ascii=False, indent=2)
    for mark, number in marks.items():
        pretty = pretty.replace(f'"{mark}"', number, 1)
    return pretty


class _Exact(str):
    """A number as it stands."""


def _marked(value: object, marks: dict[str, str]) -> object:
    """Numbers as strings nobody else has: to put them back as they stood."""
    match value:
        case _Exact():
            mark = f"\ue000{len(marks)}\ue001"
            marks[mark] = str(value)
            return mark
        case dict():
            return {name: _marked(part, marks) for name, part in value.items()}
        case list():
            return [_marked(part, marks) for part in value]
    return value


def hex_dump(data: bytes) -> str:
    """Sixteen bytes a line: place, hexadecimal, and what is printable."""
    lines = []
    for at in range(0, len(data), _LINE):
        part = data[at : at + _LINE]
        left = " ".join(f"{byte:02x}" for byte in part[:8])
        right = " ".join(f"{byte:02x}" for byte in part[8:])
        seen = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
        lines.append(f"{at:08x}  {left:<23}  {right:<23}  {seen}")
    return "\n".join(lines)


def points(value: bytes) -> str:
    """The reference system and each point of a figure, a line each.

    Raises:
        NotGeometry: the bytes are no figure.
    """
    srid, geometry = read_geometry(value)
    found = geometry.points()
    lines = [f"SRID {srid}"] if srid else []
    lines += [f"{n}\tX {x!r}\tY {y!r}" for n, (x, y) in enumerate(found[:_POINTS_MOST], 1)]
    if len(found) > _POINTS_MOST:
        lines.append("…")
    return "\n".join(lines)


def zones(moment: datetime) -> list[str]:
    """What a moment is called elsewhere: where it was written, in UTC, and here."""
    if moment.tzinfo is None:
        return [_("This time says nothing of its zone.")]
    shown = [("UTC", moment.astimezone(UTC))]
    with suppress(OverflowError, OSError, ValueError):  # beyond what this system's clock knows
        shown.append((_("this computer"), moment.astimezone()))
    return [f"{name}: {at.isoformat(' ')}" for name, at in shown]


def _is_image(data: bytes) -> bool:
    return any(data.startswith(magic) for magic, _name in _IMAGES) and (
        not data.startswith(b"RIFF") or data[8:12] == b"WEBP"
    )
