"""What the definition of a column says: the column, and the keys it brings along."""

from collections.abc import Iterator

from app.sql import tree
from app.sql.schema.nouns import Column, KeyColumn
from app.sql.tree import folded

_COUNTED = frozenset({"AUTO_INCREMENT", "IDENTITY"})


def column_of(definition: tree.ColumnDefinition) -> Column:
    """The column a definition describes, as far as the column alone says."""
    kinds = {attribute.kind for attribute in definition.attributes}
    name, made = definition.name.name, definition.type
    if made is None:
        return Column(name, generated="GENERATED" in kinds)
    serial = made.name == "SERIAL"
    charset, collation = _characters(definition, made)
    counted = serial or bool(kinds & _COUNTED) or _serial_default(definition)
    forced = counted or bool(kinds & {"NOT NULL", "PRIMARY KEY", "KEY"})
    return Column(
        name,
        "BIGINT" if serial else made.name,
        made.length,
        made.decimals,
        unsigned=serial or made.unsigned or made.zerofill,
        nullable=not forced,
        has_default="DEFAULT" in kinds,
        auto_increment=counted,
        generated="GENERATED" in kinds,
        charset=charset,
        collation=collation,
        on_update="ON UPDATE" in kinds,
    )


def _characters(definition: tree.ColumnDefinition, made: tree.DataType) -> tuple[str, str]:
    """The character set and the collation a column names; a collation begins with its set."""
    words = {"CHARACTER SET": made.charset, "COLLATE": made.collation}
    for attribute in definition.attributes:
        if attribute.kind in words and isinstance(attribute.value, tree.Name):
            words[attribute.kind] = attribute.value
    charset, collation = (word.name.lower() if word else "" for word in words.values())
    return charset or collation.partition("_")[0], collation


def _serial_default(definition: tree.ColumnDefinition) -> bool:
    return definition.attribute("SERIAL DEFAULT VALUE") is not None


def own_keys(definition: tree.ColumnDefinition) -> Iterator[str]:
    """The kinds of the keys a column brings along: PRIMARY, UNIQUE."""
    return (kind for kind, _ in named_keys(definition))


def named_keys(definition: tree.ColumnDefinition) -> Iterator[tuple[str, str]]:
    """The keys a column brings along, and what the constraint is called in Oracle."""
    for attribute in definition.attributes:
        name = attribute.name.name if attribute.name else ""
        if attribute.kind in {"PRIMARY KEY", "KEY"}:
            yield "PRIMARY", name
        elif attribute.kind in {"UNIQUE", "SERIAL DEFAULT VALUE"}:
            yield "UNIQUE", name
    if definition.type is not None and definition.type.name == "SERIAL":
        yield "UNIQUE", ""


def key_column(part: tree.KeyPart) -> KeyColumn:
    """A part of a key as the schema keeps it."""
    name = folded(part.column.name) if part.column else ""
    return KeyColumn(name, part.length, part.descending)
