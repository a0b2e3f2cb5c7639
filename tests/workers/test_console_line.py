"""A tab's line to a real server: it streams, keeps its transaction, and asks for rights."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.act import Consent, Ending
from app.domain.console.ran import RanEnding
from app.domain.console.transaction import Mode
from app.domain.errors import Refused
from app.domain.people import Role
from app.workers import console_line
from tests.workers.console_lines import LIN, MANY, Opened


def test_rows_come_while_they_are_fetched_and_the_rest_is_left_when_cancelled(
    opened: Callable[..., Opened],
) -> None:
    console = opened()
    heard = console.start(MANY)
    console.qtbot.waitUntil(lambda: bool(heard.readers and heard.readers[0].count))
    reader = heard.readers[0]
    assert reader.rows(0, 2) == [(1, "x" * 100), (2, "x" * 100)]
    begun = time.monotonic()
    heard.run.cancel()
    console.wait(heard)
    assert time.monotonic() - begun < 1
    assert heard.endings == [RanEnding.CANCELLED]
    assert reader.complete
    assert reader.count == len(reader.rows(0, 10**7)) < 3_000_000
    assert console.run("SELECT 1").endings == [RanEnding.DONE]


def test_a_script_stops_at_an_error_or_goes_on_and_all_of_it_is_remembered(
    opened: Callable[..., Opened],
) -> None:
    console = opened()
    script = ("SELECT 1", "SELECT * FROM mysql.nowhere", "SELECT 2")
    assert console.run(*script).endings == [RanEnding.DONE, RanEnding.FAILED]
    heard = console.run(*script, stop_at_error=False)
    assert heard.endings == [RanEnding.DONE, RanEnding.FAILED, RanEnding.DONE]
    assert [reader.rows(0, 9) for reader in heard.readers] == [[(1,)], [(2,)]]
    assert heard.ended[1].position == len("SELECT * FROM mysql.")
    assert [each[0].statement for each in console.desk.history.lines[2:]] == [*script]
    assert console.desk.journal.intents == []


def test_what_changes_is_an_act_of_the_whole_script_and_its_passwords_are_nowhere(
    opened: Callable[..., Opened],
) -> None:
    console = opened()
    heard = console.run("CREATE DATABASE shop", "SELECT 1", "CREATE USER bob IDENTIFIED BY hunter2")
    assert heard.endings == [RanEnding.DONE, RanEnding.DONE, RanEnding.FAILED]
    [(act, _consent, _endpoint)] = console.desk.journal.intents
    assert act.name == "console-change"
    assert [each.text for each in act.commands[:2]] == ["CREATE DATABASE shop", "SELECT 1"]
    [outcomes] = console.desk.journal.outcomes
    assert [each.ending for each in outcomes] == [Ending.DONE, Ending.DONE, Ending.FAILED]
    assert "hunter2" not in str(outcomes)
    assert "hunter2" not in str(console.desk.history.lines[2][1])


def test_a_transaction_stays_open_is_told_and_ends_by_key(opened: Callable[..., Opened]) -> None:
    console = opened()
    console.server.sql("CREATE DATABASE shop")
    console.server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY) ENGINE = InnoDB")
    console.done(console.line.set_mode(Mode.MANUAL))
    console.done(console.line.use_schema("shop"))
    console.run("INSERT INTO item VALUES (1), (2)")
    state = console.line.transaction
    assert (state.mode, state.open, state.rows_changed) == (Mode.MANUAL, True, 2)
    assert console.line.schema == "shop"
    refused: list[Any] = []
    job = console.line.set_mode(Mode.AUTOCOMMIT)
    job.failed.connect(refused.append)
    console.done(job)
    assert isinstance(refused[0], Refused)
    console.done(console.line.rollback())
    assert not console.line.transaction.open
    assert console.server.sql("SELECT COUNT(*) FROM shop.item") == [(0,)]
    console.run("INSERT INTO item VALUES (1)")
    console.done(console.line.commit())
    assert console.server.sql("SELECT COUNT(*) FROM shop.item") == [(1,)]
    said = [act.commands[0].text for act, _consent, _at in console.desk.journal.intents]
    assert said[1::2] == ["ROLLBACK", "COMMIT"]


def test_rights_consent_and_read_only_are_asked_before_anything_is_sent(
    opened: Callable[..., Opened],
) -> None:
    def error(console: Opened, *texts: str, consent: Consent = LIN) -> str:
        heard = console.run(*texts, consent=consent)
        assert heard.endings == [RanEnding.REFUSED], heard.ended
        return str(heard.ended[0].error)

    developer = opened(Role.DEVELOPER, production=True, stake="production")
    assert "not for the role" in error(developer, "SELECT 1")
    assert "not for the role" in error(
        developer, "CREATE DATABASE one", consent=Consent("x", "orders")
    )
    reading = opened(access={"read_only": True})
    assert reading.run("SELECT 1").endings == [RanEnding.DONE]
    assert "read-only" in error(reading, "CREATE DATABASE two")
    live = opened(production=True, stake="production")
    assert "production" in error(live, "CREATE DATABASE three")
    heard = live.run("CREATE DATABASE four", consent=Consent("lin", "orders"))
    assert heard.endings == [RanEnding.DONE]
    names = [row[0] for row in live.server.sql("SHOW DATABASES")]
    assert {"one", "two", "three", "four"}.intersection(names) == {"four"}


def test_a_session_that_was_lost_idle_is_made_anew_and_an_open_transaction_told_as_lost(
    opened: Callable[..., Opened],
) -> None:
    console = opened()
    console.server.sql("CREATE DATABASE shop")
    console.server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY) ENGINE = InnoDB")
    console.done(console.line.use_schema("shop"))
    console.run("SET @x = 5")
    console.line._standing.sure_until = 0.0
    console.server.sql(f"KILL {console.line.session.facts.session}")  # type: ignore[union-attr]
    heard = console.run("SELECT @x, DATABASE()")
    assert heard.readers[0].rows(0, 1) == [(None, "shop")]
    assert "new one" in heard.said[0]
    console.run("BEGIN", "INSERT INTO item VALUES (1)")
    console.line._standing.sure_until = 0.0
    console.server.sql(f"KILL {console.line.session.facts.session}")  # type: ignore[union-attr]
    heard = console.run("INSERT INTO item VALUES (2)")
    assert "transaction" in str(heard.failed[0])
    assert not heard.ended
    assert not console.line.transaction.open
    assert console.run("INSERT INTO item VALUES (3)").endings == [RanEnding.DONE]
    assert console.server.sql("SELECT id FROM shop.item") == [(3,)]
    titles = [act.title for act, _consent, _at in console.desk.journal.intents]
    assert any("middle of a transaction" in title for title in titles)


def test_what_is_left_open_and_whom_it_holds_up_is_told_from_aside(
    opened: Callable[..., Opened], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_line, "_LOOK_BUSY", 0.2)
    monkeypatch.setattr(console_line, "_LOOK_OPEN", 0.2)
    console, waiter = opened(), opened()
    console.server.sql("CREATE DATABASE shop")
    console.server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY) ENGINE = InnoDB")
    told: list[tuple[Any, Any]] = []
    stages: list[str] = []
    console.line.idle_transaction.connect(lambda state, blocking: told.append((state, blocking)))
    waiter.line.progress.connect(lambda progress: stages.append(progress.stage))
    console.run("BEGIN", "INSERT INTO shop.item VALUES (1)")
    heard = waiter.start("INSERT INTO shop.item VALUES (1)")
    console.qtbot.waitUntil(lambda: any(blocking.sessions for _state, blocking in told))
    state, blocking = told[-1]
    assert (state.open, state.rows_changed) == (True, 1)
    assert blocking.sessions == (waiter.line.session.facts.session,)  # type: ignore[union-attr]
    assert console.line.idle_since < time.monotonic()
    console.qtbot.waitUntil(lambda: bool(stages))
    console.done(console.line.rollback())
    waiter.wait(heard)
    assert heard.endings == [RanEnding.DONE]
    radius: list[Any] = []
    job = console.line.blast_radius("DELETE FROM shop.item WHERE id = 1")
    job.succeeded.connect(radius.append)
    console.done(job)
    assert radius[0].rows == 1


def test_a_result_nobody_looks_at_any_more_is_fetched_no_further(
    opened: Callable[..., Opened],
) -> None:
    console = opened()
    heard = console.start(MANY)
    console.qtbot.waitUntil(lambda: bool(heard.readers and heard.readers[0].count))
    heard.readers[0].close()
    console.wait(heard)
    assert heard.endings == [RanEnding.CANCELLED]
    assert console.run("SELECT 1").endings == [RanEnding.DONE]


def test_a_full_disk_hinders_no_look_and_every_change(opened: Callable[..., Opened]) -> None:
    console = opened()
    console.desk.history.full = console.desk.journal.full = True
    heard = console.run("SELECT 1")
    assert not heard.ended, "the login itself is noted"
    console.desk.journal.full = False
    heard = console.run("SELECT 1")
    assert heard.endings == [RanEnding.DONE]
    assert "history" in heard.said[0]
    console.desk.journal.full = True
    assert "journal" in str(console.run("CREATE DATABASE shop").ended[0].error)
    assert not console.server.sql("SHOW DATABASES LIKE 'shop'")


def test_a_value_that_was_cut_is_read_whole_on_a_login_of_its_own(
    opened: Callable[..., Opened],
) -> None:
    def begun(console: Opened, statement: str) -> tuple[Any, list[Any]]:
        errand, heard = console.line.whole_value(statement), list[Any]()
        for told in (errand.succeeded, errand.failed):
            told.connect(heard.append)
        return errand, heard

    def whole(console: Opened, statement: str) -> list[Any]:
        _errand, heard = begun(console, statement)
        console.qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
        return heard

    def sleeping() -> bool:
        state = "SELECT id FROM information_schema.processlist WHERE state = 'User sleep'"
        return bool(console.server.sql(state))

    console = opened()
    console.server.sql("CREATE DATABASE shop")
    console.server.sql(
        "CREATE TABLE shop.t (id INT PRIMARY KEY, text LONGTEXT CHARSET utf8mb4, b LONGBLOB)"
    )
    console.server.sql(
        "INSERT INTO shop.t VALUES (7, REPEAT('墨a', 1500000), REPEAT('x', 3000000))"
    )
    [(_id, text, data)] = console.run("SELECT * FROM shop.t").readers[0].rows(0, 1)
    assert (text.size, data.size) == (3_000_000, 3_000_000)
    console.run("BEGIN")
    assert whole(console, "SELECT text FROM shop.t WHERE id = 7") == ["墨a" * 1_500_000]
    assert whole(console, "SELECT b FROM shop.t WHERE id = 7") == [b"x" * 3_000_000]
    assert console.line.transaction.mode is Mode.AUTOCOMMIT
    assert console.desk.history.lines[-1][0].statement == "SELECT b FROM shop.t WHERE id = 7"
    [gone] = whole(console, "SELECT b FROM shop.t WHERE id = 8")
    assert "no longer there" in str(gone)
    errand, heard = begun(console, "SELECT SLEEP(60), b FROM shop.t")
    console.qtbot.waitUntil(sleeping, timeout=10_000)
    errand.cancel()
    console.qtbot.waitUntil(lambda: not sleeping(), timeout=10_000)
    assert heard == []
    developer = opened(Role.DEVELOPER, production=True, stake="production")
    [refused] = whole(developer, "SELECT b FROM shop.t WHERE id = 7")
    assert isinstance(refused, Refused)
