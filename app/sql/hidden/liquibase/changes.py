"""Changes of Liquibase as the statements they run.

After the pages of the change types in Liquibase's documentation; in the words of the dialect, as
its generators write them.
"""

from collections.abc import Callable, Iterator, Mapping

from app.domain.dialect import Dialect
from app.sql.hidden.liquibase.columns import Writer, constraints, truth
from app.sql.hidden.liquibase.items import Item

_Render = Callable[[Item, Writer], Iterator[str]]
RENDERED: dict[str, _Render] = {}
"""What writes the statements of each change."""
SILENT = frozenset(
    "tagDatabase empty output stop comment validCheckSum preConditions modifySql rollback".split()
)
"""What runs no statement that could be known here."""


def statements_of(change: Item, dialect: Dialect) -> list[str] | None:
    """The statements of a change; None where nobody here can write them."""
    render = RENDERED.get(change.name)
    return None if render is None else list(render(change, Writer(dialect)))


def _renders(name: str) -> Callable[[_Render], _Render]:
    def keep(render: _Render) -> _Render:
        RENDERED[name] = render
        return render

    return keep


# ---------------------------------------------------------------------- tables


@_renders("createTable")
def _create_table(change: Item, writer: Writer) -> Iterator[str]:
    table = writer.table(change.values)
    keys = [c for c in change.all("column") if truth(constraints(c), "primaryKey")]
    parts = [writer.column(each, keys=False) for each in change.all("column")]
    if keys:
        name = next((constraints(each).get("primaryKeyName", "") for each in keys), "")
        columns = ", ".join(writer.name(each.values.get("name", "")) for each in keys)
        parts.append(f"{_constraint(writer, name)}PRIMARY KEY ({columns})")
    for each in change.all("column"):
        parts += _of_column(each, writer)
    tail = ""
    if "remarks" in change.values and not writer.oracle:
        tail = f" COMMENT = {writer.quoted(change.values['remarks'])}"
    if "tablespace" in change.values and writer.oracle:
        tail = f" TABLESPACE {writer.name(change.values['tablespace'])}"
    yield f"CREATE TABLE {table} ({', '.join(parts)}){tail}"
    yield from _remarks(change, table, writer)


def _constraint(writer: Writer, name: str) -> str:
    return f"CONSTRAINT {writer.name(name)} " if name else ""


def _of_column(column: Item, writer: Writer) -> Iterator[str]:
    """Constraints of one column that stand for themselves in a table."""
    said, name = constraints(column), writer.name(column.values.get("name", ""))
    if truth(said, "unique"):
        yield f"{_constraint(writer, said.get('uniqueConstraintName', ''))}UNIQUE ({name})"
    reference = said.get("references", "")
    if not reference and said.get("referencedTableName"):
        reference = f"{said['referencedTableName']}({said.get('referencedColumnNames', '')})"
    if reference:
        begin = _constraint(writer, said.get("foreignKeyName", ""))
        cascade = " ON DELETE CASCADE" if truth(said, "deleteCascade") else ""
        yield f"{begin}FOREIGN KEY ({name}) REFERENCES {reference}{cascade}"
    if check := said.get("checkConstraint"):
        yield check if check.upper().startswith("CHECK") else f"CHECK ({check})"


def _remarks(change: Item, table: str, writer: Writer) -> Iterator[str]:
    if not writer.oracle:
        return
    if "remarks" in change.values:
        yield f"COMMENT ON TABLE {table} IS {writer.quoted(change.values['remarks'])}"
    for each in change.all("column"):
        if "remarks" in each.values:
            name = writer.name(each.values.get("name", ""))
            yield f"COMMENT ON COLUMN {table}.{name} IS {writer.quoted(each.values['remarks'])}"


@_renders("dropTable")
def _drop_table(change: Item, writer: Writer) -> Iterator[str]:
    cascade = ""
    if truth(change.values, "cascadeConstraints"):
        cascade = " CASCADE CONSTRAINTS" if writer.oracle else " CASCADE"
    yield f"DROP TABLE {writer.table(change.values)}{cascade}"


@_renders("renameTable")
def _rename_table(change: Item, writer: Writer) -> Iterator[str]:
    new = writer.name(change.values.get("newTableName", ""))
    old = writer.table({**change.values, "tableName": change.values.get("oldTableName", "")})
    yield f"ALTER TABLE {old} RENAME {'TO ' if writer.oracle else ''}{new}"


@_renders("setTableRemarks")
def _table_remarks(change: Item, writer: Writer) -> Iterator[str]:
    table, said = writer.table(change.values), writer.quoted(change.values.get("remarks", ""))
    if writer.oracle:
        yield f"COMMENT ON TABLE {table} IS {said}"
    else:
        yield f"ALTER TABLE {table} COMMENT = {said}"


# ---------------------------------------------------------------------- columns


@_renders("addColumn")
def _add_column(change: Item, writer: Writer) -> Iterator[str]:
    table = writer.table(change.values)
    parts = []
    for each in change.all("column"):
        place = f" AFTER {writer.name(after)}" if (after := each.values.get("afterColumn")) else ""
        parts.append(writer.column(each) + ("" if writer.oracle else place))
    if writer.oracle:
        yield f"ALTER TABLE {table} ADD ({', '.join(parts)})"
    else:
        yield f"ALTER TABLE {table} {', '.join(f'ADD {part}' for part in parts)}"
    for each in change.all("column"):
        name = writer.name(each.values.get("name", ""))
        value = writer.value(each.values, "value")
        if value is not None:
            yield f"UPDATE {table} SET {name} = {value}"
        said = constraints(each)
        if said.get("references"):
            begin = _constraint(writer, said.get("foreignKeyName", ""))
            yield (
                f"ALTER TABLE {table} ADD {begin}FOREIGN KEY ({name})"
                f" REFERENCES {said['references']}"
            )
    yield from _remarks(Item("", change.start, change.end, {}, change.items), table, writer)


@_renders("dropColumn")
def _drop_column(change: Item, writer: Writer) -> Iterator[str]:
    names = [each.values.get("name", "") for each in change.all("column")]
    names = names or [change.values.get("columnName", "")]
    drops = ", ".join(f"DROP COLUMN {writer.name(name)}" for name in names)
    if writer.oracle and len(names) > 1:
        drops = f"DROP ({', '.join(map(writer.name, names))})"
    yield f"ALTER TABLE {writer.table(change.values)} {drops}"


@_renders("renameColumn")
def _rename_column(change: Item, writer: Writer) -> Iterator[str]:
    table, values = writer.table(change.values), change.values
    old, new = (writer.name(values.get(key, "")) for key in ("oldColumnName", "newColumnName"))
    if writer.oracle or "columnDataType" not in values:
        yield f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}"
    else:
        yield f"ALTER TABLE {table} CHANGE {old} {new} {writer.type(values['columnDataType'])}"


def _column_of(change: Item, writer: Writer) -> tuple[str, str]:
    return writer.table(change.values), writer.name(change.values.get("columnName", ""))


@_renders("modifyDataType")
def _modify_type(change: Item, writer: Writer) -> Iterator[str]:
    table, name = _column_of(change, writer)
    yield f"ALTER TABLE {table} MODIFY {name} {writer.type(change.values.get('newDataType', ''))}"


@_renders("addNotNullConstraint")
def _not_null(change: Item, writer: Writer) -> Iterator[str]:
    table, name = _column_of(change, writer)
    if "defaultNullValue" in change.values:
        value = writer.quoted(change.values["defaultNullValue"])
        yield f"UPDATE {table} SET {name} = {value} WHERE {name} IS NULL"
    yield f"ALTER TABLE {table} MODIFY {name}{_typed(change, writer)} NOT NULL"


def _typed(change: Item, writer: Writer) -> str:
    """The type of a column, which MySQL wants each time and Oracle never."""
    return "" if writer.oracle else f" {writer.type(change.values.get('columnDataType', ''))}"


@_renders("dropNotNullConstraint")
def _null(change: Item, writer: Writer) -> Iterator[str]:
    table, name = _column_of(change, writer)
    yield f"ALTER TABLE {table} MODIFY {name}{_typed(change, writer)} NULL"


@_renders("addDefaultValue")
def _default(change: Item, writer: Writer) -> Iterator[str]:
    table, name = _column_of(change, writer)
    value = writer.value(change.values, "defaultValue") or "NULL"
    verb = f"MODIFY {name} DEFAULT" if writer.oracle else f"ALTER {name} SET DEFAULT"
    yield f"ALTER TABLE {table} {verb} {value}"


@_renders("dropDefaultValue")
def _no_default(change: Item, writer: Writer) -> Iterator[str]:
    table, name = _column_of(change, writer)
    verb = f"MODIFY {name} DEFAULT NULL" if writer.oracle else f"ALTER {name} DROP DEFAULT"
    yield f"ALTER TABLE {table} {verb}"


@_renders("addAutoIncrement")
def _auto_increment(change: Item, writer: Writer) -> Iterator[str]:
    table, name = _column_of(change, writer)
    if writer.oracle:
        yield f"ALTER TABLE {table} MODIFY {name} GENERATED BY DEFAULT AS IDENTITY"
    else:
        yield f"ALTER TABLE {table} MODIFY {name}{_typed(change, writer)} AUTO_INCREMENT"


@_renders("setColumnRemarks")
def _column_remarks(change: Item, writer: Writer) -> Iterator[str]:
    table, name = _column_of(change, writer)
    said = writer.quoted(change.values.get("remarks", ""))
    if writer.oracle:
        yield f"COMMENT ON COLUMN {table}.{name} IS {said}"
    elif change.values.get("columnDataType"):
        yield f"ALTER TABLE {table} MODIFY {name}{_typed(change, writer)} COMMENT {said}"


# ---------------------------------------------------------------------- keys and indexes


@_renders("addPrimaryKey")
def _add_primary(change: Item, writer: Writer) -> Iterator[str]:
    values = change.values
    begin = _constraint(writer, values.get("constraintName", ""))
    columns = writer.names(values.get("columnNames", ""))
    yield f"ALTER TABLE {writer.table(values)} ADD {begin}PRIMARY KEY ({columns})"


@_renders("dropPrimaryKey")
def _drop_primary(change: Item, writer: Writer) -> Iterator[str]:
    yield f"ALTER TABLE {writer.table(change.values)} DROP PRIMARY KEY"


@_renders("addUniqueConstraint")
def _add_unique(change: Item, writer: Writer) -> Iterator[str]:
    values = change.values
    begin = _constraint(writer, values.get("constraintName", ""))
    columns = writer.names(values.get("columnNames", ""))
    yield f"ALTER TABLE {writer.table(values)} ADD {begin}UNIQUE ({columns})"


@_renders("dropUniqueConstraint")
def _drop_unique(change: Item, writer: Writer) -> Iterator[str]:
    kind = "CONSTRAINT" if writer.oracle else "KEY"
    name = writer.name(change.values.get("constraintName", ""))
    yield f"ALTER TABLE {writer.table(change.values)} DROP {kind} {name}"


@_renders("addForeignKeyConstraint")
def _add_foreign(change: Item, writer: Writer) -> Iterator[str]:
    values = change.values
    begin = _constraint(writer, values.get("constraintName", ""))
    base, there = writer.table(values, "baseTableName"), writer.table(values, "referencedTableName")
    own = writer.names(values.get("baseColumnNames", ""))
    theirs = writer.names(values.get("referencedColumnNames", ""))
    tail = _on(values, "onDelete", "DELETE")
    tail += "" if writer.oracle else _on(values, "onUpdate", "UPDATE")
    yield f"ALTER TABLE {base} ADD {begin}FOREIGN KEY ({own}) REFERENCES {there} ({theirs}){tail}"


def _on(values: Mapping[str, str], name: str, verb: str) -> str:
    action = values.get(name, "").upper()
    return f" ON {verb} {action}" if action and action != "RESTRICT" else ""


@_renders("dropForeignKeyConstraint")
def _drop_foreign(change: Item, writer: Writer) -> Iterator[str]:
    kind = "CONSTRAINT" if writer.oracle else "FOREIGN KEY"
    name = writer.name(change.values.get("constraintName", ""))
    yield f"ALTER TABLE {writer.table(change.values, 'baseTableName')} DROP {kind} {name}"


@_renders("createIndex")
def _create_index(change: Item, writer: Writer) -> Iterator[str]:
    values = change.values
    columns = []
    for each in change.all("column"):
        name = each.values.get("name", "")
        order = " DESC" if truth(each.values, "descending") else ""
        columns.append((name if truth(each.values, "computed") else writer.names(name)) + order)
    unique = "UNIQUE " if truth(values, "unique") else ""
    name = writer.name(values.get("indexName", ""))
    yield f"CREATE {unique}INDEX {name} ON {writer.table(values)} ({', '.join(columns)})"


@_renders("dropIndex")
def _drop_index(change: Item, writer: Writer) -> Iterator[str]:
    name = writer.name(change.values.get("indexName", ""))
    yield f"DROP INDEX {name}" + ("" if writer.oracle else f" ON {writer.table(change.values)}")


# ---------------------------------------------------------------------- rows


def _pairs(change: Item, writer: Writer) -> list[tuple[str, str]]:
    return [
        (writer.name(each.values.get("name", "")), writer.value(each.values, "value") or "NULL")
        for each in change.all("column")
    ]


@_renders("insert")
def _insert(change: Item, writer: Writer) -> Iterator[str]:
    pairs = _pairs(change, writer)
    names, values = ", ".join(name for name, _v in pairs), ", ".join(value for _n, value in pairs)
    yield f"INSERT INTO {writer.table(change.values)} ({names}) VALUES ({values})"


@_renders("update")
def _update(change: Item, writer: Writer) -> Iterator[str]:
    sets = ", ".join(f"{name} = {value}" for name, value in _pairs(change, writer))
    yield f"UPDATE {writer.table(change.values)} SET {sets}{_where(change)}"


@_renders("delete")
def _delete(change: Item, writer: Writer) -> Iterator[str]:
    yield f"DELETE FROM {writer.table(change.values)}{_where(change)}"


def _where(change: Item) -> str:
    item = change.first("where")
    said = "".join(atom.text for atom in item.text) if item else ""
    said = said.strip() or change.values.get("where", "").strip()
    return f" WHERE {said}" if said else ""


# ---------------------------------------------------------------------- the rest


@_renders("dropView")
def _drop_view(change: Item, writer: Writer) -> Iterator[str]:
    named = {**change.values, "tableName": change.values.get("viewName", "")}
    yield f"DROP VIEW {writer.table(named)}"


@_renders("renameView")
def _rename_view(change: Item, writer: Writer) -> Iterator[str]:
    old, new = (writer.name(change.values.get(key, "")) for key in ("oldViewName", "newViewName"))
    yield f"RENAME {old} TO {new}" if writer.oracle else f"RENAME TABLE {old} TO {new}"


@_renders("createSequence")
def _create_sequence(change: Item, writer: Writer) -> Iterator[str]:
    values = change.values
    parts = [f"CREATE SEQUENCE {writer.name(values.get('sequenceName', ''))}"]
    for key, words in (
        ("startValue", "START WITH"), ("incrementBy", "INCREMENT BY"), ("minValue", "MINVALUE"),
        ("maxValue", "MAXVALUE"), ("cacheSize", "CACHE"),
    ):  # fmt: skip
        if key in values:
            parts.append(f"{words} {values[key]}")
    yield " ".join(parts)


@_renders("dropSequence")
def _drop_sequence(change: Item, writer: Writer) -> Iterator[str]:
    yield f"DROP SEQUENCE {writer.name(change.values.get('sequenceName', ''))}"


@_renders("dropProcedure")
def _drop_procedure(change: Item, writer: Writer) -> Iterator[str]:
    yield f"DROP PROCEDURE {writer.name(change.values.get('procedureName', ''))}"
