"""The inventory's store: loaded as one picture, changed in one transaction at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from app.domain.conflict import Conflict
from app.domain.errors import StoreTrouble
from app.domain.estate import KINDS, Inventory
from app.domain.validation import Record, check
from app.i18n import _
from app.store.account import account
from app.store.inventory import file, histories, server
from app.store.inventory.place import shown
from app.store.inventory.rescue import (
    Copy,
    Salvage,
    copies_of,
    restore,
    salvage_file,
    salvage_server,
)
from app.store.inventory.rows import check_together, delete_all, read_all, write_all
from app.store.inventory.tables import VERSION
from app.store.inventory.upgrading import newer, newest

Password = Callable[[], str | None]


class InventoryStore:
    """Use it from one thread at a time, never from the window's: every call waits for a disk.

    `where` is the path of a SQLite file, or the URL of a MySQL or MariaDB database without a
    password (`mysql+pymysql://mohist@db.corp/mohist`), which `password` gives.
    """

    def __init__(self, where: Path | str, password: Password = lambda: None) -> None:
        self.place, self._password = where, password
        self._engine: Engine | None = None

    @property
    def author(self) -> str:
        """Who stands beside what is written."""
        return account()

    @property
    def where(self) -> str:
        """As it may be shown."""
        return shown(self.place)

    def open(self) -> None:
        """Open it, made or upgraded where needed; StoreTrouble where that cannot be."""
        if self._engine is not None:
            return
        with _trouble(self.where):
            if isinstance(self.place, Path):
                self._engine = file.open_file(self.place)
                return
            engine = self._server()
            try:
                server.open_server(engine)
            except BaseException:
                engine.dispose()
                raise
            self._engine = engine

    def _server(self) -> Engine:
        try:
            url = make_url(str(self.place))
        except (ArgumentError, ValueError):  # ValueError: a port that is no number
            url = None
        if url is None or url.get_backend_name() not in ("mysql", "mariadb"):
            raise StoreTrouble(
                _("{where} is no address of a MySQL or MariaDB database.").format(where=self.where),
                hint=_("Write it like {example}.").format(
                    example="mysql+pymysql://mohist@db.corp/mohist"
                ),
            )
        if url.password is not None or any("pass" in name.lower() for name in url.query):
            raise StoreTrouble(
                _("The address of the inventory holds a password: {where}").format(
                    where=self.where
                ),
                hint=_(
                    "Take it out: it would stand in files and in the list of processes. Choose the"
                    " inventory in the window, which keeps its password in the keychain."
                ),
            )
        return server.engine_of(url.set(drivername="mysql+pymysql", password=self._password()))

    def salvage(self) -> Salvage:
        """What can be read of it, whatever is wrong; nothing is written, not even an upgrade.

        Raises:
            StoreTrouble: nothing can be read.
        """
        with _trouble(self.where):
            if isinstance(self.place, Path):
                return salvage_file(self.place)
            engine = self._server()
            try:
                return salvage_server(engine)
            finally:
                engine.dispose()

    def copies(self) -> tuple[Copy, ...]:
        """Earlier states of it in files beside it; a team's database has none."""
        with _trouble(self.where):
            return copies_of(self.place) if isinstance(self.place, Path) else ()

    def restore(self, copy: Path) -> Path | None:
        """Have a copy stand in its place; where what stood there is kept now.

        Raises:
            StoreTrouble: the copy is no store that can be used; nothing was changed.
        """
        assert isinstance(self.place, Path)
        with _trouble(self.where):
            self.close()
            return restore(self.place, copy)

    def close(self) -> None:
        """Let go of it."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def load(self) -> Inventory:
        """All of it, at one moment."""
        with self.reading() as connection:
            return read_all(connection)

    def save(self, records: Iterable[Record], seen: Inventory) -> Inventory:
        """Write new and changed records, all or none; the inventory as it is then.

        `seen` is what the user looked at: where somebody else changed one of the records since,
        nothing is written, and the Conflict tells both versions. Names and what a record belongs
        to are held against the store as it is now, not as it was seen.
        """
        wanted = list(records)
        for record in wanted:
            check(record)
        wanted.sort(key=lambda record: KINDS.index(type(record)))
        with self._telling_what_is_now(), self.writing() as connection:
            write_all(connection, wanted, seen, self.author)
            after = read_all(connection)
            check_together(wanted, after)
        return after

    def delete(self, ids: Iterable[str], seen: Inventory, *, below: bool = False) -> Inventory:
        """Take records out, with what they contain where `below`: a product's services, their
        instances. Whatever else refers to them (by environment, host, pool, owner) forbids it.
        """
        with self._telling_what_is_now(), self.writing() as connection:
            delete_all(connection, ids, seen, below=below)
            return read_all(connection)

    # ---------------------------------------------------------------------- histories

    def note_parameters(self, instance: str, values: Sequence[tuple[str, str]]) -> int:
        """Remember values that are new or other than the last time; how many were."""
        with self.writing() as connection:
            return histories.note_parameters(connection, instance, values)

    def parameter_history(self, instance: str, name: str) -> histories.Seen:
        """When which value was seen first, the newest first."""
        with self.reading() as connection:
            return histories.parameter_history(connection, instance, name)

    def parameters_seen(self, instance: str) -> tuple[tuple[datetime, str, str], ...]:
        """Every value of every parameter with when it was seen first, the oldest first."""
        with self.reading() as connection:
            return histories.parameters_seen(connection, instance)

    def note_deadlock(self, instance: str, said: str) -> bool:
        """Keep a deadlock's text; False where it is kept already."""
        with self.writing() as connection:
            return histories.note_deadlock(connection, instance, said)

    def deadlocks(self, instance: str, most: int = 200) -> histories.Seen:
        """Those that were kept, the newest first: when they were seen, and their text."""
        with self.reading() as connection:
            return histories.deadlocks(connection, instance, most)

    # ------------------------------------------------------------------------- within

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        if self._engine is None:
            self.open()
        assert self._engine is not None
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of the only writer there is: what it has read stays so until it ends.

        SQLite has one writer anyway; of MySQL the lock on one row makes sure of it, and the
        server frees that of a console that died.
        """
        with _trouble(self.where), self._connected() as connection:
            connection.execution_options(writes=True)
            with connection.begin():
                form = connection.execute(select(VERSION).with_for_update()).scalar()
                if form != newest():  # upgraded while we had it open
                    raise newer(self.where)
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A picture of one moment."""
        with _trouble(self.where), self._connected() as connection, connection.begin():
            yield connection

    @contextmanager
    def _telling_what_is_now(self) -> Iterator[None]:
        """Put the store as it is into a Conflict, once its transaction is rolled back."""
        try:
            yield
        except Conflict as conflict:
            conflict.now = self.load()
            raise


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
