"""What operating pages remember of an instance: values of parameters, texts of deadlocks."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from app.store.inventory.rows import now_text
from app.store.inventory.tables import DEADLOCKS_SEEN, PARAMETERS_SEEN

_LONGEST_VALUE = 16_000
"""Characters kept of a parameter's value: what fits into a TEXT of MySQL in any script."""

Seen = tuple[tuple[datetime, str], ...]
"""When something was seen first, and what; the newest first."""


def note_parameters(
    connection: Connection, instance: str, values: Sequence[tuple[str, str]]
) -> int:
    """Remember values that are new or other than the last time; how many were."""
    table = PARAMETERS_SEEN
    rows = connection.execute(
        select(table.c.name, table.c.value)
        .where(table.c.instance == instance)
        .order_by(table.c.number)
    )
    known = {row.name: row.value for row in rows}  # the newest comes last, and stays
    cut = [(name, value[:_LONGEST_VALUE]) for name, value in values]
    fresh = [(name, value) for name, value in cut if known.get(name) != value]
    if fresh:
        now = now_text()
        connection.execute(
            insert(table),
            [
                {"instance": instance, "name": name, "value": value, "seen_at": now}
                for name, value in fresh
            ],
        )
    return len(fresh)


def parameter_history(connection: Connection, instance: str, name: str) -> Seen:
    """Every value a parameter was seen with."""
    table = PARAMETERS_SEEN
    rows = connection.execute(
        select(table.c.seen_at, table.c.value)
        .where(table.c.instance == instance, table.c.name == name)
        .order_by(table.c.number.desc())
    )
    return tuple((datetime.fromisoformat(at), value) for at, value in rows.all())


def parameters_seen(connection: Connection, instance: str) -> tuple[tuple[datetime, str, str], ...]:
    """Every value of every parameter: when it was seen first, of which, and it; oldest first."""
    table = PARAMETERS_SEEN
    rows = connection.execute(
        select(table.c.seen_at, table.c.name, table.c.value)
        .where(table.c.instance == instance)
        .order_by(table.c.number)
    )
    return tuple((datetime.fromisoformat(at), name, value) for at, name, value in rows.all())


def note_deadlock(connection: Connection, instance: str, said: str) -> bool:
    """Keep a deadlock's text; False where it is kept already."""
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    table = DEADLOCKS_SEEN
    there = connection.execute(
        select(table.c.number).where(table.c.instance == instance, table.c.digest == digest)
    ).first()
    if there is None:
        row = {"instance": instance, "digest": digest, "seen_at": now_text(), "text": said}
        connection.execute(insert(table).values(row))
    return there is None


def deadlocks(connection: Connection, instance: str, most: int) -> Seen:
    """The newest of those that were kept."""
    table = DEADLOCKS_SEEN
    rows = connection.execute(
        select(table.c.seen_at, table.c.text)
        .where(table.c.instance == instance)
        .order_by(table.c.number.desc())
        .limit(most)
    )
    return tuple((datetime.fromisoformat(at), said) for at, said in rows.all())
