"""Kills a console at the k-th step of what it does to a store, for k = 1, 2, 3… until none is left.

    python -m tests.store.inventory.killing make|write|upgrade|restore WHERE EVERY

A process of its own: it has SQLAlchemy imported once, and forks what is killed. A step is what
changes or locks something: a statement about to be sent, a commit, a file about to be renamed or
removed. (After one is before the next, and what only reads leaves nothing that could be halved.)
After each kill the store is opened and looked at; what is not whole ends this with a traceback.
Of making and upgrading only every EVERY-th step where more than 1 is given. Writes out how many
were killed.
"""

import itertools
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text

from app.domain.inventory import Owner, Product, new_id
from app.store.inventory import file, upgrading
from app.store.inventory.store import InventoryStore
from app.store.inventory.tables import METADATA

_READS = ("SELECT", "PRAGMA", "SHOW", "DESCRIBE")
_FILES = ("os.rename", "os.remove", "os.link", "shutil.copyfile")
OLD = "INSERT INTO products VALUES ('p', '商城', '', '[]', '[]', '', 1, '2026', 'lin')"


def place(where: str) -> Path | str:
    """As InventoryStore takes it."""
    return where if "://" in where else Path(where)


def armed(last: int) -> None:
    """Kill this process at its step `last`."""
    done = 0

    def step(*_arguments: object) -> None:
        nonlocal done
        done += 1
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def asked(_c: Any, _cursor: Any, statement: str, *_others: object) -> None:
        if not statement.lstrip().upper().startswith(_READS) or "FOR UPDATE" in statement:
            step()

    def audited(what: str, _arguments: object) -> None:
        if what in _FILES:
            step()

    event.listen(Engine, "before_cursor_execute", asked)
    event.listen(Engine, "commit", step)
    sys.addaudithook(audited)


def killed_at(last: int, work: Callable[[], str]) -> tuple[bool, str]:
    """Whether `work` was killed at that step in a process of its own; what it acknowledged."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        with suppress(BaseException):
            os.close(ours)
            armed(last)
            os.write(theirs, work().encode())
            code = 0
        os._exit(code)
    os.close(theirs)
    with os.fdopen(ours) as heard:
        said = heard.read()
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True, said
    assert os.waitstatus_to_exitcode(status) == 0, "it failed where it was not killed"
    return False, said


# ------------------------------------------------------------------------- writes


def _change(where: str) -> str:
    """Five new owners, and the product that counts such changes; its number."""
    store = InventoryStore(place(where))
    store.open()
    seen = store.load()
    [shop] = seen.all(Product) or [Product(new_id(), "shop", "0")]
    number = int(shop.code) + 1
    owners = [Owner(new_id(), f"{number} {part}") for part in range(5)]
    store.save([*owners, replace(shop, code=str(number))], seen)
    return str(number)


def _whole(where: str) -> int:
    """How many changes there are, each of them whole."""
    store = InventoryStore(place(where))
    store.open()
    found = store.load()
    store.close()
    counts: dict[int, int] = {}
    for owner in found.all(Owner):
        number = int(owner.name.split()[0])
        counts[number] = counts.get(number, 0) + 1
    last = sum(int(product.code) for product in found.all(Product))
    assert counts == dict.fromkeys(range(1, last + 1), 5), counts
    return last


def writes(where: str) -> int:
    """Kill a writer at each of its steps, in a store that is not there at first."""
    acknowledged = kills = 0
    while True:
        killed, said = killed_at(kills + 1, lambda: _change(where))
        there = _whole(where)
        assert int(said or acknowledged) <= there <= acknowledged + 1
        acknowledged = there
        if not killed:
            return kills
        kills += 1


# ------------------------------------------------------------------------ upgrades


def cleared(where: str) -> None:
    """Nothing is there."""
    found = place(where)
    if isinstance(found, Path):
        for each in found.parent.iterdir():
            each.unlink()
        return
    engine = create_engine(found)
    with engine.begin() as connection:
        tables = connection.execute(text("SHOW TABLES")).scalars().all()
        if tables:
            connection.execute(text(f"DROP TABLE {', '.join(tables)}"))
    engine.dispose()


def make_old(where: str) -> None:
    """A store of the first form with a product in it, and nothing beside it."""
    cleared(where)
    found = place(where)
    if isinstance(found, Path):
        file.make(found, "0001")
        with closing(sqlite3.connect(found)) as raw, raw:
            raw.execute(OLD)
        return
    engine = create_engine(found)
    with engine.begin() as connection:
        upgrading.upgrade(connection, "0001")
        connection.execute(text(OLD))
    engine.dispose()


def _open(where: str) -> str:
    InventoryStore(place(where)).open()
    return "done"


def check_new(where: str) -> None:
    """It opens as a store of today, with everything in it, and the old one beside it."""
    store = InventoryStore(place(where))
    store.open()
    assert [product.name for product in store.load().all(Product)] == ["商城"]
    assert store.note_deadlock("i", "text")
    store.close()
    found = place(where)
    if isinstance(found, Path):
        kept = [each for each in found.parent.iterdir() if ".before-0001" in each.name]
        for each in kept:
            with closing(sqlite3.connect(each)) as raw:
                assert raw.execute("SELECT name FROM products").fetchall() == [("商城",)]
                assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert kept
        return
    engine = create_engine(found)
    with engine.connect() as connection:
        tables = set(connection.execute(text("SHOW TABLES")).scalars())
        assert connection.execute(
            text("SELECT name FROM before_0001_products")
        ).scalars().all() == ["商城"]  # fmt: skip
    engine.dispose()
    made_since = {"deadlocks_seen", "parameters_seen", "users", "grants", "rights", "approvals"}
    old = {f"before_0001_{name}" for name in set(METADATA.tables) - made_since}
    assert tables == {*METADATA.tables, *old, upgrading.VERSION_TABLE}


def upgrades(where: str, every: int) -> int:
    """Kill an upgrade at each of its steps, or at some, each time from an old store."""
    for kills, step in enumerate(itertools.count(1, every)):
        make_old(where)
        killed, _said = killed_at(step, lambda: _open(where))
        check_new(where)
        if not killed:
            return kills
    raise AssertionError("it never came to an end")


def makes(where: str, every: int) -> int:
    """Kill whoever makes a store at each step, or at some, each time from nothing."""
    for kills, step in enumerate(itertools.count(1, every)):
        cleared(where)
        killed, _said = killed_at(step, lambda: _open(where))
        assert _whole(where) == 0
        if not killed:
            return kills
    raise AssertionError("it never came to an end")


def restores(where: str) -> int:
    """Kill whoever puts a copy in the place of a damaged file, at each step."""
    path, kills, damage = Path(where), 0, b"scribbled"
    copy = path.parent.parent / "copy.db"
    while True:
        make_old(where)
        copy.write_bytes(path.read_bytes())
        path.write_bytes(damage)
        path.with_name(path.name + "-journal").write_bytes(b"torn")
        killed, _said = killed_at(kills + 1, lambda: str(InventoryStore(path).restore(copy)))
        kept = [each for each in path.parent.glob("*.damaged-*") if "-journal" not in each.name]
        restored = path.read_bytes() != damage
        assert restored or killed
        assert not restored or [each.read_bytes() for each in kept] == [damage]
        if not restored:  # and the next attempt does it, with nothing lost
            InventoryStore(path).restore(copy)
        torn = [*path.parent.glob("*-journal")]
        assert [each.read_bytes() for each in torn] == [b"torn"]
        assert torn[0].name != path.name + "-journal"
        check_new(where)
        if not killed:
            return kills
        kills += 1


if __name__ == "__main__":
    what, where, every = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if what in ("make", "upgrade"):
        kills = {"make": makes, "upgrade": upgrades}[what](where, every)
    else:
        kills = {"write": writes, "restore": restores}[what](where)
    sys.stdout.write(str(kills))
