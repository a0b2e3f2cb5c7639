"""What a node shows at first glance, so that a rule is asked only where there is what it looks for.

Signs are words in capitals, as the node has them (the type and the attributes of a column, the
name of a function, an operator, a clause), and classes of the nodes right below it. A rule names
those it looks for with `only(tree.FunctionCall, "RAND")` in its `on`.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

from app.sql import tree
from app.sql.grammar.oracle.words import SQL as ORACLE_RESERVED
from app.sql.grammar.words import RESERVED


class KnownTable:
    """Stands in `having` for a table that the statement names and the schema may describe."""


class Lost:
    """Stands in `having` for a schema that lacks tables for certain."""


class Noted:
    """Stands in `having` for a construct that not every release knows (`Parsed.constructs`)."""


class Incomplete:
    """Stands in `having` for a part of the statement that nobody understood."""


class Homeless:
    """Stands in `having` for a schema whose current database was dropped."""


Sign: TypeAlias = str | type | re.Pattern[str]
Signs: TypeAlias = Callable[[Any], tuple[Sign, ...]]


class Only(NamedTuple):
    """Stands in `on` for those nodes of a class that show one of some signs and none of others."""

    kind: type
    signs: frozenset[Sign]
    lacking: frozenset[Sign]


def only(kind: type, *signs: Sign, lacking: Iterable[Sign] = ()) -> Only:
    """Those nodes of class `kind` that show one of `signs`, if any are given, and no `lacking`."""
    if kind not in _SIGNS:
        raise ValueError(f"nobody knows what signs a {kind.__name__} has")
    return Only(kind, frozenset(signs), frozenset(lacking))


def each(kinds: Iterable[type], *signs: Sign) -> tuple[Only, ...]:
    """The same of several classes."""
    return tuple(only(kind, *signs) for kind in kinds)


def called(pattern: re.Pattern[str]) -> Sign:
    """The sign of names of which a part in lower case has what `pattern` finds."""
    if pattern not in _PATTERNS:
        _PATTERNS.append(pattern)
        _WORDS.clear()
    return pattern


def signs_of(kind: type) -> Signs | None:
    """How the signs of nodes of class `kind` are told; None where they have none."""
    return _SIGNS.get(kind)


HIDDEN = frozenset({"db_row_id", "db_trx_id", "db_roll_ptr"})
"""Names of columns that InnoDB has itself."""


def _of_name(name: tree.Name) -> tuple[Sign, ...]:
    """What is special about a name, which for most that are plain is little.

    ODD is all but small or capital letters and digits of ASCII, with `_` between words at most;
    UNUSUAL what is more than a letter of ASCII and letters, digits and `_` behind it, or less;
    LONG NAME has more than 32 of whatever it is, which is more than 128 bytes at most.
    """
    found = _of_word(name.parts[-1])
    for part in name.parts[:-1]:
        found = (*found, *_of_word(part))
    return found


def _of_names(names: Iterable[tree.Name]) -> tuple[Sign, ...]:
    """What is special about any of them."""
    return tuple(dict.fromkeys(sign for name in names for sign in _of_name(name)))


def _of_word(word: str) -> tuple[Sign, ...]:
    found = _WORDS.get(word)
    if found is None:
        found = tuple(_special(word))
        if len(_WORDS) < _WORDS_MOST:
            _WORDS[word] = found
    return found


def _special(word: str) -> Iterable[Sign]:
    if word != word.upper():
        yield "NOT UPPER"
    if word != word.lower():
        yield "NOT LOWER"
    if not _PLAIN.fullmatch(word):
        yield "ODD"
    if not _USUAL.fullmatch(word):
        yield "UNUSUAL"
    if len(word) > _LONG:
        yield "LONG NAME"
    if any(map(str.isdigit, word)):
        yield "DIGIT"
    if word.upper() in RESERVED or word.upper() in ORACLE_RESERVED:
        yield "RESERVED"
    if word.lower() in HIDDEN:
        yield "HIDDEN"
    for pattern in _PATTERNS:
        if pattern.search(word.lower()):
            yield pattern


_LONG = 32
_PATTERNS: list[re.Pattern[str]] = []
_WORDS: dict[str, tuple[Sign, ...]] = {}
_WORDS_MOST = 50_000  # a file with more names than that is no script
_USUAL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_PLAIN = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")


def _of_naming(node: tree.Node) -> tuple[Sign, ...]:
    """What is special about the name that a node gives to something."""
    name = getattr(node, "new", None) or getattr(node, "name", None)
    return _of_name(name) if isinstance(name, tree.Name) else ()


def _of_column(column: tree.ColumnDefinition) -> tuple[Sign, ...]:
    """Its type, the kinds of its attributes, what its type says of characters, and its name."""
    found: list[Sign] = [attribute.kind for attribute in column.attributes]
    found += _of_name(column.name)
    made = column.type
    if made is not None:
        found.append(made.name)
        if made.charset is not None:
            found.append("CHARACTER SET")
        if made.collation is not None:
            found.append("COLLATE")
    return tuple(found)


def _of_key(key: tree.Key) -> tuple[Sign, ...]:
    found: list[Sign] = [option.kind for option in key.options]
    found.append(key.kind)
    if key.name is not None:
        found += _of_name(key.name)
    return tuple(found)


def _of_create_table(node: tree.CreateTable) -> tuple[Sign, ...]:
    """The names of its options, TEMPORARY, AS for a query, and what is special about its name."""
    found: list[Sign] = [option.name for option in node.options]
    if node.temporary:
        found.append("TEMPORARY")
    if node.query is not None:
        found.append("AS")
    found += _of_name(node.name)
    return tuple(found)


def _of_alter_table(node: tree.AlterTable) -> tuple[Sign, ...]:
    """The classes of its actions, and the names of options."""
    return tuple(
        [
            action.name if isinstance(action, tree.Option) else type(action)
            for action in node.actions
        ]
    )


def _of_comparison(node: tree.Comparison) -> tuple[Sign, ...]:
    """The operator, and what stands on each side; COLUMNS where both are columns.

    With what is special about the name of a column on the left.
    """
    left, right = type(node.left), type(node.right)
    if not isinstance(node.left, tree.Column):
        return node.op, left, right
    if right is tree.Column:
        return node.op, left, "COLUMNS", *_of_name(node.left.name)
    return node.op, left, right, *_of_name(node.left.name)


def _of_test(node: tree.Between | tree.In | tree.Like) -> tuple[Sign, ...]:
    """NOT, and what is tested."""
    return (type(node.operand), "NOT") if node.negated else (type(node.operand),)


def _of_type(made: tree.DataType) -> tuple[Sign, ...]:
    """Its name, LENGTH, ZEROFILL."""
    found = (made.name,) if made.length is None else (made.name, "LENGTH")
    return (*found, "ZEROFILL") if made.zerofill else found


def _of_rows(node: tree.Select | tree.Update | tree.Delete) -> list[Sign]:
    """WHERE or NO WHERE, and JOIN."""
    found: list[Sign] = ["NO WHERE" if node.where is None else "WHERE"]
    if isinstance(node.tables, tree.Join):
        found.append("JOIN")
    return found


def _of_change(node: tree.Update | tree.Delete) -> tuple[Sign, ...]:
    """The same, ORDER BY and LIMIT."""
    found = _of_rows(node)
    if node.order_by:
        found.append("ORDER BY")
    if node.limit is not None:
        found.append("LIMIT")
    return tuple(found)


def _of_select(node: tree.Select) -> tuple[Sign, ...]:
    """The same, DISTINCT, GROUP BY, HAVING, and its options."""
    found = _of_rows(node)
    if node.distinct:
        found.append("DISTINCT")
    if node.group_by is not None:
        found.append("GROUP BY")
    if node.having is not None:
        found.append("HAVING")
    if node.options:
        found += node.options
    return tuple(found)


def _of_query(node: tree.Query) -> tuple[Sign, ...]:
    """ORDER BY and LIMIT, and the class of the node it stands in."""
    found: list[Sign] = [type(node.parent)]
    if node.order_by:
        found.append("ORDER BY")
    if node.limit is not None:
        found.append("LIMIT")
    return tuple(found)


_NAMING = (
    tree.CreateView, tree.CreateDatabase, tree.ForeignKey, tree.Check, tree.CreateRoutine,
    tree.CreateTrigger, tree.CreateEvent, tree.RenameTo, tree.RenamePair, tree.RenameColumn,
    tree.RenameKey,
)  # fmt: skip
_SIGNS: dict[type, Signs] = {
    **dict.fromkeys(_NAMING, _of_naming),
    tree.AlterTable: _of_alter_table,
    tree.Assignment: lambda node: _of_name(node.column) if node.column is not None else (),
    tree.Between: _of_test,
    tree.ColumnAttribute: lambda attribute: (attribute.kind,),
    tree.ColumnDefinition: _of_column,
    tree.Comparison: _of_comparison,
    tree.CreateTable: _of_create_table,
    tree.DataType: _of_type,
    tree.Delete: _of_change,
    tree.DropKey: lambda action: (action.kind,),
    tree.FunctionCall: lambda call: (call.name,),
    tree.In: _of_test,
    tree.Insert: lambda insert: _of_names(insert.columns or ()),
    tree.Key: _of_key,
    tree.Like: _of_test,
    tree.Literal: lambda literal: (literal.kind,),
    tree.Logical: lambda condition: (condition.op,),
    tree.Option: lambda option: (option.name,),
    tree.Query: _of_query,
    tree.Select: _of_select,
    tree.Update: _of_change,
}
