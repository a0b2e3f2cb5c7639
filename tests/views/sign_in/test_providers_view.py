"""Providers on the screen: entered, tried, kept with their secret, and removed by who may."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.auth.oauth import Fields
from app.domain.people import Role
from app.models.sign_in.providers import CLASSIC
from app.views.sign_in.provider_form import ProviderForm
from app.views.sign_in.providers_view import ProvidersDialog, ProvidersView
from app.views.theme import DARK
from app.views.widgets.ask import Ask
from app.workers.identity_parts import State
from app.workers.lane import wait_for_lanes
from app.workers.provider_keeper import ProviderKeeper
from tests.flows.test_provider_book import HOUSE, Stand
from tests.views.parts import part
from tests.workers.test_identity import Desk


class Room:
    """A view over a real book, and an identity that hears of what is in it."""

    def __init__(self, folder: Path, qtbot: QtBot, role: Role = Role.OWNER) -> None:
        self.stand, self.desk = Stand(folder, role), Desk()
        self.keeper = ProviderKeeper(self.stand.book)
        self.keeper.changed.connect(lambda: self.desk.identity.know(self.keeper.found))
        self.view = ProvidersView(self.keeper, self.desk.identity)
        self.dialog = ProvidersDialog(self.view, DARK)
        qtbot.addWidget(self.dialog)
        self.dialog.show()

    def read(self, qtbot: QtBot) -> ProvidersView:
        with qtbot.waitSignal(self.keeper.changed):
            self.view.load()
        return self.view

    @property
    def form(self) -> ProviderForm:
        assert isinstance(self.view.split.form, ProviderForm)
        return self.view.split.form


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    made = Room(tmp_path, qtbot)
    yield made
    made.keeper.close()
    made.desk.identity.close()
    wait_for_lanes()


def test_one_by_its_issuer_is_entered_and_kept(room: Room, qtbot: QtBot) -> None:
    view = room.read(qtbot)
    assert room.desk.stands() is State.LOCAL
    view.add()
    form = room.form
    form.lines["name"].setText("公司 SSO")
    assert form.lines["id"].placeholderText() == "sso"
    form.lines["issuer"].setText("https://sso.example.com/realms/dba")
    form.save.click()
    assert "needs the client id" in form.said.text()
    form.lines["client_id"].setText("mohist")
    form.uses_secret.setChecked(True)
    form.secret.setText("sesame")
    form.save.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    assert [each.id for each in room.keeper.providers] == ["sso"]
    assert room.stand.keys.kept == {room.keeper.providers[0].secret_id: "sesame"}
    assert room.desk.stands() is State.OUT, "from now on somebody has to sign in"
    assert view.table.total == 1


def test_the_classic_kind_shows_its_addresses_and_is_tried(room: Room, qtbot: QtBot) -> None:
    view = room.read(qtbot)
    view.add()
    form = room.form
    form.kind.setCurrentIndex(form.kind.findData(CLASSIC))
    assert form.lines["token_url"].isVisible()
    assert not form.lines["issuer"].isVisible()
    assert form.lines["scopes"].text() == ""
    form.lines["name"].setText("Mozhe")
    form.lines["client_id"].setText("m")
    for name in ("authorize", "token", "user_info"):
        form.lines[f"{name}_url"].setText(f"https://sso.example.com/{name}")
    form.names["subject"].setText("uid")
    form.test.click()
    qtbot.waitUntil(lambda: "sso.example.com/authorize" in form.result.text())
    assert "cannot end tokens" in form.result.text()
    form.save.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    assert room.keeper.providers[0].fields == Fields(subject="uid")


def test_one_that_cannot_be_reached_says_why(room: Room, qtbot: QtBot) -> None:
    room.read(qtbot).add()
    form = room.form
    form.lines["name"].setText("Away")
    form.lines["client_id"].setText("m")
    form.lines["issuer"].setText("https://127.0.0.1:9")
    form.lines["proxy"].setText("direct")
    form.test.click()
    assert form.test.text() == "Cancel"
    qtbot.waitUntil(lambda: form.test.text() == "Test", timeout=20_000)
    assert form.result.text().startswith("▲ 127.0.0.1")


def test_the_secret_is_never_shown_and_asked_for_where_it_would_go_elsewhere(
    room: Room, qtbot: QtBot
) -> None:
    room.stand.book.save(HOUSE, "sesame")
    view = room.read(qtbot)
    view.panel.view.select("house")
    view.edit()
    form = room.form
    assert not form.lines["id"].isEnabled()
    assert (form.secret.text(), form.secret.placeholderText()) == ("", "as it is kept")
    assert form.secret.echoMode() is QLineEdit.EchoMode.Password
    form.lines["issuer"].setText("https://id.example.com")
    assert form.secret.placeholderText() == ""
    form.save.click()
    assert "needs its client secret" in form.said.text()
    form.lines["issuer"].setText(HOUSE.issuer)
    form.lines["name"].setText("Home")
    form.save.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    assert room.stand.keys.kept == {HOUSE.secret_id: "sesame"}


def test_the_last_one_is_removed_after_a_warning(room: Room, qtbot: QtBot) -> None:
    room.stand.book.save(HOUSE, "sesame")
    view = room.read(qtbot)
    view.panel.view.select("house")
    view.remove()
    ask = part(view, Ask)
    said = " ".join(label.text() for label in ask.findChildren(QLabel))
    assert "owns the console" in said
    ask.agreed.emit()
    qtbot.waitUntil(lambda: room.desk.stands() is State.LOCAL)
    assert room.stand.keys.kept == {}


def test_one_who_may_not_sees_why_and_changes_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    room = Room(tmp_path, qtbot, Role.DEVELOPER)
    room.read(qtbot)
    actions = {action.objectName(): action for action in room.view.panel.actions()}
    assert not actions["add-provider"].isEnabled()
    assert "developer" in actions["add-provider"].toolTip()
    room.keeper.close()
    room.desk.identity.close()
    wait_for_lanes()


def test_a_file_that_is_not_understood_is_told(room: Room, qtbot: QtBot) -> None:
    room.stand.path.write_text("{")
    view = room.read(qtbot)
    assert "no JSON" in view.said.text()
    assert room.desk.stands() is State.OUT, "nobody owns the console because a file is broken"


def test_what_is_typed_is_not_lost_by_closing(room: Room, qtbot: QtBot) -> None:
    view = room.read(qtbot)
    view.add()
    room.form.lines["name"].setText("half")
    room.dialog.reject()
    assert room.dialog.isVisible()
    assert view.split.question is not None
    view.split.question.agreed.emit()
    assert not room.dialog.isVisible()
