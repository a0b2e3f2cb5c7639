"""The inventory's store: loaded as one picture, changed in one transaction at a time."""

import getpass
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, insert, make_url, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.domain.errors import BadInput, StoreTrouble
from app.domain.estate import KINDS, Inventory, containers, parents
from app.domain.validation import Record, check
from app.i18n import _
from app.store.inventory import upgrading
from app.store.inventory.codec import record_of, row_of
from app.store.inventory.tables import DEADLOCKS_SEEN, PARAMETERS_SEEN, TABLES, VERSION

Password = Callable[[], str | None]


class InventoryStore:
    """Use it from one thread at a time, never from the window's: every call waits for a disk.

    `where` is the path of a SQLite file, or the URL of a MySQL or MariaDB database without a
    password (`mysql+pymysql://mohist@db.corp/mohist`), which `password` gives.
    """

    def __init__(self, where: Path | str, password: Password = lambda: None) -> None:
        self._where, self._password = where, password
        self._engine: Engine | None = None

    @property
    def where(self) -> str:
        """As it may be shown."""
        if isinstance(self._where, Path):
            return str(self._where)
        return make_url(self._where).render_as_string(hide_password=True)

    def open(self) -> None:
        """Open it, made or upgraded where needed; StoreTrouble where that cannot be."""
        if self._engine is not None:
            return
        with _trouble(self.where):
            if isinstance(self._where, Path):
                self._engine = upgrading.open_file(self._where)
                return
            url = make_url(self._where)
            if url.get_backend_name() not in ("mysql", "mariadb"):
                raise StoreTrouble(
                    _("{where} is no address of a MySQL or MariaDB database.").format(
                        where=self.where
                    ),
                    hint=_("Write it like {example}.").format(
                        example="mysql+pymysql://mohist@db.corp/mohist"
                    ),
                )
            url = url.set(drivername="mysql+pymysql", password=self._password() or url.password)
            engine = create_engine(
                url, pool_pre_ping=True, isolation_level="REPEATABLE READ",
                connect_args={"charset": "utf8mb4", "connect_timeout": 10, "read_timeout": 30,
                              "program_name": "mohist"},
            )  # fmt: skip
            try:
                upgrading.open_server(engine)
            except BaseException:
                engine.dispose()
                raise
            self._engine = engine

    def close(self) -> None:
        """Let go of it."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def load(self) -> Inventory:
        """All of it, at one moment."""
        with _trouble(self.where), self._connected() as connection, connection.begin():
            return _read(connection)

    def save(self, records: Iterable[Record], seen: Inventory) -> Inventory:
        """Write new and changed records, all or none; the inventory as it is then.

        `seen` is what the user looked at: a record that somebody else changed since is refused,
        and nothing is written. Names and what a record belongs to are held against the store as
        it is now, not as it was seen.
        """
        wanted = list(records)
        for record in wanted:
            check(record)
        wanted.sort(key=lambda record: KINDS.index(type(record)))
        with self._writing() as connection:
            for record in wanted:
                self._write(connection, record, seen.revisions.get(record.id))
            after = _read(connection)
            _check_together(wanted, after)
        return after

    def delete(self, ids: Iterable[str], seen: Inventory, *, below: bool = False) -> Inventory:
        """Take records out, with what they contain where `below`: a product's services, their
        instances. Whatever else refers to them (by environment, host, pool, owner) forbids it.
        """
        with self._writing() as connection:
            now = _read(connection)
            for id_ in _with_what_hangs(set(ids), now, below=below):
                record = now.records.get(id_) or seen.records.get(id_)
                if record is None:
                    continue
                table = TABLES[type(record)]
                found = connection.execute(
                    delete(table).where(
                        table.c.id == id_, table.c.revision == seen.revisions.get(id_)
                    )
                )
                if found.rowcount != 1:  # what the user has not seen is not deleted along
                    raise self._conflict(connection, record)
            return _read(connection)

    # ---------------------------------------------------------------------- histories

    def note_parameters(self, instance: str, values: Sequence[tuple[str, str]]) -> int:
        """Remember values that are new or other than the last time; how many were."""
        table = PARAMETERS_SEEN
        with self._writing() as connection:
            rows = connection.execute(
                select(table.c.name, table.c.value)
                .where(table.c.instance == instance)
                .order_by(table.c.number)
            )
            known = {row.name: row.value for row in rows}  # the newest comes last, and stays
            fresh = [(name, value) for name, value in values if known.get(name) != value]
            if fresh:
                now = _now()
                connection.execute(
                    insert(table),
                    [
                        {"instance": instance, "name": name, "value": value, "seen_at": now}
                        for name, value in fresh
                    ],
                )
        return len(fresh)

    def parameter_history(self, instance: str, name: str) -> tuple[tuple[datetime, str], ...]:
        """When which value was seen first, the newest first."""
        table = PARAMETERS_SEEN
        with _trouble(self.where), self._connected() as connection, connection.begin():
            rows = connection.execute(
                select(table.c.seen_at, table.c.value)
                .where(table.c.instance == instance, table.c.name == name)
                .order_by(table.c.number.desc())
            ).all()
        return tuple((datetime.fromisoformat(at), value) for at, value in rows)

    def note_deadlock(self, instance: str, said: str) -> bool:
        """Keep a deadlock's text; False where it is kept already."""
        digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
        table = DEADLOCKS_SEEN
        with self._writing() as connection:
            there = connection.execute(
                select(table.c.number).where(table.c.instance == instance, table.c.digest == digest)
            ).first()
            if there is None:
                row = {"instance": instance, "digest": digest, "seen_at": _now(), "text": said}
                connection.execute(insert(table).values(row))
        return there is None

    def deadlocks(self, instance: str, most: int = 200) -> tuple[tuple[datetime, str], ...]:
        """Those that were kept, the newest first: when they were seen, and their text."""
        table = DEADLOCKS_SEEN
        with _trouble(self.where), self._connected() as connection, connection.begin():
            rows = connection.execute(
                select(table.c.seen_at, table.c.text)
                .where(table.c.instance == instance)
                .order_by(table.c.number.desc())
                .limit(most)
            ).all()
        return tuple((datetime.fromisoformat(at), said) for at, said in rows)

    # ------------------------------------------------------------------------- within

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        if self._engine is None:
            self.open()
        assert self._engine is not None
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction of the only writer there is: what it has read stays so until it ends.

        SQLite has one writer anyway; of MySQL the lock on one row makes sure of it, and the
        server frees that of a console that died.
        """
        with _trouble(self.where), self._connected() as connection:
            connection.execution_options(writes=True)
            with connection.begin():
                form = connection.execute(select(VERSION).with_for_update()).scalar()
                if form != upgrading.newest():  # upgraded while we had it open
                    raise upgrading.newer(self.where)
                yield connection

    def _write(self, connection: Connection, record: Record, revision: int | None) -> None:
        table = TABLES[type(record)]
        row: dict[str, Any] = {
            **row_of(record),
            "revision": (revision or 0) + 1,
            "changed_at": _now(),
            "changed_by": getpass.getuser(),
        }
        if revision is None:
            try:
                connection.execute(insert(table).values(row))
            except IntegrityError as error:
                raise self._conflict(connection, record) from error
            return
        found = connection.execute(
            update(table).where(table.c.id == record.id, table.c.revision == revision).values(row)
        )
        if found.rowcount != 1:
            raise self._conflict(connection, record)

    def _conflict(self, connection: Connection, record: Record) -> BadInput:
        table = TABLES[type(record)]
        row = connection.execute(
            select(table.c.changed_by, table.c.changed_at).where(table.c.id == record.id)
        ).first()
        if row is None:
            said = _("{name} was deleted meanwhile by somebody else.").format(name=record.name)
        else:
            said = _("{name} was changed meanwhile by {who} at {when}.").format(
                name=record.name, who=row[0], when=row[1]
            )
        return BadInput(said, hint=_("Nothing was written. Look at it as it is now, then decide."))


def _read(connection: Connection) -> Inventory:
    records: dict[str, Record] = {}
    revisions: dict[str, int] = {}
    for kind in KINDS:
        for row in connection.execute(select(TABLES[kind])).mappings():
            record = record_of(kind, dict(row))
            records[record.id] = record
            revisions[record.id] = row["revision"]
    return Inventory(records, revisions)


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


def _check_together(wanted: Sequence[Record], after: Inventory) -> None:
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


@contextmanager
def _trouble(where: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise StoreTrouble(
            _("The inventory at {where} cannot be used: {reason}").format(
                where=where, reason=_reason(cause)
            ),
            hint=_("Nothing was changed by this. Check disk, server, account and password."),
        ) from error
    except OSError as error:
        raise StoreTrouble(
            _("The inventory at {where} cannot be used: {reason}").format(
                where=where, reason=error.strerror or str(error)
            ),
            hint=_("Check the folder and its rights."),
        ) from error


def _reason(error: BaseException) -> str:
    said = error.args[-1] if error.args else error
    return str(said).splitlines()[0] if str(said) else type(error).__name__


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
