"""ALTER TABLE: every action a clause of its own (MySQL 8.4 manual, 15.1.9; MariaDB ALTER TABLE)."""

from collections.abc import Callable
from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.options import Opening
from app.sql.grammar.repartitions import Repartitions
from app.sql.grammar.tables import ELEMENT_ENDS
from app.sql.tree import (
    AddColumn,
    AddKey,
    AlterColumn,
    AlterKey,
    AlterTable,
    ColumnDefinition,
    ConvertTo,
    DropColumn,
    DropKey,
    Expression,
    Literal,
    ModifyColumn,
    Name,
    Node,
    OtherChange,
    PartitionBy,
    PartitionChange,
    RenameColumn,
    RenameKey,
    RenameTo,
    Unary,
    node,
)

_HOW = frozenset({"ALGORITHM", "LOCK", "WITH VALIDATION", "WITHOUT VALIDATION"})
_ALONE = frozenset(
    {"DISCARD TABLESPACE", "IMPORT TABLESPACE", "SECONDARY_LOAD", "SECONDARY_UNLOAD"}
)
_KEY = frozenset({"KEY", "INDEX"})


@node
class _Run(Node):
    """Actions between two commas: options need none between them, nor does PARTITION BY."""

    actions: tuple[Node, ...]


def _is_alone(action: Node) -> bool:
    """Whether the servers take it only as all that a statement does."""
    return isinstance(action, PartitionChange) or (
        isinstance(action, OtherChange) and action.kind in _ALONE
    )


def _is_last(action: Node) -> bool:
    """Whether nothing follows it: how the table is partitioned from then on."""
    return isinstance(action, PartitionBy) or (
        isinstance(action, OtherChange) and action.kind == "REMOVE PARTITIONING"
    )


class Alterations(Repartitions):
    """ALTER TABLE."""

    def alter_table(self, opening: Opening) -> AlterTable:
        """From TABLE (or ONLINE, OFFLINE, IGNORE before it) on."""
        if self.accept_any({"ONLINE", "OFFLINE"}):
            self.note("online")
        self.accept_noting("alter-ignore", "IGNORE")
        self.expect("TABLE")
        if_exists = self.accept_noting("alter-if-exists", "IF", "EXISTS")
        name = self.table_name()
        self.waiting()
        actions: list[Node] = []
        if not self.sees_end():
            for found in self.separated(lambda: self.recovering(self._run, ELEMENT_ENDS)):
                actions += found.actions if isinstance(found, _Run) else (found,)
        self._check_alone(actions)
        return AlterTable(opening.first, self.before, name, tuple(actions), if_exists)

    def _check_alone(self, actions: list[Node]) -> None:
        """Note what stands beside what must be alone: MySQL lets ALGORITHM, LOCK before it."""
        if len(actions) == 1:
            return
        last = next((n for n, one in enumerate(actions) if _is_last(one)), len(actions))
        at = next((n for n, one in enumerate(actions) if _is_alone(one)), None)
        if last < len(actions) - 1:
            self.wrong(actions[last + 1].first, N_("the end of the statement"))
        if at is None:
            return
        how = self.dialect is Dialect.MYSQL and all(
            isinstance(one, OtherChange) and one.kind in _HOW for one in actions[:at]
        )
        if at < len(actions) - 1:
            self.wrong(actions[at + 1].first, N_("the end of the statement"))
        elif not how:
            self.wrong(actions[at].first, N_("an action"))

    def _run(self) -> _Run:
        """One action or several options, and perhaps PARTITION BY behind them."""
        start = self.at
        found: list[Node] = []
        comma = self.kinds[self.before] == ","
        if comma and self.kinds[start] in {"PARTITION", "REMOVE"}:
            raise Refused(start, N_("no comma before how the table is partitioned"))
        if self.kinds[start] in self._ACTIONS:
            found.append(self._ACTIONS[self.kinds[start]](self))
        else:
            found.append(self._option())
            while self.sees_table_option() or (
                self.dialect is Dialect.MARIADB and self.sees_own_option()
            ):
                found.append(self._option())
        if self.kinds[self.at] in {"PARTITION", "REMOVE"}:
            found.append(self._ACTIONS[self.kinds[self.at]](self))
        return _Run(start, self.before, tuple(found))

    def _option(self) -> Node:
        return self.table_option() if self.sees_table_option() else self.own_option()

    # ------------------------------------------------------------------ columns

    def _add(self) -> Node:
        start, behind = self.at, self.kinds[self.at + 1]
        self.at += 1
        if behind == "PARTITION":
            return self._add_partition(start)
        if self.sees("SYSTEM", "VERSIONING"):
            self.note("system-versioning", self.at)
            self.at += 2
            return OtherChange(start, self.before, "ADD SYSTEM VERSIONING")
        if self.sees("PERIOD", "FOR") or self.sees("PERIOD", "IF"):
            self.period()
            return OtherChange(start, self.before, "ADD PERIOD")
        if behind == "CONSTRAINT" or self.sees_key():
            key = self.key_or_check()
            return AddKey(start, self.before, key)
        return self._add_column(start)

    def _add_column(self, start: int) -> AddColumn:
        self.accept("COLUMN")
        if_not_exists = self.accept_noting("if-exists-change", "IF", "NOT", "EXISTS")
        if self.kinds[self.at] == "(":
            columns = self.table_elements()
            return AddColumn(start, self.before, columns, "", None, if_not_exists)
        column = self.column_definition()
        position, after = self._column_position()
        return AddColumn(start, self.before, (column,), position, after, if_not_exists)

    def _column_position(self) -> tuple[str, Name | None]:
        if self.accept("AFTER"):
            return "AFTER", self.identifier()
        return ("FIRST" if self.accept("FIRST") else ""), None

    def _modify(self) -> ModifyColumn:
        """MODIFY, and CHANGE, which also names the column as it was."""
        start, verb = self.at, self.kinds[self.at]
        self.at += 1
        self.accept("COLUMN")
        if_exists = self.accept_noting("if-exists-change", "IF", "EXISTS")
        old = self.own_column() if verb == "CHANGE" else None
        column: ColumnDefinition = self.column_definition()
        position, after = self._column_position()
        return ModifyColumn(start, self.before, old, column, position, after, if_exists)

    def _alter(self) -> Node:
        """ALTER of a column, an index or a check."""
        start, kind = self.expect("ALTER"), self.kinds[self.at]
        if kind in _KEY:
            self.at += 1
            self.accept_noting("if-exists-change", "IF", "EXISTS")
            name = self.identifier()
            what = self._maybe_not({"VISIBLE", "INVISIBLE", "IGNORED"}, "IGNORED")
            self.note("alter-index-visible" if what.endswith("VISIBLE") else "index-ignored")
            return AlterKey(start, self.before, "INDEX", name, what)
        if kind in {"CHECK", "CONSTRAINT"}:
            self.note("alter-check", start)
            self.at += 1
            name = self.identifier()
            what = self._maybe_not({"ENFORCED"}, "ENFORCED")
            return AlterKey(start, self.before, kind, name, what)
        return self._alter_column(start)

    def _maybe_not(self, words: set[str], deniable: str) -> str:
        """One of `words`, or NOT and the one that may follow it."""
        if self.accept("NOT"):
            self.expect(deniable)
            return f"NOT {deniable}"
        return self.expect_any(words)

    def _alter_column(self, start: int) -> AlterColumn:
        self.accept("COLUMN")
        self.accept_noting("if-exists-change", "IF", "EXISTS")
        name = self.own_column()
        if self.accept("DROP", "DEFAULT"):
            return AlterColumn(start, self.before, name, "DROP DEFAULT")
        self.expect("SET")
        if not self.accept("DEFAULT"):
            what = self.expect_any({"VISIBLE", "INVISIBLE"})
            self.note("set-visible")
            return AlterColumn(start, self.before, name, f"SET {what}")
        value = self._new_default()
        return AlterColumn(start, self.before, name, "SET DEFAULT", value)

    def _new_default(self) -> Expression:
        """MySQL takes not even the current time here without parentheses around it."""
        start = self.at
        value = self.moment_or_value()
        if (
            self.dialect is Dialect.MYSQL
            and self.kinds[start] != "("
            and not isinstance(value, Literal | Unary)
        ):
            raise Refused(start, N_("a literal"))
        return value

    # ------------------------------------------------------------------ DROP and RENAME

    def _drop(self) -> Node:
        start = self.expect("DROP")
        kind = self.kinds[self.at]
        if kind == "PARTITION":
            return self._drop_partition(start)
        if kind in {"PRIMARY", "FOREIGN", "CHECK", "CONSTRAINT", *_KEY}:
            return self._drop_key(start, kind)
        if self.accept_noting("system-versioning", "SYSTEM", "VERSIONING"):
            return OtherChange(start, self.before, "DROP SYSTEM VERSIONING")
        if self.sees("PERIOD", "FOR") or self.sees("PERIOD", "IF"):
            return self._drop_period(start)
        self.accept("COLUMN")
        if_exists = self.accept_noting("if-exists-change", "IF", "EXISTS")
        name = self.own_column()
        self.restrict()
        return DropColumn(start, self.before, name, if_exists)

    def _drop_period(self, start: int) -> OtherChange:
        self.note("period", self.expect("PERIOD"))
        self.accept_noting("if-exists-change", "IF", "EXISTS")
        self.expect("FOR")
        self.identifier()
        return OtherChange(start, self.before, "DROP PERIOD")

    def _drop_key(self, start: int, kind: str) -> DropKey:
        self.at += 1
        if kind in {"CHECK", "CONSTRAINT"}:
            self.note(f"drop-{kind.lower()}")
        of_mariadb = self.dialect is Dialect.MARIADB
        if kind == "PRIMARY" or (of_mariadb and kind == "CONSTRAINT" and self.accept("PRIMARY")):
            self.expect("KEY")
            return DropKey(start, self.before, "PRIMARY", None)
        if kind == "FOREIGN":
            self.expect("KEY")
        if_exists = self.accept_noting("if-exists-change", "IF", "EXISTS")
        name = self.identifier()
        self.restrict()
        called = {"FOREIGN": "FOREIGN KEY", "KEY": "INDEX"}.get(kind, kind)
        return DropKey(start, self.before, called, name, if_exists)

    def _rename(self) -> Node:
        start = self.expect("RENAME")
        kind = self.accept_any({"COLUMN", *_KEY})
        if not kind:
            self.accept_any({"TO", "AS", "="})
            name = self.table_name()
            return RenameTo(start, self.before, name)
        self.accept_noting("if-exists-change", "IF", "EXISTS")
        self.note("rename-column" if kind == "COLUMN" else "rename-index", start)
        old = self.identifier()
        self.expect("TO")
        new = self.identifier()
        renamed = RenameColumn if kind == "COLUMN" else RenameKey
        return renamed(start, self.before, old, new)

    # ------------------------------------------------------------------ the table itself

    def _convert_table(self) -> Node:
        """CONVERT TO CHARACTER SET, and MariaDB's CONVERT PARTITION and CONVERT TABLE."""
        start = self.expect("CONVERT")
        if self.kinds[self.at] in {"PARTITION", "TABLE"}:
            return self._convert_partition(start)
        self.expect("TO")
        if not self.accept("CHARSET"):
            self.expect_any({"CHARACTER", "CHAR"})
            self.expect("SET")
        self.equals()
        charset = None if self.accept("DEFAULT") else self.charset_word()
        collation = None
        if self.accept("COLLATE"):
            self.equals()
            if not (self.dialect is Dialect.MARIADB and self.accept("DEFAULT")):
                collation = self.charset_word()
        return ConvertTo(start, self.before, charset, collation)

    def _order(self) -> OtherChange:
        start = self.at
        self.expect("ORDER", "BY")
        self.separated(self._ordered)
        return OtherChange(start, self.before, "ORDER BY")

    def _ordered(self) -> None:
        self.column_name()
        self.accept_any({"ASC", "DESC"})

    def _keys(self) -> OtherChange:
        start, verb = self.at, self.kinds[self.at]
        self.expect(verb, "KEYS")
        return OtherChange(start, self.before, f"{verb} KEYS")

    def _single(self) -> OtherChange:
        start, verb = self.at, self.kinds[self.at]
        self.at += 1
        if verb != "FORCE":
            self.note("secondary-load")
            if self.accept("PARTITION"):
                self.identifiers()
        return OtherChange(start, self.before, verb)

    def _how(self) -> OtherChange:
        """ALGORITHM, LOCK."""
        option = self.building()
        value = option.value if isinstance(option.value, Name) else None
        return OtherChange(option.first, option.last, option.kind, value)

    def _validation(self) -> Node:
        start, verb = self.at, self.kinds[self.at]
        if self.sees("WITH", "SYSTEM"):
            return self.table_option()
        self.expect(verb, "VALIDATION")
        self.note("validation", start)
        return OtherChange(start, self.before, f"{verb} VALIDATION")

    _ACTIONS: ClassVar[dict[str, Callable[["Alterations"], Node]]] = {
        **Repartitions.PARTITION_ACTIONS,
        **dict.fromkeys(("MODIFY", "CHANGE"), _modify),
        **dict.fromkeys(("DISABLE", "ENABLE"), _keys),
        **dict.fromkeys(("FORCE", "SECONDARY_LOAD", "SECONDARY_UNLOAD"), _single),
        **dict.fromkeys(("ALGORITHM", "LOCK"), _how),
        **dict.fromkeys(("WITH", "WITHOUT"), _validation),
        "ADD": _add,
        "ALTER": _alter,
        "CONVERT": _convert_table,
        "DROP": _drop,
        "ORDER": _order,
        "RENAME": _rename,
    }
