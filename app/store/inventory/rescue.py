"""Ways out of a store that cannot be used: read what is left of it, or put a copy in its place.

Nothing here writes into the store, and nothing takes it away: what a copy replaces is kept beside
it as `….damaged-TIME`.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import MISSING, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app import files
from app.domain.errors import StoreTrouble
from app.domain.estate import KINDS, Inventory
from app.domain.inventory import DatabaseType, Environment, Product, Stake
from app.domain.validation import Record
from app.i18n import _, ngettext
from app.store.inventory.codec import record_of, row_of
from app.store.inventory.file import check_file
from app.store.inventory.tables import TABLES

_PATIENCE = 10  # seconds another console may keep the store
_JOURNAL = "-journal"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Copy:
    """An earlier state of a store, in a file beside it."""

    path: Path
    when: datetime
    size: int


@dataclass(frozen=True)
class Salvage:
    """What could be read, and what could not, in sentences. Whatever it belonged to and is lost
    has a stand-in; a lost environment counts as production.
    """

    inventory: Inventory
    lost: tuple[str, ...] = ()


def copies_of(path: Path) -> tuple[Copy, ...]:
    """The copies that upgrades and restores left beside a store, the newest first."""
    found = []
    for each in path.parent.glob(f"{_escaped(path.name)}.*"):
        if each.name.startswith((f"{path.name}.before-", f"{path.name}.damaged-")):
            with suppress(OSError):
                about = each.stat()
                if not each.name.endswith(_JOURNAL):
                    when = datetime.fromtimestamp(about.st_mtime).astimezone()
                    found.append(Copy(each, when, about.st_size))
    return tuple(sorted(found, key=lambda copy: copy.when, reverse=True))


def _escaped(name: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)


def restore(path: Path, copy: Path) -> Path | None:
    """Put a copy in the place of the store; where the store is kept now, None if there was none.

    Whatever breaks off in between, one or the other stands there.

    Raises:
        StoreTrouble: the copy is damaged itself, newer, or no store; nothing was changed.
        OSError: it cannot be written; nothing was changed.
    """
    fresh = path.with_name(path.name + ".restoring")
    path.parent.mkdir(parents=True, exist_ok=True)
    with files.locked(path.with_name(path.name + ".lock"), _PATIENCE):
        try:
            shutil.copyfile(copy, fresh)
            check_file(fresh, shown=copy)
            with fresh.open("rb+") as file:
                os.fsync(file.fileno())
            kept = _kept(path) if path.exists() else None
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        files.settle(path.parent)
    return kept


def _kept(path: Path) -> Path:
    """Another name for the store as it is. Its journal must not be played into another file."""
    kept = path.with_name(f"{path.name}.damaged-{datetime.now():%Y%m%d-%H%M%S-%f}")
    try:
        kept.hardlink_to(path)
    except OSError:  # FAT and some shares have no hard links
        shutil.copyfile(path, kept)
        with kept.open("rb+") as file:
            os.fsync(file.fileno())
    with suppress(FileNotFoundError):
        path.with_name(path.name + _JOURNAL).replace(kept.with_name(kept.name + _JOURNAL))
    files.settle(path.parent)
    return kept


def salvage_file(path: Path) -> Salvage:
    """What can be read of a file, from a copy of it: the file itself is only read.

    Raises:
        StoreTrouble: nothing can be.
        OSError: the file cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="mohist-") as folder:
        copy = Path(folder) / "store"
        shutil.copyfile(path, copy)
        with suppress(FileNotFoundError):
            shutil.copyfile(path.with_name(path.name + _JOURNAL), Path(folder) / "store-journal")
        with closing(sqlite3.connect(copy)) as raw:
            raw.row_factory = sqlite3.Row
            raw.text_factory = lambda content: content.decode("utf-8", "replace")
            return _salvaged(lambda table: _rows_of_file(raw, table), str(path))


def salvage_server(engine: Engine) -> Salvage:
    """What can be read of a team's store, whatever form it has."""

    def rows(table: str) -> Iterator[Row | None]:
        with engine.connect() as connection:
            try:
                for row in connection.execute(text(f"SELECT * FROM `{table}`")).mappings():  # noqa: S608
                    yield dict(row)
            except SQLAlchemyError:
                yield None

    return _salvaged(rows, engine.url.render_as_string())


def _rows_of_file(raw: sqlite3.Connection, table: str) -> Iterator[Row | None]:
    """Every row that can be reached from either end; None at the end where some could not."""
    broken = False
    for order in ("", " ORDER BY rowid DESC"):
        try:
            for row in raw.execute(f"SELECT * FROM {table}{order}"):  # noqa: S608  (names of ours)
                yield dict(zip(row.keys(), row, strict=True))
        except sqlite3.Error:
            broken = True
        if not broken:
            return
    yield None


def _salvaged(rows: Callable[[str], Iterator[Row | None]], where: str) -> Salvage:
    records: dict[str, Record] = {}
    lost: list[str] = []
    for kind in KINDS:
        unclear = 0
        name = TABLES[kind].name
        for row in rows(name):
            if row is None:
                lost.append(_("The table {name} could not be read to its end.").format(name=name))
                continue
            try:
                record = _record(kind, row)
            except StoreTrouble:
                unclear += 1
                continue
            records.setdefault(record.id, record)
        if unclear:
            said = ngettext(
                "{count} row of {name} makes no sense.", "{count} rows of {name} make no sense.",
                unclear,
            )  # fmt: skip
            lost.append(said.format(count=unclear, name=name))
    if not records:
        raise StoreTrouble(
            _("Nothing can be read of the inventory at {where}.").format(where=where),
            hint=_("Restore it from a copy, or begin a new one elsewhere."),
        )
    return Salvage(Inventory.of(_mended(records)), tuple(lost))


def _record(kind: type[Record], row: Row) -> Record:
    """With what another form of the store does not have left at its default."""
    bare: dict[str, Any] = {"type": DatabaseType.MYSQL, "port": 0}
    needed = [each.name for each in fields(kind) if each.default is each.default_factory is MISSING]
    blank = kind(**{name: bare.get(name, "") for name in needed})
    defaults = {name: value for name, value in row_of(blank).items() if name not in needed}
    return record_of(kind, {**defaults, **row})


def _mended(records: dict[str, Record]) -> list[Record]:
    """Without references that lead nowhere: what is exported can be imported again.

    Whether acts ask twice hangs on the environment: where that is lost, they do.
    """
    made: dict[str, Record] = {}
    mended = []
    for record in records.values():
        fresh: Any = record
        for name in ("service", "host", "pool"):
            if getattr(fresh, name, "") and getattr(fresh, name) not in records:
                fresh = replace(fresh, **{name: ""})
        if hasattr(fresh, "owners"):
            fresh = replace(fresh, owners=tuple(id_ for id_ in fresh.owners if id_ in records))
        environment, product = getattr(fresh, "environment", ""), getattr(fresh, "product", "")
        if environment and environment not in records:
            name = _("lost environment {id}").format(id=environment[:8])
            made[environment] = Environment(environment, name, Stake.PRODUCTION)
        if product and product not in records:
            made[product] = Product(product, _("lost product {id}").format(id=product[:8]))
        mended.append(fresh)
    return [*made.values(), *mended]
