"""Which names a statement gives, and to what."""

import re
from functools import lru_cache
from typing import NamedTuple

from app.audit.patterns import compiled
from app.audit.scope import Scope
from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.templates import is_template
from app.sql.tokens import IDENTIFIER

_PLAIN = re.compile(r"\^(?:\w|\{\w+\})+\$")
_ORACLE = Dialect.ORACLE
NAMING = (
    tree.ColumnDefinition, tree.CreateTable, tree.CreateView, tree.CreateDatabase, tree.Key,
    tree.ForeignKey, tree.Check, tree.CreateRoutine, tree.CreateTrigger, tree.CreateEvent,
    tree.RenameTo, tree.RenamePair, tree.RenameColumn, tree.RenameKey,
)  # fmt: skip
"""Nodes that give a name to something."""
NAMING_TABLES = (tree.CreateTable, tree.RenameTo, tree.RenamePair)
NAMING_COLUMNS = (tree.ColumnDefinition, tree.RenameColumn)


def named(node: tree.Node) -> tuple[tuple[tree.Name, str], ...]:
    """The name that `node` gives to something, and the last part of it: one pair, or none."""
    name = getattr(node, "new" if type(node) in _RENAMING else "name", None)
    if isinstance(name, tree.Name) and not is_template(word := name.parts[-1]):
        return ((name, word),)
    return ()


_RENAMING = frozenset({tree.RenamePair, tree.RenameColumn, tree.RenameKey})


@lru_cache(maxsize=4)
def newly_named(node: tree.Node) -> tuple[tuple[tree.Name, str], ...]:
    """The same without what bears that name already: a column of MODIFY, ALTER DATABASE.

    Many rules ask it of one node in turn.
    """
    if getattr(node, "alter", False) or _is_kept(node):
        return ()
    return named(node)


def stored(name: tree.Name, scope: Scope) -> str:
    """The last part of a name as Oracle keeps it: in capitals, unless it is quoted."""
    if scope.dialect is not _ORACLE or scope.tokens.kinds[name.last] is IDENTIFIER:
        return name.parts[-1]
    return name.parts[-1].upper()


def _is_kept(node: tree.Node) -> bool:
    """Whether it is the column of a MODIFY, or of a CHANGE that keeps its name."""
    if not isinstance(node, tree.ColumnDefinition):
        return False
    change = node.parent
    if not isinstance(change, tree.ModifyColumn):
        return False
    return change.old is None or change.old.name == node.name.name


class Expected(NamedTuple):
    """What a name must be: `pattern` as a regular expression, `plain` where it is one text only."""

    pattern: str
    plain: str | None

    def matches(self, name: str) -> bool:
        """Whether `name` is such, in upper or lower case."""
        if self.plain is not None:  # no two tables have one pattern: compiling each takes too long
            return name.lower() == self.plain.lower()
        return compiled(self.pattern, re.I).search(name) is not None


def filled(pattern: str, **values: str) -> Expected | None:
    """`pattern` with `{name}` replaced by values.

    None where what it describes would be longer than a name may be, so that it must be shortened.
    """
    plain, length = _plain(pattern)
    for name, value in values.items():
        if (mark := f"{{{name}}}") in pattern:
            escaped = value if value.isidentifier() else re.escape(value)  # which takes longer
            pattern = pattern.replace(mark, escaped)
            plain = plain if plain is None else plain.replace(mark, value)
            length += len(value) - len(mark)
    return None if length > 64 else Expected(pattern, plain)


@lru_cache(maxsize=64)
def _plain(pattern: str) -> tuple[str | None, int]:
    """`pattern` as a text if it is one beside its `{name}`s, and its length without `^` and `$`."""
    return pattern[1:-1] if _PLAIN.fullmatch(pattern) else None, len(pattern.strip("^$"))
