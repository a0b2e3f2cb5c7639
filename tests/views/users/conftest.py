"""The users' page over a store of people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.models.preferences import Preferences
from app.views.theme import DARK
from app.views.users.page import UsersPage
from tests.views.users.office import Office


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, office: Office, tmp_path: Path) -> UsersPage:
    made = UsersPage(office.keeper, Preferences(tmp_path / "settings.json"))
    qtbot.addWidget(made)
    made.apply_theme(DARK)
    made.resize(1280, 700)
    office.keeper.sit(office.lin)
    qtbot.waitUntil(lambda: office.standing.user.username == "lin" and office.may_change())
    made.show()
    qtbot.waitUntil(lambda: made.users.table.total == 3)
    return made
