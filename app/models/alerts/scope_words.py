"""Whom a rule, a silence or a channel is about, in a few words. No Qt."""

from collections.abc import Iterable, Mapping

from app.domain.inventory import TYPE_NAMES, DatabaseType
from app.domain.monitoring.rule import Scope
from app.i18n import _, ngettext

_NAMED = 3
"""Instances that are named before they are only counted."""


def scope_words(scope: Scope, names: Mapping[str, str]) -> str:
    """`names` are those of the instances, by id."""
    parts = []
    if scope.instances:
        parts.append(_instances(scope.instances, names))
    if scope.types:
        parts.append(_joined(type_name(each) for each in scope.types))
    if scope.environments:
        parts.append(_joined(scope.environments))
    if scope.tags:
        parts.append(_joined(f"#{tag}" for tag in scope.tags))
    return " · ".join(parts) or _("everybody")


def type_name(kind: str) -> str:
    """How a type of database is written; one that is not known here as it stands."""
    return TYPE_NAMES[DatabaseType(kind)] if kind in set(DatabaseType) else kind


def _instances(ids: Iterable[str], names: Mapping[str, str]) -> str:
    found = sorted(names.get(id_, _("an instance that is gone")) for id_ in ids)
    shown = ", ".join(found[:_NAMED])
    more = len(found) - _NAMED
    if more <= 0:
        return shown
    return ngettext("{names} and {count} more", "{names} and {count} more", more).format(
        names=shown, count=more
    )


def _joined(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
