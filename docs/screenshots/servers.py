"""Take the screenshots of inventory and instances, from the real program over real servers.

    python docs/screenshots/servers.py

Starts MariaDB (a source with its replica) and Redis as the tests do, fills an inventory, opens
each panel, and grabs the window in light, dark and Chinese. Look at the pictures after. Those of
Oracle are taken by `oracle.py`, those of the journal by `journal.py`.
"""

import os
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import pymysql
from make import Studio

from app.domain.endpoint import Access
from app.domain.inventory import (
    DatabaseType,
    Environment,
    Host,
    Instance,
    Owner,
    Pool,
    Product,
    Service,
    Stake,
    TopologyRole,
    new_id,
)
from app.domain.operating.sessions import Kill
from app.domain.validation import Record
from app.main import Console
from app.views.inventory.topology import TopologyDialog
from app.views.operate.desk import Desk
from app.views.operate.panels.sessions import SessionsPanel
from tests.servers.mariadb import MariaDB
from tests.servers.pairs import SourceAndReplica
from tests.servers.redis_servers import Redis

LOOKS = (("en", "light", "light"), ("en", "dark", "dark"), ("zh_CN", "light", "chinese"))
GIB = 2**30
PATIENT = "SET innodb_lock_wait_timeout = 3600"


def records(pair: SourceAndReplica[MariaDB], redis: Redis) -> list[Record]:
    """A small estate around the servers that run, and some that do not."""
    production = Environment(new_id(), "production", Stake.PRODUCTION)
    test = Environment(new_id(), "test", Stake.TEST)
    owner = Owner(new_id(), "林墨", "lin@example.com", "8-1234")
    shop = Product(new_id(), "商城", "SHOP", (owner.id,))
    finance = Product(new_id(), "Finance", "FIN", (owner.id,))
    pool = Pool(new_id(), "rack 7", "Shanghai")
    hosts = [
        Host(new_id(), f"db-0{n}", f"10.0.0.{n}", "", pool.id, "Debian", 32, 128 * GIB, 4096 * GIB)
        for n in (1, 2, 3)
    ]
    orders = Service(new_id(), shop.id, "orders", DatabaseType.MARIADB, "orders", production.id)
    cache = Service(new_id(), shop.id, "cache", DatabaseType.REDIS, "", test.id)
    ledger = Service(new_id(), finance.id, "ledger", DatabaseType.ORACLE, "LEDGER", production.id)
    root = Access(user="root")
    return [
        production, test, owner, shop, finance, pool, *hosts, orders, cache, ledger,
        Instance(new_id(), "orders-1", DatabaseType.MARIADB, "127.0.0.1", pair.source.port,
                 orders.id, hosts[0].id, "10.0.0.100", "orders.db.example", "10.11",
                 TopologyRole.MASTER, memory=64 * GIB, owners=(owner.id,), access=root),
        Instance(new_id(), "orders-2", DatabaseType.MARIADB, "10.0.0.8", 3306, orders.id,
                 hosts[1].id, role=TopologyRole.SLAVE, memory=64 * GIB, access=root),
        Instance(new_id(), "cache-1", DatabaseType.REDIS, "127.0.0.1", redis.port, cache.id,
                 hosts[2].id, role=TopologyRole.MASTER, memory=16 * GIB),
        *(Instance(new_id(), f"ledger{n}", DatabaseType.ORACLE, f"10.1.0.{n}", 1521, ledger.id,
                   vip=f"10.1.1.{n}", role=TopologyRole.RAC_NODE, version="19.22")
          for n in (1, 2)),
    ]  # fmt: skip


class Load:
    """Something to see: rows that wait, a slow statement, keys."""

    def __init__(self, server: MariaDB, redis: Redis) -> None:
        server.sql("CREATE DATABASE shop")
        server.sql("CREATE TABLE shop.orders (id INT PRIMARY KEY, v INT, w INT, KEY a (v),"
                   " KEY b (v, w))")  # fmt: skip
        server.sql("CREATE TABLE shop.notes (note TEXT)")
        server.sql("INSERT INTO shop.orders VALUES (1, 1, 1), (2, 2, 2)")
        self._connections = [server.connect() for _number in range(4)]
        self._threads = [
            threading.Thread(target=self._run, args=(number, statements))
            for number, statements in enumerate((
                ("BEGIN", "UPDATE shop.orders SET v = 9 WHERE id = 1", "SELECT 1"),
                (PATIENT, "UPDATE shop.orders SET v = 8 WHERE id = 1"),
                (PATIENT, "DELETE FROM shop.orders WHERE id = 1"),
                ("SELECT SLEEP(600) /* 月度报表 */",),
            ))
        ]  # fmt: skip
        for thread in self._threads:
            thread.start()
            thread.join(0.3)
        for number in range(500):
            redis.command("SET", f"user:{number}:name", f"客户 {number}")
            redis.command("HSET", f"cart:{number % 60}", f"item:{number}", number)
        redis.command("RPUSH", "queue:mail", *(f"message {n}" for n in range(300)))

    def _run(self, number: int, statements: tuple[str, ...]) -> None:
        with suppress(pymysql.err.MySQLError), self._connections[number].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def close(self) -> None:
        """Let go of all of it (the servers have ended)."""
        for thread in self._threads:
            thread.join()
        for connection in self._connections:
            with suppress(pymysql.err.MySQLError, OSError):
                connection.close()


class Tour:
    """Goes through the pages of one console, taking pictures."""

    def __init__(self, studio: Studio, console: Console, look: str) -> None:
        self.studio, self.console, self.look = studio, console, look

    def until(self, condition: Callable[[], object]) -> None:
        """Let the program run until it is so."""
        self.studio.wait(lambda: bool(condition()))

    def picture(self, name: str) -> None:
        """Grab the window."""
        self.studio.take(f"{name}-{self.look}")

    def inventory(self) -> None:
        """The tables, a form, a connection tried, the topology."""
        page = self.console.inventory
        page.tree_panel.view.expandAll()
        self.picture("inventory")
        for key in ("services-mariadb", "services-oracle", "pools"):
            page.tabs.setCurrentWidget(page.panels[key])
            self.picture(f"inventory-{key}")
        page.tabs.setCurrentIndex(0)
        instance = self.instance("orders-1")
        page.panel.view.select(instance.id)
        page.doing.edit(instance)
        editor = page.doing.editor
        assert editor is not None
        assert editor.trial is not None
        for number, name in enumerate(("instance-form", "connection-form")):
            editor.tabs.setCurrentIndex(number)
            self.studio.settle()
            editor.grab().save(str(HERE / f"{name}-{self.look}.png"))
        editor.tabs.setCurrentIndex(2)
        editor.trial.button.click()
        self.until(editor.trial.said.text)
        self.studio.settle()
        editor.grab().save(str(HERE / f"connection-test-{self.look}.png"))
        editor.reject()
        self.topology()
        self.importing()

    def topology(self) -> None:
        """A service as its servers tell, while one of them says nothing."""
        page = self.console.inventory
        service = next(s for s in self.console.estate.now.all(Service) if s.name == "orders")
        page.doing.show_topology(service)
        [dialog] = page.findChildren(TopologyDialog)
        self.until(lambda: dialog.table.shown)
        self.until(dialog.panel.strip.isVisible)
        dialog.grab().save(str(HERE / f"topology-{self.look}.png"))
        dialog.reject()

    def importing(self) -> None:
        """What option files would bring."""
        dialog = self.console.inventory.doing.import_connections()
        file = HERE.parents[1] / "tests" / "store" / "exchange" / "data" / "my.cnf"
        dialog.open_file(str(file))
        self.until(lambda: dialog.table.shown)
        self.studio.settle()
        dialog.grab().save(str(HERE / f"import-{self.look}.png"))
        dialog.reject()

    def instance(self, name: str) -> Instance:
        """By its name."""
        return next(i for i in self.console.estate.now.all(Instance) if i.name == name)

    def desk(self, name: str, keys: tuple[str, ...]) -> None:
        """Panels of an instance."""
        self.console.inventory._open(self.instance(name))
        desk = self.console.operate.desk
        assert isinstance(desk, Desk)
        self.until(lambda: desk.panels)
        for key in keys or tuple(desk.panels):
            desk.open_panel(key)
            self.studio.settle()
            self.picture(f"{name.partition('-')[0]}-{key}")
            if key == "sessions" and name == "orders-1":
                self.ending(desk)

    def ending(self, desk: Desk) -> None:
        """What is asked before sessions of production are ended."""
        panel = desk.panels["sessions"]
        assert isinstance(panel, SessionsPanel)
        panel.records.view.selectAll()
        panel._kill(Kill.SESSION)
        ask = desk.room.proposals.ask
        assert ask is not None
        self.studio.settle()
        ask.grab().save(str(HERE / f"ending-sessions-{self.look}.png"))
        ask.reject()


def main() -> None:
    """Every look."""
    with (
        tempfile.TemporaryDirectory() as name,
        SourceAndReplica(MariaDB(), MariaDB()) as pair,
        Redis("--slowlog-log-slower-than", "200") as redis,
    ):
        os.environ["MOHIST_HOME"] = name
        load = Load(pair.source, redis)
        studio = Studio(Path(name))
        for number, (language, theme, look) in enumerate(LOOKS):
            console = studio.open(language, theme)
            console.estate.load()
            tour = Tour(studio, console, look)
            tour.until(lambda console=console: console.estate.is_open)
            console.window.show_page(1)
            if number == 0:
                tour.picture("inventory-empty")
                console.estate.save(records(pair, redis))
            tour.until(lambda console=console: console.estate.now.records)
            tour.inventory()
            tour.desk("orders-1", ())
            tour.desk("cache-1", ())
        studio.close()
        pair.source.kill()
        load.close()


if __name__ == "__main__":
    main()
