"""A statement's rows in a file: who may, what the journal says, and what a broken server leaves."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.domain.console.result import Affected, Head, ResultColumn, Rows, Told
from app.domain.dialect import Dialect
from app.domain.endpoint import Access, Endpoint, Tls, TlsMode
from app.domain.errors import BadInput, Cancelled, Refused, SessionLost
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance, Stake
from app.domain.people import Role
from app.domain.stop import Stop
from app.engines.console import Order
from app.flows.connect import open_console
from app.flows.console.export import export
from app.results.export.forms import Choices
from app.results.export.writing import Exported
from app.store.inventory.store import InventoryStore
from tests.fakes import FakeJournal, warden
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mariadb import MariaDB

HEAD = Head((ResultColumn("n"),))
ROWS = "SELECT seq, REPEAT('x', 100) FROM mysql.seq_1_to_{}"


class Desk:
    """Exports from one server; `at` is what the endpoint is beside its address."""

    def __init__(self, server: MariaDB, port: int, role: Role, **at: Any) -> None:
        self.journal = FakeJournal()
        self.warden = warden(self.journal, role)
        endpoint = Endpoint(
            "1", "orders", "mariadb", server.host, port, Access(user=server.user), **at
        )
        self.session: Any = open_console(
            endpoint, lambda *_id: "", self.warden, Stop(), lambda *_told: None
        )

    def export(
        self, path: Path, statement: str, stop: Stop | None = None, binds: Any = (), **more: Any
    ) -> Exported:
        stop = stop or Stop()
        with self.session.during(stop):
            return export(
                self.session,
                Order(statement, dict(binds)),
                path,
                Choices(),
                self.warden,
                stop,
                **more,
            )


@pytest.fixture
def desk(mariadb: MariaDB) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(role: Role = Role.OWNER, port: int = 0, **at: Any) -> Desk:
        made.append(Desk(mariadb, port or mariadb.port, role, **at))
        return made[-1]

    yield make
    for each in made:
        each.session.close()


def test_all_rows_are_written_and_the_journal_says_so(
    desk: Callable[..., Desk], tmp_path: Path
) -> None:
    at, file = desk(), tmp_path / "rows.csv"
    done = at.export(file, ROWS.format(20_000))
    assert done.rows == 20_000
    assert len(file.read_text().splitlines()) == 20_001
    first, last = at.journal.events[-2:]
    assert first.text == f"lin exports rows of orders to {file}."
    assert dict(first.facts)["statement"] == ROWS.format(20_000)
    assert done.checksum in last.text


def test_the_values_of_binds_go_along(desk: Callable[..., Desk], tmp_path: Path) -> None:
    at, file = desk(), tmp_path / "rows.csv"
    at.export(file, "SELECT :n + 1 AS n, :m AS m", binds={"n": 7, "m": "墨"})
    assert file.read_text().splitlines() == ["n,m", "8,墨"]
    told = [text for name, text in at.journal.events[-2].facts if name == "bind"]
    assert told == [":n = 7", ":m = '墨'"]


def test_a_viewer_and_a_change_are_refused(desk: Callable[..., Desk], tmp_path: Path) -> None:
    with pytest.raises(Refused, match="role"):
        desk(Role.VIEWER).export(tmp_path / "a", "SELECT 1")
    with pytest.raises(Refused, match="role"):
        desk(Role.DEVELOPER, stake=Stake.PRODUCTION).export(tmp_path / "a", "SELECT 1")
    with pytest.raises(Refused, match="may change something"):
        desk().export(tmp_path / "a", "DELETE FROM mysql.user")
    assert list(tmp_path.iterdir()) == []


def test_production_is_read_without_being_asked_twice(
    desk: Callable[..., Desk], tmp_path: Path
) -> None:
    at = desk(Role.DBA, stake=Stake.PRODUCTION, production=True)
    assert at.export(tmp_path / "a", "SELECT 1").rows == 1


class Answering:
    """A session that answers so."""

    endpoint = Endpoint("1", "orders", "mariadb", "localhost", 3306, Access())
    server = SimpleNamespace(dialect=Dialect.MARIADB)

    def __init__(self, *told: Told) -> None:
        self.told = told

    def changes(self, _text: str) -> bool:
        return False

    def execute(self, _order: Order, _consent: object) -> Iterator[Told]:
        yield from self.told


@pytest.mark.parametrize(
    ("told", "said"),
    [((Affected(0),), "gives no rows"), ((HEAD, Rows([(1,)]), HEAD), "several results")],
)
def test_only_one_result_fits_a_file(tmp_path: Path, told: tuple[Told, ...], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        export(
            Answering(*told), Order("CALL p"), tmp_path / "a", Choices(), warden(FakeJournal()),
            Stop(),
        )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_a_cancel_reaches_the_server_and_leaves_no_file(
    desk: Callable[..., Desk], tmp_path: Path, mariadb: MariaDB
) -> None:
    at, stop = desk(), Stop()
    (tmp_path / "a").write_text("old")
    with pytest.raises(Cancelled):
        at.export(
            tmp_path / "a", ROWS.format(5_000_000), stop,
            tell=lambda _rows: threading.Thread(target=stop.set).start(),
        )  # fmt: skip
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a", "old")]
    busy = "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'SELECT seq%'"
    mariadb.wait_until(lambda: mariadb.sql(busy) == [(0,)])
    assert "cancelled" in at.journal.events[-1].text


def test_a_server_that_breaks_off_in_the_middle_leaves_no_file(
    desk: Callable[..., Desk], tmp_path: Path, mariadb: MariaDB,
    fault_proxy: Callable[[int], FaultProxy],
) -> None:  # fmt: skip
    proxy = fault_proxy(mariadb.port)
    at = desk(port=proxy.port)
    proxy.cut_after = 500_000
    with pytest.raises(SessionLost):
        at.export(tmp_path / "a", ROWS.format(1_000_000))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def home(tmp_path: Path, mariadb: MariaDB) -> Path:
    """A home whose inventory has the server as `orders`."""
    store = InventoryStore(tmp_path / "data" / "inventory.db")
    store.open()
    access = Access(user="root", tls=Tls(TlsMode.OFF))
    orders = Instance(
        "i1", "orders", DatabaseType.MARIADB, "127.0.0.1", mariadb.port, access=access
    )
    store.save([orders], Inventory())
    store.close()
    (tmp_path / "secrets").mkdir(mode=0o700)
    (tmp_path / "secrets" / "orders.password").touch(mode=0o600)
    return tmp_path


def mohist(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "--language", "en", "export", *arguments,
         "--secrets", str(home / "secrets")],
        env={**os.environ, "MOHIST_HOME": str(home)}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def test_the_command_writes_the_file_and_says_its_checksum(home: Path) -> None:
    file = home / "rows.jsonl"
    done = mohist(home, "orders", "--sql", "SELECT 7 AS n;", "--output", str(file))
    assert done.returncode == 0, done.stderr
    assert file.read_text() == '{"n": 7}\n'
    assert f"1 row is in {file}" in done.stdout
    assert "Checksum of the rows: 8f14e45fceea167a" in done.stdout, "md5 of 7"


def test_the_command_says_what_is_wrong(home: Path) -> None:
    for arguments, said in (
        (("orders", "--sql", "SELECT 1", "--output", "rows.doc"), "does not say by its ending"),
        (("nobody", "--sql", "SELECT 1", "--output", "rows.csv"), "is no instance nobody"),
    ):
        done = mohist(home, *arguments)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
