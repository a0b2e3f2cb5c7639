"""A CREATE TABLE as it is compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.compare.columns import column_element
from app.sql.compare.nouns import (
    UNSAID,
    ColumnElement,
    Element,
    ForeignElement,
    KeyElement,
    PartitionElement,
    Shape,
    TableShape,
)
from app.sql.compare.shaping import Shaper
from app.sql.compare.types import charset_and_collation
from app.sql.parse import Parsed
from app.sql.quoting import named

_NOT_COMPARED = frozenset(
    {"AUTO_INCREMENT", "DATA DIRECTORY", "INDEX DIRECTORY", "TABLESPACE", "STORAGE", "UNION",
     "CHARACTER SET", "COLLATE", "START TRANSACTION", "AUTOEXTEND_SIZE"}
)  # fmt: skip
"""Data, places of files, and what is compared in another way."""
_USUAL_ACTIONS = frozenset({"", "RESTRICT", "NO ACTION"})


@dataclass(slots=True)
class _Parts:
    columns: list[ColumnElement] = field(default_factory=list)
    keys: list[KeyElement] = field(default_factory=list)
    foreign: list[ForeignElement] = field(default_factory=list)
    checks: list[Element] = field(default_factory=list)
    periods: list[Element] = field(default_factory=list)


def table_shape(
    parsed: Parsed, shaper: Shaper, dialect: Dialect, schema: str, *, live: bool
) -> TableShape:
    """A table as CREATE TABLE describes it. What a file leaves to the server is UNSAID."""
    statement = parsed.tree
    assert isinstance(statement, tree.CreateTable)
    charset = _table_charset(statement, dialect)
    keyed = {
        part.column.name.lower()
        for element in statement.elements
        if isinstance(element, tree.Key) and element.kind == "PRIMARY"
        for part in element.parts
        if part.column is not None
    }
    parts = _Parts()
    for element in statement.elements:
        if isinstance(element, tree.ColumnDefinition):
            primary = element.name.name.lower() in keyed
            column = column_element(element, shaper, dialect, charset, primary=primary)
            parts.columns.append(column)
            _own_keys(element, shaper, dialect, schema, parts)
        else:
            add_element(parts, element, shaper, schema)
    if not live:
        _implied_indexes(parts)
    return TableShape(
        statement.name.name,
        _create(statement, parts, shaper),
        tuple(parts.columns),
        tuple(parts.keys),
        tuple(parts.foreign),
        tuple(parts.checks),
        _options(statement, shaper, charset, live=live),
        _partitions(statement.partition_by, shaper),
        tuple(parts.periods),
    )


def added(
    table: TableShape, elements: Iterable[tree.Node], shaper: Shaper, schema: str
) -> TableShape:
    """The table with keys and checks more, as ALTER TABLE … ADD and CREATE INDEX in a dump."""
    parts = _Parts(list(table.columns), list(table.keys), list(table.foreign), list(table.checks))
    for element in elements:
        add_element(parts, element, shaper, schema)
    _implied_indexes(parts)
    made = replace(
        table,
        keys=tuple(parts.keys),
        foreign=tuple(parts.foreign),
        checks=tuple(parts.checks),
    )
    return replace(made, create=_written(made, table.create))


def _written(table: TableShape, create: str) -> str:
    """The CREATE with all keys and checks of now."""
    options = create[create.rindex("\n)") + 2 :]
    lines = _lines(table.columns, table.keys, table.checks, table.periods)
    return f"CREATE TABLE {named(table.name)} (\n{lines}\n){options}"


def add_element(parts: _Parts, element: tree.Node, shaper: Shaper, schema: str) -> None:
    """Take in a key, a foreign key, a check, a period."""
    match element:
        case tree.Key():
            parts.keys.append(_key(element, shaper))
        case tree.ForeignKey():
            parts.foreign.append(_foreign(element, shaper, schema))
        case tree.Check():
            name = element.name.name if element.name else ""
            shape: Shape = (shaper.node(element.condition), element.enforced)
            parts.checks.append(Element(name, shaper.text(element.first, element.last), shape))
        case tree.Period():
            shape = shaper.node(element)
            text = shaper.text(element.first, element.last)
            parts.periods.append(Element(element.name.name, text, shape))


def _own_keys(
    column: tree.ColumnDefinition, shaper: Shaper, dialect: Dialect, schema: str, parts: _Parts
) -> None:
    """The keys and checks a column brings along."""
    name = column.name.name
    for attribute in column.attributes:
        if attribute.kind in {"PRIMARY KEY", "KEY"}:
            parts.keys.append(_simple_key("PRIMARY", name))
        elif attribute.kind == "UNIQUE":
            parts.keys.append(_simple_key("UNIQUE", name))
        elif attribute.kind == "CHECK" and dialect is Dialect.MYSQL and attribute.value:
            check = "" if attribute.name is None else attribute.name.name
            enforced = attribute.detail != "NOT ENFORCED"
            shape = (shaper.value(attribute.value), enforced)
            text = shaper.text(attribute.first, attribute.last)
            parts.checks.append(Element(check, text, shape))
        elif attribute.kind == "REFERENCES" and isinstance(attribute.value, tree.References):
            target = attribute.value
            text = f"FOREIGN KEY ({named(name)}) {shaper.text(target.first, target.last)}"
            parts.foreign.append(_referring("", text, (name,), target, shaper, schema))


def _simple_key(kind: str, column: str) -> KeyElement:
    text = "PRIMARY KEY" if kind == "PRIMARY" else "UNIQUE KEY"
    part: Shape = (("name", column.lower()), None, False, None)
    shape: Shape = (kind, (part,), ())
    name = "PRIMARY" if kind == "PRIMARY" else ""
    return KeyElement(name, f"{text} ({named(column)})", shape, kind, (column.lower(),))


def _key(key: tree.Key, shaper: Shaper) -> KeyElement:
    parts: tuple[Shape, ...] = tuple(
        (
            None if part.column is None else ("name", part.column.name.lower()),
            part.length,
            part.descending,
            None if part.expression is None else shaper.node(part.expression),
        )
        for part in key.parts
    )
    options: tuple[Shape, ...] = tuple(
        sorted(
            words
            for option in key.options
            if (words := " ".join(shaper.words(option.first, option.last)))
            not in {"using btree", "visible", "not ignored"}
        )
    )
    name = "PRIMARY" if key.kind == "PRIMARY" else key.name.name if key.name else ""
    return KeyElement(
        name,
        shaper.text(key.first, key.last),
        (key.kind, parts, options),
        key.kind,
        tuple(part.column.name.lower() if part.column else "" for part in key.parts),
    )


def _foreign(key: tree.ForeignKey, shaper: Shaper, schema: str) -> ForeignElement:
    name = key.name.name if key.name else ""
    columns = tuple(part.column.name for part in key.parts if part.column)
    text = shaper.text(key.first, key.last)
    return _referring(name, text, columns, key.references, shaper, schema)


def _referring(
    name: str,
    text: str,
    columns: tuple[str, ...],
    target: tree.References,
    shaper: Shaper,
    schema: str,
) -> ForeignElement:
    other = target.table.qualifier
    if other == schema:
        other = ""
    small = tuple(column.lower() for column in columns)
    others = tuple(part.column.name.lower() for part in target.columns if part.column)
    shape: Shape = (
        small, other, target.table.name, others,
        _action(target.on_delete), _action(target.on_update),
    )  # fmt: skip
    return ForeignElement(name, text, shape, small, other, target.table.name, others)


def _action(said: str) -> str:
    return "" if said.upper() in _USUAL_ACTIONS else said.upper()


def _implied_indexes(parts: _Parts) -> None:
    """The index InnoDB makes for a foreign key that none supports."""
    for key in parts.foreign:
        if any(index.columns[: len(key.columns)] == key.columns for index in parts.keys):
            continue
        name = key.name or key.columns[0]
        columns = ", ".join(named(column) for column in key.columns)
        part: tuple[Shape, ...] = tuple(
            (("name", column), None, False, None) for column in key.columns
        )
        shape: Shape = ("INDEX", part, ())
        parts.keys.append(
            KeyElement(name, f"KEY {named(name)} ({columns})", shape, "INDEX", key.columns)
        )


def _table_charset(statement: tree.CreateTable, dialect: Dialect) -> tuple[str, str]:
    said = {}
    for kind in ("CHARACTER SET", "COLLATE"):
        option = statement.option(kind)
        value = None if option is None else option.value
        said[kind] = value.name if isinstance(value, tree.Name) else ""
    return charset_and_collation(said["CHARACTER SET"], said["COLLATE"], dialect)


def _options(
    statement: tree.CreateTable, shaper: Shaper, charset: tuple[str, str], *, live: bool
) -> Mapping[str, Element]:
    found = {
        option.name: Element(
            option.name,
            shaper.text(option.first, option.last),
            True if option.value is None else shaper.value(option.value),
        )
        for option in statement.options
        if option.name not in _NOT_COMPARED
    }
    if UNSAID not in charset:
        text = f"DEFAULT CHARACTER SET {charset[0]} COLLATE {charset[1]}"
        found["CHARACTER SET"] = Element("CHARACTER SET", text, charset)
    if not live:
        found.setdefault("ENGINE", Element("ENGINE", "", UNSAID))
        found.setdefault("CHARACTER SET", Element("CHARACTER SET", "", UNSAID))
    return found


def _partitions(by: tree.PartitionBy | None, shaper: Shaper) -> PartitionElement | None:
    if by is None:
        return None
    parts = tuple(
        Element(
            part.name.name,
            shaper.text(part.first, part.last),
            (
                part.name.name,
                shaper.value(part.values),
                shaper.value(part.subpartitions),
                tuple(
                    shaper.words(option.first, option.last)
                    for option in part.options
                    if option.name not in {"ENGINE", "DATA DIRECTORY", "INDEX DIRECTORY"}
                ),
            ),
        )
        for part in by.partitions
    )
    head: Shape = (
        by.kind, shaper.value(by.expressions), by.count, by.linear, shaper.value(by.by),
    )  # fmt: skip
    text = shaper.text(by.first, by.last)
    return PartitionElement("", text, (head, *(part.shape for part in parts)), head, parts)


def _create(statement: tree.CreateTable, parts: _Parts, shaper: Shaper) -> str:
    """The statement without foreign keys, which are added when all tables are there."""
    options = [
        shaper.text(o.first, o.last) for o in statement.options if o.name != "AUTO_INCREMENT"
    ]
    by = statement.partition_by
    end = [" ".join(options)] if options else []
    if by is not None:
        end.append(shaper.text(by.first, by.last))
    lines = _lines(parts.columns, parts.keys, parts.checks, parts.periods)
    tail = f" {chr(10).join(end)}" if end else ""
    return f"CREATE TABLE {named(statement.name.name)} (\n{lines}\n){tail}"


def _lines(
    columns: Iterable[Element],
    keys: Iterable[Element],
    checks: Iterable[Element],
    periods: Iterable[Element],
) -> str:
    return ",\n".join(f"  {each.text}" for each in (*columns, *keys, *checks, *periods))
