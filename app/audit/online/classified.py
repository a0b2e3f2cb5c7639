"""How a server carries out an ALTER TABLE, CREATE INDEX or DROP INDEX of an InnoDB table."""

from collections.abc import Iterator, Mapping

from app.audit.online import columns
from app.audit.online.classes import (
    COPY,
    INSTANT,
    NOCOPY,
    NOCOPY_SHARED,
    REBUILD,
    REBUILD_SHARED,
    Algorithm,
    Online,
    Server,
    together,
)
from app.domain.snapshot import ColumnFacts, TableFacts
from app.sql import tree
from app.sql.schema import Table

_NOTHING = frozenset({"LOCK", "ALGORITHM", "WAIT", "NOWAIT", "WITHOUT VALIDATION"})
_OPTIONS_REBUILD = frozenset({"ROW_FORMAT", "KEY_BLOCK_SIZE"})


def classified(
    statement: tree.Statement, before: Table | None, facts: TableFacts | None, server: Server
) -> Online | None:
    """Algorithm and lock the server takes by itself; None where that cannot be told.

    `before` is the table as it is, with all its columns; `facts` what is known of it beside.
    """
    if facts is not None and facts.engine and facts.engine.upper() != "INNODB":
        return COPY
    match statement:
        case tree.CreateIndex(key=key):
            return _key(key, server)
        case tree.DropIndex():
            return NOCOPY
        case tree.AlterTable(actions=actions):
            found = list(_Actions(before, facts, server).all(actions))
            known = [each for each in found if each is not None]
            if not found or len(known) < len(found):
                return None
            return together([*known, *_mixed(actions, known, server)])
    return None


class _Actions:
    """The actions of one ALTER TABLE."""

    def __init__(self, before: Table | None, facts: TableFacts | None, server: Server) -> None:
        self._before, self._server = before, server
        self._facts: Mapping[str, ColumnFacts] = {
            column.name.lower(): column for column in (facts.columns if facts else ())
        }
        self._has_fulltext = before is not None and any(
            index.kind == "FULLTEXT" for index in before.indexes.values()
        )

    def all(self, actions: tuple[tree.Node, ...]) -> Iterator[Online | None]:
        """Each of them; DROP and ADD of the primary key together are one."""
        drops = any(isinstance(a, tree.DropKey) and a.kind == "PRIMARY" for a in actions)
        for action in actions:
            if isinstance(action, tree.OtherChange) and action.kind in _NOTHING:
                continue
            if isinstance(action, tree.DropKey) and action.kind == "PRIMARY":
                replaced = any(_adds_primary(other) for other in actions) or (
                    self._server.mariadb and self._has_another
                )
                yield REBUILD if replaced else COPY
            elif not (drops and _adds_primary(action)):
                yield self._action(action)

    @property
    def _has_another(self) -> bool:
        """Whether a unique key without NULL takes the place of the primary key."""
        if self._before is None:
            return False
        columns = self._before.columns
        return any(
            index.kind == "UNIQUE"
            and all(name in columns and not columns[name].nullable for name in index.columns)
            for index in self._before.indexes.values()
        )

    def _action(self, action: tree.Node) -> Online | None:
        server = self._server
        match action:
            case tree.AddColumn():
                return self._add_column(action)
            case tree.DropColumn():
                return self._drop_column(action)
            case tree.ModifyColumn():
                return self._modify(action)
            case tree.RenameColumn():
                instant = server.mariadb or server.since(8, 0, 28)
                return INSTANT if instant else NOCOPY
            case tree.AlterColumn():
                return INSTANT if server.mariadb or server.since(8, 0, 12) else NOCOPY
            case tree.AddKey() | tree.DropKey() | tree.RenameKey() | tree.AlterKey():
                return _of_keys(action, server)
            case tree.RenameTo():
                return INSTANT if server.mariadb or server.since(8, 0, 12) else NOCOPY
            case tree.ConvertTo():
                return COPY
            case tree.OtherChange(kind="FORCE"):
                return REBUILD
            case tree.Option():
                return self._option(action)
        return None

    def _add_column(self, action: tree.AddColumn) -> Online | None:
        found: list[Online] = []
        for column in action.columns:
            if not isinstance(column, tree.ColumnDefinition):
                return None
            one = self._add_one(column, at_end=not action.position)
            if one is None:
                return None
            found.append(one)
        return together(found) if found else None

    def _add_one(self, column: tree.ColumnDefinition, *, at_end: bool) -> Online | None:
        server, made = self._server, column.attribute("GENERATED")
        if column.attribute("CHECK") or column.attribute("REFERENCES"):
            return None
        if column.attribute("AUTO_INCREMENT"):
            return REBUILD_SHARED
        if any(column.attribute(kind) for kind in ("PRIMARY KEY", "UNIQUE", "KEY")):
            return None
        if made is not None and made.detail in {"STORED", "PERSISTENT"}:
            return COPY
        if made is not None:
            return INSTANT if server.mariadb or server.since(8, 0, 12) else NOCOPY
        if self._has_fulltext and not server.mariadb:
            return REBUILD
        if server.mariadb:
            instant = server.since(10, 4) or (server.since(10, 3) and at_end)
        else:
            instant = server.since(8, 0, 29) or (server.since(8, 0, 12) and at_end)
        return INSTANT if instant else REBUILD

    def _drop_column(self, action: tree.DropColumn) -> Online | None:
        name, server = action.name.name.lower(), self._server
        if self._before is None or name not in self._before.columns:
            return None
        if any(name in index.columns for index in self._before.indexes.values()):
            return None
        if self._before.columns[name].generated:
            return None
        if self._has_fulltext and not server.mariadb:
            return REBUILD
        instant = server.since(10, 4) if server.mariadb else server.since(8, 0, 29)
        return INSTANT if instant else REBUILD

    def _modify(self, action: tree.ModifyColumn) -> Online | None:
        name = (action.old or action.column.name).name
        old = self._before.column(name) if self._before else None
        if old is None or old.generated or action.column.attribute("GENERATED"):
            return None
        if any(action.column.attribute(kind) for kind in ("PRIMARY KEY", "UNIQUE", "KEY", "CHECK")):
            return None
        change = columns.change_of(action, old, self._facts.get(name.lower()))
        return columns.changed(change, self._server)

    def _option(self, option: tree.Option) -> Online | None:
        name, server = option.name.upper(), self._server
        if name in _OPTIONS_REBUILD:
            return REBUILD
        if name == "ENGINE":
            return REBUILD
        if name in {"COMMENT", "AUTO_INCREMENT"}:
            return INSTANT if server.mariadb else NOCOPY
        return None


def _mixed(actions: tuple[tree.Node, ...], parts: list[Online], server: Server) -> list[Online]:
    """Columns come and go instantly, and indexes without a copy; together they take a rebuild.

    To MariaDB an index that goes is no matter.
    """
    of_columns = any(isinstance(each, tree.AddColumn | tree.DropColumn) for each in actions)
    if server.mariadb:
        indexed = any(isinstance(each, tree.AddKey) for each in actions)
    else:
        indexed = any(each.algorithm is Algorithm.NOCOPY for each in parts)
    return [REBUILD] if of_columns and indexed else []


def _adds_primary(action: tree.Node) -> bool:
    return (
        isinstance(action, tree.AddKey)
        and isinstance(action.key, tree.Key)
        and action.key.kind == "PRIMARY"
    )


def _of_keys(action: tree.Node, server: Server) -> Online | None:
    match action:
        case tree.AddKey(key=tree.Key() as key):
            return _key(key, server)
        case tree.AddKey(key=tree.ForeignKey()):
            return COPY if server.foreign_key_checks else NOCOPY
        case tree.AddKey(key=tree.Check()):
            return COPY
        case tree.DropKey(kind="INDEX"):
            return NOCOPY
        case tree.DropKey(kind="FOREIGN KEY"):
            return INSTANT if server.mariadb else NOCOPY
        case tree.DropKey(kind="CHECK" | "CONSTRAINT"):
            return INSTANT if server.mariadb else NOCOPY
        case tree.RenameKey():
            return INSTANT if server.mariadb else NOCOPY
        case tree.AlterKey(kind="INDEX"):
            return INSTANT if server.mariadb else NOCOPY
    return None


def _key(key: tree.Key, server: Server) -> Online | None:
    match key.kind:
        case "PRIMARY":
            return REBUILD
        case "FULLTEXT":
            return None if server.mariadb else REBUILD_SHARED
        case "SPATIAL":
            return NOCOPY_SHARED
        case "INDEX" | "UNIQUE":
            return NOCOPY if all(part.column for part in key.parts) else None
    return None
