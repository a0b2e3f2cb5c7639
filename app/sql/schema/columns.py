"""What the definition of a column says: the column, and the keys it brings along."""

from collections.abc import Sequence
from operator import attrgetter

from app.sql import tree
from app.sql.collations import canonical, charset_of
from app.sql.schema.nouns import Column, KeyColumn
from app.sql.tree import folded

_kind = attrgetter("kind")
_OF_CHARACTERS = frozenset({"CHARACTER SET", "COLLATE"})
_COUNTED = frozenset({"AUTO_INCREMENT", "IDENTITY", "SERIAL DEFAULT VALUE"})
_FORCING = frozenset({"NOT NULL", "PRIMARY KEY", "KEY"})
_KEYS = {
    "PRIMARY KEY": "PRIMARY", "KEY": "PRIMARY", "UNIQUE": "UNIQUE",
    "SERIAL DEFAULT VALUE": "UNIQUE",
}  # fmt: skip


def column_of(definition: tree.ColumnDefinition) -> Column:
    """The column a definition describes, as far as the column alone says."""
    kinds = set(map(_kind, definition.attributes))
    name, made = definition.name.parts[-1], definition.type
    if made is None:
        return Column(name, generated="GENERATED" in kinds)
    serial = made.name == "SERIAL"
    charset = collation = ""
    if made.charset or made.collation or not kinds.isdisjoint(_OF_CHARACTERS):
        charset, collation = charset_and_collation(definition)
    counted = serial or not kinds.isdisjoint(_COUNTED)
    forced = counted or not kinds.isdisjoint(_FORCING)
    generated = "GENERATED" in kinds
    whole = (
        name, "BIGINT" if serial else made.name, made.length, made.decimals,
        serial or made.unsigned or made.zerofill,
        not forced, "DEFAULT" in kinds, counted, generated, charset, collation,
        "ON UPDATE" in kinds, generated and not _is_stored(definition), "INVISIBLE" in kinds,
    )  # fmt: skip
    return tuple.__new__(Column, whole)  # as `Column(…)` would, in a sixth of the time


def _is_stored(definition: tree.ColumnDefinition) -> bool:
    made = definition.attribute("GENERATED")
    return made is not None and made.detail not in {"", "VIRTUAL"}


def charset_and_collation(definition: tree.ColumnDefinition) -> tuple[str, str]:
    """What a column says of its own, in lower case; "" where it takes the table's."""
    made = definition.type
    charset, collation = (made.charset, made.collation) if made else (None, None)
    for attribute in definition.attributes:
        if isinstance(attribute.value, tree.Name):
            if attribute.kind == "CHARACTER SET":
                charset = attribute.value
            elif attribute.kind == "COLLATE":
                collation = attribute.value
    if charset is collation is None:
        return "", ""
    own = canonical(collation.name) if collation else ""
    said = canonical(charset.name) if charset else ""
    return said or (charset_of(own) if own else ""), own


def own_keys(definition: tree.ColumnDefinition) -> Sequence[str]:
    """The kinds of the keys a column brings along: PRIMARY, UNIQUE."""
    return [kind for kind, _ in named_keys(definition)]


def named_keys(definition: tree.ColumnDefinition) -> Sequence[tuple[str, str]]:
    """The keys a column brings along, and what the constraint is called in Oracle."""
    found = [
        (_KEYS[attribute.kind], attribute.name.name if attribute.name else "")
        for attribute in definition.attributes
        if attribute.kind in _KEYS
    ]
    if definition.type is not None and definition.type.name == "SERIAL":
        found.append(("UNIQUE", ""))
    return found


def key_column(part: tree.KeyPart) -> KeyColumn:
    """A part of a key as the schema keeps it."""
    name = folded(part.column.name) if part.column else ""
    return KeyColumn(name, part.length, part.descending)
