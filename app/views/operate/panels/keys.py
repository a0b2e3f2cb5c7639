"""The keys of a Redis server as a tree, made from a scan that holds nobody up."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.domain.act import Act
from app.domain.errors import ConsoleError, Refused
from app.domain.operating.key_tree import KeyBranch, KeyTree
from app.domain.operating.keyspace import KeyPage
from app.engines.abilities import BrowsesKeys, ChangesKeys
from app.i18n import N_, _
from app.models.operating.keyspace import KEYS
from app.models.record_tree import Branch, Node, RecordTree
from app.views.actions import Command
from app.views.operate.panel import Panel
from app.views.operate.panels.key_value import KeyValue
from app.views.operate.room import Room
from app.views.theme import GAP, Theme, code_font
from app.views.widgets.states import Empty
from app.views.widgets.tree_panel import TreePanel
from app.workers.lane import Job

ENOUGH = 500_000
"""Keys after which a scan rests until it is told to go on."""
_SHOW = 300  # milliseconds between two looks at what a scan has brought
_TYPES = ("", "string", "hash", "list", "set", "zset", "stream")


class KeysPanel(Panel):
    """Pattern, type and database above; the tree at the left, the value at the right."""

    key = "keys"
    title = N_("Keys")
    icon = "keys"
    needs = (BrowsesKeys,)
    _came = Signal(object)

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        self.link = room.links.heavy
        self.keys = KeyTree()
        self._cursor: str | None = ""
        self._seen = self._total = 0
        self._job: Job[Any] | None = None
        self.pattern, self.separator = QLineEdit("*"), QLineEdit(":")
        self.type, self.database = QComboBox(), QComboBox()
        self.scan, self.said = QPushButton(), QLabel()
        self.tree: RecordTree[KeyBranch] = RecordTree(KEYS, lambda branch: branch.prefix)
        self.panel: TreePanel[KeyBranch] = TreePanel(
            self.tree,
            N_("Keys"),
            Empty(
                N_("No key is shown"),
                N_("Scan the database: keys come in pages; the server answers others meanwhile."),
                N_("Scan"),
                icon="keys",
            ),
        )
        self.value = KeyValue(room)
        self.line = QLineEdit()
        self._due = QTimer(self, singleShot=True, interval=_SHOW)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(2 * GAP)
        self.separator.setMaximumWidth(48)
        adjust = QComboBox.SizeAdjustPolicy.AdjustToContents
        self.database.setSizeAdjustPolicy(adjust)
        for widget, stretch in (
            (self.pattern, 1), (self.type, 0), (self.database, 0), (self.separator, 0),
            (self.scan, 0), (self.said, 0),
        ):  # fmt: skip
            above.addWidget(widget, stretch)
        across = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        across.addWidget(self.panel)
        across.addWidget(self.value)
        across.setSizes([560, 640])
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        down.setSpacing(2 * GAP)
        down.addLayout(above)
        down.addWidget(across, 1)
        down.addWidget(self.line)

    def _connect(self) -> None:
        self.scan.clicked.connect(self._scan_or_stop)
        self.pattern.returnPressed.connect(self.refresh)
        self.type.activated.connect(self.refresh)
        self.database.activated.connect(self._change_database)
        self.separator.editingFinished.connect(self._change_separator)
        self.line.returnPressed.connect(self._run_line)
        self._came.connect(self._take)  # queued: emitted in the lane
        self._due.timeout.connect(self._show_level)
        self.tree.wanted.connect(self._open)
        self.panel.begin_wanted.connect(self.refresh)
        self.panel.cancel_wanted.connect(self._stop)
        self.panel.retry_wanted.connect(self.refresh)
        self.panel.current_changed.connect(self._choose)
        self.value.failed.connect(self.failed)
        self.room.proposals.done.connect(self._after_act)
        for command in self.commands():
            self.panel.offer(command)

    # ----------------------------------------------------------------------- scanning

    def begin(self) -> None:
        """Learn which databases have keys, and scan."""
        job = self.link.ask(lambda session: session.databases())
        job.succeeded.connect(self._show_databases)
        job.failed.connect(self.failed)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Begin a scan anew."""
        self._stop()
        self.keys = KeyTree(self.separator.text().encode() or b":")
        self._cursor, self._seen = "", 0
        self._go_on()

    def _go_on(self) -> None:
        cursor, pattern, kind = (
            self._cursor or "",
            self.pattern.text() or "*",
            self.type.currentData(),
        )
        until = len(self.keys) + ENOUGH
        tell = self._came.emit

        def call(session: BrowsesKeys) -> str:
            return _scanned(session, cursor, pattern, str(kind or ""), until, tell)

        self.panel.wait(_("Scanning {name}…").format(name=self.room.endpoint.name))
        job = self.link.ask(call)
        self._job = job
        job.succeeded.connect(self._end)
        job.failed.connect(self._fail)
        job.finished.connect(self._rest)
        self._say()

    @Slot(object)
    def _take(self, page: KeyPage) -> None:
        self.keys.add(page.keys)
        self._seen += page.scanned
        self._total = page.total
        if not self._due.isActive():
            self._due.start()

    @Slot(object)
    def _end(self, cursor: str) -> None:
        self._cursor = cursor or None
        self._show_level()

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        if len(self.keys):
            self.failed.emit(error)
        else:
            self.panel.fail(error)

    @Slot()
    def _rest(self) -> None:
        self._job = None
        self._say()

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def _scan_or_stop(self) -> None:
        if self._job is not None:
            self._stop()
        elif self._cursor:
            self._go_on()
        else:
            self.refresh()

    def _show_level(self) -> None:
        self.panel.show_branches(self._branches(b""))
        self._say()

    def _branches(self, prefix: bytes) -> list[Branch[KeyBranch]]:
        found, left = self.keys.level(prefix)
        if left:
            rest = _("… and {count} keys more: narrow the pattern").format(count=f"{left:,}")
            found.append(KeyBranch(rest.encode(), prefix + b"\x00more", left, is_key=False))
        return [
            Branch(each, () if each.is_key or each.prefix.endswith(b"\x00more") else None)
            for each in found
        ]

    @Slot(object)
    def _open(self, node: Node[KeyBranch]) -> None:
        assert node.record is not None
        self.tree.fill(node, self._branches(node.record.prefix))

    def _say(self) -> None:
        running = self._job is not None
        if running:
            self.scan.setText(_("Stop"))
        else:
            self.scan.setText(_("Scan on") if self._cursor else _("Scan"))
        if self._total:
            self.said.setText(
                _("{keys} keys of about {total}").format(
                    keys=f"{len(self.keys):,}", total=f"{self._total:,}"
                )
            )

    @Slot(object)
    def _show_databases(self, found: tuple[tuple[int, int], ...]) -> None:
        self.database.clear()
        for number, count in found:
            self.database.addItem(
                _("db {number} ({count})").format(number=number, count=count), number
            )
        at = self.database.findData(self.room.endpoint.access.redis.database)
        self.database.setCurrentIndex(max(0, at))

    @Slot()
    def _change_database(self) -> None:
        number = int(self.database.currentData() or 0)
        job = self.link.ask(lambda session: session.use_database(number))
        job.failed.connect(self.failed)
        self.refresh()

    @Slot()
    def _change_separator(self) -> None:
        fresh = self.separator.text().encode() or b":"
        if fresh != self.keys.separator:
            self.refresh()

    # ------------------------------------------------------------------- what is chosen

    @Slot(object)
    def _choose(self, branch: KeyBranch | None) -> None:
        self.value.show_key(branch.prefix if branch is not None and branch.is_key else None)

    def _chosen(self) -> list[bytes]:
        """The keys that are selected, those below selected branches among them."""
        found: list[bytes] = []
        for branch in self.panel.view.selected_records:
            if branch.is_key:
                found.append(branch.prefix)
            elif not branch.prefix.endswith(b"\x00more"):
                found += self.keys.keys_below(branch.prefix)
        return list(dict.fromkeys(found))

    def commands(self) -> tuple[Command, ...]:
        """Delete, rename, let expire."""
        if not isinstance(self.session, ChangesKeys):
            return ()

        def one() -> bool:
            current = self.panel.view.current
            return current is not None and current.is_key

        return (
            Command("keys-delete", N_("&Delete…"), self._delete, ("Del",), "", "clear"),
            Command("key-rename", N_("Re&name…"), self._rename, ("F2",), "", "edit", one),
            Command("key-expire", N_("Let it e&xpire…"), self._expire, (), "", "slow", one),
        )  # fmt: skip

    def _plan(self, call: Callable[[Any], Act]) -> None:
        job = self.link.ask(call)
        job.succeeded.connect(lambda act: self.room.proposals.propose(act, self))
        job.failed.connect(self.failed)

    def _delete(self) -> None:
        if keys := self._chosen():
            self._plan(lambda session: session.plan_delete(keys))

    def _rename(self) -> None:
        current = self.panel.view.current
        assert current is not None
        before = current.prefix.decode("utf-8", "backslashreplace")
        name, agreed = QInputDialog.getText(self, _("Rename"), _("New name"), text=before)
        if agreed and name and name != before:
            self._plan(lambda session: session.plan_rename(current.prefix, name.encode()))

    def _expire(self) -> None:
        current = self.panel.view.current
        assert current is not None
        seconds, agreed = QInputDialog.getInt(
            self, _("Let it expire"), _("Seconds to live; 0 for ever"), 3600, 0, 2**31 - 1
        )
        if agreed:
            self._plan(lambda session: session.plan_expire(current.prefix, seconds or None))

    @Slot()
    def _run_line(self) -> None:
        """A command as redis-cli takes it: read at once, an act where it changes something."""
        line = self.line.text().strip()
        if not line:
            return

        def show(answer: Any) -> None:
            if isinstance(answer, Act):
                self.room.proposals.propose(answer, self)
            else:
                self.value.show_answer(answer)

        job = self.link.ask(lambda session: _run(session, line))
        job.succeeded.connect(show)
        job.failed.connect(self.failed)

    @Slot()
    def _after_act(self) -> None:
        if self.isVisible():
            self.refresh()

    # ------------------------------------------------------------------------ the rest

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.pattern.setToolTip(_("A pattern as redis-cli takes it: user:*"))
        self.pattern.setAccessibleName(_("Pattern"))
        self.separator.setToolTip(_("What parts the names of keys into levels"))
        self.separator.setAccessibleName(_("Separator"))
        self.type.setAccessibleName(_("Type"))
        self.database.setAccessibleName(_("Database"))
        held = self.type.currentData()
        self.type.clear()
        for kind in _TYPES:
            self.type.addItem(kind or _("every type"), kind)
        self.type.setCurrentIndex(max(0, self.type.findData(held)))
        self.line.setPlaceholderText(_("A command as redis-cli takes it, then Enter"))
        self.panel.retranslate()
        self.value.retranslate()
        self._say()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        now = self.room.preferences.now
        font = code_font(now.code_font, now.code_size)
        self.panel.set_code_font(font)
        self.line.setFont(font)
        self.panel.apply_theme(theme)
        self.value.apply_theme(theme)

    def shut(self) -> None:
        """End the scan."""
        self._stop()


def _scanned(
    session: BrowsesKeys, cursor: str, pattern: str, kind: str, enough: int,
    tell: Callable[[KeyPage], object],
) -> str:  # fmt: skip
    """Scan until enough was seen or all; where to go on. Runs in the lane."""
    seen = 0
    while seen < enough:
        page = session.scan(cursor, pattern=pattern, kind=kind)
        tell(page)
        seen += len(page.keys)
        cursor = page.cursor
        if not cursor:
            break
    return cursor


def _run(session: Any, line: str) -> Any:
    try:
        return session.run(line)
    except Refused:
        return session.plan_command(line)
