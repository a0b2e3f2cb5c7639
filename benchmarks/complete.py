"""How long completion takes over 10,000 tables of 20 columns: `python benchmarks/complete.py`.

Each figure is the median and the worst of 200 cursors; a key waits for none of it (a worker
answers), but a list that comes after 100 ms is one nobody reads.
"""

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.domain.dialect import Dialect
from app.domain.schema.catalogue import Catalogue, Column, ForeignKey, Shelf, Table
from app.sql.complete import complete
from app.sql.editing import Script

TABLES, COLUMNS, TIMES = 10_000, 20, 200


def catalogue() -> Catalogue:
    """One schema; each table refers to the one before."""
    columns = ["id", "parent_id", *(f"column_{n:02}" for n in range(COLUMNS - 2))]
    tables = []
    for n in range(TABLES):
        key = ForeignKey(("parent_id",), "shop", name(n - 1), ("id",))
        listed = tuple(Column(column, "varchar(20)") for column in columns)
        tables.append(
            Table("shop", name(n), columns=listed, primary=("id",), foreign=(key,) if n else ())
        )
    return Catalogue(("shop",), Shelf(tables))


def name(n: int) -> str:
    """Names as applications have them: a module, a noun, a number."""
    return f"{('crm', 'shop', 'stock', 'pay')[n % 4]}_{('item', 'order', 'entry')[n % 3]}_{n:05}"


CURSORS = {
    "a table behind FROM, nothing typed": "SELECT * FROM |",
    "a table by its first letters": "SELECT * FROM shop_or|",
    "a table by letters inside": "SELECT * FROM em_077|",
    "a column by alias": "SELECT a.| FROM crm_item_00000 a JOIN shop_order_00001 b ON 1",
    "any column of four tables": "SELECT col| FROM crm_item_00000 a, shop_order_00001 b,"
    " stock_entry_00002 c, pay_item_00003 d",
    "a join by foreign keys": "SELECT * FROM crm_item_00000 a JOIN |",
    "in a script of 5 MB": "SELECT 1 FROM crm_item_00000 WHERE id = 1;\n" * 60_000
    + "SELECT a.| FROM crm_item_00000 a;\n"
    + "SELECT 1 FROM crm_item_00000 WHERE id = 1;\n" * 60_000,
}


def main() -> None:
    """Print the figures."""
    begun = time.perf_counter()
    held = catalogue()
    print(f"catalogue of {TABLES:,} × {COLUMNS} built in {time.perf_counter() - begun:.2f} s")
    for what, marked in CURSORS.items():
        position = marked.index("|")
        text = marked.replace("|", "", 1)
        took = []
        for _turn in range(TIMES):
            begun = time.perf_counter()
            found = complete(text, position, Dialect.MYSQL, held, "shop")
            took.append((time.perf_counter() - begun) * 1000)
        print(
            f"{what:36} {statistics.median(took):7.2f} ms, at worst {max(took):7.2f}"
            f"   ({len(found.items)} candidates)"
        )
    _typing()


def _typing() -> None:
    """What a key costs a `Script` in the middle of 5 MB, and the statement at the cursor."""
    line = "SELECT a, b FROM crm_item_00000 WHERE id = 1;\n"
    script = Script(line * 110_000, Dialect.MYSQL)
    script.parts()
    position = len(line) * 55_000 + 8
    script.at(position)
    took = []
    for turn in range(TIMES):
        begun = time.perf_counter()
        script.edit(position + turn, 0, "x")
        script.at(position + turn)
        took.append((time.perf_counter() - begun) * 1000)
    print(
        f"{'a key, and the statement at the cursor':36} {statistics.median(took):5.2f} ms,"
        f" at worst {max(took):7.2f}   ({len(script.text) / 1e6:.1f} MB)"
    )


if __name__ == "__main__":
    main()
