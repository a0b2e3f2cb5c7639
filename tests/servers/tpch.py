"""The 22 queries of TPC-H over tables of our own making, the same ones every time.

The data keep the columns, the ranges and the proportions that the queries look for, in some 9,000
rows; they are not dbgen's, and no figure here is a TPC result.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.servers.mysql_family import MysqlFamilyServer

_FOLDER = Path(__file__).parents[1] / "data" / "tpch"
QUERIES = {
    int(path.stem[1:]): path.read_text().strip().removesuffix(";")
    for path in sorted(_FOLDER.glob("q*.sql"))
}
"""The text of each query by its number."""
SCHEMA = "tpch"

_REGIONS = ("AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST")
_NATIONS = (
    ("ALGERIA", 0), ("ARGENTINA", 1), ("BRAZIL", 1), ("CANADA", 1), ("EGYPT", 4), ("ETHIOPIA", 0),
    ("FRANCE", 3), ("GERMANY", 3), ("INDIA", 2), ("INDONESIA", 2), ("IRAN", 4), ("IRAQ", 4),
    ("JAPAN", 2), ("JORDAN", 4), ("KENYA", 0), ("MOROCCO", 0), ("MOZAMBIQUE", 0), ("PERU", 1),
    ("CHINA", 2), ("ROMANIA", 3), ("SAUDI ARABIA", 4), ("VIETNAM", 2), ("RUSSIA", 3),
    ("UNITED KINGDOM", 3), ("UNITED STATES", 1),
)  # fmt: skip
_COLOURS = ("green", "forest", "almond", "azure", "blush", "chocolate", "khaki", "linen")
_TYPES = (
    ("STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO"),
    ("ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED"),
    ("TIN", "NICKEL", "BRASS", "STEEL", "COPPER"),
)
_BOXES = (("SM", "MED", "LG", "JUMBO", "WRAP"), ("CASE", "BOX", "BAG", "PKG", "PACK", "JAR"))
_SEGMENTS = ("AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD")
_PRIORITIES = ("1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW")
_MODES = ("REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB")
_ADVICE = ("DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN")
_FIRST, _DAYS = date(1992, 1, 1), 2405
_SUPPLIERS, _PARTS, _CUSTOMERS, _ORDERS = 20, 200, 150, 1500


def load(server: MysqlFamilyServer) -> None:
    """Create the schema and fill it; statistics are up to date afterwards."""
    with server.connect(unix_socket=str(server.socket)) as login, login.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {SCHEMA}")
        login.select_db(SCHEMA)
        for statement in (_FOLDER / "schema.sql").read_text().split(";\n"):
            if statement.strip():
                cursor.execute(statement)
        for table, rows in tables():
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
        cursor.execute("ANALYZE TABLE " + ", ".join(name for name, _rows in tables()))
        cursor.fetchall()


def tables() -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """Each table with its rows."""
    chance = Random(19)
    yield "region", [(n, name, "") for n, name in enumerate(_REGIONS)]
    yield "nation", [(n, name, region, "") for n, (name, region) in enumerate(_NATIONS)]
    yield "part", [_part(chance, n) for n in range(1, _PARTS + 1)]
    yield "supplier", [_supplier(chance, n) for n in range(1, _SUPPLIERS + 1)]
    yield "partsupp", [
        (part, (part * 3 + n * 5) % _SUPPLIERS + 1, chance.randint(1, 9999),
         chance.randint(100, 100_000) / 100, "")
        for part in range(1, _PARTS + 1)
        for n in range(4)
    ]  # fmt: skip
    yield "customer", [_customer(chance, n) for n in range(1, _CUSTOMERS + 1)]
    orders, lines = [], []
    for number in range(1, _ORDERS + 1):
        order, its = _order(chance, number)
        orders.append(order)
        lines += its
    yield "orders", orders
    yield "lineitem", lines


def _part(chance: Random, n: int) -> tuple[object, ...]:
    brand = chance.randint(1, 5) * 10 + chance.randint(1, 5)
    name = " ".join(chance.sample(_COLOURS, 3))
    kind = " ".join(chance.choice(words) for words in _TYPES)
    box = " ".join(chance.choice(words) for words in _BOXES)
    return (n, name, f"Manufacturer#{brand // 10}", f"Brand#{brand}", kind, chance.randint(1, 50),
            box, 900 + n / 10, "")  # fmt: skip


def _supplier(chance: Random, n: int) -> tuple[object, ...]:
    comment = "Customer heard of Complaints" if n % 9 == 4 else "careful"
    nation = chance.randrange(len(_NATIONS)) if n > 5 else (3, 6, 7, 20, 2)[n - 1]
    return (n, f"Supplier#{n:09}", f"street {n}", nation, _phone(chance, nation),
            chance.randint(-99_999, 999_999) / 100, comment)  # fmt: skip


def _customer(chance: Random, n: int) -> tuple[object, ...]:
    nation = chance.randrange(len(_NATIONS))
    return (n, f"Customer#{n:09}", f"street {n}", nation, _phone(chance, nation),
            chance.randint(-99_999, 999_999) / 100, chance.choice(_SEGMENTS), "")  # fmt: skip


def _phone(chance: Random, nation: int) -> str:
    return f"{nation + 10}-{chance.randint(100, 999)}-{chance.randint(1000, 9999)}"


def _order(chance: Random, n: int) -> tuple[tuple[object, ...], list[tuple[object, ...]]]:
    key = (n - 1) // 8 * 32 + (n - 1) % 8 + 1
    ordered = _FIRST + timedelta(days=chance.randrange(_DAYS - 151))
    lines: list[tuple[object, ...]] = []
    for line in range(1, chance.randint(1, 7) + 1):
        part = chance.randint(1, _PARTS)
        supplier = (part * 3 + chance.randrange(4) * 5) % _SUPPLIERS + 1
        quantity = chance.randint(1, 50) if n % 100 else 50
        shipped = ordered + timedelta(days=chance.randint(1, 121))
        committed = ordered + timedelta(days=chance.randint(30, 90))
        received = shipped + timedelta(days=chance.randint(1, 30))
        done = received <= date(1995, 6, 17)
        lines.append(
            (key, part, supplier, line, quantity, round(quantity * (900 + part / 10), 2),
             chance.randint(0, 10) / 100, chance.randint(0, 8) / 100,
             chance.choice("RA") if done else "N", "F" if shipped <= date(1995, 6, 17) else "O",
             shipped, committed, received, chance.choice(_ADVICE), chance.choice(_MODES), "")
        )  # fmt: skip
    states = {line[9] for line in lines}
    customer = chance.randint(1, _CUSTOMERS // 3) * 3 - chance.randint(0, 1)
    comment = "special packages and requests" if n % 50 == 0 else "careful"
    order = (key, customer, states.pop() if len(states) == 1 else "P",
             sum(float(str(line[5])) for line in lines), ordered, chance.choice(_PRIORITIES),
             f"Clerk#{chance.randint(1, 9):09}", 0, comment)  # fmt: skip
    return order, lines
