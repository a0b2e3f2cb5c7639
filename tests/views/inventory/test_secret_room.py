"""Passwords go into the vault and back, an idle vault is locked, and each is told as it is."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from app.auth.secrets import Place, Secrets
from app.auth.vault import Vault
from app.domain.errors import SecretUnavailable
from app.domain.journal import Deed
from app.domain.people import Status, User
from app.domain.stop import Stop
from app.flows.rights import Warden
from app.models.preferences import Preferences
from app.views.inventory.moving_secrets import MovingSecrets
from app.views.inventory.secret_room import SecretRoom
from app.workers.secret_keeper import SecretKeeper
from tests.auth.test_secrets import FakeKeychain
from tests.fakes import FakeJournal, warden

IDS = tuple(f"instance/{number}/password" for number in range(5))


class Slow(FakeKeychain):
    """Waits before each answer where it is told to; knows in which thread it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go = threading.Event()
        self.may_go.set()
        self.threads: set[int] = set()
        self.keeps_all = False

    def _ask(self, what: str, secret_id: str, secret: str, stop: Stop) -> str | None:
        self.threads.add(threading.get_ident())
        while not self.may_go.wait(0.01):
            stop.check()
        if what == "forget" and self.keeps_all:
            raise SecretUnavailable("The keychain is locked.")
        return super()._ask(what, secret_id, secret, stop)


@pytest.fixture
def keychain() -> Slow:
    made = Slow()
    made.kept = {id_: f"pl4nted {id_}" for id_ in IDS}
    return made


@pytest.fixture
def preferences(tmp_path: Path) -> Iterator[Preferences]:
    made = Preferences(tmp_path / "settings.json")
    made.change(secrets="keychain")
    yield made
    made.finish()


@pytest.fixture
def keeper(
    qapp: Any, tmp_path: Path, keychain: Slow, preferences: Preferences
) -> Iterator[SecretKeeper]:
    made = SecretKeeper(
        Secrets(keychain, Vault(tmp_path / "vault")), lambda: preferences.now.secrets, None,
        lambda: preferences.now.vault_idle,
    )  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def journal() -> FakeJournal:
    return FakeJournal()


@pytest.fixture
def asked(journal: FakeJournal) -> Warden:
    return warden(journal)


@pytest.fixture
def room(keeper: SecretKeeper, preferences: Preferences, asked: Warden) -> SecretRoom:
    return SecretRoom(keeper, preferences, lambda: (*IDS, "instance/none/password"), asked)


@pytest.fixture
def window(qtbot: Any) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def dialog(qtbot: Any, room: SecretRoom, window: QWidget) -> MovingSecrets:
    made = room.move(window)
    qtbot.waitUntil(made.go.isEnabled)
    return made


def is_open(keeper: SecretKeeper) -> bool:
    return keeper.is_open


def kept_in(keeper: SecretKeeper) -> Place:
    return keeper._secrets.place


def test_they_go_into_a_new_vault_and_back(
    qtbot: Any, dialog: MovingSecrets, keeper: SecretKeeper, keychain: Slow,
    preferences: Preferences,
) -> None:  # fmt: skip
    assert dialog.now.text() == "Keychain of this system"
    assert [dialog.to.itemText(row) for row in range(dialog.to.count())] == [
        "Vault with a passphrase"
    ]
    dialog.words.setText("correct horse")
    with qtbot.waitSignal(dialog.moved, timeout=20_000):
        dialog.go.click()
    assert "5 passwords are in their new place now" in dialog.said.text()
    assert keychain.kept == {}
    assert preferences.now.secrets == "vault"
    assert keeper.reveal(IDS[0]) == f"pl4nted {IDS[0]}"
    assert threading.get_ident() not in keychain.threads
    assert dialog.words.text() == ""
    qtbot.waitUntil(lambda: dialog.to.currentData() == Place.KEYCHAIN)
    with qtbot.waitSignal(dialog.moved, timeout=20_000):
        dialog.go.click()
    assert len(keychain.kept) == 5
    assert preferences.now.secrets == "keychain"


def test_a_move_is_in_the_journal_and_not_for_who_is_blocked(
    qtbot: Any, dialog: MovingSecrets, keychain: Slow, asked: Warden, journal: FakeJournal
) -> None:
    dialog.words.setText("correct horse")
    with qtbot.waitSignal(dialog.moved, timeout=20_000):
        dialog.go.click()
    [event] = journal.events
    assert event.what is Deed.SECRETS_MOVED
    assert "Vault with a passphrase" in event.text
    assert ("count", "6") in event.facts
    assert "correct horse" not in str(event)
    qtbot.waitUntil(lambda: dialog.to.currentData() == Place.KEYCHAIN and dialog.go.isEnabled())
    asked.become(User("u1", "lin", status=Status.BLOCKED), asked.rights)
    dialog.go.click()
    qtbot.waitUntil(lambda: "blocked" in dialog.said.text())
    assert keychain.kept == {}
    assert journal.events[-1].what is Deed.REFUSED


def test_a_wrong_passphrase_moves_nothing(
    qtbot: Any, dialog: MovingSecrets, keeper: SecretKeeper, keychain: Slow
) -> None:
    keeper._secrets.vault.create("correct horse")
    keeper.lock()
    for words, said in (("wrong", "not the passphrase"), ("", "vault is locked")):
        dialog.words.setText(words)
        dialog.go.click()
        qtbot.waitUntil(lambda said=said: said in dialog.said.text(), timeout=20_000)
    assert len(keychain.kept) == 5
    assert kept_in(keeper) is Place.KEYCHAIN


def test_stopped_it_tells_where_they_are_and_closes_after(
    qtbot: Any, dialog: MovingSecrets, keeper: SecretKeeper, keychain: Slow,
    preferences: Preferences,
) -> None:  # fmt: skip
    dialog.words.setText("correct horse")
    keychain.may_go.clear()
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(keychain.threads))
    assert dialog.leave.text() == "Stop"
    dialog.reject()
    qtbot.waitUntil(lambda: dialog.leave.text() == "Close", timeout=20_000)
    keychain.may_go.set()
    qtbot.waitUntil(lambda: "all are where they were" in dialog.said.text())
    assert len(keychain.kept) == 5
    assert preferences.now.secrets == "keychain"
    with qtbot.waitSignal(dialog.finished):
        dialog.reject()


def test_what_stays_in_both_places_is_said(
    qtbot: Any, dialog: MovingSecrets, keychain: Slow
) -> None:
    keychain.keeps_all = True
    dialog.words.setText("correct horse")
    with qtbot.waitSignal(dialog.moved, timeout=20_000):
        dialog.go.click()
    assert "5 of them could not be taken out of the old place" in dialog.said.text()


def test_an_idle_vault_is_locked_and_that_is_said(
    qtbot: Any, keeper: SecretKeeper, room: SecretRoom, preferences: Preferences,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with qtbot.waitSignal(room.changed, timeout=20_000):
        job = keeper.unlock("correct horse")
        job.succeeded.connect(room.changed)
    now = time.monotonic()
    monkeypatch.setattr("app.workers.secret_keeper.monotonic", lambda: now + 14 * 60)
    keeper.look_at_the_clock()
    assert is_open(keeper)
    preferences.change(vault_idle=0)
    monkeypatch.setattr("app.workers.secret_keeper.monotonic", lambda: now + 9_999_999)
    keeper.look_at_the_clock()
    assert is_open(keeper), "never, says the setting"
    preferences.change(vault_idle=15)
    with qtbot.waitSignal(room.said) as heard:
        keeper.look_at_the_clock()
    assert not is_open(keeper)
    assert "for 15 minutes" in heard.args[0]
    keeper.look_at_the_clock()  # once is enough


def test_it_is_locked_by_hand(
    qtbot: Any, keeper: SecretKeeper, room: SecretRoom, window: QWidget
) -> None:
    commands = {command.name: command for command in room.commands(window, "")}
    offered = [commands["vault-lock"].can]
    with qtbot.waitSignal(room.changed, timeout=20_000):
        keeper.unlock("correct horse").succeeded.connect(room.changed)
    offered.append(commands["vault-lock"].can)
    assert offered == [False, True]
    commands["vault-lock"].does()
    assert not is_open(keeper)
