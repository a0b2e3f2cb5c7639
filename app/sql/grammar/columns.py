"""Column definitions: name, type, attributes (MySQL 8.4 manual, 15.1.20; MariaDB CREATE TABLE)."""

from collections.abc import Callable
from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.external import EXTERNAL
from app.sql.grammar.options import Options
from app.sql.grammar.types import COLLATED, COMPRESSIBLE
from app.sql.tree import (
    Column,
    ColumnAttribute,
    ColumnDefinition,
    DataType,
    Expression,
    KeyPart,
    Literal,
    Name,
    References,
    RowValue,
    Unary,
)

_MARIADB = Dialect.MARIADB  # members of an enumeration are slow to get at in Python 3.11

_PLAIN = frozenset({"AUTO_INCREMENT", "VISIBLE", "INVISIBLE", "NULL"})
_WORDS = {
    "COLUMN_FORMAT": frozenset({"FIXED", "DYNAMIC", "DEFAULT"}),
    "STORAGE": frozenset({"DISK", "MEMORY", "DEFAULT"}),
}
_NOW = frozenset({"CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP"})
_LITERAL = (Literal, Unary)
_CHECKED = frozenset({"CHECK", "COMPRESSED", "GENERATED"})
_BEHIND_GENERATED = frozenset(
    {"UNIQUE", "COMMENT", "INVISIBLE", "VISIBLE", "CHECK", "NULL", "NOT NULL"}
)
"""What MariaDB takes there, or is noted elsewhere."""
_SERIAL_SAYS = frozenset({"NULL", "AUTO_INCREMENT", "SERIAL DEFAULT VALUE", "DEFAULT", "COLLATE"})
_NOT_GENERATED = frozenset({"DEFAULT", "ON UPDATE", "AUTO_INCREMENT"})


class Columns(Options):
    """Column definitions and what they refer to."""

    def column_definition(self) -> ColumnDefinition:
        """`name type attribute …`."""
        start = self.at
        name = self.own_column()
        type_ = self.stored_type()
        attributes: list[ColumnAttribute] = []
        makers = self._ATTRIBUTES
        while True:
            make = makers.get(self.kinds[self.at])
            if make is not None:
                attributes.append(make(self))
                if attributes[-1].kind == "REFERENCES":  # always the last
                    break
            elif self.dialect is _MARIADB and self.sees_own_option():
                attributes.append(self._own_attribute())
            else:
                break
        if not _CHECKED.isdisjoint([attribute.kind for attribute in attributes]):
            self._check_generated(type_, attributes)
            _compressed_once(type_, attributes)
            self._note_order(attributes)
        if type_.name == "SERIAL":
            self._check_serial(type_, attributes)
        return ColumnDefinition(start, self.before, name, type_, tuple(attributes))

    def _check_generated(self, type_: DataType, attributes: list[ColumnAttribute]) -> None:
        """Refuse what no server, or not MariaDB, takes beside a generated value."""
        at = next((n for n, a in enumerate(attributes) if a.kind == "GENERATED"), -1)
        if at < 0:
            return
        of_mariadb, value = self.dialect is Dialect.MARIADB, attributes[at].value
        if at or (of_mariadb and type_.collation and type_.name not in COLLATED):
            raise Refused(attributes[at].first, N_("a generated value right behind the type"))
        never = _NOT_GENERATED if value else frozenset({"DEFAULT"})
        for attribute in attributes[1:]:
            late = of_mariadb and value and attribute.kind not in _BEHIND_GENERATED
            if late or attribute.kind in never:
                raise Refused(attribute.first, N_("a generated column without a default"))

    def _check_serial(self, type_: DataType, attributes: list[ColumnAttribute]) -> None:
        """Refuse what SERIAL says already: it is a number that counts by itself."""
        of_mariadb = self.dialect is Dialect.MARIADB
        for attribute in attributes:
            if attribute.kind == "GENERATED" or (of_mariadb and attribute.kind in _SERIAL_SAYS):
                raise Refused(attribute.first, N_("an attribute that SERIAL may have"))
        if of_mariadb and type_.collation:
            raise Refused(type_.collation.first, N_("an attribute that SERIAL may have"))

    def own_column(self) -> Name:
        """A column of the table at hand, which MariaDB lets have the table's name before it."""
        at, kinds = self.at, self.kinds
        dotted = kinds[at + 1] == "." or kinds[at] == "."
        if not dotted or self.dialect is not _MARIADB:
            return self.identifier()
        name = self.column_name()
        name.parts = name.parts[-1:]
        return name

    def _note_order(self, attributes: list[ColumnAttribute]) -> None:
        """Note what stands behind a generated value or a check where MariaDB wants it before."""
        late = False
        for attribute in attributes:
            if late and attribute.kind in {"NOT NULL", "NULL"}:
                self.note("null-behind", attribute.first)
            late = late or attribute.kind == "CHECK"
            late = late or (attribute.kind == "GENERATED" and attribute.value is not None)

    # ------------------------------------------------------------------ attributes

    def _plain_attribute(self) -> ColumnAttribute:
        start = self.at
        kind = self.expect_any(_PLAIN)
        if kind in {"VISIBLE", "INVISIBLE"}:
            self.note(f"column-{kind.lower()}")
        return ColumnAttribute(start, start, kind)

    def _not_attribute(self) -> ColumnAttribute:
        start = self.expect("NOT")
        what = self.expect_any({"NULL", "SECONDARY"})
        if what == "SECONDARY":
            self.note("secondary-engine", start)
        return ColumnAttribute(start, self.before, f"NOT {what}")

    def _default_attribute(self) -> ColumnAttribute:
        start = self.expect("DEFAULT")
        value = self.moment_or_value()
        return ColumnAttribute(start, self.before, "DEFAULT", value)

    def moment_or_value(self) -> Expression:
        """What a column is set to by itself.

        MySQL wants everything but literals and the current time in parentheses; MariaDB takes
        calls, columns and NOW without its own.
        """
        start, kind = self.at, self.kinds[self.at]
        value = self.simple_value()
        plain = kind in _NOW or isinstance(value, _LITERAL)
        fits = plain and not isinstance(value, Column)
        if kind == "(":
            fits = not isinstance(value, RowValue) or not self.lists(start)
        if not fits and self.dialect is not _MARIADB:
            raise Refused(start, N_("a literal"))
        if kind == "(":
            self.note("default-expression", start)
        elif not plain:
            self.note("default-call", start)
        return value

    def _serial_default_attribute(self) -> ColumnAttribute:
        start = self.at
        self.expect("SERIAL", "DEFAULT", "VALUE")
        return ColumnAttribute(start, self.before, "SERIAL DEFAULT VALUE")

    def _on_update_attribute(self) -> ColumnAttribute:
        start = self.at
        self.expect("ON", "UPDATE")
        if self.kinds[self.at] not in _NOW:
            raise Refused(self.at, "CURRENT_TIMESTAMP")
        value = self.moment_or_value()
        if isinstance(value, Column):  # NOW without its parentheses
            raise Refused(self.at, "(")
        return ColumnAttribute(start, self.before, "ON UPDATE", value)

    def _primary_attribute(self) -> ColumnAttribute:
        start = self.at
        self.accept("PRIMARY")
        self.expect("KEY")
        return ColumnAttribute(start, self.before, "PRIMARY KEY")

    def _unique_attribute(self) -> ColumnAttribute:
        start = self.expect("UNIQUE")
        self.accept("KEY")
        return ColumnAttribute(start, self.before, "UNIQUE")

    def _external_format_attribute(self) -> ColumnAttribute:
        start = self.expect("EXTERNAL_FORMAT")
        self.note(EXTERNAL, start)
        value = self.one_string()
        return ColumnAttribute(start, self.before, "EXTERNAL_FORMAT", value)

    def _text_attribute(self) -> ColumnAttribute:
        start, kind = self.at, self.kinds[self.at]
        self.at += 1
        if kind != "COMMENT":
            self.note("engine-attribute")
            if not self.equals() and self.dialect is _MARIADB:
                raise Refused(self.at, "=")
        value = self.one_string()
        return ColumnAttribute(start, self.before, kind, value)

    def _word_attribute(self) -> ColumnAttribute:
        start, kind = self.at, self.kinds[self.at]
        self.note("column-format" if kind == "COLUMN_FORMAT" else "column-storage", start)
        self.at += 1
        value = self.word_of(_WORDS[kind])
        return ColumnAttribute(start, self.before, kind, value)

    def _collate_attribute(self) -> ColumnAttribute:
        start = self.expect("COLLATE")
        value = self.charset_word()
        return ColumnAttribute(start, self.before, "COLLATE", value)

    def _srid_attribute(self) -> ColumnAttribute:
        start, kind = self.at, self.kinds[self.at]
        self.at += 1
        self.note("column-srid" if kind == "SRID" else "column-ref-system")
        if kind == "REF_SYSTEM_ID":
            self.expect("=")
        value = self.number()
        return ColumnAttribute(start, self.before, "SRID", value)

    def _compressed_attribute(self) -> ColumnAttribute:
        start = self.at
        value = self.compressed()
        return ColumnAttribute(start, self.before, "COMPRESSED", value)

    def _versioning_attribute(self) -> ColumnAttribute:
        start, kind = self.at, self.kinds[self.at]
        self.expect(kind, "SYSTEM", "VERSIONING")
        self.note("system-versioning", start)
        return ColumnAttribute(start, self.before, f"{kind} SYSTEM VERSIONING")

    def _own_attribute(self) -> ColumnAttribute:
        start = self.at
        kind = self.any_word().name.upper()
        self.expect("=")
        value = self.engine_value()
        return ColumnAttribute(start, self.before, kind, value)

    def _generated_attribute(self) -> ColumnAttribute:
        """`[GENERATED ALWAYS] AS (expression) [STORED]`, or AS ROW START of MariaDB."""
        start = self.at
        if self.accept("GENERATED"):
            self.expect("ALWAYS")
        self.expect("AS")
        if self.accept_noting("system-versioning", "ROW"):
            end = self.expect_any({"START", "END"})
            return ColumnAttribute(start, self.before, "GENERATED", None, f"ROW {end}")
        value = self.parenthesised(self.expression)
        stored = self.accept_any({"VIRTUAL", "STORED", "PERSISTENT"})
        if stored == "PERSISTENT":
            self.note("persistent-column")
        detail = "STORED" if stored == "PERSISTENT" else stored or "VIRTUAL"
        return ColumnAttribute(start, self.before, "GENERATED", value, detail)

    def _check_attribute(self) -> ColumnAttribute:
        """`[CONSTRAINT [name]] CHECK (condition) [NOT ENFORCED]`, or REFERENCES behind it."""
        start, name = self.at, None
        constraint = self.accept("CONSTRAINT")
        if constraint and self.kinds[self.at] not in {"CHECK", "REFERENCES"}:
            name = self.identifier()
        if constraint and self.kinds[self.at] == "REFERENCES":
            self.note("column-references", start)
            value = self.references()
            return ColumnAttribute(start, self.before, "REFERENCES", value, "", name)
        if constraint:
            self.note("column-constraint", start)
        self.expect("CHECK")
        condition = self.parenthesised(self.expression)
        detail = "" if self.enforced() else "NOT ENFORCED"
        return ColumnAttribute(start, self.before, "CHECK", condition, detail, name)

    def enforced(self) -> bool:
        """Take [NOT] ENFORCED behind a check; whether it is."""
        if self.accept_noting("check-enforced", "NOT", "ENFORCED"):
            return False
        self.accept_noting("check-enforced", "ENFORCED")
        return True

    def _references_attribute(self) -> ColumnAttribute:
        start = self.at
        value = self.references()
        return ColumnAttribute(start, self.before, "REFERENCES", value)

    _ATTRIBUTES: ClassVar[dict[str, Callable[["Columns"], ColumnAttribute]]] = {
        **dict.fromkeys(_PLAIN, _plain_attribute),
        **dict.fromkeys(_WORDS, _word_attribute),
        **dict.fromkeys(
            ("COMMENT", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"), _text_attribute
        ),
        **dict.fromkeys(("SRID", "REF_SYSTEM_ID"), _srid_attribute),
        **dict.fromkeys(("PRIMARY", "KEY"), _primary_attribute),
        **dict.fromkeys(("GENERATED", "AS"), _generated_attribute),
        **dict.fromkeys(("CONSTRAINT", "CHECK"), _check_attribute),
        **dict.fromkeys(("WITH", "WITHOUT"), _versioning_attribute),
        "EXTERNAL_FORMAT": _external_format_attribute,
        "NOT": _not_attribute,
        "DEFAULT": _default_attribute,
        "SERIAL": _serial_default_attribute,
        "ON": _on_update_attribute,
        "UNIQUE": _unique_attribute,
        "COLLATE": _collate_attribute,
        "COMPRESSED": _compressed_attribute,
        "REFERENCES": _references_attribute,
    }

    # ------------------------------------------------------------------ references

    def references(self) -> References:
        """`REFERENCES table [(columns)] [MATCH …] [ON DELETE …] [ON UPDATE …]`."""
        start = self.expect("REFERENCES")
        table = self.table_name()
        columns: tuple[KeyPart, ...] = ()
        if self.kinds[self.at] == "(":
            columns = self.parenthesised(lambda: self.separated(self.key_part))
        if self.accept("MATCH"):
            self.expect_any({"FULL", "PARTIAL", "SIMPLE"})
        actions: dict[str, str] = {}
        while self.accept("ON"):
            when = self.expect_any({"DELETE", "UPDATE"} - actions.keys())
            actions[when] = self._referential_action()
        deleted, updated = actions.get("DELETE", ""), actions.get("UPDATE", "")
        return References(start, self.before, table, columns, deleted, updated)

    def _referential_action(self) -> str:
        first = self.expect_any({"CASCADE", "RESTRICT", "NO", "SET"})
        if first == "NO":
            self.expect("ACTION")
            return "NO ACTION"
        if first == "SET":
            return f"SET {self.expect_any({'NULL', 'DEFAULT'})}"
        return first

    def key_part(self) -> KeyPart:
        """`column [(length)] [ASC | DESC]` or `(expression) [ASC | DESC]`."""
        start = self.at
        column: Name | None = None
        expression, length = None, None
        if self.kinds[start] == "(":
            self.note("functional-index", start)
            expression = self.parenthesised(self.expression)
        else:
            column = self.identifier()
            if self.kinds[self.at] == "(":
                length = self.parenthesised(self.integer)
        descending = self.accept_any({"ASC", "DESC"}) == "DESC"
        overlaps = column is not None and self.accept_noting(
            "without-overlaps", "WITHOUT", "OVERLAPS"
        )
        return KeyPart(start, self.before, column, length, descending, expression, overlaps)


def _compressed_once(type_: DataType, attributes: list[ColumnAttribute]) -> None:
    """Refuse COMPRESSED behind the type where it has it or cannot be, twice, and of no data."""
    seen = type_.compressed
    for attribute in attributes:
        if attribute.kind == "COMPRESSED":
            bare = attribute.first == type_.last + 1 and type_.name not in COMPRESSIBLE
            if seen or bare:
                raise Refused(attribute.first, N_("a type that can be compressed"))
            seen = True
        seen = seen or attribute.kind == "GENERATED"
