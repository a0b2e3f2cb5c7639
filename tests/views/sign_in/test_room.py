"""The window knows who is there from the start, and asks who has to sign in."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.auth.oauth import Tokens
from app.domain.errors import ConsoleError
from app.domain.people import Role, Status
from app.views.sign_in.dialog import SignInDialog
from app.views.sign_in.room import SignInRoom
from app.views.theme import LIGHT
from app.workers.identity_parts import State
from app.workers.lane import wait_for_lanes
from app.workers.provider_keeper import ProviderKeeper
from tests.flows.test_provider_book import HOUSE, Stand
from tests.workers.test_identity import AWAY, Desk


class House:
    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.stand, self.desk = Stand(folder), Desk()
        self.keeper = ProviderKeeper(self.stand.book)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.room = SignInRoom(
            self.desk.identity,
            self.desk.standing,
            self.keeper,
            self.window,
            lambda: LIGHT,
            opener=self.desk.opened.append,
        )
        qtbot.addWidget(self.room.button)
        self.said: list[str] = []
        self.failed: list[ConsoleError] = []
        self.room.said.connect(lambda text, _hint: self.said.append(text))
        self.room.failed.connect(self.failed.append)


@pytest.fixture
def house(tmp_path: Path, qtbot: QtBot) -> Iterator[House]:
    made = House(tmp_path, qtbot)
    yield made
    made.keeper.close()
    made.desk.identity.close()
    wait_for_lanes()


def dialogs_of(house: House) -> list[SignInDialog]:
    return [house.room.dialog] if house.room.dialog is not None else []


def dialog_of(house: House) -> SignInDialog:
    (dialog,) = dialogs_of(house)
    return dialog


def test_nobody_owns_the_console_before_the_file_is_read(house: House, qtbot: Any) -> None:
    house.room.begin()
    assert house.desk.stands() is State.OUT
    qtbot.waitUntil(lambda: house.desk.stands() is State.LOCAL)
    assert house.room.button.sign == "W"
    assert "owns the console" in house.room.button.toolTip()
    assert house.room.dialog is None


def test_who_was_signed_in_goes_on(house: House, qtbot: Any) -> None:
    house.stand.book.save(HOUSE, "sesame")
    house.desk.account.tokens = Tokens("access")
    house.room.begin()
    qtbot.waitUntil(lambda: house.desk.stands() is State.IN)
    assert house.room.dialog is None
    assert house.room.button.sign == "L"
    assert "Role: developer" in house.room.button.toolTip()
    assert not house.room.button.warns


def test_nobody_signed_in_is_asked_to_once_and_the_dialog_goes(house: House, qtbot: Any) -> None:
    house.stand.book.save(HOUSE, "sesame")
    house.room.begin()
    qtbot.waitUntil(lambda: house.room.dialog is not None)
    assert house.room.button.sign == "?"
    dialog_of(house).begin.click()
    qtbot.waitUntil(lambda: bool(house.desk.opened))
    house.desk.identity.paste("right")
    qtbot.waitUntil(lambda: house.room.dialog is None)
    assert house.said == ["lin is signed in at House."]


def test_a_provider_that_is_away_is_said_in_the_dialog(house: House, qtbot: Any) -> None:
    house.stand.book.save(HOUSE, "sesame")
    house.desk.account.tokens, house.desk.account.error = Tokens("access"), AWAY
    house.room.begin()
    qtbot.waitUntil(lambda: house.room.dialog is not None)
    assert str(AWAY) in dialog_of(house).error.text()
    assert house.failed == []


def test_a_lost_sign_in_is_said_where_no_dialog_is_open(house: House, qtbot: Any) -> None:
    house.stand.book.save(HOUSE, "sesame")
    house.desk.account.tokens = Tokens("access")
    house.room.begin()
    qtbot.waitUntil(lambda: house.desk.stands() is State.IN)
    house.desk.account.error = AWAY
    house.desk.identity._confirm()
    qtbot.waitUntil(lambda: house.desk.stands() is State.OFFLINE)
    assert house.room.button.warns
    assert "stays signed in" in house.room.button.toolTip()
    house.desk.steady += 3000
    house.desk.identity._confirm()
    qtbot.waitUntil(lambda: len(house.said) == 2)
    assert "for 10 m" in house.said[1]
    house.desk.steady += 3601
    house.desk.identity._confirm()
    qtbot.waitUntil(lambda: house.failed == [AWAY])


def test_the_first_provider_leads_to_its_sign_in(house: House, qtbot: Any) -> None:
    house.room.begin()
    qtbot.waitUntil(lambda: house.desk.stands() is State.LOCAL)
    house.room.open()
    dialog_of(house).providers.click()
    assert not dialogs_of(house)
    assert house.room.providers is not None
    house.keeper.save(HOUSE, "sesame")
    qtbot.waitUntil(lambda: house.desk.stands() is State.OUT)
    house.room.providers.reject()
    assert dialog_of(house).begin.isVisible()


def test_a_role_that_is_given_meanwhile_is_shown(house: House, qtbot: Any) -> None:
    house.stand.book.save(HOUSE, "sesame")
    house.desk.account.tokens = Tokens("access")
    house.room.begin()
    qtbot.waitUntil(lambda: house.desk.stands() is State.IN)
    user, standing = house.desk.identity.user, house.desk.standing
    standing.become(replace(user, role=Role.DBA), standing.rights)
    assert "Role: DBA" in house.room.button.toolTip()
    standing.become(replace(user, status=Status.BLOCKED), standing.rights)
    assert "An owner has to let them in" in house.room.button.toolTip()
    assert house.room.button.warns


def test_where_the_team_has_owners_nobody_is_one_by_being_here(house: House, qtbot: Any) -> None:
    house.room.begin()
    qtbot.waitUntil(lambda: house.desk.stands() is State.LOCAL)
    standing = house.desk.standing
    standing.become(replace(house.desk.identity.user, status=Status.BLOCKED), standing.rights)
    assert "the team's inventory has owners" in house.room.button.toolTip()
    assert house.room.button.warns
