"""What another session tells of a console: how far it is, who waits, what a write would hit."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from app.domain.console.blast import Method
from app.domain.errors import StatementFailed
from app.engines.mysql.console.asides import _of_mariadb, _of_stage
from tests.engines.mysql.conftest import Opens
from tests.engines.mysql.console.conftest import Console, OpensConsoles
from tests.servers.mysql_family import MysqlFamilyServer


@contextmanager
def running(console: Console, text: str) -> Iterator[None]:
    """A statement that runs meanwhile, and may be ended by KILL QUERY."""

    def run() -> None:
        try:
            console.run(text)
        except StatementFailed as error:
            console.told.append(error)  # type: ignore[arg-type]

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    except BaseException:
        console.session._drop()
        raise
    finally:
        thread.join(20)
    assert not thread.is_alive()


def once(call: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    """What a call gives once it is as wanted. InnoDB's own views are renewed only for those who
    have not looked for a tenth of a second."""
    pause = threading.Event()
    for _again in range(60):
        if wanted(found := call()):
            return found
        pause.wait(0.15)
    raise AssertionError(found)


def test_it_tells_the_stage_and_who_waits(
    shop: MysqlFamilyServer, open_console: OpensConsoles, open_session: Opens
) -> None:
    aside, console, waiter = open_session(shop), open_console(shop), open_console(shop)
    number = console.session.facts.session
    assert aside.progress_of(number) is None
    assert aside.blocked_by(number).sessions == ()
    console.run("BEGIN")
    console.run("UPDATE shop.item SET price = 3")
    with running(waiter, "UPDATE shop.item SET price = 4"):
        blocking = once(lambda: aside.blocked_by(number), lambda told: bool(told.sessions))
        assert blocking.sessions == (waiter.session.facts.session,)
        assert aside.progress_of(waiter.session.facts.session).stage
        console.session.commit()
    once(lambda: aside.blocked_by(number), lambda told: not told.sessions)


def test_shares_of_a_stage_are_read_as_the_servers_count_them() -> None:
    row = {"state": "copy to tmp table", "stage": 1, "max_stage": 2, "progress": 37.5}
    told = _of_mariadb([row])
    assert told is not None
    assert (told.stage, told.done, told.stage_number, told.stages) == (row["state"], 0.375, 1, 2)
    assert _of_mariadb([{"state": None}]) is None
    stage = _of_stage({"state": "stage/innodb/alter table (flush)", "done": 3, "whole": 4})
    assert (stage.stage, stage.done) == ("alter table (flush)", 0.75)


def test_a_write_is_weighed_before_it_runs(
    shop: MysqlFamilyServer, open_console: OpensConsoles, open_session: Opens
) -> None:
    shop.sql("CREATE TRIGGER shop.kept BEFORE DELETE ON shop.item FOR EACH ROW SET @n = OLD.id")
    aside, console = open_session(shop), open_console(shop)
    before = shop.sql("SELECT * FROM shop.item")
    told = aside.blast_radius("DELETE FROM item WHERE name = 'pen'", "shop")
    assert (told.rows, told.method, told.tables, told.kind) == (
        1, Method.COUNT, ("shop.item",), "DELETE",
    )  # fmt: skip
    assert told.triggers == ("BEFORE DELETE: shop.kept",)
    [key] = told.foreign_keys
    assert "shop.line" in key
    assert "CASCADE" in key
    assert told.reversible is True
    assert told.of_rows is not None
    assert told.bytes
    assert told.unknown == ()
    everything = aside.blast_radius("UPDATE shop.item SET price = 1", "")
    assert everything.method is Method.STATISTICS
    assert everything.triggers == everything.foreign_keys == ()
    moved = aside.blast_radius("UPDATE shop.item SET id = id + 10 WHERE price > 1", "")
    assert moved.rows == 2
    assert "refused" in moved.foreign_keys[0]
    assert "No index" in moved.locks[0]
    assert aside.blast_radius("INSERT INTO item VALUES (8, '', 1), (9, '', 2)", "shop").rows == 2
    copied = aside.blast_radius("INSERT INTO line SELECT id, 1 FROM item", "shop")
    assert copied.tables == ("shop.line",)
    assert (copied.rows, copied.method) == (3, Method.COUNT)
    console.run("BEGIN")
    console.run("UPDATE shop.item SET price = 3 WHERE id = 1")
    dropped = aside.blast_radius("DROP TABLE item", "shop")
    assert dropped.reversible is False
    assert any(console.session.facts.session in text for text in dropped.locks)
    own = aside.blast_radius("DROP TABLE item", "shop", own=console.session.facts.session)
    assert not any(console.session.facts.session in text for text in own.locks)
    assert shop.sql("SELECT * FROM shop.item") == before


def test_what_cannot_be_known_is_named_and_nothing_is_run(
    shop: MysqlFamilyServer, open_session: Opens
) -> None:
    aside = open_session(shop)
    position = shop.position()
    told = aside.blast_radius("CALL shop.something(1)", "shop")
    assert told.unknown
    assert told.rows is None
    slow = "DELETE FROM item WHERE SLEEP(9) = 0"
    told = aside.blast_radius(slow, "shop")
    assert any("SLEEP" in text for text in told.unknown)
    assert told.method is Method.NONE
    long = ("DELETE FROM item WHERE id IN (SELECT COUNT(*) FROM information_schema.columns a,"
            " information_schema.columns b, information_schema.columns c)")  # fmt: skip
    assert aside.blast_radius(long, "shop", seconds=0.2).method is not Method.COUNT
    assert shop.position() == position
    shop.create_user("little", "", "SELECT ON shop.*")
    little = open_session(shop, user="little")
    told = little.blast_radius("DELETE FROM item WHERE id = 1", "shop")
    assert told.rows == 1
    assert told.unknown


def test_replicas_behind_are_named(pair: Any, open_session: Opens) -> None:
    pair.source.sql("CREATE DATABASE shop")
    pair.source.sql("CREATE TABLE shop.item (id INT PRIMARY KEY)")
    told = open_session(pair.source).blast_radius("DELETE FROM shop.item", "")
    assert len(told.replicas) == 1
