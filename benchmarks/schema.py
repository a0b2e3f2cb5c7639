"""How soon the schema browser shows a schema of many tables, and how late the window is meanwhile.

    python benchmarks/schema.py [--tables 10000] [--server mariadb|mysql]

A real server with so many tables of its own, the browser over it. Measured are the time from the
click to the first painted row, each question by itself, a search in each place, and the lateness
of a precise 16 ms timer in the GUI thread over all of it. Making the tables takes a minute.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtWidgets import QApplication

from app.domain.endpoint import Access, Endpoint
from app.domain.schema.objects import FoundIn, ObjectKind, ObjectName, Search
from app.engines.mysql import ENGINE
from app.models.preferences import Preferences
from app.views.schema.view import SchemaView
from app.views.theme_keeper import ThemeKeeper
from app.workers.lane import wait_for_lanes
from app.workers.link import Link
from app.workers.tidy import Tidy
from benchmarks.operate_lateness import Clock, line, spin
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer

SCHEMA = "many"


def fill(server: MysqlFamilyServer, tables: int) -> float:
    """Make the tables; seconds it took."""
    begun = time.perf_counter()
    with server.connect(autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {SCHEMA}")
        for number in range(tables):
            cursor.execute(
                f"CREATE TABLE {SCHEMA}.order_lines_{number:05d}"
                " (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, customer INT NOT NULL,"
                f" name VARCHAR(60) NOT NULL DEFAULT '' COMMENT 'of {number}',"
                " made DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, KEY by_customer (customer))"
                f" COMMENT 'table {number}'"
            )
    return time.perf_counter() - begun


def timed(call: Callable[[], Any]) -> float:
    """Seconds a call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def questions(session: Any) -> None:
    """Each question by itself, without the window."""
    middle = session.objects(SCHEMA, ObjectKind.TABLE)[-1].id
    calls: dict[str, Callable[[], Any]] = {
        "list of the tables": lambda: session.objects(SCHEMA, ObjectKind.TABLE),
        "one table described": lambda: session.describe(middle),
        "its DDL": lambda: session.definition(middle),
        "its size": lambda: session.weigh(middle),
        "its grants": lambda: session.grants_on(middle),
        "its dependencies": lambda: session.dependencies(middle),
        "sizes of all tables": lambda: session.weights(SCHEMA),
    }
    for place in FoundIn:
        search = Search("order_lines_0471", frozenset({place}))
        calls[f"search in {place} of all"] = partial(session.search, search, lambda _hits: None)
    for what, call in calls.items():
        print(f"  {what:<24}{min(timed(call) for _n in range(3)) * 1000:8.0f} ms")


def browse(view: SchemaView, tables: int, clock: Clock) -> None:
    """What a DBA does: open, look at a table, search, go there, filter nothing, refresh."""
    tree, rows = view.objects.tree, view.objects.panel.view
    clock.start()
    begun = time.perf_counter()
    view.begin(SCHEMA)
    assert spin(lambda: tree.total > tables, 60), "not listed"
    rows.viewport().repaint()
    print(f"  first painted after     {(time.perf_counter() - begun) * 1000:8.0f} ms")
    print("  " + line("open the schema", clock))
    acts: dict[str, Callable[[], None]] = {
        "look at a table": lambda: look(view, tables),
        "search": lambda: search(view),
        "refresh": lambda: refresh(view),
    }
    for what, act in acts.items():
        clock.start()
        act()
        print("  " + line(what, clock))


def look(view: SchemaView, tables: int) -> None:
    """Go to a table in the middle and through its tabs."""
    view.show_object(ObjectName(ObjectKind.TABLE, SCHEMA, f"order_lines_{tables // 2:05d}"))
    for tab in ("columns", "indexes", "ddl", "bonds", "facts"):
        view.details.show_tab(tab)
        assert spin(lambda: not view.details.waiting, 30), tab


def search(view: SchemaView) -> None:
    """Type a word, wait for all of it, and go back."""
    view.objects.line.setText("lines_004")
    spin(lambda: view.objects.found.search.running, 5)
    assert spin(lambda: not view.objects.found.search.running, 60), "search"
    view.objects.line.clear()
    spin(lambda: False, 0.5)


def refresh(view: SchemaView) -> None:
    """Ask for everything anew."""
    view.objects.refresh()
    spin(lambda: False, 3)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--server", choices=("mariadb", "mysql"), default="mariadb")
    said = parser.parse_args()
    kinds: dict[str, type[MysqlFamilyServer]] = {"mariadb": MariaDB, "mysql": MySQL}
    application = QApplication([])
    tidy = Tidy(application)
    with kinds[said.server]() as server, tempfile.TemporaryDirectory() as folder:
        print(f"{said.server}, {said.tables:,} tables made in {fill(server, said.tables):.0f} s")
        access = Access(user=server.user)
        endpoint = Endpoint("1", "many", said.server, server.host, server.port, access)
        connect = lambda stop, tell: ENGINE.connect(endpoint, lambda _id: "", stop, tell)  # noqa: E731
        preferences = Preferences(Path(folder) / "settings.json")
        ThemeKeeper(application, preferences)
        links = [Link(name, connect) for name in ("quick", "heavy")]
        view = SchemaView(endpoint, links[0], links[1], preferences)
        view.resize(1300, 800)
        view.show()
        clock = Clock()
        clock.start()
        spin(lambda: False, 2)
        print("  " + line("idle", clock))
        browse(view, said.tables, clock)
        asked = links[1].ask(questions)
        done: list[int] = []
        asked.finished.connect(lambda: done.append(1))
        spin(lambda: bool(done), 120)
        view.shut()
        for each in links:
            each.close()
        wait_for_lanes()
        preferences.finish()
        del tidy


if __name__ == "__main__":
    main()
