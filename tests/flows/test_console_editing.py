"""Edits are made whole or not at all, and nobody's change is overwritten."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from app.domain.act import Consent, Ending
from app.domain.connecting import tell_nobody
from app.domain.console.transaction import Mode
from app.domain.dialect import Dialect
from app.domain.errors import Refused
from app.domain.people import Role
from app.domain.stop import Stop
from app.flows.connect import log_in
from app.flows.console.editing import apply_edits, primary_key
from app.results.editing import Doing, Edits
from tests.flows.console_desk import Desk
from tests.results.reading import endpoint_of, opened, read
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL

LIN = Consent("lin")


class Place:
    """A table with two rows, a session that edits it, and what it read."""

    def __init__(self, server: MariaDB | MySQL, session: Any) -> None:
        self.server, self.session, self.desk = server, session, Desk()
        self.columns, self.read_rows = read(session, "SELECT id, name, n FROM t ORDER BY id")
        dialect = Dialect.MARIADB if isinstance(server, MariaDB) else Dialect.MYSQL
        self.edits = Edits(self.columns, ["id"], dialect)

    def set(self, row: int, column: int, value: object) -> None:
        self.edits.set(row, self.read_rows[row], column, value)

    def apply(self, consent: Consent = LIN) -> Any:
        return apply_edits(self.session, self.edits.changes(), consent, self.desk.means)

    @property
    def table(self) -> list[tuple[Any, ...]]:
        return self.server.sql("SELECT id, name, n FROM shop.t ORDER BY id")


@pytest.fixture(params=["mariadb", "mysql9"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    server = request.getfixturevalue(request.param)
    server.sql("CREATE DATABASE shop CHARACTER SET utf8mb4")
    server.sql("CREATE TABLE shop.t (id INT PRIMARY KEY AUTO_INCREMENT, name TEXT, n DECIMAL(9,2))")
    server.sql("INSERT INTO shop.t VALUES (1, 'a', 1), (2, NULL, 2)")
    with opened(server) as session:
        yield Place(server, session)


def test_all_of_it_is_made_in_one_transaction_and_journalled(place: Place) -> None:
    place.set(0, 1, "墨者")
    place.edits.delete(1, place.read_rows[1])
    place.edits.add({1: "new"})
    ran = place.apply()
    assert (ran.made, ran.open) == (True, False)
    assert [row[1] for row in place.table] == ["墨者", "new"]
    assert place.session.transaction().mode is Mode.AUTOCOMMIT
    act, consent, _endpoint = place.desk.journal.intents[0]
    assert [command.text for command in act.commands] == [
        change.statement for change in place.edits.changes()
    ]
    assert [each.ending for each in place.desk.journal.outcomes[0]] == [Ending.DONE] * 3
    assert consent.who == "lin"
    assert [act.title for act, _c, _e in place.desk.journal.intents[1:]] == ["COMMIT"]


def test_a_concurrent_change_is_a_conflict_and_undoes_all(place: Place) -> None:
    place.edits.delete(0, place.read_rows[0])
    place.set(1, 2, 5)
    place.server.sql("UPDATE shop.t SET name = 'theirs' WHERE id = 2")
    ran = place.apply()
    assert ran.conflict is not None
    assert (ran.conflict.change.doing, ran.conflict.hit) == (Doing.UPDATE, 0)
    assert [str(value) for value in ran.conflict.now] == ["2", "theirs", "2.00"]
    assert len(place.table) == 2, "the deletion before it is undone"
    assert not place.session.transaction().open
    assert place.session.transaction().mode is Mode.AUTOCOMMIT


def test_a_row_that_is_gone_is_a_conflict(place: Place) -> None:
    place.set(0, 1, "b")
    place.server.sql("DELETE FROM shop.t WHERE id = 1")
    ran = place.apply()
    assert (ran.conflict.hit, ran.conflict.now) == (0, None)


def test_a_value_the_server_stores_as_it_was_is_no_conflict(place: Place) -> None:
    place.set(0, 2, "1.001")  # 1.00 in DECIMAL(9,2): matched, and not changed
    assert place.apply().made


def test_what_the_server_refuses_undoes_all(place: Place) -> None:
    place.edits.delete(1, place.read_rows[1])
    place.set(0, 2, "no number")
    ran = place.apply()
    assert (ran.made, ran.conflict) == (False, None)
    assert "no number" in str(ran.error) or "Incorrect" in str(ran.error)
    assert len(place.table) == 2


def test_in_an_open_transaction_they_wait_for_its_end(place: Place) -> None:
    session = place.session
    session.set_mode(Mode.MANUAL)
    read(session, "INSERT INTO t VALUES (9, 'mine', 9)")
    place.set(0, 1, "b")
    ran = place.apply()
    assert (ran.made, ran.open) == (True, True)
    assert [row[1] for row in place.table] == ["a", None], "not committed"

    place.columns, place.read_rows = read(session, "SELECT id, name, n FROM t ORDER BY id")
    place.edits.clear()
    place.server.sql("UPDATE shop.t SET n = 7 WHERE id = 2")
    place.edits.delete(0, place.read_rows[0])
    place.set(1, 1, "c")
    ran = place.apply()
    assert str(ran.conflict.now[2]) == "7.00", "as it is now, not as this transaction sees it"
    session.commit()
    assert [row[1] for row in place.table] == ["b", None, "mine"], "what was done before stays"


def test_production_and_rights_are_asked(place: Place) -> None:
    place.set(0, 1, "b")
    with opened(place.server, production=True) as place.session:
        assert isinstance(place.apply().error, Refused)
        place.desk = Desk(Role.VIEWER)
        assert isinstance(place.apply(Consent("lin", "orders")).error, Refused)
        assert place.table[0][1] == "a"
        place.desk = Desk()
        assert place.apply(Consent("lin", "orders")).made


def test_the_server_tells_the_whole_key_in_its_order(place: Place) -> None:
    place.server.sql("CREATE TABLE shop.lines (a INT, b INT, c INT, PRIMARY KEY (b, a))")
    place.server.sql("CREATE TABLE shop.keyless (a INT UNIQUE)")
    aside = log_in(
        endpoint_of(place.server), lambda *_id: "", place.desk.warden, Stop(), tell_nobody
    )
    with closing(aside):
        assert primary_key(aside, "shop", "lines") == ("b", "a")
        assert primary_key(aside, "shop", "keyless") == ()
