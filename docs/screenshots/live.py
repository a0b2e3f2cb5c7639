"""Take the screenshots of live monitoring, from the real program over real servers.

    python docs/screenshots/live.py [MINUTES [LOOK…]]

Starts a MariaDB source with its replica, MySQL 9, Redis and the Oracle server of the tests, lets
them work for some minutes (3, where nothing is said), breaks a few things, and grabs fleet,
instances, comparison, recorder and alerts in light, dark and Chinese. Look at the pictures after.
"""

import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import pymysql
import redis as redis_driver

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from live_oracle import working
from make import Studio
from servers import LOOKS, PATIENT, Tour

from app.domain.endpoint import Access, OracleAccess, Tls, TlsMode, secret_id
from app.domain.inventory import (
    DatabaseType,
    Environment,
    Instance,
    Stake,
    TopologyRole,
    new_id,
)
from app.domain.validation import Record
from app.main import Console
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer
from tests.servers.oracle.server import OracleServer
from tests.servers.pairs import SourceAndReplica
from tests.servers.redis_servers import Redis

MINUTES = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
FULL = ("--maxmemory", "12mb", "--maxmemory-policy", "allkeys-lru")
STATEMENTS = (
    "SELECT SUM(w) FROM orders WHERE v BETWEEN {a} AND {b}",
    "SELECT v, COUNT(*) FROM orders GROUP BY v ORDER BY 2 DESC LIMIT 10",
    "INSERT INTO orders (v, w, note) SELECT {a} % 500, {b}, REPEAT('n', 200) FROM orders LIMIT 20",
    "UPDATE orders SET w = w + 1 WHERE id = {a}",
    "DELETE FROM orders WHERE id = {b}",
    "SELECT DISTINCT note, w FROM orders WHERE v > {a} ORDER BY w LIMIT 20",
)


class Servers:
    """What is watched."""

    def __init__(self, held: ExitStack) -> None:
        self.pair = held.enter_context(SourceAndReplica(MariaDB(), MariaDB()))
        self.mysql = held.enter_context(MySQL())
        self.cache = held.enter_context(Redis(*FULL))
        self.session = held.enter_context(Redis())
        self.oracle = OracleServer(working()).start()
        held.callback(self.oracle.stop)

    def records(self) -> list[Record]:
        """As the inventory knows them, with one that is gone and one that lets nobody in."""
        production = Environment(new_id(), "production", Stake.PRODUCTION)
        test = Environment(new_id(), "test", Stake.TEST)
        root = Access("root", tls=Tls(TlsMode.OFF), connect_timeout=2)
        nobody = Access("nobody", tls=Tls(TlsMode.OFF), connect_timeout=2)
        oracle = Access(user="system", oracle=OracleAccess(service="testdb"))
        kinds = DatabaseType
        made = (
            (
                "orders-1",
                kinds.MARIADB,
                self.pair.source.port,
                production,
                TopologyRole.MASTER,
                root,
            ),
            (
                "orders-2",
                kinds.MARIADB,
                self.pair.replica.port,
                production,
                TopologyRole.SLAVE,
                root,
            ),
            ("订单归档", kinds.MYSQL, self.mysql.port, production, TopologyRole.STANDALONE, root),
            ("cache-1", kinds.REDIS, self.cache.port, production, TopologyRole.MASTER, Access()),
            ("sessions", kinds.REDIS, self.session.port, test, TopologyRole.MASTER, Access()),
            ("ledger-1", kinds.ORACLE, self.oracle.port, production, TopologyRole.RAC_NODE, oracle),
            ("reports-old", kinds.MYSQL, 1, test, TopologyRole.STANDALONE, root),
            (
                "reports",
                kinds.MARIADB,
                self.pair.source.port,
                test,
                TopologyRole.STANDALONE,
                nobody,
            ),
        )
        return [production, test, *(
            Instance(new_id(), name, kind, "127.0.0.1", port, role=role, environment=where.id,
                     access=access)
            for name, kind, port, where, role, access in made
        )]  # fmt: skip


class Life:
    """Work for the servers, more and less of it in waves, and what goes wrong."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._over = threading.Event()
        for server in (servers.pair.source, servers.mysql):
            server.sql("CREATE DATABASE shop")
            server.sql("CREATE TABLE shop.orders (id INT AUTO_INCREMENT PRIMARY KEY, v INT, w INT,"
                       " note VARCHAR(400), KEY a (v))")  # fmt: skip
            server.sql("INSERT INTO shop.orders (v, w, note) VALUES (1, 1, 'a'), (2, 2, 'b')")
        jobs = [
            *((self._work, servers.pair.source) for _n in "ab"),
            *((self._work, servers.mysql) for _n in "ab"),
            (self._read, servers.pair.replica), (self._cache, servers.cache),
            (self._cache, servers.session),
        ]  # fmt: skip
        self._threads = [threading.Thread(target=job, args=(of,)) for job, of in jobs]
        for thread in self._threads:
            thread.start()

    def _pause(self, least: float) -> bool:
        wave = 1.2 + (time.time() / 37 % 2 - 1) * (time.time() / 37 % 2 - 1)
        return self._over.wait(least * wave * random.uniform(0.5, 2))

    def _work(self, server: MysqlFamilyServer) -> None:
        with suppress(pymysql.err.MySQLError), server.connect() as connection:
            cursor = connection.cursor()
            cursor.execute("USE shop")
            while not self._pause(0.03):
                said = random.choice(STATEMENTS)
                with suppress(pymysql.err.MySQLError):
                    cursor.execute(said.format(a=random.randrange(500), b=random.randrange(5000)))
                    cursor.fetchall()
                    connection.commit()

    def _read(self, server: MysqlFamilyServer) -> None:
        with suppress(pymysql.err.MySQLError), server.connect() as connection:
            cursor = connection.cursor()
            while not self._pause(0.1):
                with suppress(pymysql.err.MySQLError):
                    cursor.execute("SELECT COUNT(*) FROM shop.orders")
                    cursor.fetchall()

    def _cache(self, server: Redis) -> None:
        with suppress(redis_driver.RedisError):
            client = server.connect()
            while not self._pause(0.01):
                key = random.randrange(3_000)
                client.execute_command(
                    "SET", f"user:{key}", "客" * random.randrange(2_000), "EX", 900
                )
                for _each in range(4):
                    client.execute_command("GET", f"user:{random.randrange(3_000)}")
                client.execute_command("HINCRBY", "visits", str(key % 50), 1)

    def go_wrong(self) -> None:
        """A replica that stops, rows that wait."""
        self._servers.pair.replica.sql("STOP SLAVE SQL_THREAD")
        source = self._servers.pair.source
        waiting = [
            ("BEGIN", "UPDATE shop.orders SET v = 9 WHERE id <= 2"),
            *((PATIENT, "UPDATE shop.orders SET v = 8 WHERE id = 1") for _n in "abc"),
            (PATIENT, "SELECT SLEEP(3600) /* 月度报表 */"),
        ]
        self._held = [source.connect() for _each in waiting]
        for connection, statements in zip(self._held, waiting, strict=True):
            thread = threading.Thread(target=_run, args=(connection, statements))
            thread.start()
            thread.join(0.3)
            self._threads.append(thread)

    def close(self, end: Callable[[], None]) -> None:
        """Stop, and wait; `end` ends the servers, which lets go of whoever waits."""
        self._over.set()
        end()
        for thread in self._threads:
            thread.join()


def _run(connection: pymysql.connections.Connection, statements: tuple[str, ...]) -> None:
    with suppress(pymysql.err.MySQLError), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class LiveTour(Tour):
    """Goes through the live page of one console."""

    def after(self, seconds: float) -> None:
        """Let it live for a while."""
        end = time.monotonic() + seconds
        self.studio.wait(lambda: time.monotonic() > end, seconds + 5)

    def ids(self, *names: str) -> tuple[str, ...]:
        """Of instances by name."""
        return tuple(self.instance(name).id for name in names)

    def look_around(self) -> None:
        """Every view."""
        live = self.console.live
        self.console.window.show_page(self.console.window.pages.index(live))
        live.show_fleet()
        self.after(3)
        self.picture("live-fleet")
        for name, picture in (
            ("orders-1", "mariadb"), ("orders-2", "replica"), ("订单归档", "mysql"),
            ("cache-1", "redis"), ("ledger-1", "oracle"),
        ):  # fmt: skip
            live.show_instance(*self.ids(name))
            live.instance.axis.show_last(MINUTES * 60)
            self.after(4)
            self.picture(f"live-{picture}")
        live.compare.axis.show_last(MINUTES * 60)
        live._compare(self.ids("orders-1", "orders-2", "订单归档", "cache-1", "sessions"))
        self.after(3)
        self.picture("live-compare")
        live.recorder.axis.show_last(MINUTES * 60)
        live._record(self.ids("orders-1"))
        self.after(2)
        live.recorder.look_at(time.time() - 20)
        self.after(2)
        self.picture("live-recorder")
        self.alerts()

    def alerts(self) -> None:
        """What is wrong, with the worst of it opened, and the tabs beside it."""
        page = self.console.alerts
        self.console.window.show_page(self.console.window.pages.index(page))
        for number, name in enumerate(("now", "forecast", "rules", "silences")):
            page.tabs.setCurrentIndex(number)
            self.after(2)
            self.picture(f"alerts-{name}")


def main() -> None:
    """Every look, or those that are named behind the minutes."""
    looks = [each for each in LOOKS if not sys.argv[2:] or each[2] in sys.argv[2:]]
    with tempfile.TemporaryDirectory() as name, ExitStack() as held:
        os.environ["MOHIST_HOME"] = name
        servers = Servers(held)
        life = Life(servers)
        studio = Studio(Path(name))
        try:
            for number, (language, theme, look) in enumerate(looks):
                console = studio.open(language, theme)
                if number == 0:
                    console.preferences.change(secrets="run")
                tour = opened(studio, console, look)
                if number == 0:
                    console.estate.save(servers.records())
                    tour.until(lambda console=console: console.estate.now.records)
                keep_password(tour)
                if number == 0:
                    console.live.fleet.watch_all_wanted.emit()
                    tour.after(30)
                    life.go_wrong()
                    tour.after(MINUTES * 60 - 30)
                tour.after(20)
                tour.look_around()
            studio.close()
        finally:
            life.close(held.close)


def opened(studio: Studio, console: Console, look: str) -> LiveTour:
    """The inventory is there."""
    console.estate.load()
    tour = LiveTour(studio, console, look)
    tour.until(lambda: console.estate.is_open)
    return tour


def keep_password(tour: LiveTour) -> None:
    """Oracle's, for this run."""
    tour.until(lambda: tour.console.estate.now.records)
    tour.console.secrets.keep(secret_id(tour.instance("ledger-1").id), "oracle")


if __name__ == "__main__":
    main()
