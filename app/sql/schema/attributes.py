"""What a definition says of a table beside its columns and indexes.

Its engine, character set and collation, foreign keys and partitions.
"""

from collections.abc import Iterator

from app.sql import tree
from app.sql.collations import canonical, charset_of
from app.sql.schema.nouns import ForeignKey, Table

_HASHED = frozenset({"HASH", "KEY"})


def option_word(option: tree.Option | None) -> str:
    """The value of an option that is a word, as written without quotes in lower case; else ""."""
    value = option.value if option else None
    return value.name.lower() if isinstance(value, tree.Name) else ""


def foreign_key(key: tree.ForeignKey, database: str) -> ForeignKey:
    """A foreign key as the schema keeps it; `database` is that of the child."""
    parent = key.references.table
    return ForeignKey(
        key.name.name if key.name else "",
        _columns(key.parts),
        parent.qualifier or database,
        parent.name,
        _columns(key.references.columns),
        key.references.on_delete,
        key.references.on_update,
    )


def _columns(parts: tuple[tree.KeyPart, ...]) -> tuple[str, ...]:
    return tuple(tree.folded(part.column.name) if part.column else "" for part in parts)


def described(table: Table, statement: tree.CreateTable, *, oracle: bool = False) -> Table:
    """`table` with what CREATE TABLE says of it as a whole."""
    elements, by = statement.elements, statement.partition_by
    keys = [e for e in elements if isinstance(e, tree.ForeignKey)]
    unclear = bool(statement.skipped) or tree.Unparsed in map(type, elements)
    return _optioned(table, statement.options)._replace(
        foreign_keys=tuple(foreign_key(key, table.database) for key in keys),
        partitions=None if unclear else partition_names(by, oracle=oracle),
        partition_columns=_partitioned_by(by),
    )


def changed(table: Table, statement: tree.AlterTable, *, oracle: bool = False) -> Table:
    """`table` with what ALTER TABLE says of it as a whole."""
    for action in statement.actions:
        match action:
            case tree.Option():
                table = _optioned(table, (action,))
            case tree.ConvertTo(charset=charset, collation=collation):
                table = _converted(table, charset, collation)
            case tree.AddKey(key=tree.ForeignKey() as key):
                made = foreign_key(key, table.database)
                table = table._replace(foreign_keys=(*table.foreign_keys, made))
            case tree.DropKey(kind="FOREIGN KEY" | "CONSTRAINT", name=tree.Name(name=name)):
                kept = tuple(k for k in table.foreign_keys if k.name.lower() != name.lower())
                table = table._replace(foreign_keys=kept)
            case tree.PartitionBy():
                names, by = partition_names(action, oracle=oracle), _partitioned_by(action)
                table = table._replace(partitions=names, partition_columns=by)
            case tree.PartitionChange():
                table = table._replace(partitions=_repartitioned(table.partitions, action))
            case tree.OtherChange(kind="REMOVE PARTITIONING"):
                table = table._replace(partitions=(), partition_columns=frozenset())
            case tree.Unparsed():
                table = table._replace(partitions=None)
    return table


def _optioned(table: Table, options: tuple[tree.Option, ...]) -> Table:
    for option in options:
        word = option_word(option)
        match option.name:
            case "ENGINE" if word:
                table = table._replace(engine=word)
            case "CHARACTER SET" if word and word != "default":
                table = table._replace(charset=canonical(word), collation="")
            case "COLLATE" if word and word != "default":
                charset = charset_of(word) or table.charset
                table = table._replace(collation=canonical(word), charset=charset)
    return table


def _converted(table: Table, charset: tree.Name | None, collation: tree.Name | None) -> Table:
    """CONVERT TO sets the columns that hold text too."""
    if charset is None or charset.name.lower() == "default":
        return table
    made, name = canonical(charset.name), canonical(collation.name) if collation else ""
    return table._replace(
        charset=made,
        collation=name,
        columns={
            key: column._replace(charset=made, collation=name) if column.charset else column
            for key, column in table.columns.items()
        },
    )


# ------------------------------------------------------------------ partitions


_MOST_PARTITIONS = 8192


def partition_names(by: tree.PartitionBy | None, *, oracle: bool = False) -> tuple[str, ...] | None:
    """The partitions in lower case, with the names the server makes up where none are written.

    Oracle's are SYS_P and a number, and it adds partitions of intervals and values by itself. Of
    more than any server makes nothing is known.
    """
    if by is None:
        return ()
    named = bool(by.partitions) and all(partition.name.name for partition in by.partitions)
    if oracle and (by.automatic or not named):
        return None
    if by.partitions:
        return tuple(partition.name.name.lower() for partition in by.partitions)
    if by.count and by.count > _MOST_PARTITIONS:
        return None
    return tuple(f"p{n}" for n in range(by.count or 1))


def _partitioned_by(by: tree.PartitionBy | None) -> frozenset[str]:
    """The columns that tell the partition of a row."""
    if by is None:
        return frozenset()
    below = [*by.expressions, *(by.by.expressions if by.by else ())]
    return frozenset(
        tree.folded(node.name.name)
        for start in below
        for node in tree.walk(start)
        if isinstance(node, tree.Column)
    )


def _repartitioned(
    names: tuple[str, ...] | None, change: tree.PartitionChange
) -> tuple[str, ...] | None:
    """The names after a change; None where they are not known, or made up by the server."""
    if names is None:
        return None
    told = [name.name.lower() for name in change.names]
    made = [partition.name.name.lower() for partition in change.partitions]
    match change.verb:
        case "ADD" if made:
            return (*names, *made)
        case "DROP" | "CONVERT":
            return (*(name for name in names if name not in told), *made)
        case "REORGANIZE" | "SPLIT" | "MERGE" if told and made:
            return tuple(_reorganized(names, told, made))
        case "RENAME" if len(told) == 2:
            return tuple(_reorganized(names, told[:1], told[1:]))
        case "ADD" | "COALESCE" | "REORGANIZE" | "SPLIT" | "MERGE":
            return None
        case _:
            return names


def _reorganized(names: tuple[str, ...], told: list[str], made: list[str]) -> Iterator[str]:
    for name in names:
        if name not in told:
            yield name
        elif name == told[0]:
            yield from made
