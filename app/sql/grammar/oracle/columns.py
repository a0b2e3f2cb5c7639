"""Columns of Oracle's tables: types, defaults, identity, virtual columns, encryption."""

from collections.abc import Callable
from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.constraints import Constraints
from app.sql.tokens import END
from app.sql.tree import ColumnAttribute, ColumnDefinition, DataType, Node

_NO_TYPE = frozenset(
    """, ) ; DEFAULT CONSTRAINT NOT NULL PRIMARY UNIQUE CHECK REFERENCES GENERATED AS VISIBLE
    INVISIBLE ENCRYPT DECRYPT SORT COLLATE SCOPE WITH DROP INMEMORY ANNOTATIONS DOMAIN NO ADD
    RESERVABLE VALIDATE PRECHECK NOPRECHECK""".split()
) | {END}
"""What may stand right behind a column that is given no type."""
_TYPED = frozenset({"GENERATED", "REFERENCES", "DOMAIN", "SCOPE", "IDENTITY"})
"""Attributes of a column that may go without a type."""
_LONG = frozenset({"VARCHAR2", "NVARCHAR2", "RAW"})
_COLUMN_WORDS = frozenset({"SORT", "VISIBLE", "INVISIBLE"})


class Columns(Constraints):
    """Column definitions, in CREATE TABLE as in ALTER TABLE."""

    def column_definition(self) -> ColumnDefinition:
        """`name [type] attribute …`."""
        start = self.at
        name = self.name()
        type_: DataType | None = None
        if self.kinds[self.at] not in _NO_TYPE:
            type_ = self.data_type()
            if type_.name in _LONG and type_.length is None and not self._fills:
                self.wrong(self.at, N_("a length"))
        attributes = self.column_attributes()
        return ColumnDefinition(start, self.before, name, type_, attributes)

    def check_type(self, column: ColumnDefinition) -> None:
        """Note that a new column has no type, and nothing it could take one from."""
        typed = column.type is not None or any(
            a.kind in _TYPED and (a.kind != "DOMAIN" or a.value is not None)
            for a in column.attributes
        )
        if not typed:
            self.wrong(column.name.last + 1, N_("a data type"))

    def column_attributes(self) -> tuple[ColumnAttribute, ...]:
        """Everything behind the type."""
        attributes: list[ColumnAttribute] = []
        while found := self._attribute():
            attributes.append(found)
        return tuple(attributes)

    def _attribute(self) -> ColumnAttribute | None:
        make = self._ATTRIBUTES.get(self.kinds[self.at])
        return make(self) if make else self.inline_constraint()

    def _word(self) -> ColumnAttribute:
        start = self.at
        return ColumnAttribute(start, start, self.expect_any(_COLUMN_WORDS))

    def _collate(self) -> ColumnAttribute:
        start = self.expect("COLLATE")
        value = self.any_word()
        return ColumnAttribute(start, self.before, "COLLATE", value)

    def _default(self) -> ColumnAttribute:
        """`DEFAULT [ON NULL [FOR INSERT ONLY | FOR INSERT AND UPDATE]] value`."""
        start, detail = self.expect("DEFAULT"), ""
        if self.accept("ON", "NULL"):
            detail = "ON NULL"
            if self.accept("FOR", "INSERT"):
                updates = self.accept("AND", "UPDATE")
                if not updates:
                    self.expect("ONLY")
                detail += " FOR INSERT AND UPDATE" if updates else " FOR INSERT ONLY"
        value = self.expression()
        return ColumnAttribute(start, self.before, "DEFAULT", value, detail)

    def _generated(self) -> ColumnAttribute:
        """`GENERATED … AS IDENTITY`, or `[GENERATED ALWAYS] AS (expression) [VIRTUAL]`."""
        start, detail = self.at, "ALWAYS"
        if self.accept("GENERATED"):
            if self.accept("BY", "DEFAULT"):
                nulls = self.accept("ON", "NULL")
                detail = "BY DEFAULT ON NULL" if nulls else "BY DEFAULT"
                if nulls and self.accept("FOR"):
                    self.follow("identity_insert")
            else:
                self.accept("ALWAYS")
        self.expect("AS")
        if self.accept("IDENTITY"):
            options = self._identity_options()
            return ColumnAttribute(start, self.before, "IDENTITY", None, detail, options=options)
        if detail != "ALWAYS":
            raise Refused(self.at, "IDENTITY")
        value = self.parenthesised(self.expression)
        self.follows("virtual_tail")
        return ColumnAttribute(start, self.before, "GENERATED", value, "VIRTUAL")

    def _identity_options(self) -> tuple[Node, ...]:
        """In parentheses, or without them as DBMS_METADATA writes them."""
        if self.kinds[self.at] != "(":
            return self.key_options("identity_option")
        if self.accept("(", ")"):
            return ()
        return self.parenthesised(lambda: self.key_options("identity_option"))

    def _encrypt(self) -> ColumnAttribute:
        start, kind = self.at, self.kinds[self.at]
        self.follow("column_encryption")
        return ColumnAttribute(start, self.before, kind)

    def _by_diagram(self) -> ColumnAttribute | None:
        """What says nothing of the column's values: memory, annotations, a domain."""
        found = self.one_option("column_clause")
        if found is None:
            return None
        value = found.value
        return ColumnAttribute(found.first, found.last, found.name, value)  # type: ignore[arg-type]

    _ATTRIBUTES: ClassVar[dict[str, Callable[["Columns"], ColumnAttribute | None]]] = {
        **dict.fromkeys(_COLUMN_WORDS, _word),
        **dict.fromkeys(("GENERATED", "AS"), _generated),
        **dict.fromkeys(("ENCRYPT", "DECRYPT"), _encrypt),
        **dict.fromkeys(
            """INMEMORY NO ANNOTATIONS DOMAIN SCOPE WITH VALIDATE RESERVABLE PRECHECK
            NOPRECHECK""".split(),
            _by_diagram,
        ),
        "COLLATE": _collate,
        "DEFAULT": _default,
    }
