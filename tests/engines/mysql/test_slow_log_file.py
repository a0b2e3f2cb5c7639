"""Slow log files of all ages and both flavours become digests; nothing breaks the reader."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Cancelled, UnreadableInput
from app.domain.stop import Stop
from app.engines.mysql.slow_log_file import entries, read_slow_log
from tests.servers.mysql_family import MysqlFamilyServer

MYSQL = """\
/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:
Tcp port: 3306  Unix socket: /run/mysqld/mysqld.sock
Time                 Id Command    Argument
# Time: 2026-11-28T07:00:01.500000Z
# User@Host: app[app] @ web1 [10.0.0.5]  Id:    12
# Query_time: 1.500000  Lock_time: 0.100000 Rows_sent: 3  Rows_examined: 3000
use shop;
SET timestamp=1795849201;
SELECT * FROM item WHERE id = 7;
# Time: 2026-11-28T07:00:03.000000Z
# User@Host: app[app] @ web1 [10.0.0.5]  Id:    12
# Query_time: 2.500000  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1000
SET timestamp=1795849203;
SELECT * FROM item
  WHERE id = 8;
# User@Host: app[app] @ web1 [10.0.0.5]  Id:    12
# Query_time: 9.000000  Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 0
SET timestamp=1795849204;
# administrator command: Quit;
# Time: 2026-11-28T07:00:05.000000Z
# User@Host: dba[dba] @ desk [10.0.0.9]  Id:    13
# Query_time: 9.000000  Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 0
SET timestamp=1795849205;
/* mohist */ SELECT * FROM information_schema.innodb_trx;
"""

MARIADB = """\
# Time: 261128  7:00:01
# User@Host: app[app] @ web1 [10.0.0.5]
# Thread_id: 9  Schema: shop  QC_hit: No
# Query_time: 0.500000  Lock_time: 0.000050  Rows_sent: 0  Rows_examined: 10
# Rows_affected: 10  Bytes_sent: 52
# Full_scan: Yes  Full_join: No  Tmp_table: Yes  Tmp_table_on_disk: Yes
# Filesort: Yes  Filesort_on_disk: No  Merge_passes: 0  Priority_queue: No
# explain: id\tselect_type\ttable
SET timestamp=1795849201;
UPDATE item SET name = '# Time: 261128  7:00:01
# Query_time: 99' WHERE name IN (1, 2, 3);
# User@Host: app[app] @ web1 [10.0.0.5]
# Thread_id: 9  Schema:   QC_hit: No
# Query_time: 0.250000  Lock_time: 0.000050  Rows_sent: 0  Rows_examined: 10
SET timestamp=1795849209;
INSERT INTO shop.log VALUES (1, 'a'), (2, 'b'), (3, 'c');
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "slow.log"
    file.write_text(text)
    return file


def test_mysqls_format(tmp_path: Path) -> None:
    report = read_slow_log(written(tmp_path, MYSQL))
    (found,) = report.digests
    assert found.text == "SELECT * FROM item WHERE id = ?"
    assert (found.count, found.seconds, found.slowest) == (2, 4.0, 2.5)
    assert (found.schema, found.tables) == ("shop", ("item",))
    assert (found.rows_read, found.rows_sent, found.lock_seconds) == (4000, 4, 0.1)
    assert "id = 8" in found.sample
    assert found.first_seen == datetime.fromtimestamp(1795849201, UTC)
    assert report.since == found.first_seen
    assert "slow.log" in report.source


def test_mariadbs_format(tmp_path: Path) -> None:
    update, insert = read_slow_log(written(tmp_path, MARIADB)).digests
    assert update.text == "UPDATE item SET name = ? WHERE name IN (?, …)"
    assert (update.rows_changed, update.without_index, update.disk_tables, update.sorts) == (
        10, 1, 1, 1,
    )  # fmt: skip
    assert update.schema == "shop"
    assert insert.text == "INSERT INTO shop.log VALUES (?, …), …"
    assert insert.schema == ""
    assert insert.tables == ("shop.log",)


def test_a_real_one(server: MysqlFamilyServer) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY)")
    server.sql("SET GLOBAL long_query_time = 0")
    server.sql("SET GLOBAL slow_query_log = ON")
    with server.connect(database="shop", charset="utf8mb4") as other, other.cursor() as cursor:
        cursor.execute("SELECT SLEEP(0.05), '文' FROM item")
        cursor.execute("INSERT INTO item VALUES (1)")
        cursor.execute("SELECT SLEEP(0.05), '字' FROM item")
    server.wait_until(lambda: "字" in server.slow_log.read_text())
    digests = {each.text: each for each in read_slow_log(server.slow_log).digests}
    found = digests["SELECT SLEEP(?), ? FROM item"]
    assert found.count == 2
    assert found.schema == "shop"
    assert found.seconds >= 0.05
    assert "字" in found.sample


def test_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    file = written(tmp_path, MYSQL * 2000)
    heard: list[float] = []
    read_slow_log(file, progress=heard.append)
    assert heard == sorted(heard)
    assert 0.5 < heard[-1] <= 1
    stop = Stop()
    threading.Thread(target=stop.set).start()
    stop.wait(5)
    with pytest.raises(Cancelled):
        read_slow_log(file, stop)


def test_what_is_no_log_says_so(tmp_path: Path) -> None:
    assert read_slow_log(written(tmp_path, "hello\n")).hint
    with pytest.raises(UnreadableInput):
        read_slow_log(tmp_path / "missing.log")


LINES = st.sampled_from([*MYSQL.splitlines(), *MARIADB.splitlines(), "", "#", ";", "# Time: x"])


@given(st.lists(LINES | st.text(max_size=30), max_size=30))
def test_lines_in_any_order_are_survived(lines: list[str]) -> None:
    for entry in entries(f"{line}\n" for line in lines):
        assert entry.statement
        assert entry.seconds >= 0
