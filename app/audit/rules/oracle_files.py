"""Rules about objects of Oracle that only the whole file decides."""

from typing import TypeAlias

from app.audit.registry import End, Hits, hit, hit_seen, rule
from app.audit.scope import Scope, Seen
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema.store import Place
from app.sql.tree import folded

_ORACLE = (Dialect.ORACLE,)
_Defining: TypeAlias = tree.CreateTable | tree.AlterTable | tree.CreateIndex | tree.AlterIndex
_ITEM = "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, box NUMBER);\n"
_FOREIGN = "ALTER TABLE item ADD CONSTRAINT f FOREIGN KEY (box) REFERENCES box (id)"


@rule(
    Severity.WARNING,
    on=(tree.CreateTable, tree.AlterTable, End),
    dialects=_ORACLE,
    level=Level.SCHEMA,
    bad=[
        _ITEM + _FOREIGN,
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, box NUMBER REFERENCES box)",
        _ITEM + "CREATE INDEX i ON item (id, box); " + _FOREIGN,
    ],
    good=[
        _ITEM + _FOREIGN + "; CREATE INDEX item_box ON item (box, id)",
        _ITEM + _FOREIGN + "; ALTER TABLE item DROP CONSTRAINT f",
        _FOREIGN.replace("ALTER", "-- dialect: oracle\nALTER"),
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY REFERENCES box (id))",
    ],
    sources=["Themis OBJ_FK_NO_INDEX", "Oracle Database Concepts, 9: Locks and Foreign Keys"],
)
def foreign_key_without_index(
    node: tree.CreateTable | tree.AlterTable | None, scope: Scope
) -> Hits:
    """The columns of a foreign key have no index.

    Why: Oracle makes none. DELETE or a change of the key in the parent locks the whole child
    table, and scans it to look for children: sessions wait, and deadlock. The whole file is read
    first, so an index that is made later counts; of a table whose indexes are not all known
    nothing is said.

    Instead: an index that begins with these columns, in any order.
    """
    kept: dict[tuple[Place, str], tuple[Seen, tree.Name, tuple[str, ...]]]
    kept = scope.memory.setdefault("keys", {})
    if node is not None:
        _keep_foreign_keys(node, scope, kept)
        return
    for seen, name, columns in kept.values():
        table = scope.schema.table(name)
        if table is None or not table.known_indexes:
            continue
        width = len(columns)
        if not any(set(i.columns[:width]) == set(columns) for i in table.indexes.values()):
            yield hit_seen(seen, N_("No index of {table} begins with {columns}"),
                           table=name.dotted, columns=", ".join(columns),
                           about=name.dotted)  # fmt: skip


def _keep_foreign_keys(
    node: tree.CreateTable | tree.AlterTable,
    scope: Scope,
    kept: dict[tuple[Place, str], tuple[Seen, tree.Name, tuple[str, ...]]],
) -> None:
    """Note the foreign keys a statement makes, and forget those it drops."""
    place = scope.schema.place(node.name)
    for part in node.elements if isinstance(node, tree.CreateTable) else node.actions:
        match part:
            case tree.AddColumn(columns=columns):
                parts: tuple[tree.Node, ...] = columns
            case tree.AddKey(key=key):
                parts = (key,)
            case tree.DropKey(name=tree.Name() as dropped):
                kept.pop((place, folded(dropped.name)), None)
                continue
            case _:
                parts = (part,)
        for one in parts:
            match one:
                case tree.ForeignKey(parts=columns_of, name=name):
                    columns_ = tuple(folded(p.column.name) for p in columns_of if p.column)
                    called = folded(name.name) if name else ", ".join(columns_)
                    kept[place, called] = scope.seen(one), node.name, columns_
                case tree.ColumnDefinition() if reference := one.attribute("REFERENCES"):
                    own = folded(one.name.name)
                    called = folded(reference.name.name) if reference.name else own
                    kept[place, called] = scope.seen(one.name), node.name, (own,)


@rule(
    Severity.WARNING,
    on=(tree.CreateTable, tree.AlterTable, tree.CreateIndex, tree.AlterIndex, End),
    dialects=_ORACLE,
    bad=[
        "-- dialect: oracle\nCREATE INDEX item_name ON item (name) PARALLEL 8",
        "-- dialect: oracle\nALTER TABLE item PARALLEL",
        "-- dialect: oracle\nALTER INDEX item_name REBUILD PARALLEL 4 ONLINE",
    ],
    good=[
        "-- dialect: oracle\nCREATE INDEX item_name ON item (name) PARALLEL 8;"
        " ALTER INDEX item_name NOPARALLEL",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY) PARALLEL 1",
        "-- dialect: oracle\nALTER TABLE item MOVE PARALLEL 4; ALTER TABLE item NOPARALLEL",
    ],
    sources=["Themis OBJ_TABLE_PARALLEL, OBJ_INDEX_PARALLEL"],
)
def parallel_degree_left(node: _Defining | None, scope: Scope) -> Hits:
    """A table or an index is left with a degree of parallelism.

    Why: PARALLEL of CREATE and REBUILD stays behind as an attribute, and every query on the object
    may take that many processes from then on: two users empty the pool, the rest run serially.

    Instead: ALTER … NOPARALLEL right behind the build; a hint where a report wants it.
    """
    left: dict[tuple[str, Place], tuple[Seen, str]] = scope.memory.setdefault("left", {})
    match node:
        case None:
            for seen, name in left.values():
                yield hit_seen(seen, N_("{object} keeps a degree of parallelism"), object=name,
                               about=name)  # fmt: skip
        case tree.CreateIndex(key=tree.Key(name=tree.Name() as name)):
            _note_degree(node, name, "INDEX", scope, left)
        case tree.AlterIndex(name=name, actions=actions):
            if actions[0].name.startswith(("REBUILD PARTITION", "REBUILD SUBPARTITION")):
                return
            _note_degree(node, name, "INDEX", scope, left)
        case tree.CreateTable(name=name, options=options):
            if not any("EXTERNAL" in option.name for option in options):
                _note_own_degree(options, name, scope, left)
        case tree.AlterTable(name=name, actions=actions):
            _note_own_degree(actions, name, scope, left)


def _note_own_degree(
    clauses: tuple[tree.Node, ...],
    name: tree.Name,
    scope: Scope,
    left: dict[tuple[str, Place], tuple[Seen, str]],
) -> None:
    """Note what the clauses of a table say of itself; those of its moves pass with them."""
    for clause in clauses:
        if isinstance(clause, tree.Option | tree.OtherChange):
            words = scope.source(clause).upper()
            if words.startswith(("PARALLEL", "NOPARALLEL")):
                _note_degree(clause, name, "TABLE", scope, left)


def _note_degree(
    node: tree.Node,
    name: tree.Name,
    kind: str,
    scope: Scope,
    left: dict[tuple[str, Place], tuple[Seen, str]],
) -> None:
    """Note the degree a statement leaves its object with, by its last word on it."""
    tokens = scope.tokens
    key = kind, scope.schema.place(name)
    for at in range(node.last, node.first - 1, -1):
        if tokens.kinds[at] in {"PARALLEL", "NOPARALLEL"}:
            serial = at < node.last and tokens.source(at + 1, at + 1) == "1"
            if serial or tokens.kinds[at] == "NOPARALLEL":
                left.pop(key, None)
            else:
                left[key] = scope.seen(name), name.dotted
            return


@rule(
    Severity.NOTICE,
    on=(tree.CreateTable, tree.AlterTable),
    dialects=_ORACLE,
    in_default=False,
    parameters={"names": ("id", "name", "code", "type", "status", "state", "value", "remark")},
    bad=[
        "-- dialect: oracle\nCREATE TABLE box (box_no VARCHAR2(10));"
        " CREATE TABLE item (id NUMBER, box_no NUMBER)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE box (box_no VARCHAR2(10), name VARCHAR2(9));"
        " CREATE TABLE item (name VARCHAR2(20), box_no VARCHAR2(10))",
    ],
    sources=["Themis OBJ_COLUMN_TYPE"],
)
def column_type_differs(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """Columns of one name have different types in different tables.

    Why: who joins them compares different types: the one is converted for each row, its index is
    not used, and a value that does not convert ends the query. Names that everybody uses for
    anything (`names`) are left out. House rule: not part of the default profile.

    Instead: the type of the column that was there first.
    """
    known: dict[str, tuple[str, str]] = scope.memory.setdefault("types", {})
    for part in node.elements if isinstance(node, tree.CreateTable) else node.actions:
        for one in part.columns if isinstance(part, tree.AddColumn) else (part,):
            if not isinstance(one, tree.ColumnDefinition) or one.type is None:
                continue
            key, made = folded(one.name.name), one.type
            told = f"{made.name} {made.length or ''} {made.decimals or ''}".strip()
            first, table = known.setdefault(key, (told, node.name.dotted))
            if told != first and key not in scope.words("names"):
                yield hit(one, N_("{column} has another type in {table}"), column=one.name.name,
                          table=table, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreateIndex, End),
    dialects=_ORACLE,
    in_default=False,
    parameters={"least": 5, "percent": 60},
    bad=[
        "-- dialect: oracle\n"
        + "; ".join(f"CREATE INDEX i{n} ON item (a, c{n})" for n in range(5)),
    ],
    good=[
        "-- dialect: oracle\n" + "; ".join(f"CREATE INDEX i{n} ON item (c{n})" for n in range(5)),
        "-- dialect: oracle\nCREATE INDEX i ON item (a, b)",
    ],
    sources=["Themis OBJ_COMPOSITE_INDEX"],
)
def index_composite_share(node: tree.CreateIndex | None, scope: Scope) -> Hits:
    """Most indexes of a file have several columns.

    Why: each was made for one query; together they hold the table several times over, and every
    change of a row writes all of them. Files of fewer than `least` indexes are let pass. House
    rule: not part of the default profile.

    Instead: look which begin with the same columns, and what a single column would do.
    """
    made: list[tuple[Seen, int, str]] = scope.memory.setdefault("made", [])
    if node is not None:
        made.append((scope.seen(node.key), len(node.key.parts), node.table.dotted))
        return
    wide = [one for one in made if one[1] > 1]
    if len(made) >= scope.number("least") and 100 * len(wide) > scope.number("percent") * len(made):
        yield hit_seen(wide[0][0], N_("{wide} of {count} indexes have several columns"),
                       wide=len(wide), count=len(made), about=wide[0][2])  # fmt: skip
