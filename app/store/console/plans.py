"""Plans by statement, instance and schema, as long as they were the same: one SQLite file.

A plan that is seen again only moves the end of its time. So a change of plan is seen whenever the
statement is explained, without AWR or the like. What a crash takes is at most the plan that was
being written.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.domain.console.kept_plan import KeptPlan, Remembered
from app.domain.dialect import Dialect
from app.domain.errors import StoreTrouble
from app.domain.plan import Form, Plan
from app.domain.redact import redacted
from app.i18n import _

MOST = 5_000
"""Plans kept in all; those seen longest ago go first."""
MOST_OF_ONE = 50
"""Plans kept of one statement on one instance."""
LONGEST = 2_000_000
"""Characters of a plan; a longer one is not kept."""
_VERSION = 1
_BUSY = 5.0  # seconds to wait for another program's step
_SCHEMA = f"""
CREATE TABLE plans (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    digest TEXT NOT NULL, instance TEXT NOT NULL, schema TEXT NOT NULL, dialect TEXT NOT NULL,
    form TEXT NOT NULL, first REAL NOT NULL, last REAL NOT NULL, times INTEGER NOT NULL,
    analyzed INTEGER NOT NULL, version TEXT NOT NULL, statement TEXT NOT NULL,
    shape TEXT NOT NULL, raw BLOB NOT NULL);
CREATE INDEX plans_of ON plans (digest, instance, schema, last);
PRAGMA user_version = {_VERSION};
"""
_COLUMNS = (
    "number, digest, instance, schema, dialect, form, first, last, times, analyzed, version,"
    " statement, raw"
)


class PlanStore:
    """The plans of one user. Every call waits for the disk: make it in a lane.

    Raises StoreTrouble where the file cannot be read or written; one that is no database any more
    is set aside, and a new one begun.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "plans.sqlite"

    def keep(self, plan: Plan, instance: str, at: float) -> Remembered | None:
        """Keep a plan that was seen at `at`; None for one without a statement, or too long."""
        if not plan.digest or len(plan.raw) > LONGEST:
            return None
        shape = hashlib.sha256("\n".join(plan.shape).encode()).hexdigest()
        raw = zlib.compress(redacted(plan.raw).encode("utf-8", "replace"))
        with self._at_work() as connection:
            key = (plan.digest, instance, plan.schema, plan.form.value)
            last = connection.execute(
                f"SELECT {_COLUMNS}, shape FROM plans WHERE digest = ? AND instance = ?"  # noqa: S608
                " AND schema = ? AND form = ? ORDER BY number DESC LIMIT 1",
                key,
            ).fetchone()
            if last is not None and last[-1] == shape:
                connection.execute(
                    "UPDATE plans SET last = max(last, ?), times = times + 1, analyzed = ?,"
                    " version = ?, raw = ? WHERE number = ?",
                    (at, plan.analyzed, plan.version, raw, last[0]),
                )
                return Remembered(self._one(connection, last[0]))
            number = connection.execute(
                "INSERT INTO plans (digest, instance, schema, form, dialect, first, last, times,"
                " analyzed, version, statement, shape, raw)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)",
                (
                    *key, plan.dialect.value, at, at, plan.analyzed, plan.version,
                    redacted(plan.statement), shape, raw,
                ),
            ).lastrowid  # fmt: skip
            self._shed(connection, key[:3])
            assert number is not None
            return Remembered(
                self._one(connection, number), None if last is None else _read(last[:-1])
            )

    def of(self, digest: str, instance: str = "", schema: str = "") -> tuple[KeptPlan, ...]:
        """All that were kept of a statement, the newest first; on any instance without one."""
        where, given = "digest = ?", [digest]
        if instance:
            where += " AND instance = ? AND schema = ?"
            given += [instance, schema]
        with self._at_work() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM plans WHERE {where} ORDER BY last DESC, number DESC",  # noqa: S608
                given,
            ).fetchall()
        return tuple(map(_read, rows))

    def forget(self, digest: str) -> None:
        """Keep no plan of a statement any more."""
        with self._at_work() as connection:
            connection.execute("DELETE FROM plans WHERE digest = ?", (digest,))

    def _one(self, connection: sqlite3.Connection, number: int) -> KeptPlan:
        return _read(
            connection.execute(
                f"SELECT {_COLUMNS} FROM plans WHERE number = ?",  # noqa: S608
                (number,),
            ).fetchone()
        )

    def _shed(self, connection: sqlite3.Connection, key: tuple[str, ...]) -> None:
        connection.execute(
            "DELETE FROM plans WHERE number IN (SELECT number FROM plans WHERE digest = ?"
            " AND instance = ? AND schema = ? ORDER BY number DESC LIMIT -1 OFFSET ?)",
            (*key, MOST_OF_ONE),
        )
        connection.execute(
            "DELETE FROM plans WHERE number IN"
            " (SELECT number FROM plans ORDER BY last DESC, number DESC LIMIT -1 OFFSET ?)",
            (MOST,),
        )

    @contextmanager
    def _at_work(self) -> Iterator[sqlite3.Connection]:
        """A connection in one transaction, which is done whole or not at all."""
        try:
            with closing(self._opened()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
        except (sqlite3.Error, zlib.error, ValueError, OSError) as error:
            raise StoreTrouble(
                _("The kept plans cannot be read or written: {reason}.").format(reason=error),
                hint=_("They are in {file}.").format(file=self._path),
            ) from error

    def _opened(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.touch(0o600)
        try:
            return self._connected()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self._set_aside()
            self._path.touch(0o600)
            return self._connected()

    def _connected(self) -> sqlite3.Connection:
        made = sqlite3.connect(self._path, timeout=_BUSY, isolation_level=None)
        try:
            made.execute("PRAGMA secure_delete = ON")
            [version] = made.execute("PRAGMA user_version").fetchone()
            if version == 0:
                made.execute("BEGIN IMMEDIATE")
                [version] = made.execute("PRAGMA user_version").fetchone()
                for statement in filter(str.strip, _SCHEMA.split(";") if version == 0 else ()):
                    made.execute(statement)
                made.execute("COMMIT")
            if version > _VERSION:
                raise sqlite3.OperationalError(_("a newer Mohist wrote it"))
        except BaseException:
            made.close()
            raise
        return made

    def _set_aside(self) -> None:
        """Keep a file that is no database any more under another name."""
        number, kept = 1, self._path.with_name(f"{self._path.name}.damaged")
        while kept.exists():
            number += 1
            kept = self._path.with_name(f"{self._path.name}.damaged-{number}")
        self._path.replace(kept)


def _read(row: tuple[object, ...]) -> KeptPlan:
    number, digest, instance, schema, dialect, form, first, last, times = row[:9]
    analyzed, version, statement, raw = row[9:]
    assert isinstance(raw, bytes)
    return KeptPlan(
        number, digest, instance, schema, Dialect(str(dialect)), Form(str(form)),  # type: ignore[arg-type]
        first, last, times, bool(analyzed), version, statement,  # type: ignore[arg-type]
        zlib.decompress(raw).decode(),
    )  # fmt: skip
