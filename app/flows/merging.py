"""Two versions of a record, field by field: what differs, who changed it, and the choice.

A record's `access` is looked into, so that a changed user and a changed certificate are two
choices; what lies on the way (proxy, SSH hops) is chosen as a whole.
"""

import dataclasses
from collections.abc import Collection, Iterator
from typing import Any, TypeAlias

from app.domain.conflict import Clash
from app.domain.endpoint import Access, OracleAccess, RedisAccess, Route, Tls
from app.domain.validation import Record

Path: TypeAlias = tuple[str, ...]
"""The names that lead to a field: `("access", "tls", "mode")`."""
_INSIDE = (Access, Tls, Route, OracleAccess, RedisAccess)


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """A field in which the two versions differ."""

    path: Path
    mine: Any
    theirs: Any
    changed_by_me: bool
    changed_by_them: bool

    @property
    def is_disputed(self) -> bool:
        """Whether both changed it, each to something else."""
        return self.changed_by_me and self.changed_by_them


def choices(clash: Clash) -> tuple[Choice, ...]:
    """Every field in which the versions differ; none where theirs was deleted."""
    if clash.theirs is None:
        return ()
    theirs = dict(_leaves(clash.theirs))
    base = dict(_leaves(clash.base)) if clash.base is not None else {}
    return tuple(
        Choice(
            path, mine, theirs[path],
            path not in base or base[path] != mine,
            path not in base or base[path] != theirs[path],
        )
        for path, mine in _leaves(clash.mine)
        if theirs[path] != mine
    )  # fmt: skip


def merged(clash: Clash, theirs: Collection[Path]) -> Record:
    """My version, with their value in the fields of these paths."""
    result: Any = clash.mine
    for path in theirs:
        result = _with(result, path, _at(clash.theirs, path))
    found: Record = result
    return found


def _leaves(value: Any, above: Path = ()) -> Iterator[tuple[Path, Any]]:
    for field in dataclasses.fields(value):
        held, path = getattr(value, field.name), (*above, field.name)
        if isinstance(held, _INSIDE):
            yield from _leaves(held, path)
        elif path != ("id",):
            yield path, held


def _at(value: Any, path: Path) -> Any:
    for name in path:
        value = getattr(value, name)
    return value


def _with(value: Any, path: Path, fresh: Any) -> Any:
    name, *rest = path
    if rest:
        fresh = _with(getattr(value, name), tuple(rest), fresh)
    return dataclasses.replace(value, **{name: fresh})
