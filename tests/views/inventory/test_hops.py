"""SSH hops: any number, in order, each with its own secret."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from app.domain.endpoint import Access, Hop, Route, secret_id
from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance, new_id
from app.engines.network.tunnel import route_secrets
from app.views.inventory.editor import RecordEditor
from app.views.inventory.hops import HopsEditor, place_of
from app.views.theme import LIGHT
from tests.fakes import endpoint, warden

HOPS = (Hop("outer", 22, "ops"), Hop("middle", 2222, key_file="~/.ssh/id"), Hop("fd00::7"))


@pytest.fixture
def editor(qtbot: Any) -> HopsEditor:
    made = HopsEditor(HOPS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def hosts(editor: HopsEditor) -> list[str]:
    return [hop.host for hop in editor.value()]


def test_what_is_there_is_shown_and_comes_back(editor: HopsEditor) -> None:
    assert [card.place.text() for card in editor.cards] == [
        "ops@outer:22", "middle:2222", "[fd00::7]:22",
    ]  # fmt: skip
    assert editor.value() == HOPS


def test_a_hop_takes_its_secret_along(editor: HopsEditor) -> None:
    editor.cards[2].secret.setText("typed")
    editor.cards[2].up.click()
    editor.cards[1].up.click()
    assert hosts(editor) == ["fd00::7", "outer", "middle"]
    assert editor.secrets() == {"ssh-2": "typed"}
    at = endpoint()
    kept = {secret_id(at.id, f"ssh-{number}"): f"secret {number}" for number in range(3)}
    moved = replace(at, access=Access(route=Route(hops=editor.value())))
    assert route_secrets(moved, kept.get) == {
        "ssh-0": "secret 2", "ssh-1": "secret 0", "ssh-2": "secret 1",
    }  # fmt: skip


def test_a_new_one_never_gets_the_secret_of_one_that_is_gone(editor: HopsEditor) -> None:
    editor.cards[2].out.click()
    editor.add.click()
    editor.cards[2].place.setText("other")
    added = editor.value()[2]
    assert added.host == "other"
    assert added.secret.startswith("ssh-")
    assert added.secret not in {"ssh-0", "ssh-1", "ssh-2"}


def test_it_all_goes_by_keys(qtbot: Any, editor: HopsEditor) -> None:
    editor.activateWindow()
    card = editor.cards[0]
    card.place.setFocus()
    qtbot.keyClick(card.place, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert hosts(editor) == ["middle", "outer", "fd00::7"]
    order: list[QWidget | None] = [editor.cards[0].place]
    while len(order) < 19:
        after = order[-1].nextInFocusChain() if order[-1] else None
        while after is not None and after.focusPolicy() == Qt.FocusPolicy.NoFocus:
            after = after.nextInFocusChain()
        order.append(after)
    wanted = [part for each in editor.cards for part in each.parts]
    assert order == [*wanted, editor.add]
    assert "hop 2" in card.place.accessibleName()
    assert not editor.cards[0].up.isEnabled()
    assert not editor.cards[-1].down.isEnabled()


def test_another_kind_of_database_keeps_what_was_typed(qtbot: Any) -> None:
    record = Instance(
        new_id(), "orders", DatabaseType.MYSQL, "10.0.0.1", 3306,
        access=Access(route=Route(hops=HOPS)),
    )  # fmt: skip
    editor = RecordEditor(record, Inventory(), warden(), lambda _id, _stop: None, LIGHT)
    qtbot.addWidget(editor)
    before = editor.access
    assert before is not None
    before.hops.add.click()
    before.hops.cards[3].place.setText("last")
    before.hops.cards[3].secret.setText("typed")
    before.type_secrets({"password": "typed too"})
    typed = before.secrets()
    assert len(typed) == 2
    kind = editor.form.editors["type"]
    assert isinstance(kind, QComboBox)
    kind.setCurrentIndex(kind.findData(DatabaseType.REDIS))
    kind.activated.emit(kind.currentIndex())
    assert editor.access is not before
    assert editor.access is not None
    assert editor.access.secrets() == typed


def test_all_can_be_taken_out(editor: HopsEditor) -> None:
    while editor.cards:
        editor.cards[0].out.click()
    assert editor.value() == ()
    assert editor._none.isVisible()


@pytest.mark.parametrize("typed", ["", "ops@", "ops@host:99999", "host:ssh", "two words:22"])
def test_nonsense_is_refused(editor: HopsEditor, typed: str) -> None:
    editor.cards[1].place.setText(typed)
    with pytest.raises(BadInput):
        editor.value()


def test_one_behind_itself_is_refused(editor: HopsEditor) -> None:
    editor.cards[1].place.setText("root@outer:22")
    with pytest.raises(BadInput, match="twice"):
        editor.value()


@pytest.mark.parametrize(
    ("text", "found"),
    [("h", ("h", 22)), ("h:1", ("h", 1)), ("[fd00::1]", ("fd00::1", 22)),
     ("[fd00::1]:7", ("fd00::1", 7)), ("fd00::1", ("fd00::1", 22))],
)  # fmt: skip
def test_places(text: str, found: tuple[str, int]) -> None:
    assert place_of(text, 22) == found
