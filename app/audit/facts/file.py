"""Snapshots as files: one JSON document, gzipped where its name ends with .gz.

Its schema is `resources/facts/snapshot.schema.json`. What has its default is left out. A field may
be added within a version; a change of meaning raises `version`.
"""

import dataclasses
import gzip
import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin, get_type_hints

from app import files
from app.domain.errors import UnreadableInput, Unwritable
from app.domain.inventory import DatabaseType
from app.domain.snapshot import Snapshot
from app.i18n import _

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")

VERSION = 1
_MOST = 2 << 30  # bytes, unpacked: what claims to be more is no snapshot
_MARK = "mohist-snapshot"


def write(snapshot: Snapshot, path: Path) -> None:
    """Write it, whole or not at all.

    Raises:
        Unwritable: the file could not be written; one that was there is untouched.
    """
    document = {"format": _MARK, "version": VERSION, **_written(snapshot)}
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    raw = content.encode("utf-8", "backslashreplace") + b"\n"
    try:
        files.write(path, gzip.compress(raw, mtime=0) if path.suffix == ".gz" else raw)
    except OSError as error:
        raise Unwritable(
            _("{path} could not be written: {reason}.").format(
                path=path, reason=error.strerror or error
            ),
            hint=_("Choose another place, or make room there."),
        ) from error


def read(path: Path) -> Snapshot:
    """Read one.

    Raises:
        UnreadableInput: the file cannot be read, or is no snapshot of ours.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with (gzip.open if packed else open)(path, "rb") as unpacked:
            raw = unpacked.read(_MOST + 1)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableInput(
            _("The facts in {path} cannot be read: {reason}.").format(path=path, reason=reason),
            hint=_("Take them anew with: mohist snapshot."),
        ) from error
    try:
        document = json.loads(raw) if len(raw) <= _MOST else None
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or document.get("format") != _MARK:
        raise UnreadableInput(
            _("{path} is no snapshot of a server.").format(path=path),
            hint=_("Make one with: mohist snapshot INSTANCE --output FILE."),
        )
    if document.get("version") != VERSION:
        raise UnreadableInput(
            _("{path} was written by another version of Mohist.").format(path=path),
            hint=_("Take the snapshot anew, or audit with the Mohist that took it."),
        )
    try:
        return _read_record(Snapshot, document)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableInput(
            _("The snapshot {path} is damaged: {what}").format(path=path, what=ascii(error)[:120]),
            hint=_("Take it anew with: mohist snapshot."),
        ) from error


def _written(record: "DataclassInstance") -> dict[str, Any]:
    made = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if field.default is dataclasses.MISSING or value != field.default:
            made[field.name] = _value(value)
    return made


def _value(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _written(value)
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


def _read_record(kind: type[R], document: Mapping[str, Any]) -> R:
    hints = _hints(cast("Any", kind))
    given = {name: _read(hints[name], value) for name, value in document.items() if name in hints}
    return kind(**given)


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, value: Any) -> Any:
    """`value` as what `hint` says, or ValueError: nothing is taken for what it is not."""
    origin, inner = get_origin(hint), get_args(hint)
    if NoneType in inner:
        return None if value is None else _read(inner[0], value)
    if origin is tuple:
        return _read_tuple(inner, value)
    if origin is Mapping:
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            raise ValueError(value)
        return value
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            raise ValueError(value)
        return _read_record(cast("Any", hint), value)
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is DatabaseType:
        return DatabaseType(value)
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise ValueError(value)
    return value


def _read_tuple(inner: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise ValueError(value)
    if inner[-1] is ...:
        return tuple(_read(inner[0], each) for each in value)
    return tuple(_read(hint, each) for hint, each in zip(inner, value, strict=True))
