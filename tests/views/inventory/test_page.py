"""The inventory as a user meets it: empty, filled, edited, refused, opened."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from app.domain.endpoint import Endpoint, TlsMode
from app.domain.errors import StoreTrouble
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance, TopologyRole, new_id
from app.domain.journal import Deed
from app.domain.people import Role, User
from app.i18n import install
from app.views.inventory.access_form import AccessForm
from app.views.inventory.editor import RecordEditor
from app.views.inventory.needed import NEEDED
from app.views.inventory.page import InventoryPage
from app.views.theme import DARK, LIGHT
from app.workers.standing import Standing
from tests.fakes import FakeJournal, warden
from tests.store.inventory.conftest import sample
from tests.views.inventory.conftest import Kept, trigger


def names(page: InventoryPage, key: str) -> list[str]:
    table = page.panels[key].table
    return [table.fields[0].shown(table.record(row)) for row in range(table.shown)]


def test_an_empty_inventory_says_how_to_begin(qtbot: Any, page: InventoryPage) -> None:
    with qtbot.waitSignal(page.keeper.changed):
        page.keeper.load()
    assert page.panel.states.now == "empty"
    page.panel.states.begin.click()
    assert page.doing.editor is not None


def test_every_kind_has_its_table_and_the_tree_its_branches(
    qtbot: Any, filled: InventoryPage
) -> None:
    assert names(filled, "instances") == ["orders-1"]
    assert names(filled, "services-mysql") == ["orders"]
    assert names(filled, "services-redis") == []
    assert names(filled, "pools") == ["rack 7"]
    assert names(filled, "owners") == ["林"]
    assert filled.tree_panel.tree.rowCount() == 1


def test_a_double_click_opens_the_instance_as_production(qtbot: Any, filled: InventoryPage) -> None:
    with qtbot.waitSignal(filled.open_wanted) as heard:
        filled.panel.activated.emit(filled.panel.table.record(0))
    endpoint: Endpoint = heard.args[0]
    assert endpoint.production
    assert endpoint.access.tls.mode is TlsMode.VERIFY_FULL


def test_an_instance_is_added_with_its_password_in_the_keychain(
    qtbot: Any, filled: InventoryPage, kept: Kept
) -> None:
    trigger(filled, "record-add")
    editor = filled.doing.editor
    assert editor is not None
    assert editor.access is not None
    for name, text in (("name", "缓存-1"), ("address", "10.0.0.9"), ("port", "6379")):
        field = editor.form.editors[name]
        assert isinstance(field, QLineEdit)
        field.setText(text)
    editor.access._secrets["password"].setText("pl4nted")
    with qtbot.waitSignal(filled.keeper.changed):
        editor._try_accept()
    qtbot.waitUntil(lambda: filled.doing.editor is None)
    assert names(filled, "instances") == ["orders-1", "缓存-1"]
    assert list(kept.secrets.values()) == ["pl4nted"]
    assert "pl4nted" not in repr(filled.keeper.now)


def test_nonsense_is_said_in_the_form_and_nothing_that_was_typed_is_lost(
    qtbot: Any, filled: InventoryPage
) -> None:
    trigger(filled, "record-add")
    editor = filled.doing.editor
    assert editor is not None
    address = editor.form.editors["address"]
    assert isinstance(address, QLineEdit)
    address.setText("not an address")
    editor.form.editors["name"].setText("x")  # type: ignore[attr-defined]
    editor._try_accept()
    assert "not an address" in editor.said.text()
    assert address.text() == "not an address"
    address.setText("10.0.0.9")
    editor.form.editors["name"].setText("orders-1")  # type: ignore[attr-defined]
    with qtbot.waitSignal(filled.keeper.failed):
        editor._try_accept()
    assert "already one called" in editor.said.text()
    assert filled.doing.editor is editor


def test_a_cell_is_edited_in_place(qtbot: Any, filled: InventoryPage) -> None:
    table = filled.panel.table
    column = [field.key for field in filled.panel.view.columns.shown].index("version")
    with qtbot.waitSignal(filled.keeper.changed):
        assert table.setData(table.index(0, column), "8.4.1")
    assert filled.keeper.now.all(Instance)[0].version == "8.4.1"


def test_a_type_offers_its_own_roles_and_port(qtbot: Any) -> None:
    instance = Instance(new_id(), "x", DatabaseType.MYSQL, "h", 3306)
    editor = RecordEditor(instance, Inventory(), warden(), lambda _id, _stop: None, LIGHT)
    qtbot.addWidget(editor)
    kind, role = editor.form.editors["type"], editor.form.editors["role"]
    assert isinstance(kind, QComboBox)
    assert isinstance(role, QComboBox)
    kind.setCurrentIndex(kind.findData(DatabaseType.REDIS))
    kind.activated.emit(kind.currentIndex())
    assert role.findData(TopologyRole.SENTINEL) >= 0
    assert role.findData(TopologyRole.RAC_NODE) < 0
    value = editor.value()
    assert isinstance(value, Instance)
    assert value.port == 6379
    assert value.type is DatabaseType.REDIS, "not the text that Qt makes of it"
    assert type(value.role) is TopologyRole
    assert editor.access is not None
    assert type(editor.access.value().tls.mode) is TlsMode
    assert "sentinels" in editor.access._lines, "the connection is that of a Redis now"


def test_any_access_survives_its_form(qtbot: Any) -> None:
    access = sample()[-1].access  # type: ignore[union-attr]
    for type_ in (DatabaseType.MYSQL, DatabaseType.REDIS, DatabaseType.ORACLE):
        form = AccessForm(access, type_)
        qtbot.addWidget(form)
        value = form.value()
        assert value.tls == access.tls
        assert value.route == access.route
        assert value.read_only
        assert value.host_metrics
        if type_ is DatabaseType.REDIS:
            assert value.redis == access.redis


def test_a_store_that_cannot_be_opened_says_why_and_may_be_tried_again(
    qtbot: Any, page: InventoryPage, tmp_path: Path
) -> None:
    (tmp_path / "inventory.db").write_text("no database")
    with qtbot.waitSignal(page.keeper.failed) as heard:
        page.keeper.load()
    assert isinstance(heard.args[0], StoreTrouble)
    assert page.panel.states.now == "failed"
    (tmp_path / "inventory.db").unlink()
    with qtbot.waitSignal(page.keeper.changed):
        page.panel.states.retry.click()


def test_it_speaks_chinese_in_the_dark(qtbot: Any, filled: InventoryPage) -> None:
    install("zh_CN")
    filled.retranslate()
    filled.apply_theme(DARK)
    assert filled.tabs.tabText(0) == "实例"


def test_two_thousand_instances(qtbot: Any, page: InventoryPage) -> None:
    many = [
        Instance(new_id(), f"i{number:04}", DatabaseType.REDIS, f"10.0.{number // 250}.1", 6379)
        for number in range(2_000)
    ]
    with qtbot.waitSignal(page.keeper.changed):
        page.keeper.load()
    with qtbot.waitSignal(page.keeper.changed, timeout=20_000):
        page.keeper.save(many)
    qtbot.waitUntil(lambda: page.panel.table.shown == 2_000)


def test_the_form_tells_who_made_the_record_and_who_changed_it(
    qtbot: Any, filled: InventoryPage
) -> None:
    def written() -> str:
        filled.doing.edit(filled.keeper.now.all(Instance)[0])
        editor = filled.doing.editor
        assert editor is not None
        said = [label.text() for label in editor.findChildren(QLabel)]
        editor.reject()
        return "\n".join(said)

    assert "Made by lin, " in written()
    assert "Changed by" not in written()
    with qtbot.waitSignal(filled.keeper.changed):
        filled.keeper.save([replace(filled.keeper.now.all(Instance)[0], notes="x")])
    assert "Changed by lin, " in written()


def test_what_a_viewer_may_not_is_grey_and_says_why(
    qtbot: Any, filled: InventoryPage, standing: Standing, journal: FakeJournal
) -> None:
    standing.become(User("u2", "wang", role=Role.VIEWER), standing.rights)
    filled.panel.view.selectAll()
    for name in NEEDED:
        action = filled.command_actions.get(name)
        if action is not None and name != "secrets-move":
            action.refresh()
            assert not action.isEnabled(), name
            assert "viewer" in action.toolTip(), name
    for panel in filled.panels.values():  # where it has nothing yet
        assert not panel.states.begin.isEnabled()
        assert "viewer" in panel.states.begin.toolTip()
    before = filled.keeper.now
    with qtbot.waitSignal(filled.failed):
        filled.keeper.save(sample())
    assert filled.keeper.now.revisions == before.revisions
    assert journal.events[-1].what is Deed.REFUSED
