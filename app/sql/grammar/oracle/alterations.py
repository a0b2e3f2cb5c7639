"""ALTER TABLE of Oracle, but for its partitions."""

from collections.abc import Callable
from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.following import Opening
from app.sql.grammar.oracle.repartitions import Repartitions
from app.sql.tree import (
    AddColumn,
    AddKey,
    AlterKey,
    AlterTable,
    ColumnDefinition,
    DropColumn,
    DropKey,
    KeyPart,
    ModifyColumn,
    Name,
    Node,
    OtherChange,
    RenameColumn,
    RenameTo,
)

_ACTION_ENDS = frozenset({"ADD", "MODIFY", "DROP", "RENAME", "MOVE", ";"})


class Alterations(Repartitions):
    """The actions on columns and constraints, and the table's own properties."""

    def alter_table(self, opening: Opening) -> AlterTable:
        """From TABLE on."""
        self.expect("TABLE")
        there = self.if_exists()
        name = self.qualified_name()
        actions: list[Node] = []
        while not self.sees_end():
            actions += self._actions()
        if not actions:
            raise Refused(self.at, N_("an action"))
        return AlterTable(opening.first, self.before, name, tuple(actions), there)

    def _actions(self) -> tuple[Node, ...]:
        """One action, or the several that one pair of parentheses holds."""
        make = self._ACTIONS.get(self.kinds[self.at])
        start = self.at
        if make is not None:
            found = self.attempt(lambda: make(self))
            if found is not None and self._ends_an_action():
                return found
            self.at = start
        option = self.one_option("alter_table_item")
        if option is not None:
            return (OtherChange(start, self.before, option.name),)
        return (self.lost_until(_ACTION_ENDS, N_("an action")),)

    def _ends_an_action(self) -> bool:
        """Whether what stands here can follow an action."""
        return self.kinds[self.at] not in {",", ")", "("}

    # ------------------------------------------------------------------ ADD

    def _add(self) -> tuple[Node, ...]:
        if (found := self.add_partition()) is not None:
            return (found,)
        start = self.expect("ADD")
        if self.sees_constraint():
            key = self.constraint()
            return (AddKey(start, self.before, key),)
        absent = self.if_not_exists()
        if self.kinds[self.at] != "(":
            if self.kinds[self.at] in {
                "SUPPLEMENTAL",
                "OVERFLOW",
                "PERIOD",
                "CLUSTERING",
                "ANNOTATIONS",
            }:
                raise Refused(self.at, N_("a column"))
            column = self.column_definition()
            self.check_type(column)
            self.options("added_column_property")
            return (AddColumn(start, self.before, (column,), if_not_exists=absent),)
        elements = self.table_elements()
        self.options("added_column_property")
        for element in elements:
            if isinstance(element, ColumnDefinition):
                self.check_type(element)
        if any(isinstance(element, ColumnDefinition) for element in elements):
            return (AddColumn(start, self.before, elements, if_not_exists=absent),)
        return tuple(
            AddKey(start, self.before, element)  # type: ignore[arg-type]
            for element in elements
        )

    # ------------------------------------------------------------------ MODIFY

    def _modify(self) -> tuple[Node, ...]:
        if (found := self.modify_partition()) is not None:
            return (found,)
        start = self.expect("MODIFY")
        if self.kinds[self.at] in {"CONSTRAINT", "PRIMARY"} or self.sees("UNIQUE", "("):
            return (self._modify_constraint(start),)
        if self.kinds[self.at] in {"LOB", "NESTED", "VARRAY", "OPAQUE", "DEFAULT", "CLUSTERING"}:
            raise Refused(self.at, N_("a column"))
        if self.if_exists() or self.kinds[self.at] != "(":
            column = self._modified()
            return (ModifyColumn(start, self.before, None, column),)
        columns = self.parenthesised(lambda: self.separated(self._modified))
        self.options("added_column_property")
        return tuple(ModifyColumn(c.first, c.last, None, c) for c in columns)

    def _modified(self) -> ColumnDefinition:
        """A column whose type and attributes only stand here where they change."""
        column = self.column_definition()
        changed = self.follows("modified_column") is not None
        if not changed and column.type is None and not column.attributes:
            raise Refused(self.at, N_("a data type"))
        column.last = self.before
        return column

    def _modify_constraint(self, start: int) -> AlterKey:
        kind, name = self._which_constraint()
        options = self.constraint_states()
        self.accept("CASCADE")
        what = " ".join(option.kind for option in options)
        return AlterKey(start, self.before, kind, name, what)

    def _which_constraint(self) -> tuple[str, Name]:
        """CONSTRAINT name, PRIMARY KEY, UNIQUE (columns)."""
        start = self.at
        if self.accept("CONSTRAINT"):
            return "CONSTRAINT", self.name()
        if self.accept("PRIMARY"):
            self.expect("KEY")
            return "PRIMARY", Name(start, self.before, ("",))
        self.expect("UNIQUE")
        self.column_parts()
        return "UNIQUE", Name(start, self.before, ("",))

    # ------------------------------------------------------------------ DROP

    def _drop(self) -> tuple[Node, ...]:
        if (found := self.drop_partition()) is not None:
            return (found,)
        start = self.expect("DROP")
        kind = self.kinds[self.at]
        if kind in {"CONSTRAINT", "PRIMARY"} or self.sees("UNIQUE", "("):
            return (self._drop_constraint(start),)
        if self.accept("COLUMN"):
            there = self.if_exists()
            name = self.name()
            names: tuple[Name, ...] = (name,)
        else:
            there = False
            names = self.columns_in_parentheses()
        self.options("drop_column_item")
        end = self.before
        return tuple(DropColumn(start, end, name, there) for name in names)

    def _drop_constraint(self, start: int) -> DropKey:
        there, name = False, None
        parts: tuple[KeyPart, ...] = ()
        if self.accept("CONSTRAINT"):
            there = self.if_exists()
            kind, name = "CONSTRAINT", self.name()
        elif self.accept("PRIMARY"):
            self.expect("KEY")
            kind = "PRIMARY"
        else:
            self.expect("UNIQUE")
            kind, parts = "UNIQUE", self.column_parts()
        self.options("drop_constraint_item")
        return DropKey(start, self.before, kind, name, there, parts)

    def _set_unused(self) -> tuple[Node, ...]:
        start = self.at
        self.expect("SET", "UNUSED")
        if self.accept("COLUMN"):
            names: tuple[Name, ...] = (self.name(),)
        else:
            names = self.columns_in_parentheses()
        self.options("drop_column_item")
        end = self.before
        return tuple(DropColumn(start, end, name, False, True) for name in names)

    def _set(self) -> tuple[Node, ...]:
        if self.sees("SET", "UNUSED"):
            return self._set_unused()
        return (self.set_partitioning(),)

    # ------------------------------------------------------------------ RENAME and states

    def _rename(self) -> tuple[Node, ...]:
        if (found := self.rename_partition()) is not None:
            return (found,)
        start = self.expect("RENAME")
        if self.accept("TO"):
            name = self.name()
            return (RenameTo(start, self.before, name),)
        kind = self.expect_any({"COLUMN", "CONSTRAINT", "LOB"})
        old = self.name() if kind != "LOB" else self._lob()
        self.expect("TO")
        new = self.name()
        if kind == "COLUMN":
            return (RenameColumn(start, self.before, old, new),)
        if kind == "LOB":
            return (OtherChange(start, self.before, "RENAME LOB"),)
        return (AlterKey(start, self.before, kind, old, f"RENAME TO {new.name}"),)

    def _lob(self) -> Name:
        self.expect("(")
        name = self.name()
        self.expect(")")
        return name

    def _state(self) -> tuple[Node, ...]:
        """ENABLE and DISABLE of a constraint; of triggers and the like a diagram tells."""
        start = self.at
        words = [self.expect_any({"ENABLE", "DISABLE"})]
        if word := self.accept_any({"VALIDATE", "NOVALIDATE"}):
            words.append(word)
        kind, name = self._which_constraint()
        self.options("enabled_constraint")
        return (AlterKey(start, self.before, kind, name, " ".join(words)),)

    _ACTIONS: ClassVar[dict[str, Callable[["Alterations"], tuple[Node, ...]]]] = {
        "ADD": _add,
        "MODIFY": _modify,
        "DROP": _drop,
        "SET": _set,
        "RENAME": _rename,
        **dict.fromkeys(("ENABLE", "DISABLE"), _state),
        **dict.fromkeys(
            ("SPLIT", "MERGE", "EXCHANGE", "MOVE", "TRUNCATE", "COALESCE", "UPDATE", "INVALIDATE"),
            lambda parser: (parser.partition_action(),),
        ),
    }
