"""Take a snapshot of an instance, and write it where the audit finds it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.audit.facts import file
from app.domain.errors import Unsupported
from app.domain.inventory import TYPE_NAMES
from app.domain.snapshot import Snapshot
from app.engines.abilities import TakesSnapshot
from app.engines.base import Session
from app.i18n import _


def take(
    session: Session,
    schemas: Sequence[str],
    tell: Callable[[int, int], object] = lambda _done, _of: None,
) -> Snapshot:
    """What the server of `session` knows of `schemas`, or of all.

    Raises:
        Unsupported: this kind of server gives none.
        BadInput: there is no such schema.
    """
    if not isinstance(session, TakesSnapshot):
        raise Unsupported(
            _("No snapshot can be taken of {type}.").format(type=TYPE_NAMES[session.facts.type])
        )
    return session.snapshot(schemas, tell)


def write(snapshot: Snapshot, path: Path) -> str:
    """Write it, and tell what is in it, a sentence each line.

    Raises:
        Unwritable: it could not be written.
    """
    file.write(snapshot, path)
    tables = [table for table in snapshot.tables if table.columns]  # of synonyms none are known
    told = [
        _("{path}: {tables} tables and views of {schemas} schemas of {instance}.").format(
            path=path,
            tables=len(tables),
            schemas=len({table.schema for table in tables}),
            instance=snapshot.instance,
        ),
        *snapshot.missing,
    ]
    return "\n".join(told)
