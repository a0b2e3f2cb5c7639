"""One table made like another: the ALTER TABLE statements between their foreign keys."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.i18n import _
from app.sql.compare.nouns import (
    UNSAID,
    ColumnElement,
    KeyElement,
    PartitionElement,
    Step,
    TableShape,
    same,
)
from app.sql.compare.order import moved
from app.sql.compare.pairing import Pairs, pairs
from app.sql.quoting import named

_RESETS = {
    "COMMENT": "COMMENT ''", "KEY_BLOCK_SIZE": "KEY_BLOCK_SIZE = 0", "MAX_ROWS": "MAX_ROWS = 0",
    "MIN_ROWS": "MIN_ROWS = 0", "AVG_ROW_LENGTH": "AVG_ROW_LENGTH = 0", "CHECKSUM": "CHECKSUM = 0",
    "DELAY_KEY_WRITE": "DELAY_KEY_WRITE = 0", "CONNECTION": "CONNECTION ''",
    "COMPRESSION": "COMPRESSION 'NONE'", "ENCRYPTION": "ENCRYPTION 'N'",
}  # fmt: skip
_VERSIONING = "WITH SYSTEM VERSIONING"


def altered(old: TableShape, new: TableShape) -> Iterator[Step]:
    """The steps but for foreign keys: those are taken away before, and given back after."""
    name = new.name
    head = f"ALTER TABLE {named(name)}"
    gone = _gone(old, new)
    changes = list(_columns(old, new, gone))
    lossy = {change.column for change in changes if change.loss}
    keys = list(_keys_added(old, new))
    plain = [*_keys_dropped(old, new), *(each.text for each in changes if not each.loss)]
    plain += [text for text, columns in keys if not lossy & columns]
    plain += _options(old, new)
    if plain:
        yield Step(_joined(head, plain), name)
    if lossy:
        texts = [each.text for each in changes if each.loss]
        texts += [text for text, columns in keys if lossy & columns]
        losses = " ".join(each.loss for each in changes if each.loss)
        yield Step(_joined(head, texts), name, destroys=losses)
    if gone:
        drops = [f"DROP COLUMN {named(column.name)}" for column in gone]
        yield Step(_joined(head, drops), name, destroys=_lost(gone))
    yield from _versioning(old, new, head)
    yield from _partitions(old.partitions, new.partitions, head, name)
    if pairs(old.periods, new.periods):
        yield Step("", name, note=_("The periods of {table} are to be changed by hand: {head} …")
                   .format(table=name, head=head))  # fmt: skip


def _joined(head: str, actions: list[str]) -> str:
    if len(actions) == 1:
        return f"{head} {actions[0]}"
    return head + "\n  " + ",\n  ".join(actions)


def _gone(old: TableShape, new: TableShape) -> list[ColumnElement]:
    return [column for column in old.columns if new.column(column.name) is None]


@dataclass(frozen=True, slots=True)
class _Changed:
    """What is done with a column, and what that would lose, as a sentence, or nothing."""

    column: str
    text: str
    loss: str = ""


def _keys(old: TableShape, new: TableShape) -> Pairs[KeyElement]:
    """The keys as they are to change.

    InnoDB takes away the index that it made for a foreign key as soon as somebody makes another
    that does; nothing tells such an index from one that was asked for, so it is made anew.
    """
    found = pairs(old.keys, new.keys)
    coming = [key.columns for key in (*found.missing, *(new for _old, new in found.different))]
    for before, after in tuple(found.equal):
        made_for = any(key.columns == before.columns for key in old.foreign)
        if made_for and any(columns[: len(before.columns)] == before.columns for columns in coming):
            found.equal.remove((before, after))
            found.different.append((before, after))
    return found


def _keys_dropped(old: TableShape, new: TableShape) -> Iterator[str]:
    checks = pairs(old.checks, new.checks)
    for check in (*checks.extra, *(left for left, _right in checks.different)):
        yield f"DROP CONSTRAINT {named(check.name)}"
    keys = _keys(old, new)
    for key in (*keys.extra, *(left for left, _right in keys.different)):
        yield "DROP PRIMARY KEY" if key.kind == "PRIMARY" else f"DROP INDEX {named(key.name)}"


def _keys_added(old: TableShape, new: TableShape) -> Iterator[tuple[str, frozenset[str]]]:
    """What adds each key and check, with the columns it needs as they are to be."""
    keys = _keys(old, new)
    for key in (*(right for _left, right in keys.different), *keys.missing):
        yield f"ADD {key.text}", frozenset(key.columns)
    checks = pairs(old.checks, new.checks)
    for check in (*(right for _left, right in checks.different), *checks.missing):
        yield f"ADD {check.text}", frozenset()


def _columns(old: TableShape, new: TableShape, gone: list[ColumnElement]) -> Iterator[_Changed]:
    """Columns added, changed and moved, in the order of the new table.

    A column that is to go keeps its place until then, but not its AUTO_INCREMENT, for which there
    may be no key any more.
    """
    for column in gone:
        if column.automatic:
            yield _Changed(column.name.lower(), f"MODIFY COLUMN {column.bare}")
    moving = moved(old, new)
    before = ""
    for column in new.columns:
        place = f" AFTER {named(before)}" if before else " FIRST"
        known, key = old.column(column.name), column.name.lower()
        before = column.name
        if known is None:
            yield _Changed(key, f"ADD COLUMN {column.text}{place}")
            continue
        to_move = key in moving
        if same(known.shape, column.shape) and not to_move:
            continue
        if "VIRTUAL" in {known.generated, column.generated} and known.shape != column.shape:
            # no server changes a virtual column into another, or a kept one into a virtual
            loss = "" if known.generated else _lost([known])
            text = f"DROP COLUMN {named(known.name)}, ADD COLUMN {column.text}{place}"
            yield _Changed(key, text, loss)
            continue
        verb = "MODIFY COLUMN"
        if known.name != column.name:
            verb = f"CHANGE COLUMN {named(known.name)}"
        loss, moves = _loss(known, column), place if to_move else ""
        if loss and to_move:  # all columns move in one statement, or their places would not fit
            yield _Changed(key, f"MODIFY COLUMN {known.text}{place}")
            moves = ""
        yield _Changed(key, f"{verb} {column.text}{moves}", loss)


def _lost(columns: list[ColumnElement]) -> str:
    names = ", ".join(column.name for column in columns)
    return _("The values of the columns {columns} are lost.").format(columns=names)


def _loss(old: ColumnElement, new: ColumnElement) -> str:
    """What a change of type may lose."""
    fits = (
        old.family == new.family
        and len(old.width) == len(new.width)
        and all(a <= b for a, b in zip(old.width, new.width, strict=True))
    )
    if fits:
        return ""
    return _("Values of the column {column} may not fit its new type.").format(column=new.name)


def _options(old: TableShape, new: TableShape) -> Iterator[str]:
    for name, option in new.options.items():
        known = old.options.get(name)
        if name == _VERSIONING or option.shape == UNSAID:
            continue
        if known is None or not same(known.shape, option.shape):
            yield option.text
    for name, known in old.options.items():
        if name not in new.options and known.text and name != _VERSIONING:
            yield _RESETS.get(name, f"{name} = DEFAULT")


def _versioning(old: TableShape, new: TableShape, head: str) -> Iterator[Step]:
    before, after = _VERSIONING in old.options, _VERSIONING in new.options
    if after and not before:
        yield Step(f"{head} ADD SYSTEM VERSIONING", new.name)
    elif before and not after:
        loss = _("The history of {table} is lost.").format(table=new.name)
        yield Step(f"{head} DROP SYSTEM VERSIONING", new.name, destroys=loss)


def _partitions(
    old: PartitionElement | None, new: PartitionElement | None, head: str, name: str
) -> Iterator[Step]:
    if new is None:
        if old is not None:
            yield Step(f"{head} REMOVE PARTITIONING", name)
        return
    if old is None or not same(old.head, new.head):
        yield Step(f"{head}\n{new.text}", name)
        return
    if same(old.shape, new.shape):
        return
    known = len(old.parts)
    grown = [part.text for part in new.parts[known:]]
    if grown and all(
        same(a.shape, b.shape) for a, b in zip(old.parts, new.parts[:known], strict=False)
    ):
        yield Step(f"{head} ADD PARTITION (\n  " + ",\n  ".join(grown) + "\n)", name)
    else:  # rows that fit nowhere make it fail, and nothing is lost
        yield Step(f"{head}\n{new.text}", name)
