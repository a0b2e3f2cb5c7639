"""Two people change one record: both versions are shown, and nothing that was typed is lost."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.domain.inventory import Host, Instance, Owner, Product
from app.store.inventory.store import InventoryStore
from app.views.inventory.conflict import ConflictDialog
from app.views.inventory.editor import RecordEditor
from app.views.inventory.page import InventoryPage


@pytest.fixture
def typed(qtbot: Any, filled: InventoryPage, other: InventoryStore) -> RecordEditor:
    """A form in which version and notes were typed, while another changed notes and tags."""
    filled.doing.edit(filled.keeper.now.all(Instance)[0])
    editor = filled.doing.editor
    assert editor is not None
    version = editor.form.editors["version"]
    assert isinstance(version, QLineEdit)
    version.setText("9.1 mine")
    editor.form.editors["notes"].setPlainText("mine")  # type: ignore[attr-defined]
    seen = other.load()
    [instance] = seen.all(Instance)
    other.save([replace(instance, notes="theirs", tags=("theirs",))], seen)
    return editor


@pytest.fixture
def asked(qtbot: Any, filled: InventoryPage, typed: RecordEditor) -> ConflictDialog:
    typed._try_accept()
    qtbot.waitUntil(lambda: filled.doing.deciding is not None)
    assert filled.doing.deciding is not None
    return filled.doing.deciding


def stored(other: InventoryStore) -> Instance:
    return other.load().all(Instance)[0]


def test_only_what_differs_is_shown_with_who_and_when(asked: ConflictDialog) -> None:
    [card] = asked.cards
    own = {path for path in card.rows if path[0] != "access"}  # the form of a MySQL drops Redis'
    assert own == {("version",), ("notes",), ("tags",)}
    assert card.disputed == 1
    [mine, theirs] = card.rows["tags",]
    assert theirs.isChecked(), "they alone changed it"
    assert card.rows["version",][0].isChecked(), "I alone changed it"
    assert card.rows["notes",][0].isChecked()
    assert (mine.text(), theirs.text()) == ("写", "theirs")
    assert "changed meanwhile by" in str(asked.conflict)


def test_what_is_chosen_is_saved_and_the_form_closes(
    qtbot: Any, filled: InventoryPage, asked: ConflictDialog, other: InventoryStore
) -> None:
    asked.cards[0].rows["notes",][1].setChecked(True)
    qtbot.mouseClick(asked.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: filled.doing.editor is None)
    assert filled.doing.deciding is None
    found = stored(other)
    assert (found.version, found.notes, found.tags) == ("9.1 mine", "theirs", ("theirs",))


def test_mine_goes_over_theirs(
    qtbot: Any, filled: InventoryPage, asked: ConflictDialog, other: InventoryStore
) -> None:
    qtbot.mouseClick(asked.over, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: filled.doing.editor is None)
    found = stored(other)
    assert (found.version, found.notes, found.tags) == ("9.1 mine", "mine", ("写",))


def test_mine_is_dropped(
    qtbot: Any, filled: InventoryPage, asked: ConflictDialog, other: InventoryStore
) -> None:
    qtbot.mouseClick(asked.drop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: filled.doing.editor is None)
    assert stored(other).notes == "theirs"
    assert filled.keeper.now.all(Instance)[0].notes == "theirs"


def test_back_in_the_form_everything_typed_stands_and_is_asked_about_again(
    qtbot: Any, filled: InventoryPage, asked: ConflictDialog, other: InventoryStore
) -> None:
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: filled.doing.deciding is None)
    editor = filled.doing.editor
    assert editor is not None
    assert editor.form.editors["version"].text() == "9.1 mine"  # type: ignore[attr-defined]
    editor._try_accept()  # not over theirs unseen
    qtbot.waitUntil(lambda: filled.doing.deciding is not None)
    assert stored(other).notes == "theirs"


def test_a_form_that_was_open_while_the_inventory_was_read_anew_still_sees_the_change(
    qtbot: Any, filled: InventoryPage, typed: RecordEditor
) -> None:
    with qtbot.waitSignal(filled.keeper.changed):
        filled.keeper.load()
    typed._try_accept()
    qtbot.waitUntil(lambda: filled.doing.deciding is not None)


def test_a_cell_typed_in_the_table_is_asked_about_too_and_not_lost_to_escape(
    qtbot: Any, filled: InventoryPage, other: InventoryStore
) -> None:
    seen = other.load()
    other.save([replace(seen.all(Instance)[0], version="theirs")], seen)
    table = filled.panel.table
    column = [field.key for field in filled.panel.view.columns.shown].index("version")
    assert table.setData(table.index(0, column), "mine")
    qtbot.waitUntil(lambda: filled.doing.deciding is not None)
    dialog = filled.doing.deciding
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "Choose first" in dialog.said.text()
    with qtbot.waitSignal(filled.keeper.changed):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)  # the chosen, which is mine
    assert stored(other).version == "mine"


def test_what_was_deleted_meanwhile_can_be_written_again(
    qtbot: Any, filled: InventoryPage, other: InventoryStore
) -> None:
    seen = other.load()
    [shop] = seen.all(Product)
    with qtbot.waitSignal(filled.keeper.changed):
        filled.keeper.load()
    host = replace(seen.all(Host)[0], name="db-1 mine")
    other.save([replace(seen.all(Instance)[0], host="")], seen)
    other.delete([host.id], other.load())
    filled.keeper.save([host, replace(shop, notes="with it")])
    qtbot.waitUntil(lambda: filled.doing.deciding is not None)
    dialog = filled.doing.deciding
    assert dialog is not None
    with qtbot.waitSignal(filled.keeper.changed):
        dialog.save.click()
    now = other.load()
    assert now.all(Host) == (host,)
    assert now.all(Product)[0].notes == "with it", "what nobody else changed goes along"


def test_a_choice_that_cannot_be_saved_stays_and_says_why(
    qtbot: Any, filled: InventoryPage, asked: ConflictDialog, other: InventoryStore
) -> None:
    seen = other.load()
    other.save([replace(seen.all(Instance)[0], owners=()), *seen.all(Owner)], seen)
    qtbot.mouseClick(asked.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: filled.doing.deciding not in (None, asked))  # changed once more
    again = filled.doing.deciding
    assert again is not None
    assert ("owners",) in again.cards[0].rows
    assert filled.doing.editor is not None


def test_the_keyboard_is_enough(
    qtbot: Any, filled: InventoryPage, asked: ConflictDialog, other: InventoryStore
) -> None:
    asked.activateWindow()
    qtbot.waitUntil(asked.isActiveWindow)
    mine, theirs = asked.cards[0].rows["notes",]
    for _step in range(100):  # Tab comes by every choice
        if asked.focusWidget() is mine:
            break
        qtbot.keyClick(asked.focusWidget() or asked, Qt.Key.Key_Tab)
    assert asked.focusWidget() is mine
    qtbot.keyClick(mine, Qt.Key.Key_Right)
    assert theirs.isChecked()
    assert asked.focusWidget() is theirs
    qtbot.keyClick(theirs, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: filled.doing.editor is None)
    found = stored(other)
    assert (found.version, found.notes) == ("9.1 mine", "theirs")
