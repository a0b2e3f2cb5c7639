"""Records as rows, and back. A row that makes no sense is an error that names it."""

import dataclasses
import json
from collections.abc import Mapping
from enum import Enum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin, get_type_hints

from app.domain.endpoint import Access
from app.domain.errors import StoreTrouble
from app.i18n import _

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")

ACCESS_VERSION = 1


def row_of(record: "DataclassInstance") -> dict[str, Any]:
    """The columns of a record."""
    return {
        field.name: _stored(getattr(record, field.name)) for field in dataclasses.fields(record)
    }


def record_of(kind: type[R], row: Mapping[Any, Any]) -> R:
    """The record of a row; StoreTrouble where a value is not one of ours."""
    hints = _hints(cast("Any", kind))
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        try:
            values[field.name] = _read(hints[field.name], row[field.name])
        except (ValueError, TypeError, KeyError) as error:
            raise StoreTrouble(
                _("A {kind} in the inventory has a {field} that makes no sense: {value}").format(
                    kind=kind.__name__, field=field.name, value=ascii(row.get(field.name))[:60]
                ),
                hint=_("Nothing was changed. A newer Mohist may have written it."),
            ) from error
    return kind(**values)


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    """Looked up once: for every record of a large inventory they cost half of its loading."""
    return get_type_hints(kind)


def _stored(value: Any) -> Any:
    if isinstance(value, Access):
        return access_json(value)
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return value.value if isinstance(value, Enum) else value


def _read(hint: Any, value: Any) -> Any:
    if hint is Access:
        return access_of(value)
    if get_origin(hint) is tuple:
        found = json.loads(value or "[]")
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise ValueError(value)
        return tuple(found)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if not isinstance(value, hint):
        raise TypeError(value)
    return value


def access_json(access: Access) -> str:
    """How an instance is logged into, as text; there is no secret in it."""
    return json.dumps({"version": ACCESS_VERSION, **dataclasses.asdict(access)}, ensure_ascii=False)


@lru_cache(4_096)  # most instances are logged into alike
def access_of(text: str) -> Access:
    """The access in a text; fields we do not know are left out, wrong ones are ValueError."""
    found = json.loads(text or "{}")
    if not isinstance(found, dict):
        raise TypeError(text)
    made: Access = built(Access, found)
    return made


def built(kind: Any, found: Any) -> Any:
    """A dataclass of a dictionary as `dataclasses.asdict` makes it; strict about what it knows."""
    if not isinstance(found, dict):
        raise TypeError(found)
    hints = _hints(kind)
    values = {}
    for field in dataclasses.fields(kind):
        if field.name in found:
            values[field.name] = _inner(hints[field.name], found[field.name])
    return kind(**values)


def _inner(hint: Any, value: Any) -> Any:
    if get_origin(hint) is tuple:
        [inner, *_rest] = get_args(hint)
        if not isinstance(value, list | tuple):
            raise TypeError(value)
        return tuple(_inner(inner, each) for each in value)
    options = [each for each in get_args(hint) if each is not type(None)]
    if options:  # X | None
        return None if value is None else _inner(options[0], value)
    if dataclasses.is_dataclass(hint):
        return built(hint, value)
    if issubclass(hint, Enum):
        return hint(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not hint:
        raise TypeError(value)
    return value
