"""A column's definition as it is compared, and as an ALTER TABLE takes it."""

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.compare.nouns import UNSAID, ColumnElement, Shape
from app.sql.compare.shaping import Shaper, number
from app.sql.compare.types import (
    NUMBERS,
    TEXTS,
    charset_and_collation,
    family_and_width,
    type_shape,
)

_ELSEWHERE = frozenset({"PRIMARY KEY", "KEY", "UNIQUE", "REFERENCES"})
"""What makes a key of its own, and is no part of the column."""
_KNOWN = _ELSEWHERE | {
    "NOT NULL", "NULL", "DEFAULT", "AUTO_INCREMENT", "COMMENT", "COLLATE", "CHARACTER SET",
    "ON UPDATE", "GENERATED", "INVISIBLE", "VISIBLE", "CHECK",
}  # fmt: skip


def column_element(
    definition: tree.ColumnDefinition,
    shaper: Shaper,
    dialect: Dialect,
    table: tuple[str, str],
    *,
    primary: bool,
) -> ColumnElement:
    """A column of a table with this character set and collation; UNSAID where nothing says it."""
    made = definition.type
    texts = made is not None and made.name in TEXTS
    charset, collation = _charset(definition, dialect, table) if texts else ("", "")
    not_null = primary or any(
        definition.attribute(kind) is not None for kind in ("NOT NULL", "PRIMARY KEY", "KEY")
    )
    automatic = definition.attribute("AUTO_INCREMENT") is not None
    shape: Shape = (
        definition.name.name,
        None if made is None else type_shape(made, shaper),
        charset,
        collation,
        not_null,
        _default(definition, shaper),
        _value(definition, "ON UPDATE", shaper),
        _generated(definition, shaper),
        automatic,
        _value(definition, "COMMENT", shaper) or ("literal", "'"),
        definition.attribute("INVISIBLE") is not None,
        _value(definition, "CHECK", shaper) if dialect is Dialect.MARIADB else None,
        _others(definition, shaper),
    )
    family, width = ("", ()) if made is None else family_and_width(made)
    said = (charset, collation) if texts and table[0] != UNSAID else ("", "")
    return ColumnElement(
        definition.name.name,
        _text(definition, shaper, dialect, said),
        shape,
        automatic,
        family,
        width,
        not not_null,
        _text(definition, shaper, dialect, said, bare=True),
        _kept(definition),
    )


def _charset(
    definition: tree.ColumnDefinition, dialect: Dialect, table: tuple[str, str]
) -> tuple[str, str]:
    charset, collation = _named(definition, "CHARACTER SET"), _named(definition, "COLLATE")
    made = definition.type
    if made is not None:
        charset = charset or (made.charset.name if made.charset else "")
        collation = collation or (made.collation.name if made.collation else "")
    if not charset and not collation:
        return table
    return charset_and_collation(charset, collation, dialect)


def _named(definition: tree.ColumnDefinition, kind: str) -> str:
    attribute = definition.attribute(kind)
    value = None if attribute is None else attribute.value
    return value.name if isinstance(value, tree.Name) else ""


def _value(definition: tree.ColumnDefinition, kind: str, shaper: Shaper) -> Shape:
    attribute = definition.attribute(kind)
    if attribute is None:
        return None
    if attribute.value is None:
        return shaper.words(attribute.first, attribute.last)
    return shaper.node(attribute.value)


def _default(definition: tree.ColumnDefinition, shaper: Shaper) -> Shape:
    """The default; NULL is none, and a number is one with and without quotes."""
    attribute = definition.attribute("DEFAULT")
    if attribute is None or attribute.value is None:
        return None
    value = attribute.value
    if isinstance(value, tree.Literal):
        if value.kind == "null":
            return None
        text = shaper.literal(value)
        made = definition.type
        if made is not None and made.name in NUMBERS and text.startswith("'"):
            text = number(text[1:])
        return ("literal", text)
    return shaper.node(value)


def _generated(definition: tree.ColumnDefinition, shaper: Shaper) -> Shape:
    attribute = definition.attribute("GENERATED")
    if attribute is None:
        return None
    return (shaper.value(attribute.value), _kept(definition))


def _kept(definition: tree.ColumnDefinition) -> str:
    """How a generated column is kept; nothing for one that is not."""
    attribute = definition.attribute("GENERATED")
    if attribute is None:
        return ""
    detail = attribute.detail.upper() or "VIRTUAL"
    return "STORED" if detail == "PERSISTENT" else detail


def _others(definition: tree.ColumnDefinition, shaper: Shaper) -> Shape:
    return tuple(
        sorted(
            " ".join(shaper.words(each.first, each.last))
            for each in definition.attributes
            if each.kind not in _KNOWN
        )
    )


def _text(
    definition: tree.ColumnDefinition,
    shaper: Shaper,
    dialect: Dialect,
    charset: tuple[str, str],
    *,
    bare: bool = False,
) -> str:
    """The definition without the keys it brings along, with its character set after the type."""
    left_out = _ELSEWHERE
    if dialect is Dialect.MYSQL:
        left_out |= {"CHECK"}
    if bare:
        left_out |= {"AUTO_INCREMENT"}
    explicit = any(_named(definition, kind) for kind in ("CHARACTER SET", "COLLATE"))
    made = definition.type
    if made is not None and (made.charset or made.collation):
        explicit = True
    without = frozenset(
        at
        for each in definition.attributes
        if each.kind in left_out
        for at in range(each.first, each.last + 1)
    )
    if explicit or made is None or not charset[0] or UNSAID in charset:
        return shaper.text(definition.first, definition.last, without)
    head = shaper.text(definition.first, made.last)
    said = f" CHARACTER SET {charset[0]} COLLATE {charset[1]}"
    rest = shaper.text(made.last + 1, definition.last, without)
    return f"{head}{said} {rest}".rstrip()
