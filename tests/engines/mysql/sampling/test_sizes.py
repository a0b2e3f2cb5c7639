"""What fills up is found, also while somebody holds a table."""

import time
from typing import Any

import pytest

from app.domain.monitoring.sample import Ask
from tests.engines.mysql.acts import application, until
from tests.engines.mysql.conftest import Opens

NOTHING: frozenset[str] = frozenset()


def test_the_fullest_auto_increments(server: Any, open_session: Opens) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.tiny (id TINYINT AUTO_INCREMENT PRIMARY KEY)")
    server.sql("INSERT INTO shop.tiny VALUES (99)")
    server.sql("CREATE TABLE shop.small (id SMALLINT UNSIGNED AUTO_INCREMENT PRIMARY KEY)")
    server.sql("INSERT INTO shop.small VALUES (6553)")
    server.sql("CREATE TABLE shop.big (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY)")
    server.sql("INSERT INTO shop.big VALUES (9000000000000000000)")
    table = open_session(server).sample(Ask({"autoinc": NOTHING})).tables["autoinc"]
    used = {name: row["used_percent"] for name, row in table.items()}
    assert list(used) == ["shop.tiny", "shop.big", "shop.small"]
    assert used["shop.tiny"] == pytest.approx(100 * 100 / 127)
    assert used["shop.big"] == pytest.approx(100 * 9e18 / 2**64)
    assert used["shop.small"] == pytest.approx(100 * 6554 / 65535)


def test_space_is_that_of_the_files(server: Any, open_session: Opens) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY, text LONGTEXT)")
    session = open_session(server)

    def used() -> float:
        return float(session.sample(Ask({"space": NOTHING})).tables["space"]["shop"]["bytes"] or 0)

    size = sum(file.stat().st_size for file in (server.folder / "data" / "shop").glob("*.ibd"))
    assert used() == size
    server.sql("INSERT INTO shop.item VALUES (1, REPEAT('x', 3000000))")
    until(lambda: used() > size + 2_000_000)


def test_a_held_table_does_not_hang_it(server: Any, open_session: Opens) -> None:
    server.sql("CREATE DATABASE shop")
    session = open_session(server)
    with application(server, waits="CREATE TABLE shop.new AS SELECT SLEEP(100)"):
        until(
            lambda: server.sql(
                "SELECT 1 FROM information_schema.processlist WHERE state LIKE '%sleep%'"
            )
        )
        with application(server, waits="SELECT * FROM shop.new"):
            waiting = Ask({"waits": NOTHING, "mdl": NOTHING})
            until(lambda: session.sample(waiting).fields["mdl.waiting"] == 1)
            begun = time.monotonic()
            session.sample(Ask({"autoinc": NOTHING, "space": NOTHING}))
            assert time.monotonic() - begun < 5
