"""The whole way into a team: a real provider, a real store, the window, and out again."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.auth.oauth import NAME
from app.domain.people import Role
from app.domain.rights import Ability
from app.main import Console, build
from app.workers.identity_parts import State
from tests.servers.mariadb import MariaDB
from tests.servers.providers.authlib_provider import AuthlibProvider, Visitor

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def until(qtbot: Any) -> Until:
    def wait(holds: Callable[[], object]) -> None:
        qtbot.waitUntil(lambda: bool(holds()), timeout=20_000)

    return wait


@pytest.fixture
def console(
    qtbot: Any, qapp: Any, tmp_path: Path, mariadb: MariaDB, until: Until
) -> Iterator[Console]:
    """At a workstation whose inventory is an empty team's."""
    mariadb.sql("CREATE DATABASE mohist")
    mariadb.create_user("mohist", "", "ALL ON mohist.*")
    store = f"mysql+pymysql://mohist@127.0.0.1:{mariadb.port}/mohist"
    made = build(qapp, tmp_path / "settings", tmp_path / "state", tmp_path / "data", store=store)
    qtbot.addWidget(made.window)
    made.preferences.change(secrets="run")
    made.window.show()
    made.estate.load()
    until(lambda: made.estate.is_open)
    yield made
    made.window.close()
    made.close()


def test_the_first_is_the_owner_until_the_store_says_otherwise(
    console: Console, until: Until, mariadb: MariaDB, authlib_provider: AuthlibProvider,
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    room, standing = console.sign_in, console.standing

    def closed(ability: Ability = Ability.CHANGE_INVENTORY) -> str:
        return standing.reason(ability)

    monkeypatch.setattr(room, "_opener", visitor.open)
    room.begin()
    until(lambda: not closed())  # nobody has signed in here yet: whoever sits here is the owner
    room.keeper.save(authlib_provider.openid(), "")
    until(lambda: room.identity.state is State.OUT)
    until(closed)
    room.open()
    assert room.dialog is not None
    room.dialog.begin.click()
    until(lambda: room.identity.state is State.IN)
    assert mariadb.sql("SELECT username, role FROM mohist.users") == [("lisi", "owner")]
    until(lambda: not closed())
    mariadb.sql("UPDATE mohist.users SET role = 'viewer'")
    console.people.refresh()
    until(lambda: standing.user.role is Role.VIEWER)
    assert "viewer" in closed()
    room.identity.sign_out()
    until(lambda: room.identity.state is State.OUT)
    until(lambda: closed(Ability.CONNECT))
    mariadb.sql("UPDATE mohist.users SET role = 'owner'")
    (tmp_path / "settings" / NAME).unlink()  # and nobody vouches for anybody here any more
    room.begin()
    until(lambda: room.identity.state is State.LOCAL)
    until(lambda: closed(Ability.CHANGE_STORE))  # the store was heard: it has owners
    assert all(closed(ability) for ability in Ability)
