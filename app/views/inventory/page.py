"""The inventory's page: a tree of products at the left, a table a kind at the right."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.endpoint import Endpoint
from app.domain.errors import BadInput, ConsoleError
from app.domain.estate import Inventory
from app.domain.inventory import Instance, Service, new_id
from app.domain.validation import Record, check
from app.flows.connect import AskSecret
from app.flows.endpoints import endpoint_of, instance_at
from app.flows.inventory_rows import (
    InstanceRow,
    PoolRow,
    ServiceRow,
    addresses_to_resolve,
)
from app.i18n import N_, _
from app.models.inventory.columns import TREE, Leaf
from app.models.record_cells import Edit
from app.models.record_order import Order
from app.models.record_tree import RecordTree
from app.models.records import RecordTable
from app.views.actions import Command
from app.views.by_right import by_right
from app.views.inventory.doing import Doing, Keep
from app.views.inventory.exporting import InventoryExporting
from app.views.inventory.lists import LISTS, Listing
from app.views.inventory.needed import NEEDED
from app.views.inventory.secret_room import SecretRoom
from app.views.inventory.store_room import StoreRoom
from app.views.inventory.tree import branches, instances_of
from app.views.page import Page
from app.views.theme import GAP, Theme
from app.views.widgets.action_bar import ActionBar
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.views.widgets.tree_panel import TreePanel
from app.workers.estate_keeper import EstateKeeper
from app.workers.standing import Standing

_MENU = N_("&Inventory")
_INSTANCES = "instances"  # the list that follows what is chosen in the tree
Resolve = Callable[[tuple[str, ...]], Any]


class InventoryPage(Page):
    """Everything the DBA looks after.

    Signals:
        open_wanted: the Endpoint of an instance to be operated; console_wanted: to write SQL on.
    """

    title = N_("Inventory")
    icon = "inventory"
    open_wanted, console_wanted = Signal(object), Signal(object)

    def __init__(
        self, keeper: EstateKeeper, standing: Standing, reveal: AskSecret, keep: Keep,
        resolve: Resolve | None = None, room: StoreRoom | None = None,
        secrets: SecretRoom | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.keeper, self._standing = keeper, standing
        self._resolve, self._room, self._secrets = resolve, room, secrets
        self.exporting = InventoryExporting(standing.warden, self)
        self.doing = Doing(keeper, standing, reveal, keep, self)
        self._domains: dict[str, str] = {}
        self.tree: RecordTree[Leaf] = RecordTree(TREE, lambda leaf: leaf.record.id)
        self.tree_panel: TreePanel[Leaf] = TreePanel(
            self.tree, N_("Products"),
            Empty(N_("Nothing yet"), N_("Products, their services and instances are shown here."),
                  icon="inventory"),
        )  # fmt: skip
        self.tabs = QTabWidget(documentMode=True)
        self.panels: dict[str, TablePanel[Any]] = {}
        for listing in LISTS:
            self._add_list(listing)
        self._lay_out()
        self.tree_panel.current_changed.connect(self._narrow)
        self.tree_panel.activated.connect(self._open_leaf)
        self.tabs.currentChanged.connect(self.changed)
        if secrets is not None:
            secrets.changed.connect(self.changed)
        keeper.changed.connect(self._show)
        keeper.failed.connect(self._fail)
        standing.changed.connect(self.changed)
        self.doing.failed.connect(self.failed)
        self.exporting.failed.connect(self.failed)
        self.retranslate()

    def _add_list(self, listing: Listing) -> None:
        table: RecordTable[Any] = RecordTable(listing.fields, listing.row_key, order=Order("name"))
        panel: TablePanel[Any] = TablePanel(table, listing.title, listing.empty)
        panel.wait(N_("Reading the inventory…"))
        panel.activated.connect(self._open_row)
        panel.selected.connect(self.changed)
        panel.begin_wanted.connect(self._add)
        panel.retry_wanted.connect(self.keeper.load)
        if self._room is not None:
            panel.states.offer_more(N_("Ways out…"))
            panel.states.more_wanted.connect(self._show_ways_out)
        table.edited.connect(self._edit_cell)
        self.panels[listing.key] = panel
        self.tabs.addTab(panel, "")

    def _lay_out(self) -> None:
        self.bar = ActionBar()
        self.bar.offer(
            self.command_actions[name]
            for name in ("record-add", "instance-open", "record-edit", "records-change",
                         "service-topology", "connections-import")
        )  # fmt: skip
        for panel in self.panels.values():
            panel.states.begin_as(self.command_actions["record-add"])
        self.exporting.guard(self.tree_panel, *self.panels.values())
        beside = QWidget()  # the tree begins where the tables do, below their tabs
        down = QVBoxLayout(beside)
        down.setContentsMargins(0, self.tabs.tabBar().sizeHint().height(), 0, 0)
        down.addWidget(self.tree_panel)
        across = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        across.addWidget(beside)
        across.addWidget(self.tabs)
        across.setStretchFactor(1, 1)
        across.setSizes([340, 1000])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        whole.setSpacing(GAP)
        whole.addWidget(self.bar)
        whole.addWidget(across, 1)
        for command in self._row_commands():
            for panel in self.panels.values():
                panel.offer(self.command_actions[command.name])

    # ------------------------------------------------------------------- what is shown

    @property
    def listing(self) -> Listing:
        """The list in front."""
        return LISTS[self.tabs.currentIndex()]

    @property
    def panel(self) -> TablePanel[Any]:
        """Its table."""
        return self.panels[self.listing.key]

    @property
    def records(self) -> list[Record]:
        """The records behind the selected rows."""
        found = map(self.listing.record, self._rows())
        return list({record.id: record for record in found if record is not None}.values())

    @Slot(object)
    def _show(self, inventory: Inventory) -> None:
        self.tree_panel.show_branches(branches(inventory))
        self._fill()
        if self._resolve is not None:
            wanted = tuple(
                each for each in addresses_to_resolve(inventory) if each not in self._domains
            )
            if wanted:
                job = self._resolve(wanted)
                job.succeeded.connect(self._take_domains)
        self.changed.emit()

    @Slot(object)
    def _take_domains(self, found: dict[str, str]) -> None:
        self._domains |= found
        if any(found.values()):
            self._fill()

    def _fill(self) -> None:
        for listing in LISTS:
            self._fill_list(listing)

    def _fill_list(self, listing: Listing) -> None:
        rows = listing.rows(self.keeper.now, self._domains)
        if listing.key == _INSTANCES:
            chosen = instances_of(self.keeper.now, self.tree_panel.view.current)
            if chosen is not None:
                rows = [row for row in rows if row.instance.id in chosen]
        self.panels[listing.key].show_records(rows)

    @Slot(object)
    def _narrow(self, _leaf: Leaf | None) -> None:
        """Show the instances of what is chosen in the tree."""
        if self.keeper.now.records:
            self._fill_list(next(each for each in LISTS if each.key == _INSTANCES))

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        if self.keeper.is_open:
            self.doing.refuse(error)
        else:
            for panel in self.panels.values():
                panel.fail(error)

    # --------------------------------------------------------------------- what is done

    def commands(self) -> tuple[Command, ...]:
        """Open, add, edit, delete."""
        return by_right((
            *self._row_commands(),
            Command("record-add", N_("&Add…"), self._add, ("Ctrl+N",), _MENU, "add",
                    self._is_open),
            Command("connections-import", N_("&Import connections…"),
                    self.doing.import_connections, ("Ctrl+I",), _MENU, "import", self._is_open),
            Command("inventory-import", N_("Import an in&ventory…"), self.doing.import_inventory,
                    (), _MENU, "import", self._is_open),
            Command("inventory-export", N_("E&xport the inventory…"), self._export, (), _MENU,
                    "export", self._is_open),
            *(self._secrets.commands(self, _MENU) if self._secrets is not None else ()),
            Command("store-choose", N_("Choose the i&nventory…"), self._choose_store, (), _MENU,
                    "inventory", lambda: self._room is not None),
            Command("store-rescue", N_("&Ways out…"), self._show_ways_out, (), _MENU, "about",
                    lambda: self._room is not None and self._room.trouble is not None),
            Command("inventory-refresh", N_("&Read anew"), self.keeper.load, ("F5",), _MENU,
                    "refresh"),
        ), NEEDED, self._standing)  # fmt: skip

    def _row_commands(self) -> tuple[Command, ...]:
        return (
            Command("instance-open", N_("&Open"), self._open_chosen, ("Ctrl+Return",), _MENU,
                    "instances", lambda: self._chosen() > 0 and self._is_of_instances()),
            Command("inventory-console", N_("Open a c&onsole"), lambda: self._open_chosen(True),
                    ("Ctrl+Shift+Q",), _MENU, "console",
                    lambda: self._chosen() > 0 and self._is_of_instances()),
            Command("record-edit", N_("&Edit…"), self._edit, ("F4",), _MENU, "edit",
                    lambda: self._is_open() and self._chosen() == 1),
            Command("records-change", N_("&Change many…"), self._change_many, (), _MENU, "edit",
                    lambda: self._is_open() and self._chosen() > 1 and self._is_of_instances()),
            Command("record-copy", N_("Add a c&opy…"), self._copy, (), _MENU, "copy",
                    lambda: self._is_open() and self._chosen() == 1),
            Command("service-topology", N_("&Topology…"), self._topology, ("Ctrl+T",), _MENU,
                    "topology", lambda: self._service() is not None),
            Command("records-delete", N_("&Delete…"), self._delete, ("Del",), _MENU, "clear",
                    lambda: self._is_open() and self._chosen() > 0),
        )  # fmt: skip

    def _export(self) -> None:
        self.exporting.ask(self.keeper.now, self.panel.exporting.strip)

    @Slot()
    def _show_ways_out(self) -> None:
        if self._room is not None:
            self._room.show_ways_out(self)

    def _choose_store(self) -> None:
        if self._room is not None:
            self._room.choose(self)

    def _is_open(self) -> bool:
        return self.keeper.is_open

    def _chosen(self) -> int:
        """How many records are chosen; asked at every step of a selection of thousands."""
        view = self.panel.view
        count = sum(part.height() for part in view.selectionModel().selection().toList())
        if count > 1:
            return count
        return sum(self.listing.record(row) is not None for row in self._rows())

    def _rows(self) -> list[Any]:
        view = self.panel.view
        return view.selected_records or ([view.current] if view.current is not None else [])

    def _is_of_instances(self) -> bool:
        return self.listing.key == _INSTANCES

    def _service(self) -> Service | None:
        """The service that is selected, or that of the selected instance."""
        for record in map(self.listing.record, self._rows()[:1]):
            if isinstance(record, Service):
                return record
            if isinstance(record, Instance):
                return self.keeper.now.get(Service, record.service)
        leaf = self.tree_panel.view.current
        found = leaf.record if leaf is not None else None
        return found if isinstance(found, Service) else None

    def _topology(self) -> None:
        if (service := self._service()) is not None:
            self.doing.show_topology(service)

    def _change_many(self) -> None:
        self.doing.change_many(self._instances())

    def _delete(self) -> None:
        self.doing.delete(self.records)

    def _instances(self) -> tuple[Instance, ...]:
        return tuple(each for each in self.records if isinstance(each, Instance))

    @Slot(object)
    def _open_row(self, row: Any) -> None:
        if isinstance(row, InstanceRow):
            self._open(row.instance)
        elif isinstance(row, ServiceRow) and row.front is not None:
            self._open(row.front.instance)
        else:
            self.doing.edit(row.pool if isinstance(row, PoolRow) else self.listing.record(row))

    @Slot(object)
    def _open_leaf(self, leaf: Leaf) -> None:
        if isinstance(leaf.record, Instance):
            self._open(leaf.record)

    def _open(self, instance: Instance, console: bool = False) -> None:
        try:
            endpoint = endpoint_of(self.keeper.now, instance)
        except BadInput as error:
            self.failed.emit(error)
            return
        (self.console_wanted if console else self.open_wanted).emit(endpoint)

    def _open_chosen(self, console: bool = False) -> None:
        for instance in self._instances():
            self._open(instance, console)

    @Slot()
    def _add(self) -> None:
        fresh = self.listing.fresh(self.keeper.now)
        leaf = self.tree_panel.view.current
        if isinstance(fresh, Instance) and leaf is not None and isinstance(leaf.record, Service):
            fresh = replace(fresh, service=leaf.record.id, type=leaf.record.type)
        self.doing.edit(fresh)

    def _copy(self) -> None:
        [record] = self.records
        name = _("{name} (copy)").format(name=record.name)
        self.doing.edit(replace(record, id=new_id(), name=name))

    def _edit(self) -> None:
        [record] = self.records
        self.doing.edit(record)

    @Slot(object)
    def _edit_cell(self, edit: Edit[Any]) -> None:
        record = self.listing.record(edit.record)
        if record is None:
            return
        try:
            fresh = replace(record, **{edit.field.key.replace("-", "_"): edit.value})
            check(fresh)
        except BadInput as error:
            self.failed.emit(error)
            return
        self.keeper.save([fresh])

    # ------------------------------------------------------------- what the window passes on

    def endpoint(self, place: str) -> Endpoint | None:
        """Of the instance at `host:port`, where there is one."""
        found = instance_at(self.keeper.now, place)
        return endpoint_of(self.keeper.now, found) if found is not None else None

    def endpoints(self) -> list[Endpoint]:
        """Of every instance, by name."""
        found = sorted(self.keeper.now.all(Instance), key=lambda instance: instance.name)
        return [endpoint_of(self.keeper.now, instance) for instance in found]

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.tree_panel.retranslate()
        for number, listing in enumerate(LISTS):
            self.tabs.setTabText(number, _(listing.title))
            self.panels[listing.key].retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.doing.theme = theme
        self.tree_panel.apply_theme(theme)
        for panel in self.panels.values():
            panel.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """Columns and order of every table."""
        return {f"inventory-{listing.key}": self.panels[listing.key].state() for listing in LISTS}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange the tables as they were."""
        for listing in LISTS:
            if kept := state.get(f"inventory-{listing.key}"):
                self.panels[listing.key].restore(kept)

    def shut(self) -> None:
        """Let go of a connection that is tried, and of what is undecided."""
        self.doing.give_up_deciding()
        if self.doing.editor is not None:
            self.doing.editor.reject()
