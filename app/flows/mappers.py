"""Which mappers are audited together: one may include the fragments of another."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from app.domain.errors import UnreadableInput
from app.flows.gather import Script
from app.sql.decode import open_source, read_text
from app.sql.hidden.mybatis import Elsewhere, fragments, namespace_in
from app.sql.hidden.xml import Element


def mappers_among(scripts: Iterable[Script]) -> dict[str, Path]:
    """The mappers among files, by their namespaces; the first of those that share one."""
    found: dict[str, Path] = {}
    for script in scripts:
        if script.path.suffix.lower() == ".xml" and (namespace := _namespace(script.path)):
            found.setdefault(namespace, script.path)
    return found


def _namespace(path: Path) -> str:
    try:
        return namespace_in(next(open_source(path).chunks(), ""))
    except (UnreadableInput, OSError):
        return ""  # its own audit will say so


def fragments_of(mappers: Mapping[str, Path]) -> Elsewhere:
    """Gives the fragments of each of `mappers`."""

    def elsewhere(namespace: str) -> Mapping[str, Element] | None:
        path = mappers.get(namespace)
        if path is None:
            return None
        try:
            changed = path.stat().st_mtime_ns
        except OSError:
            return None
        return _fragments(path, changed)

    return elsewhere


@lru_cache(maxsize=32)
def _fragments(path: Path, _changed: int) -> Mapping[str, Element] | None:
    try:
        return fragments(read_text(path))
    except (UnreadableInput, OSError):
        return None
