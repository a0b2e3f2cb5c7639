"""The way from one schema to another, in an order that works.

Foreign keys that change, or that touch what changes, go first and come last; code that changes or
goes is dropped before the tables change, and made when they have. Views come after those they read.
"""

from collections.abc import Iterable, Iterator

from app.domain.schema.objects import ObjectKind
from app.i18n import _
from app.sql.compare.altering import altered
from app.sql.compare.nouns import (
    CodeShape,
    ForeignElement,
    Key,
    SchemaShape,
    Step,
    TableShape,
    same,
)
from app.sql.compare.pairing import pairs
from app.sql.quoting import named

_K = ObjectKind
_WORDS = {
    _K.VIEW: "VIEW", _K.PROCEDURE: "PROCEDURE", _K.FUNCTION: "FUNCTION", _K.TRIGGER: "TRIGGER",
    _K.EVENT: "EVENT", _K.SEQUENCE: "SEQUENCE", _K.PACKAGE: "PACKAGE",
    _K.PACKAGE_BODY: "PACKAGE BODY",
}  # fmt: skip
_MADE_FIRST = (_K.SEQUENCE,)
_MADE_LAST = (
    _K.PACKAGE, _K.PACKAGE_BODY, _K.FUNCTION, _K.VIEW, _K.PROCEDURE, _K.TRIGGER, _K.EVENT,
)  # fmt: skip
_DROPPED = (
    _K.EVENT, _K.TRIGGER, _K.VIEW, _K.PROCEDURE, _K.FUNCTION, _K.PACKAGE_BODY, _K.PACKAGE,
)  # fmt: skip


def steps(left: SchemaShape, right: SchemaShape) -> tuple[Step, ...]:
    """The statements that make the right side of the left."""
    return tuple(_steps(left, right))


def _steps(left: SchemaShape, right: SchemaShape) -> Iterator[Step]:
    new = [table for name, table in sorted(right.tables.items()) if name not in left.tables]
    old = [table for name, table in sorted(left.tables.items()) if name not in right.tables]
    both = [
        (left.tables[name], right.tables[name])
        for name in sorted(left.tables.keys() & right.tables.keys())
    ]
    made = _to_make(left, right)
    yield from _drop_code(left, right, made)
    yield from _make_code(right, made, _MADE_FIRST)
    untied = {table.name: _foreign_to_drop(table, wanted, left, right) for table, wanted in both}
    for table in old:
        kept = [key for key in table.foreign if key.table in right.tables]
        untied[table.name] = [key for key in kept if key.name and _holds_up(key, left, right)]
    for name, keys in untied.items():
        if keys:
            drops = ",\n  ".join(f"DROP FOREIGN KEY {named(key.name)}" for key in keys)
            yield Step(f"ALTER TABLE {named(name)}\n  {drops}", name)
    for table in new:
        yield Step(table.create, table.name)
    for table, wanted in both:
        yield from altered(table, wanted)
    yield from _drop_tables(old)
    yield from _drop_sequences(left, right)
    for table in new:
        yield from _tied(table, table.foreign)
    for table, wanted in both:
        gone = {key.name.lower() for key in untied[table.name]}
        kept = [key for key in table.foreign if key.name.lower() not in gone]
        yield from _tied(wanted, pairs(kept, wanted.foreign).missing)
    yield from _make_code(right, made, _MADE_LAST)


def _tied(table: TableShape, keys: Iterable[ForeignElement]) -> Iterator[Step]:
    adds = ",\n  ".join(f"ADD {key.text}" for key in keys)
    if adds:
        yield Step(f"ALTER TABLE {named(table.name)}\n  {adds}", table.name)


def _drop_tables(tables: list[TableShape]) -> Iterator[Step]:
    """Tables that refer to others go before those; in a circle the keys go first."""
    rest = {table.name: table for table in tables}
    while rest:
        referred = {
            key.table for table in rest.values() for key in table.foreign if key.table != table.name
        }
        free = [name for name in rest if name not in referred]
        if not free:
            for table in rest.values():
                for key in table.foreign:
                    text = f"ALTER TABLE {named(table.name)} DROP FOREIGN KEY {named(key.name)}"
                    yield Step(text, table.name, destroys=_loses(table.name))
            free = list(rest)
        for name in free:
            yield Step(f"DROP TABLE {named(name)}", name, destroys=_loses(name))
            del rest[name]


def _loses(table: str) -> str:
    return _("The table {table} is lost with all its rows.").format(table=table)


def _foreign_to_drop(
    table: TableShape, wanted: TableShape, left: SchemaShape, right: SchemaShape
) -> list[ForeignElement]:
    """Keys that go or change, and those that would hold up a change at one of their ends."""
    found = pairs(table.foreign, wanted.foreign)
    dropped = [*found.extra, *(old for old, _new in found.different)]
    for key, _same in found.equal:
        if _touches(table, wanted, key.columns) or _holds_up(key, left, right):
            dropped.append(key)
    return [key for key in dropped if key.name]


def _holds_up(key: ForeignElement, left: SchemaShape, right: SchemaShape) -> bool:
    """Whether the table it refers to could not change as it is to."""
    other = left.tables.get(key.table) if not key.schema else None
    if other is None:
        return False
    wanted = right.tables.get(key.table)
    return wanted is None or _touches(other, wanted, key.other_columns)


def _touches(old: TableShape, new: TableShape, columns: Iterable[str]) -> bool:
    """Whether columns of a key change, or an index that may hold it up, or how the table is."""
    if pairs(old.keys, new.keys):
        return True
    for name in columns:
        before, after = old.column(name), new.column(name)
        if before is None or after is None or not same(before.shape, after.shape):
            return True
    for name in ("ENGINE", "CHARACTER SET"):
        left, right = old.options.get(name), new.options.get(name)
        if left is not None and right is not None and not same(left.shape, right.shape):
            return True
    return False


def _to_make(left: SchemaShape, right: SchemaShape) -> dict[Key, CodeShape]:
    """What is new or different; a trigger with all of its table and moment, for their order."""
    made = {
        key: code
        for key, code in right.code.items()
        if key not in left.code
        or not same(left.code[key].shape, code.shape)
        or left.code[key].table != code.table
    }
    moments = {
        (code.table, code.moment) for (kind, _name), code in made.items() if kind is _K.TRIGGER
    }
    with_others = {
        key: code
        for key, code in right.code.items()
        if key[0] is _K.TRIGGER and (code.table, code.moment) in moments
    }
    return {key: code for key, code in right.code.items() if key in made or key in with_others}


def _drop_code(left: SchemaShape, right: SchemaShape, made: dict[Key, CodeShape]) -> Iterator[Step]:
    for kind in _DROPPED:
        for key, code in sorted(left.code.items()):
            if key[0] is not kind or (key in right.code and key not in made):
                continue
            loss = ""
            if key not in right.code:
                loss = _("{name} is dropped; its definition is in the comparison only.").format(
                    name=code.name
                )
            yield Step(f"DROP {_WORDS[kind]} {named(code.name)}", code.name, destroys=loss)
    for key, code in sorted(left.code.items()):
        if key[0] is _K.SEQUENCE and key in made:
            loss = _("The sequence {name} begins anew.").format(name=code.name)
            yield Step(f"DROP SEQUENCE {named(code.name)}", code.name, destroys=loss)


def _drop_sequences(left: SchemaShape, right: SchemaShape) -> Iterator[Step]:
    for key, code in sorted(left.code.items()):
        if key[0] is _K.SEQUENCE and key not in right.code:
            loss = _("{name} is dropped; its definition is in the comparison only.").format(
                name=code.name
            )
            yield Step(f"DROP SEQUENCE {named(code.name)}", code.name, destroys=loss)


def _make_code(
    right: SchemaShape, made: dict[Key, CodeShape], kinds: tuple[ObjectKind, ...]
) -> Iterator[Step]:
    for kind in kinds:
        wanted = [code for key, code in made.items() if key[0] is kind]
        if kind is not _K.TRIGGER:
            wanted = _after_what_they_use(wanted)
        for code in wanted:
            yield Step(code.text, code.name)


def _after_what_they_use(wanted: list[CodeShape]) -> list[CodeShape]:
    """In an order in which each finds what it reads; those of a circle as they come."""
    rest = {code.name.lower(): code for code in sorted(wanted, key=lambda code: code.name)}
    ordered = []
    while rest:
        free = [name for name, code in rest.items() if not (code.uses & rest.keys()) - {name}]
        ordered += [rest.pop(name) for name in free or list(rest)]
    return ordered
