"""Records into tables and out of them, within a transaction that the store holds."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from app.domain.conflict import Clash, Conflict
from app.domain.errors import BadInput
from app.domain.estate import KINDS, Authors, Inventory, containers, parents
from app.domain.limits import LONGEST
from app.domain.validation import Record
from app.i18n import _
from app.store.inventory.codec import record_of, row_of
from app.store.inventory.tables import TABLES

_AT_ONCE = 500
"""Ids that are asked for with one statement."""


def now_text() -> str:
    """This moment as it is kept: UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def read_all(connection: Connection) -> Inventory:
    """Every record; StoreTrouble where one makes no sense."""
    records: dict[str, Record] = {}
    revisions: dict[str, int] = {}
    authors: dict[str, Authors] = {}
    for kind in KINDS:
        for row in connection.execute(select(TABLES[kind])).mappings():
            record = record_of(kind, dict(row))
            records[record.id] = record
            revisions[record.id] = row["revision"]
            authors[record.id] = Authors(
                row["created_at"], row["created_by"], row["changed_at"], row["changed_by"]
            )
    return Inventory(records, revisions, authors)


def write_all(connection: Connection, wanted: Sequence[Record], seen: Inventory, who: str) -> None:
    """Write new and changed records, by `who`; Conflict with all that somebody else changed since
    `seen`.

    The store has one writer at a time: what is not there when it is looked for is still not there
    when it is written.
    """
    clashes = [
        _clash(connection, record, seen) for record in _outdated(connection, wanted, seen, who)
    ]
    if clashes:
        raise Conflict(
            said_of(clashes[0]),
            hint=_("Nothing was written. Look at it as it is now, then decide."),
            wanted=wanted,
            clashes=clashes,
        )


def _outdated(
    connection: Connection, wanted: Sequence[Record], seen: Inventory, who: str
) -> Iterator[Record]:
    """Write them, and give back those that are not as they were seen."""
    for kind, records in itertools.groupby(wanted, type):
        table, fresh = TABLES[kind], []
        for record in records:
            revision = seen.revisions.get(record.id)
            if revision is None:
                fresh.append(record)
                continue
            found = connection.execute(
                update(table)
                .where(table.c.id == record.id, table.c.revision == revision)
                .values(_row(record, revision + 1, who))
            )
            if found.rowcount != 1:
                yield record
        there = _there(connection, table, [record.id for record in fresh])
        yield from (record for record in fresh if record.id in there)
        rows = [_row(record, 1, who) for record in fresh if record.id not in there]
        if rows:
            connection.execute(insert(table), rows)


def _there(connection: Connection, table: Table, ids: Sequence[str]) -> set[str]:
    """Which of the ids are in the table."""
    found: set[str] = set()
    for part in range(0, len(ids), _AT_ONCE):
        some = select(table.c.id).where(table.c.id.in_(ids[part : part + _AT_ONCE]))
        found.update(connection.execute(some).scalars())
    return found


def delete_all(connection: Connection, ids: Iterable[str], seen: Inventory, *, below: bool) -> None:
    """Take records out as `InventoryStore.delete` says; Conflict for what is not as it was seen."""
    now = read_all(connection)
    for id_ in _with_what_hangs(set(ids), now, below=below):
        record = now.records.get(id_) or seen.records.get(id_)
        if record is None:
            continue
        table = TABLES[type(record)]
        found = connection.execute(
            delete(table).where(table.c.id == id_, table.c.revision == seen.revisions.get(id_))
        )
        if found.rowcount != 1:  # what the user has not seen is not deleted along
            raise Conflict(
                said_of(_clash(connection, record, seen)),
                hint=_("Nothing was deleted. Look at it as it is now, then decide."),
            )


def check_together(wanted: Sequence[Record], after: Inventory) -> None:
    """Names are unique among records of their kind (services: within their product)."""
    ours = {record.id for record in wanted}
    taken: dict[tuple[object, ...], str] = {}
    for record in sorted(after.records.values(), key=lambda each: each.id in ours):
        scope = (type(record), getattr(record, "product", ""), record.name.casefold())
        other = taken.setdefault(scope, record.id)
        if other != record.id and {other, record.id} & ours:
            raise BadInput(
                _("There is already one called {name}.").format(name=record.name),
                hint=_("Choose another name."),
            )
        if record.id in ours and any(id_ not in after.records for id_ in parents(record)):
            raise BadInput(
                _("What {name} belongs to is not there any more.").format(name=record.name),
                hint=_("Look at the inventory as it is now, and choose again."),
            )


def said_of(clash: Clash) -> str:
    """What somebody else did, in a sentence."""
    if clash.theirs is None:
        return _("{name} was deleted meanwhile by somebody else.").format(name=clash.mine.name)
    return _("{name} was changed meanwhile by {who} at {when}.").format(
        name=clash.mine.name,
        who=clash.who,
        when=f"{datetime.fromisoformat(clash.when).astimezone():%Y-%m-%d %H:%M:%S}",
    )


def _row(record: Record, revision: int, who: str) -> dict[str, Any]:
    now, who = now_text(), who[: LONGEST["name"]]
    row = {**row_of(record), "revision": revision, "changed_at": now, "changed_by": who}
    return row if revision > 1 else {**row, "created_at": now, "created_by": who}


def _clash(connection: Connection, mine: Record, seen: Inventory) -> Clash:
    table, base = TABLES[type(mine)], seen.records.get(mine.id)
    row = connection.execute(select(table).where(table.c.id == mine.id)).mappings().first()
    if row is None:
        return Clash(mine, None, base)
    theirs = record_of(type(mine), dict(row))
    return Clash(mine, theirs, base, row["changed_by"], row["changed_at"])


def _with_what_hangs(gone: set[str], now: Inventory, *, below: bool) -> set[str]:
    """The ids and those of what they contain; BadInput where something else refers to them."""
    while True:
        hanging = [
            record
            for record in now.records.values()
            if record.id not in gone and gone & set(parents(record))
        ]
        if not hanging:
            return gone
        inside = [record for record in hanging if gone & set(containers(record))]
        if not below or len(inside) < len(hanging):
            raise BadInput(
                _("{count} others belong to what is to be deleted: {names}.").format(
                    count=len(hanging), names=", ".join(record.name for record in hanging[:5])
                ),
                hint=_("Delete or move them first, or delete them along."),
            )
        gone |= {record.id for record in hanging}
