"""An inventory with everything in it."""

from app.domain.endpoint import Access, Hop, OracleAccess, RedisAccess, Route, Socks, Tls, TlsMode
from app.domain.estate import Inventory
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
)


def full() -> Inventory:
    """One of each with every field filled in, and an instance with none."""
    production = Environment("e1", "生产", Stake.PRODUCTION, "#B3261E")
    lin = Owner("o1", "林;\\x", "lin@example.com", "+86 110")
    shop = Product("p1", "商城", "SHOP", (lin.id,), ("核心", "a;b"), '=1+1\r\n第二行, "x"')
    pool = Pool("b1", "rack 7", "Shanghai", ("ssd",))
    host = Host("h1", "db-01", "10.0.0.7", "fe80::7", pool.id, "Debian", 32, 2**37, 2**41)
    orders = Service(
        "s1", shop.id, "orders", DatabaseType.MYSQL, "orders", production.id, "o.corp", (lin.id,)
    )
    access = Access(
        "app", "shop", True, 5.0, 12.5, Tls(TlsMode.VERIFY_CA, "/ca", "/c", "/k", "name"),
        Route(Socks("proxy", 1081, "u"), (Hop("jump", 2222, "j", "/key", False, "/known"),), 30),
        OracleAccess("a", "b", "c", "/d", "/e", "/f", True, True),
        RedisAccess(3, True, ("s:26379",), "m", "guard"),
    )  # fmt: skip
    one = Instance(
        "i1", "orders-1", DatabaseType.MYSQL, "10.0.0.7", 3307, orders.id, host.id, "10.0.0.8",
        "o1.corp", "8.4.2", TopologyRole.MASTER, production.id, 2**34, (lin.id,), ("x",), "-note",
        access,
    )  # fmt: skip
    bare = Instance("i2", "@bare", DatabaseType.REDIS, "cache", 6379)
    return Inventory.of([production, lin, shop, pool, host, orders, one, bare])
