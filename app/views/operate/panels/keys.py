"""The keys of a Redis server as a tree, made from a scan that holds nobody up."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Slot
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
from app.domain.operating.key_tree import KeyBranch, Level
from app.engines.abilities import BrowsesKeys, ChangesKeys
from app.i18n import N_, _
from app.models.operating.keyspace import KEYS, about, readable
from app.models.record_tree import Branch, Node, RecordTree
from app.views.actions import Command
from app.views.operate.panel import Panel
from app.views.operate.panels.key_value import KeyValue
from app.views.operate.room import Room
from app.views.theme import GAP, Theme, code_font
from app.views.widgets.states import Empty
from app.views.widgets.tree_panel import TreePanel
from app.workers.key_walk import KeyWalk
from app.workers.lane import Job

_REST = b"\x00more"
"""What the prefix of a line ends with that stands for what is left out."""
_ESCAPED = re.compile(r"[\\*?\[\]]")
"""What means something in a pattern (stringmatchlen in Redis' util.c)."""
_TYPES = ("", "string", "hash", "list", "set", "zset", "stream")


class KeysPanel(Panel):
    """Pattern, type and database above; the tree at the left, the value at the right."""

    key = "keys"
    title = N_("Keys")
    icon = "keys"
    needs = (BrowsesKeys,)

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        self.link = room.links.heavy
        self.walk = KeyWalk(self.link, self)
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
        self.changed.connect(self._show_rights)
        self.walk.looked.connect(self._show)
        self.walk.changed.connect(self._say)
        self.walk.failed.connect(self._fail)
        self.tree.wanted.connect(self._open)
        self.panel.begin_wanted.connect(self.refresh)
        self.panel.cancel_wanted.connect(self.walk.stop)
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
        self.panel.wait(_("Scanning {name}…").format(name=self.room.endpoint.name))
        self.walk.begin(
            self.pattern.text() or "*",
            str(self.type.currentData() or ""),
            self.separator.text().encode() or b":",
            self._database(),
        )

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        if self.walk.held:
            self.failed.emit(error)
        else:
            self.panel.fail(error)

    @Slot()
    def _scan_or_stop(self) -> None:
        if self.walk.running:
            self.walk.stop()
        elif self.walk.complete or self.walk.full:
            self.refresh()
        else:
            self.walk.go_on()

    @Slot(object)
    def _show(self, levels: Mapping[bytes, Level]) -> None:
        self.panel.show_branches(_branches(levels, b""))

    @Slot(object)
    def _open(self, node: Node[KeyBranch]) -> None:
        assert node.record is not None
        self.walk.open(node.record.prefix)

    @Slot()
    def _say(self) -> None:
        walk = self.walk
        if walk.running:
            self.scan.setText(_("Stop"))
        elif walk.complete or walk.full:
            self.scan.setText(_("Scan"))
        else:
            self.scan.setText(_("Scan on"))
        if not walk.total:
            return
        said = _("{keys} keys of about {total}").format(
            keys=f"{walk.held:,}", total=f"{walk.total:,}"
        )
        if walk.share < 1:
            said = _("{keys} keys found in {share} of about {total}: counts are estimates").format(
                keys=f"{walk.held:,}", share=f"{walk.share:.0%}", total=f"{walk.total:,}"
            )
        self.said.setText(said)
        self.said.setToolTip(
            _("No more keys are held at once. Narrow the pattern to see the others.")
            if walk.full
            else ""
        )

    @Slot(object)
    def _show_databases(self, found: tuple[tuple[int, int], ...]) -> None:
        chosen = self._database()
        self.database.clear()
        for number, count in found:
            self.database.addItem(
                _("db {number} ({count})").format(number=number, count=count), number
            )
        self.database.setCurrentIndex(max(0, self.database.findData(chosen)))

    def _database(self) -> int:
        """The one looked at; every question says it, for a login may have been made anew."""
        chosen = self.database.currentData()
        return self.room.endpoint.access.redis.first_database if chosen is None else int(chosen)

    @Slot()
    def _change_database(self) -> None:
        self.value.show_key(None)
        self.refresh()

    @Slot()
    def _change_separator(self) -> None:
        if (self.separator.text().encode() or b":") != self.walk.separator:
            self.refresh()

    # ------------------------------------------------------------------- what is chosen

    @Slot(object)
    def _choose(self, branch: KeyBranch | None) -> None:
        key = branch.prefix if branch is not None and branch.is_key else None
        self.value.show_key(key, self._database())

    def commands(self) -> tuple[Command, ...]:
        """Delete, rename, let expire."""
        if not isinstance(self.session, ChangesKeys):
            return ()

        def one() -> bool:
            current = self.panel.view.current
            return current is not None and current.is_key

        def branch() -> bool:
            current = self.panel.view.current
            return current is not None and not current.is_key and not _is_rest(current)

        return (
            Command("keys-narrow", N_("Scan only &this branch"), self._narrow, (), "", "search",
                    branch),
            Command("keys-delete", N_("&Delete…"), self._delete, ("Del",), "", "clear",
                    why_not=self.room.why_not("keys-delete")),
            Command("key-rename", N_("Re&name…"), self._rename, ("F2",), "", "edit", one,
                    why_not=self.room.why_not("key-rename")),
            Command("key-expire", N_("Let it e&xpire…"), self._expire, (), "", "slow", one,
                    why_not=self.room.why_not("key-expire")),
        )  # fmt: skip

    def _plan(self, call: Callable[[Any], Act]) -> None:
        job = self._ask_here(call)
        job.succeeded.connect(lambda act: self.room.proposals.propose(act, self))
        job.failed.connect(self.failed)

    def _ask_here(self, call: Callable[[Any], Any]) -> Job[Any]:
        database = self._database()

        def ask(session: Any) -> Any:
            session.use_database(database)
            return call(session)

        return self.link.ask(ask)

    def _delete(self) -> None:
        """The keys that are selected, and those below selected branches."""
        chosen = [each for each in self.panel.view.selected_records if not _is_rest(each)]
        alone = [branch.prefix for branch in chosen if branch.is_key]

        def plan(below: list[bytes]) -> None:
            if keys := list(dict.fromkeys(alone + below)):
                self._plan(lambda session: session.plan_delete(keys))

        job = self.walk.keys_below([branch.prefix for branch in chosen if not branch.is_key])
        job.succeeded.connect(plan)

    def _narrow(self) -> None:
        """Scan only what lies below the branch: then all of it is seen, and counted."""
        current = self.panel.view.current
        assert current is not None
        self.pattern.setText(_ESCAPED.sub(r"\\\g<0>", readable(current.prefix)) + "*")
        self.refresh()

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

        job = self._ask_here(lambda session: _run(session, line))
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
        self._show_rights()
        self.panel.retranslate()
        self.value.retranslate()
        self._say()

    @Slot()
    def _show_rights(self) -> None:
        """Say in the line what it takes of whoever sits here: what only reads, or anything."""
        reason = self.room.why_not("redis-command")()
        text = (
            _("A command that only reads, as redis-cli takes it, then Enter")
            if reason
            else _("A command as redis-cli takes it, then Enter")
        )
        self.line.setPlaceholderText(text)
        self.line.setToolTip(reason)

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
        self.walk.shut()


def _branches(levels: Mapping[bytes, Level], prefix: bytes) -> list[Branch[KeyBranch]]:
    """A level, with those below it that are open; a branch that is not has an arrow."""
    level = levels[prefix]
    found = [
        Branch(
            each,
            () if each.is_key
            else _branches(levels, each.prefix) if each.prefix in levels else None,
        )
        for each in level.branches
    ]  # fmt: skip
    if level.left:
        rest = _("… and {count} keys more: narrow the pattern").format(count=about(level.left))
        found.append(Branch(KeyBranch(rest.encode(), prefix + _REST, level.left, is_key=False)))
    return found


def _is_rest(branch: KeyBranch) -> bool:
    return branch.prefix.endswith(_REST)


def _run(session: Any, line: str) -> Any:
    try:
        return session.run(line)
    except Refused:
        return session.plan_command(line)
