"""Which names a statement gives, and to what."""

import re
from collections.abc import Iterator

from app.audit.patterns import compiled, is_template
from app.sql import tree

NAMING = (
    tree.ColumnDefinition, tree.CreateTable, tree.CreateView, tree.CreateDatabase, tree.Key,
    tree.ForeignKey, tree.Check, tree.CreateRoutine, tree.CreateTrigger, tree.CreateEvent,
    tree.RenameTo, tree.RenamePair, tree.RenameColumn, tree.RenameKey,
)  # fmt: skip
"""Nodes that give a name to something."""
NAMING_TABLES = (tree.CreateTable, tree.RenameTo, tree.RenamePair)
NAMING_COLUMNS = (tree.ColumnDefinition, tree.RenameColumn)


def named(node: tree.Node) -> Iterator[tuple[tree.Name, str]]:
    """The name that `node` gives to something, and the last part of it."""
    name = getattr(node, "new", None) or getattr(node, "name", None)
    if isinstance(name, tree.Name) and not is_template(name.name):
        yield name, name.name


def newly_named(node: tree.Node) -> Iterator[tuple[tree.Name, str]]:
    """The same without what bears that name already: a column of MODIFY, ALTER DATABASE."""
    if getattr(node, "alter", False):
        return
    if not _is_kept(node):
        yield from named(node)


def _is_kept(node: tree.Node) -> bool:
    """Whether it is the column of a MODIFY, or of a CHANGE that keeps its name."""
    match node:
        case tree.ColumnDefinition(name=new, parent=tree.ModifyColumn(old=old)):
            return old is None or old.name == new.name
        case _:
            return False


def filled(pattern: str, **values: str) -> re.Pattern[str] | None:
    """`pattern` with `{name}` replaced by values, in upper or lower case.

    None where what it describes would be longer than a name may be, so that it must be shortened.
    """
    length = len(pattern.strip("^$"))
    for name, value in values.items():
        if (mark := f"{{{name}}}") in pattern:
            pattern = pattern.replace(mark, re.escape(value))
            length += len(value) - len(mark)
    return None if length > 64 else compiled(pattern, re.I)
