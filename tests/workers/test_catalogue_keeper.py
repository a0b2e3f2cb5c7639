"""Catalogues are read in the background, once for all consoles of an instance and account."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.endpoint import Access, Endpoint
from app.domain.errors import StatementFailed
from app.domain.schema.catalogue import EMPTY, Catalogue
from app.workers.catalogue_keeper import CatalogueKeeper, KnownCatalogue
from app.workers.lane import wait_for_lanes
from tests.fakes import FakeServer, FakeSession


class Reads(FakeSession):
    """A session that knows its server's catalogue."""

    def catalogue(self) -> Catalogue:
        self.ping()
        Reads.asked += 1
        if Reads.refused:
            raise StatementFailed("It is too late.")
        return Catalogue((f"reading {Reads.asked}",))

    asked = 0
    refused = False


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    monkeypatch.setattr(Reads, "asked", 0)
    monkeypatch.setattr(Reads, "refused", False)
    return FakeServer(Reads)


@pytest.fixture
def keeper(qapp: Any) -> Iterator[CatalogueKeeper]:
    made = CatalogueKeeper()
    yield made
    made.close()
    wait_for_lanes()


def endpoint(user: str = "dba") -> Endpoint:
    return Endpoint("1", "orders", "mysql", "db", 3306, Access(user=user))


def read(qtbot: Any, known: KnownCatalogue) -> None:
    qtbot.waitUntil(lambda: not known.reading)


def test_the_first_console_has_it_read_and_the_others_share_it(
    qtbot: Any, keeper: CatalogueKeeper, server: FakeServer
) -> None:
    known = keeper.of(endpoint(), server.connect)
    assert (known.catalogue, known.age, known.reading) == (EMPTY, None, True)
    read(qtbot, known)
    assert known.catalogue.schemas == ("reading 1",)
    assert known.age is not None
    assert keeper.of(endpoint(), server.connect) is known
    assert keeper.of(endpoint("other"), server.connect) is not known
    qtbot.waitUntil(lambda: server.sessions[0].closed)


def test_it_is_read_anew_on_wish_and_never_twice_at_a_time(
    qtbot: Any, keeper: CatalogueKeeper, server: FakeServer
) -> None:
    known = keeper.of(endpoint(), server.connect)
    for _wish in range(5):
        known.refresh()
    read(qtbot, known)
    assert known.catalogue.schemas == ("reading 2",)


def test_many_ddl_are_one_reading(qtbot: Any, keeper: CatalogueKeeper, server: FakeServer) -> None:
    known = keeper.of(endpoint(), server.connect)
    read(qtbot, known)
    for _statement in range(20):
        known.note_ddl()
    qtbot.waitUntil(lambda: known.catalogue.schemas == ("reading 2",))
    assert Reads.asked == 2


def test_a_failure_leaves_the_one_before(
    qtbot: Any, keeper: CatalogueKeeper, server: FakeServer
) -> None:
    known = keeper.of(endpoint(), server.connect)
    read(qtbot, known)
    Reads.refused = True
    known.refresh()
    read(qtbot, known)
    assert known.catalogue.schemas == ("reading 1",)
    assert str(known.error) == "It is too late."
    Reads.refused = False
    known.refresh()
    read(qtbot, known)
    assert (known.catalogue.schemas, known.error) == (("reading 3",), None)


def test_a_server_without_one_has_an_empty_one(qtbot: Any, keeper: CatalogueKeeper) -> None:
    known = keeper.of(endpoint(), FakeServer().connect)
    read(qtbot, known)
    assert (known.catalogue, known.error) == (EMPTY, None)
