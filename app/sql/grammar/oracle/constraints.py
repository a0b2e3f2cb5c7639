"""Constraints of Oracle's tables and views, inline and out of line, with their states."""

from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.following import Following
from app.sql.tree import (
    Check,
    ColumnAttribute,
    ForeignKey,
    Key,
    KeyOption,
    KeyPart,
    Name,
    References,
)

_OUT_OF_LINE = frozenset({"PRIMARY", "UNIQUE", "FOREIGN", "CHECK"})
_INLINE = frozenset({"NOT", "NULL", "PRIMARY", "UNIQUE", "REFERENCES", "CHECK"})


class Constraints(Following):
    """What the rows of a table must be."""

    def sees_constraint(self) -> bool:
        """Whether a constraint out of line is next, and not a column that is called so."""
        kind, behind = self.kinds[self.at], self.kinds[self.at + 1]
        if kind == "CONSTRAINT":
            return True
        if kind in {"PRIMARY", "FOREIGN"}:
            return behind == "KEY"
        return kind in {"UNIQUE", "CHECK"} and behind == "("

    def constraint(self) -> Key | ForeignKey | Check:
        """`[CONSTRAINT name] PRIMARY KEY | UNIQUE | FOREIGN KEY | CHECK … state`."""
        start, name = self.at, None
        if self.accept("CONSTRAINT"):
            self.if_not_exists()
            name = self.name()
        match self.expect_any(_OUT_OF_LINE):
            case "CHECK":
                condition = self.parenthesised(self.condition)
                options = self.constraint_states()
                enforced = not _is_disabled(options)
                return Check(start, self.before, name, condition, enforced, options)
            case "FOREIGN":
                return self._foreign_key(start, name)
            case kind:
                if kind == "PRIMARY":
                    self.expect("KEY")
                parts = self.column_parts()
                options = self.constraint_states()
                return Key(start, self.before, kind, name, parts, options)

    def _foreign_key(self, start: int, name: Name | None) -> ForeignKey:
        self.expect("KEY")
        parts = self.column_parts()
        references = self.references()
        options = self.constraint_states()
        return ForeignKey(start, self.before, name, None, parts, references, options)

    def column_parts(self) -> tuple[KeyPart, ...]:
        """`(column, …)` as the parts of a key; in object tables an attribute of a column."""
        return self.parenthesised(lambda: self.separated(self._column_part))

    def _column_part(self) -> KeyPart:
        name = self.name()
        return KeyPart(name.first, name.last, name)

    def references(self) -> References:
        """`REFERENCES table [(columns)] [ON DELETE CASCADE | SET NULL]`."""
        start = self.expect("REFERENCES")
        table = self.qualified_name()
        columns = self.column_parts() if self.kinds[self.at] == "(" else ()
        deleted = ""
        if self.accept("ON"):
            self.expect("DELETE")
            deleted = self.expect_any({"CASCADE", "SET"})
            if deleted == "SET":
                self.expect("NULL")
                deleted = "SET NULL"
        return References(start, self.before, table, columns, deleted)

    def constraint_states(self) -> tuple[KeyOption, ...]:
        """ENABLE, DEFERRABLE, RELY, USING INDEX, …, in any order."""
        return self.key_options("constraint_option")

    # ------------------------------------------------------------------ inline

    def inline_constraint(self) -> ColumnAttribute | None:
        """A constraint in the definition of its column, if one is next."""
        start, name = self.at, None
        if self.kinds[start] not in _INLINE and self.kinds[start] != "CONSTRAINT":
            return None
        if self.accept("CONSTRAINT") and self.kinds[self.at] not in _INLINE:
            name = self.name()
        kind = self.kinds[self.at]
        if kind not in _INLINE:
            raise Refused(self.at, " | ".join(sorted(_INLINE)))
        made = self._inline(start, kind)
        made.name = name
        made.options = self.constraint_states()
        if _is_disabled(made.options) and kind == "CHECK":
            made.detail = "NOT ENFORCED"
        made.last = self.before
        return made

    def _inline(self, start: int, kind: str) -> ColumnAttribute:
        if kind == "REFERENCES":
            return ColumnAttribute(start, self.before, kind, self.references())
        self.at += 1
        match kind:
            case "NOT":
                self.expect("NULL")
                kind = "NOT NULL"
            case "PRIMARY":
                self.expect("KEY")
                kind = "PRIMARY KEY"
            case "CHECK":
                condition = self.parenthesised(self.condition)
                return ColumnAttribute(start, self.before, kind, condition)
        return ColumnAttribute(start, self.before, kind)


def _is_disabled(options: tuple[KeyOption, ...]) -> bool:
    return any(option.kind.startswith("DISABLE") for option in options)
