"""Take the screenshots of the SQL console, from the real program on a real MariaDB.

    python docs/screenshots/console.py

Needs the servers of the tests; takes a minute. Look at the pictures after.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.endpoint import Access, Endpoint
from app.main import Console, build
from app.views.console.sheet import Sheet
from tests.servers.mariadb import MariaDB

LOOKS = (("en", "light", "light"), ("en", "dark", "dark"), ("zh_CN", "light", "chinese"))
REPORT = """-- 每个客户的订单
SELECT o.customer, COUNT(*) AS n, SUM(o.amount) AS total
  FROM orders o
  JOIN customers c ON c.name = o.customer
 WHERE o.state <> 'new'
 GROUP BY o.customer
 ORDER BY total DESC;

SELECT * FROM orders WHERE note LIKE '%3%';

DELETE FROM orders;
"""
FILL = (
    "CREATE DATABASE shop CHARACTER SET utf8mb4",
    "CREATE TABLE shop.customers (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(40), city"
    " VARCHAR(20), UNIQUE (name))",
    "CREATE TABLE shop.orders (id INT PRIMARY KEY AUTO_INCREMENT, customer VARCHAR(40), state"
    " ENUM('new','paid','sent'), amount DECIMAL(10,2), created DATETIME, note TEXT,"
    " KEY (customer), FOREIGN KEY (customer) REFERENCES shop.customers (name))",
    "INSERT INTO shop.customers (name, city) SELECT CONCAT('客户 ', seq), ELT(1 + seq % 3,"
    " '上海', '杭州', 'Berlin') FROM mysql.seq_0_to_96",
    "INSERT INTO shop.orders (customer, state, amount, created, note) SELECT CONCAT('客户 ',"
    " seq % 97), ELT(1 + seq % 3, 'new', 'paid', 'sent'), seq * 1.37, '2026-03-01 08:00:00' +"
    " INTERVAL seq MINUTE, IF(seq % 5 = 0, NULL, CONCAT('note ', seq)) FROM mysql.seq_1_to_20000",
    "ANALYZE TABLE shop.orders, shop.customers",
)


def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Let the program run until that is so."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("it took too long")
        QTest.qWait(20)


def take(what: QWidget, name: str, console: Console) -> None:
    """Take it in every look."""
    for language, theme, look in LOOKS:
        console.preferences.change(language=language, theme=theme)
        QTest.qWait(700)
        what.grab().save(str(HERE / f"console-{name}-{look}.png"))


def ran(sheet: Sheet) -> None:
    """Wait until what runs is over and painted."""
    until(lambda: not sheet.running.busy, 30)
    QTest.qWait(300)


def known(asking: Any) -> bool:
    """Whether all that the writes would hit was looked up."""
    return not any(each.waiting for each in asking.weighed)


def main() -> None:
    """Take them all."""
    app = QApplication([])
    home = Path(tempfile.mkdtemp(prefix="mohist-console-"))
    with MariaDB() as server:
        for statement in FILL:
            server.sql(statement)
        access = Access(user="root", database="shop")
        test = Endpoint(
            "b" * 32,
            "orders-test",
            "mariadb",
            "127.0.0.1",
            server.port,
            access,
            environment="test",
            stake="test",
        )
        live = Endpoint(
            "a" * 32,
            "orders-prod",
            "mariadb",
            "127.0.0.1",
            server.port,
            access,
            environment="production",
            production=True,
            stake="production",
        )
        console = build(app, home, home / "state", home / "data")
        window, page = console.window, console.sql
        object.__setattr__(page.room, "endpoints", lambda: [live, test])
        window.resize(1360, 860)
        window.show()
        window.show_page(window.pages.index(page))
        until(lambda: page._restored)
        take(window, "empty", console)
        sheet = page.open_console(test, REPORT)
        until(lambda: sheet.session.ready)
        sheet.editor.select(30, 30)
        sheet.run()
        ran(sheet)
        until(lambda: not sheet.editor.findings.busy)
        page.toggle_beside(0)
        QTest.qWait(1500)
        take(window, "findings", console)
        page.toggle_beside(1)
        QTest.qWait(500)
        take(window, "history", console)
        page.toggle_beside(1)
        where = REPORT.index("SELECT * FROM")
        sheet.editor.select(where, where)
        sheet.run()
        ran(sheet)
        [grid] = sheet.below.tabs.grids
        sheet.below.tabs.pin(grid)
        sheet.parts.setSizes([200, 560])
        take(window, "grid", console)
        server.sql("UPDATE shop.orders SET state = 'sent' WHERE note LIKE '%33%'")
        server.sql("DELETE FROM shop.orders WHERE note LIKE '%93%'")
        sheet.run()
        ran(sheet)
        grids = list(sheet.below.tabs.grids)
        sheet.below.tabs._compare(grids[0], grids[1])
        QTest.qWait(1500)
        take(window, "compare", console)
        sheet.editor.select(30, 30)
        sheet.explaining.begin()
        until(sheet.below.plan.view.has_plan)
        take(window, "plan", console)
        write = page.open_console(
            live,
            "START TRANSACTION;\n\nUPDATE orders SET state = 'sent' WHERE customer = '客户 7';\n",
        )
        until(lambda: write.session.ready)
        write.run(whole=True)
        until(lambda: write.running.asking is not None)
        asking: Any = write.running.asking
        until(partial(known, asking))
        for language, theme, look in LOOKS:
            asking.reject()
            ran(write)
            console.preferences.change(language=language, theme=theme)
            write.run(whole=True)
            until(lambda: write.running.asking is not None)
            asking = write.running.asking
            until(partial(known, asking))
            QTest.qWait(300)
            asking.grab().save(str(HERE / f"console-production-{look}.png"))
        asking.word.setText(live.name)
        asking.accept()
        ran(write)
        until(lambda: write.session.open)
        QTest.qWait(1200)
        take(window, "transaction", console)
        write.session.roll_back()
        until(lambda: not write.session.open)
        window.close()
        console.close()


if __name__ == "__main__":
    main()
