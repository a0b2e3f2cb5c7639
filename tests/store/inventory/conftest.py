"""The same store on SQLite, on MariaDB and on MySQL, and an inventory to put into it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.endpoint import Access, Hop, RedisAccess, Route, Socks, Tls, TlsMode
from app.domain.inventory import (
    DatabaseType,
    Dial,
    Environment,
    Host,
    Instance,
    Owner,
    Pool,
    Product,
    Service,
    Stake,
    TopologyRole,
)
from app.domain.validation import Record
from app.store.inventory.store import InventoryStore

Open = Callable[[], InventoryStore]


@pytest.fixture(params=["sqlite", "mariadb", "mysql9"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens one and the same store, once or several times at once."""
    made: list[InventoryStore] = []

    def begin() -> InventoryStore:
        made.append(InventoryStore(where, lambda: "geheim"))
        made[-1].open()
        return made[-1]

    where: Path | str = tmp_path / "data" / "inventory.db"
    if request.param != "sqlite":
        server = request.getfixturevalue(request.param)
        server.sql("CREATE DATABASE mohist CHARACTER SET utf8mb4")
        server.create_user("mohist", "geheim", "ALL ON mohist.*")
        where = f"mysql+pymysql://mohist@{server.host}:{server.port}/mohist"
    yield begin
    for store in made:
        store.close()


def sample() -> list[Record]:
    """One of each, with everything filled in."""
    production = Environment("e" * 32, "生产", Stake.PRODUCTION, "#B3261E")
    lin = Owner("0" * 32, "林", "lin@example.com", "110")
    shop = Product("p" * 32, "商城", "SHOP", (lin.id,), ("核心", "7x24"), "first line\nsecond")
    pool = Pool("b" * 32, "rack 7", "Shanghai", ("ssd",))
    host = Host(
        "h" * 32, "db-01", "10.0.0.7", "192.168.7.7", pool.id, "Debian 12", 32, 2**37, 2**41
    )
    orders = Service(
        "5" * 32, shop.id, "orders", DatabaseType.MYSQL, "orders", production.id, "orders.db.corp",
        (lin.id,),
    )  # fmt: skip
    access = Access(
        "dba", "orders", True, 5.0, 20.0, Tls(TlsMode.VERIFY_FULL, "/ca.pem", "/c.pem", "/k.pem"),
        Route(Socks("proxy", 1080, "u"), (Hop("jump", 2222, "lin", "~/.ssh/id"), Hop("inner"))),
        redis=RedisAccess(3, True, ("s1:26379", "s2:26379"), "mymaster", "watcher"),
        host_metrics=True,
    )  # fmt: skip
    master = Instance(
        "1" * 32, "orders-1", DatabaseType.MYSQL, "10.0.0.7", 3306, orders.id, host.id,
        "10.0.0.100", "orders-1.db.corp", "8.0.36", TopologyRole.MASTER, production.id, 2**36,
        (lin.id,), ("写",), "notes", access, Dial.VIP,
    )  # fmt: skip
    return [production, lin, shop, pool, host, orders, master]
