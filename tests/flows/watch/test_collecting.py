"""`mohist collect` as a process: it watches, publishes, answers a Prometheus, ends when told."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.endpoint import Access, Tls, TlsMode
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.rule import HEALTH
from app.flows.watch.requests import acknowledging
from app.monitor.history import History
from app.store.inventory.store import InventoryStore
from tests.flows.watch.feeds import Feeds
from tests.servers.mariadb import MariaDB
from tests.servers.redis_servers import Redis

SECRET = "sesame-of-the-tests"
IDS = {"orders": "0" * 32, "cache": "1" * 32}


class Estate:
    """A home with an inventory of two, and the command in it."""

    def __init__(self, folder: Path, orders: MariaDB, cache: Redis) -> None:
        self.folder, self.cache = folder, cache
        self.secrets = folder / "secrets"
        self.secrets.mkdir(mode=0o700, parents=True)
        orders.create_user("watcher", SECRET, "PROCESS ON *.*")
        plain = Tls(TlsMode.OFF)
        self.store = InventoryStore(folder / "data" / "inventory.db")
        self.store.open()
        self.store.save(
            [
                Instance(
                    IDS["orders"], "orders", DatabaseType.MARIADB, "127.0.0.1", orders.port,
                    access=Access(user="watcher", tls=plain),
                ),
                Instance(
                    IDS["cache"], "cache", DatabaseType.REDIS, "127.0.0.1", cache.port,
                    access=Access(tls=plain),
                ),
            ],
            Inventory(),
        )  # fmt: skip
        self.put("orders.password", SECRET)

    def put(self, name: str, secret: str, mode: int = 0o600) -> None:
        path = self.secrets / name
        path.touch(mode)
        path.chmod(mode)
        path.write_text(secret + "\n")

    def environment(self, **more: str) -> dict[str, str]:
        return {**os.environ, "MOHIST_HOME": str(self.folder), **more}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "app", "--language", "en", "collect", *arguments]

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments), env=self.environment(**more), capture_output=True,
            text=True, timeout=60, check=False,
        )  # fmt: skip

    def history(self) -> History:
        return History(self.folder / "data" / "history")


class Running:
    """The command, running; what it says goes to a file."""

    def __init__(self, estate: Estate, *arguments: str, **more: str) -> None:
        self._said = estate.folder / "said.txt"
        with self._said.open("w") as file:
            self.process = subprocess.Popen(
                estate.command(*arguments), env=estate.environment(**more), stderr=file,
                stdout=file, stdin=subprocess.DEVNULL,
            )  # fmt: skip

    @property
    def said(self) -> str:
        return self._said.read_text()

    def until(self, condition: Callable[[], object], within: float = 30.0) -> None:
        end = time.monotonic() + within
        while not condition():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.05)

    def end(self, number: int) -> tuple[int, float]:
        """The exit code, and how long it took."""
        begun = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(20)
        return code, time.monotonic() - begun


@pytest.fixture
def estate(tmp_path: Path, mariadb: MariaDB, start_redis: Callable[..., Redis]) -> Iterator[Estate]:
    made = Estate(tmp_path / "home", mariadb, start_redis())
    yield made
    made.store.close()


@pytest.fixture
def start(estate: Estate) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def make(*arguments: str, **more: str) -> Running:
        started.append(Running(estate, *arguments, **more))
        return started[-1]

    yield make
    for running in started:
        running.process.kill()
        running.process.wait()


def test_it_watches_publishes_and_ends_when_told(
    estate: Estate, start: Callable[..., Running]
) -> None:
    running = start(
        "--exporter",
        "0",
        "--feed",
        "cache",
        "--name",
        "c1",
        CREDENTIALS_DIRECTORY=str(estate.secrets),
    )
    running.until(lambda: "orders: up" in running.said and "cache: up" in running.said)
    port = running.said.partition("http://127.0.0.1:")[2].partition("/")[0]

    def metrics() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            return str(answer.read(), "utf-8")

    up = 'mohist_up{instance="orders",type="mariadb"} 1.0'
    running.until(lambda: up in metrics())
    running.until(lambda: "mohist_mysql_threads_running{" in metrics())
    known = estate.store.load()
    orders = known.get(Instance, IDS["orders"])
    assert orders is not None
    estate.store.save([replace(orders, id="2" * 32, name="orders-2")], known)
    estate.put("orders-2.password", SECRET)
    running.process.send_signal(signal.SIGHUP)  # the inventory is read anew
    running.until(lambda: "orders-2: up" in running.said)
    assert estate.cache.command("KEYS", "*c1*"), "the feed"
    code, seconds = running.end(signal.SIGTERM)
    assert (code, seconds < 10) == (0, True), running.said
    assert SECRET not in running.said
    history = estate.history()
    try:
        keys = history.keys(IDS["orders"])
        assert "mysql.threads_running" in keys
        now = time.time()
        assert history.series(IDS["orders"], "mysql.threads_running", now - 120, now).times
    finally:
        history.close()


def test_it_judges_and_does_what_consoles_ask(
    estate: Estate, start: Callable[..., Running], feeds: Feeds
) -> None:
    console = feeds.console(estate.cache.port)
    estate.put("orders.password", "wrong-" + SECRET)
    rules = estate.folder / "data" / "alerts" / "rules.toml"
    rules.parent.mkdir()
    rules.write_text('[health]\nmetric = "health"\ncritical = "< 1"\n')
    running = start("--feed", "cache", "--name", "c1", "--secrets", str(estate.secrets))

    def alert() -> Alert | None:
        heard = [each for each in console.kept if isinstance(each, Alert)]
        return next((each for each in reversed(heard) if each.instance == IDS["orders"]), None)

    running.until(lambda: (found := alert()) and found.state is AlertState.FIRING)
    found = alert()
    assert found is not None
    assert (found.rule, found.key, found.by) == (HEALTH, HEALTH, "c1")
    now = time.time()
    console.feed.ask("c1", acknowledging(found, "lin", now))
    running.until(lambda: (found := alert()) and found.acknowledged == now)
    running.end(signal.SIGKILL)
    again = start("--feed", "cache", "--name", "c1", "--secrets", str(estate.secrets))
    late = feeds.console(estate.cache.port)
    asked = (found.id, "lin", found.fired)
    again.until(
        lambda: (
            asked
            in [
                (each.id, each.acknowledged_by, each.fired)
                for each in late.kept
                if isinstance(each, Alert)
            ]
        )
    )
    log = (estate.folder / "state" / "mohist.log").read_text()
    assert f"lin asks: acknowledge {found.id}" in log


def test_killed_it_leaves_what_it_had_written(
    estate: Estate, start: Callable[..., Running]
) -> None:
    running = start("--secrets", str(estate.secrets))
    running.until(lambda: "orders: up" in running.said)
    history = estate.history()
    try:
        running.until(lambda: "mysql.threads_running" in history.keys(IDS["orders"]))
        running.end(signal.SIGKILL)
        again = start("--secrets", str(estate.secrets))
        again.until(lambda: "orders: up" in again.said)
        assert again.end(signal.SIGINT)[0] == 0
        now = time.time()
        series = history.series(IDS["orders"], "mysql.threads_running", now - 120, now)
        assert len(series.times) >= 2
    finally:
        history.close()


def test_once_says_how_each_stands(estate: Estate) -> None:
    done = estate.run("--once", CREDENTIALS_DIRECTORY=str(estate.secrets))
    assert (done.returncode, done.stdout) == (0, "cache  up\norders  up\n"), done.stderr
    estate.put("orders.password", "wrong-" + SECRET)
    done = estate.run("--once", "--instance", "orders", "--secrets", str(estate.secrets))
    assert done.returncode == 1
    assert done.stdout.startswith("orders  login refused  The server did not let us in")
    (estate.secrets / "orders.password").unlink()
    done = estate.run("--once", "--instance", "orders", "--secrets", str(estate.secrets))
    assert (
        done.returncode,
        done.stdout.startswith("orders  cannot log in  No password is at hand"),
    ) == (1, True)
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--instance", "nobody"], "There is no instance nobody"),
        (["--feed", "orders"], "orders is no Redis"),
        (["--exporter", "here:there"], "here:there is no place"),
    ],
)
def test_what_makes_no_sense_is_said_at_once(
    estate: Estate, arguments: list[str], said: str
) -> None:
    done = estate.run("--secrets", str(estate.secrets), *arguments)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_secrets_that_others_may_read_are_refused(estate: Estate) -> None:
    estate.put("orders.password", SECRET, 0o644)
    done = estate.run("--once", "--instance", "orders", "--secrets", str(estate.secrets))
    assert done.returncode == 1
    assert "Others may read" in done.stdout
