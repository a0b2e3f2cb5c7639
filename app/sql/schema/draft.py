"""From definitions in the tree to tables, and a table as an ALTER leaves it.

The order of the actions is the server's, not the writer's: what is dropped goes first, columns
are changed by their old names all at once, then comes what is added (`mysql_prepare_alter_table`
in MySQL's sql_table.cc). In Oracle's MODIFY what is not said stays, and a constraint has a name of
its own beside its index.
"""

from collections.abc import Iterable

from app.sql import tree
from app.sql.schema.attributes import changed, described
from app.sql.schema.columns import column_of, key_column, named_keys
from app.sql.schema.nouns import MOST_COLUMNS, PRIMARY, Column, Index, KeyColumn, Table
from app.sql.tree import folded

_IN_CHARACTERS = frozenset(
    "CHAR VARCHAR TINYTEXT TEXT MEDIUMTEXT LONGTEXT ENUM SET NCHAR NVARCHAR".split()
)


class Draft:
    """A table being changed, as MySQL does it or as Oracle does."""

    def __init__(self, table: Table, *, oracle: bool = False) -> None:
        self._table = table
        self._oracle = oracle
        self._columns = dict(table.columns)
        self._indexes = dict(table.indexes)
        self._known_columns = table.known_columns
        self._known_indexes = table.known_indexes
        self._lost_columns = set(table.lost_columns)
        self._lost_indexes = set(table.lost_indexes)
        self._maybe = set(table.maybe_indexes)
        self._numbered: dict[str, int] = {}
        self._by_columns: dict[frozenset[str], list[str]] | None = None

    def table(self) -> Table:
        """The table as it is now; the columns of its primary key are never null."""
        primary = self._indexes.get(PRIMARY)
        for key in primary.columns if primary else ():
            column = self._columns.get(key)
            if column is not None and column.nullable:
                self._columns[key] = column._replace(nullable=False)
        old = self._table
        drafted = (
            old.name, old.database, self._columns, self._indexes,
            self._known_columns, self._known_indexes,
            frozenset(self._lost_columns), frozenset(self._lost_indexes), frozenset(self._maybe),
        )  # fmt: skip
        return tuple.__new__(Table, (*drafted, *old[len(drafted) :]))  # faster than `_replace`

    # ------------------------------------------------------------------ adding

    def add(self, element: tree.Node, *, keep: bool = False) -> None:
        """Add a column, a key or a foreign key; a check changes nothing that is kept here.

        With `keep` a column that is there already stays as it is.
        """
        match element:
            case tree.ColumnDefinition():
                key = folded(element.name.parts[-1])
                if not (keep and key in self._columns):
                    self._columns[key] = self._with_characters(column_of(element))
                    self._lost_columns.discard(key)
                    self.add_own_keys(element)
            case tree.Key():
                self.add_key(element)
            case tree.ForeignKey():
                self._add_foreign_key(element)
            case tree.Unparsed():
                self._known_columns = self._known_indexes = False

    def unknown_columns(self) -> None:
        """There are columns nobody here has seen."""
        self._known_columns = False

    def _with_characters(self, column: Column) -> Column:
        """A column that names no character set has that of its table."""
        if not self._table.charset or column.charset or column.type not in _IN_CHARACTERS:
            return column
        return column._replace(charset=self._table.charset, collation=self._table.collation)

    def add_own_keys(self, definition: tree.ColumnDefinition) -> None:
        """Add the keys a column brings along; MODIFY and CHANGE add them once more."""
        for kind, constraint in named_keys(definition):
            self._put_index(kind, constraint, (KeyColumn(folded(definition.name.name)),))

    def add_key(self, key: tree.Key) -> None:
        """Add an index; one of that name that is there already stays."""
        parts = tuple(map(key_column, key.parts))
        self._put_index(key.kind, key.name.name if key.name else "", parts)

    def _put_index(self, kind: str, name: str, parts: tuple[KeyColumn, ...]) -> None:
        constraint = name if self._oracle and kind in {"PRIMARY", "UNIQUE"} else ""
        if self._oracle and kind in {"PRIMARY", "UNIQUE"}:
            self._take_over(parts)
        if kind == "PRIMARY":
            name = "PRIMARY"
        name = name or self._free_name(parts)
        key = folded(name)
        if key not in self._indexes:
            index = self._indexes[key] = Index(name, kind, parts, constraint)
            self._note_columns(key, index)
        self._lost_indexes.discard(key)

    def _take_over(self, parts: tuple[KeyColumn, ...]) -> None:
        """An index that is there over the same columns serves Oracle's constraint: none is made."""
        if self._by_columns is None:
            self._by_columns = {}
            for key, index in self._indexes.items():
                self._by_columns.setdefault(frozenset(index.columns), []).append(key)
        for key in self._by_columns.pop(frozenset(part.column for part in parts), ()):
            index = self._indexes[key]
            if index.kind in {"INDEX", "UNIQUE"}:
                del self._indexes[key]
                self._maybe.add(key)
            else:
                self._note_columns(key, index)

    def _note_columns(self, key: str, index: Index) -> None:
        """Keep in mind which columns an index has, once somebody asked."""
        if self._by_columns is not None:
            self._by_columns.setdefault(frozenset(index.columns), []).append(key)

    def _free_name(self, parts: tuple[KeyColumn, ...]) -> str:
        """The name the server makes up: the first column's, then with _2, _3, …

        Oracle's are SYS_C and a number nobody can foresee.
        """
        if self._oracle:
            return f"({', '.join(part.column or '…' for part in parts)})"
        base = parts[0].column if parts and parts[0].column else "functional_index"
        n = self._numbered.get(base, 1)
        name = base if n == 1 else f"{base}_{n}"
        while name in self._indexes or name == PRIMARY:
            n += 1
            name = f"{base}_{n}"
        self._numbered[base] = n
        return name

    def _add_foreign_key(self, key: tree.ForeignKey) -> None:
        """Note what the index made for it may be called; which one depends on the version."""
        if self._oracle:  # which makes no index
            return
        names = [key.name, key.index_name, *(part.column for part in key.parts[:1])]
        self._maybe.update(folded(name.name) for name in names if name)

    # ------------------------------------------------------------------ taking away

    def drop_column(self, name: str, *, comes_back: bool = False) -> None:
        """Drop a column; it leaves its indexes, and an index left without columns goes too.

        One that the same statement adds again keeps its places in the indexes.
        """
        key = folded(name)
        self._columns.pop(key, None)
        self._lost_columns.add(key)
        for index in list(self._indexes.values()) if not comes_back else ():
            if key in index.columns:
                self._forget_places()
                parts = tuple(part for part in index.parts if part.column != key)
                if parts:
                    self._indexes[folded(index.name)] = index._replace(parts=parts)
                else:
                    self.drop_index(index.name)

    def drop_index(self, name: str) -> None:
        """Drop an index."""
        key = folded(name)
        self._forget_places()
        self._indexes.pop(key, None)
        self._maybe.discard(key)
        self._lost_indexes.add(key)

    def _forget_places(self) -> None:
        """Names of indexes are free again, or their columns are others."""
        self._numbered.clear()
        self._by_columns = None

    def drop_key(self, action: tree.DropKey) -> None:
        """Drop a primary key, an index, or a constraint where that is an index."""
        name = action.name.name if action.name else ""
        if self._oracle:
            self._drop_constraint(action, name)
        elif action.kind == "PRIMARY":
            self.drop_index(PRIMARY)
        elif action.kind == "INDEX" or (
            action.kind == "CONSTRAINT" and folded(name) in self._indexes
        ):
            self.drop_index(name)

    def _drop_constraint(self, action: tree.DropKey, name: str) -> None:
        """Drop the index that Oracle made for a constraint."""
        columns = tuple(folded(part.column.name) for part in action.parts if part.column)
        for key, index in list(self._indexes.items()):
            named = action.kind == "CONSTRAINT" and folded(index.constraint) == folded(name)
            unique = action.kind == index.kind == "UNIQUE" and index.columns == columns
            if named or unique or (action.kind == index.kind == "PRIMARY"):
                self.drop_index(key)

    # ------------------------------------------------------------------ changing

    def change_columns(self, actions: Iterable[tree.Node]) -> None:
        """Redefine and rename columns, all at once, so that two may change places."""
        new: dict[str, Column] = {}
        for action in actions:
            match action:
                case tree.ModifyColumn():
                    old = action.old or action.column.name
                    made = self._modified(action.column)
                    new[folded(old.name)] = self._with_characters(made)
                case tree.RenameColumn():
                    known = self._columns.get(folded(action.old.name), Column(""))
                    new[folded(action.old.name)] = known._replace(name=action.new.name)
        if not new:
            return
        columns = {key: new.pop(key, column) for key, column in self._columns.items()} | new
        self._rename_in_keys({old: folded(column.name) for old, column in columns.items()})
        self._columns = {folded(column.name): column for column in columns.values()}
        self._lost_columns |= columns.keys()
        self._lost_columns -= self._columns.keys()

    def _modified(self, definition: tree.ColumnDefinition) -> Column:
        """A column as it is redefined; in Oracle what is not said stays."""
        old = self._columns.get(folded(definition.name.name))
        made = column_of(definition)
        if not self._oracle or old is None:
            return made
        kinds = {attribute.kind for attribute in definition.attributes}
        untyped = definition.type is None
        return made._replace(
            type=old.type if untyped else made.type,
            length=old.length if untyped else made.length,
            decimals=old.decimals if untyped else made.decimals,
            nullable="NULL" in kinds or (old.nullable and "NOT NULL" not in kinds),
            has_default="DEFAULT" in kinds or old.has_default,
            auto_increment=made.auto_increment or old.auto_increment,
            generated=made.generated or old.generated,
        )

    def _rename_in_keys(self, names: dict[str, str]) -> None:
        self._forget_places()
        for key, index in self._indexes.items():
            parts = tuple(p._replace(column=names.get(p.column, p.column)) for p in index.parts)
            self._indexes[key] = index._replace(parts=parts)

    def alter_column(self, action: tree.AlterColumn) -> None:
        """SET DEFAULT, DROP DEFAULT, SET VISIBLE and SET INVISIBLE."""
        key = folded(action.name.name)
        if column := self._columns.get(key):
            kept = column.has_default and action.what != "DROP DEFAULT"
            given = action.what == "SET DEFAULT"
            shown = action.what == "SET VISIBLE"
            hidden = action.what == "SET INVISIBLE" or (column.hidden and not shown)
            self._columns[key] = column._replace(has_default=kept or given, hidden=hidden)

    def move_columns(self, action: tree.AddColumn | tree.ModifyColumn) -> None:
        """Put columns to the place they are given: FIRST, or AFTER another."""
        if len(self._columns) > MOST_COLUMNS:  # no server takes it; each would be put anew
            return
        made = action.columns if isinstance(action, tree.AddColumn) else (action.column,)
        keys = [folded(c.name.name) for c in made if isinstance(c, tree.ColumnDefinition)]
        moved = {key: self._columns.pop(key) for key in keys if key in self._columns}
        order = list(self._columns)
        after = folded(action.after.name) if action.after else ""
        at = order.index(after) + 1 if after in order else 0 if not after else len(order)
        kept = self._columns
        self._columns = {key: kept[key] for key in order[:at]} | moved
        self._columns |= {key: kept[key] for key in order[at:]}

    def rename_index(self, action: tree.RenameKey) -> None:
        """RENAME INDEX."""
        self._forget_places()
        index = self._indexes.get(folded(action.old.name))
        self.drop_index(action.old.name)
        if index:
            self._indexes[folded(action.new.name)] = index._replace(name=action.new.name)
            self._lost_indexes.discard(folded(action.new.name))
        else:
            self._maybe.add(folded(action.new.name))


def created(statement: tree.CreateTable, database: str, *, oracle: bool = False) -> Table:
    """The table that CREATE TABLE with its own elements describes."""
    table = described(Table(statement.name.name, database), statement, oracle=oracle)
    draft = Draft(table, oracle=oracle)
    for element in statement.elements:
        draft.add(element)
    if statement.query is not None or any(o.name.startswith("OF") for o in statement.options):
        draft.unknown_columns()
    return draft.table()


def altered(table: Table, statement: tree.AlterTable, *, oracle: bool = False) -> Table:
    """`table` as an ALTER TABLE that succeeds leaves it, but for its name."""
    draft, actions = Draft(table, oracle=oracle), statement.actions
    added = _added(actions)
    for action in actions:
        if isinstance(action, tree.DropColumn):
            name = action.name.name
            draft.drop_column(name, comes_back=folded(name) in added)
        elif isinstance(action, tree.DropKey):
            draft.drop_key(action)
    new = added - table.columns.keys()
    late = [action for action in actions if _is_about_new(action, new)] if new else []
    draft.change_columns([a for a in actions if not _is_about_new(a, new)] if late else actions)
    for action in actions:
        _finish(draft, action)
    draft.change_columns(late)
    for action in actions:
        if isinstance(action, tree.AddColumn | tree.ModifyColumn) and action.position:
            draft.move_columns(action)
    return changed(draft.table(), statement, oracle=oracle)


def _added(actions: Iterable[tree.Node]) -> set[str]:
    """The columns that ADD makes, in lower case."""
    return {
        folded(column.name.name)
        for action in actions
        if isinstance(action, tree.AddColumn)
        for column in action.columns
        if isinstance(column, tree.ColumnDefinition)
    }


def _is_about_new(action: tree.Node, new: set[str]) -> bool:
    """Whether it modifies a column that another action adds, which MariaDB allows."""
    if not isinstance(action, tree.ModifyColumn) or action.old is not None:
        return False
    return folded(action.column.name.name) in new


def indexed(table: Table, key: tree.Key, *, oracle: bool = False) -> Table:
    """`table` with an index more."""
    draft = Draft(table, oracle=oracle)
    draft.add_key(key)
    return draft.table()


def unindexed(table: Table, name: str) -> Table:
    """`table` without that index."""
    draft = Draft(table)
    draft.drop_index(name)
    return draft.table()


def _finish(draft: Draft, action: tree.Node) -> None:
    """What an action does once columns are dropped and renamed."""
    match action:
        case tree.AddColumn():
            for element in action.columns:
                draft.add(element, keep=action.if_not_exists)
        case tree.AddKey():
            draft.add(action.key)
        case tree.ModifyColumn():
            draft.add_own_keys(action.column)
        case tree.AlterColumn():
            draft.alter_column(action)
        case tree.RenameKey():
            draft.rename_index(action)
        case tree.Unparsed():
            draft.add(action)
