"""The page of the console: tabs in which SQL is written and run, and the history beside them."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.console.draft import Binding, Draft
from app.domain.console.ran import Ran
from app.domain.console.snippet import Snippet
from app.domain.endpoint import Endpoint
from app.domain.inventory import new_id
from app.i18n import N_, _
from app.store.console.drafts import Restored
from app.store.console.snippets import Kept
from app.views.actions import Command
from app.views.console.beside import Beside
from app.views.console.choosing import choose_instance
from app.views.console.empty_page import EmptyPage
from app.views.console.page_commands import page_commands
from app.views.console.page_files import PageFiles
from app.views.console.pipelines import Pipelines
from app.views.console.room import ConsoleRoom
from app.views.console.sheet import Sheet
from app.views.console.sheet_tabs import SheetTabs
from app.views.console.snippets_dialog import SnippetsDialog
from app.views.page import Page
from app.views.theme import LIGHT, Theme
from app.workers.lane import Job

SAMPLE = """-- Ctrl+Enter runs the statement at the cursor, or what is selected.
-- Ctrl+Shift+Enter runs all of it. Ctrl+E explains. Ctrl+K lists everything else.
SELECT VERSION();

SELECT table_schema, COUNT(*) AS tables
  FROM information_schema.tables
 GROUP BY table_schema
 ORDER BY tables DESC;
"""


class ConsolePage(Page):
    """Signals:
    said: a sentence and what to do, for the notice bar.
    inventory_wanted: there is no instance to choose from.
    closing: the window closes; all is written.
    """

    title = N_("SQL console")
    icon = "console"
    said = Signal(object, object)
    inventory_wanted = Signal()
    closing = Signal()

    def __init__(self, room: ConsoleRoom, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.room = room
        self._theme = LIGHT
        self._kept: dict[str, bytes] = {}
        self._restored = False
        self._opening: Job[Any] | None = None
        self._snippets: tuple[Snippet, ...] = ()
        self.asking: SnippetsDialog | None = None
        """The dialog that is open."""
        self.tabs, self.empty = SheetTabs(), EmptyPage()
        self.beside = Beside(room)
        self.beside.hide()
        self.files, self.pipelines = PageFiles(room.lane, self), Pipelines(self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.tabs)
        self.parts = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.parts.addWidget(self._stack)
        self.parts.addWidget(self.beside)
        self.parts.setSizes([1000, 420])
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.parts)
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        keeper = self.room.keeper
        keeper.failed.connect(self.failed)
        keeper.mended.connect(self._say_mended)
        keeper.asked_for.connect(self._put_whole)
        self.tabs.close_wanted.connect(self.close_sheet)
        self.tabs.new_wanted.connect(self.new_sheet)
        self.tabs.arranged.connect(self._arranged)
        self.empty.begin_wanted.connect(self.choose)
        self.empty.sample_wanted.connect(self.open_sample)
        self.beside.history.open_wanted.connect(self.open_ran)
        self.beside.insert_wanted.connect(self._insert)
        self.beside.open_wanted.connect(self._open_text)
        self.beside.failed.connect(self.failed)
        self.room.standing.changed.connect(self.changed)

    def commands(self) -> tuple[Command, ...]:
        """What can be done here."""
        return page_commands(self)

    # ------------------------------------------------------------------ the start

    def begin(self) -> None:
        """Bring back the tabs that were open."""
        self.empty.wait()
        job = self._opening = self.room.keeper.open()
        job.succeeded.connect(self._restore)
        job.failed.connect(self._not_restored)

    @Slot(object)
    def _restore(self, restored: Restored) -> None:
        self._opening, self._restored = None, True
        for draft in restored.tabs:
            self._add(draft, behind=True)
        front = next((s for s in self.tabs if s.id == restored.front), None)
        if front is not None:
            self.tabs.setCurrentWidget(front)
        for trouble in restored.troubles:
            self.failed.emit(trouble)
        self.room.binds.read()
        snippets = self.room.snippets
        self.room.lane.submit(lambda _stop: snippets.read()).succeeded.connect(self._take_snippets)
        self.empty.rest()
        self._show_what_there_is()

    @Slot(object)
    def _take_snippets(self, found: Kept) -> None:
        self._snippets = found.all
        for sheet in self.tabs:
            sheet.editor.completion.set_snippets(found.all)
        if found.trouble is not None:
            self.failed.emit(found.trouble)

    def edit_snippets(self) -> None:
        """Show the snippets, to be changed; what is kept is used at once."""
        dialog = self.asking = SnippetsDialog(self.room, self._theme, self.window())
        dialog.kept.connect(self._take_snippets)
        dialog.finished.connect(self._forget_dialog)
        dialog.open()

    @Slot()
    def _forget_dialog(self) -> None:
        self.asking = None

    @Slot(object)
    def _not_restored(self, error: Exception) -> None:
        self._opening = None
        self.empty.rest()
        self.failed.emit(error)

    @Slot()
    def set_inventory(self) -> None:
        """Instances are others now: a tab takes its own where it is there again."""
        for sheet in self.tabs:
            at = self.room.endpoint(sheet.binding.instance)
            if at != sheet.endpoint and not sheet.running.busy and not sheet.session.open:
                sheet.bind(at, sheet.session.schema)

    # ------------------------------------------------------------------ tabs

    @property
    def sheet(self) -> Sheet | None:
        """The tab in front."""
        return self.tabs.front

    def new_sheet(
        self, text: str = "", endpoint: Endpoint | None = None, title: str = "", schema: str = ""
    ) -> Sheet:
        """One more tab; on the instance of the one in front, where none is named."""
        if endpoint is None and self.sheet is not None:
            endpoint, schema = self.sheet.endpoint, schema or self.sheet.session.schema
        bound = Binding(
            title=title or self._free_title(), instance=endpoint.id if endpoint else "",
            schema=schema,
        )  # fmt: skip
        draft = Draft(new_id(), text, bound)
        self.room.keeper.put(draft)
        sheet = self._add(draft)
        if endpoint is not None:
            sheet.session.connect_now()
        sheet.setFocus()
        return sheet

    def _free_title(self) -> str:
        taken = {sheet.binding.title for sheet in self.tabs}
        return next(t for n in range(1, 10_000) if (t := f"SQL {n}") not in taken)

    def _add(self, draft: Draft, *, behind: bool = False) -> Sheet:
        sheet = Sheet(self.room, draft)
        sheet.editor.completion.set_snippets(self._snippets)
        actions = self.command_actions
        sheet.run_bar.offer(
            *(actions[name] for name in ("console-run", "console-script", "console-stop"
                                         ))
        )  # fmt: skip
        sheet.transaction.offer(actions["console-commit"], actions["console-rollback"])
        sheet.choice.choose_wanted.connect(self.choose)
        sheet.changed.connect(partial(self._sheet_changed, sheet))
        sheet.failed.connect(self.failed)
        sheet.said.connect(self.said)
        sheet.ran.connect(self.beside.history.ran_more)
        sheet.parts.restoreState(QByteArray(self._kept.get("console-sheet", b"")))
        sheet.parts.splitterMoved.connect(partial(self._keep_parts, sheet))
        sheet.apply_theme(self._theme)
        self.tabs.add(sheet, behind=behind)
        self.files.watch_all()
        self._show_what_there_is()
        return sheet

    def _keep_parts(self, sheet: Sheet) -> None:
        self._kept["console-sheet"] = bytes(sheet.parts.saveState().data())

    def _sheet_changed(self, sheet: Sheet) -> None:
        self.tabs.show_title(sheet)
        self.files.watch_all()
        if sheet is self.sheet:
            self.beside.show_endpoint(sheet.endpoint, sheet.session.schema)
            self.changed.emit()

    @Slot(object)
    def close_sheet(self, sheet: Sheet) -> None:
        """Close a tab, once nothing is open in it; `reopen` brings it back."""
        self.tabs.setCurrentWidget(sheet)
        sheet.session.ask_to_leave(partial(self._close, sheet))

    def _close(self, sheet: Sheet) -> None:
        self.room.keeper.bind(sheet.id, sheet.bound)
        self.room.keeper.put_away(sheet.id)
        self.tabs.removeTab(self.tabs.indexOf(sheet))
        sheet.shut()
        sheet.deleteLater()
        self._show_what_there_is()
        self.changed.emit()

    def reopen(self) -> None:
        """Bring back the tab that was closed last."""
        job = self._opening = self.room.keeper.reopen()
        job.succeeded.connect(self._reopened)
        job.failed.connect(self.failed)

    @Slot(object)
    def _reopened(self, draft: Draft | None) -> None:
        if draft is not None:
            self._add(draft).setFocus()

    @Slot()
    def _arranged(self) -> None:
        if self._restored:
            front = self.sheet
            order = tuple(sheet.id for sheet in self.tabs)
            self.room.keeper.arrange(order, front.id if front else "")
        front = self.sheet
        self.beside.show_endpoint(
            front.endpoint if front else None, front.session.schema if front else ""
        )
        self.changed.emit()

    @Slot(object)
    def _put_whole(self, id_: str) -> None:
        for sheet in self.tabs:
            if sheet.id == id_:
                sheet.keep_whole()

    @Slot()
    def _say_mended(self) -> None:
        self.said.emit(_("What is typed in the console is kept on the disk again."), "")

    def _show_what_there_is(self) -> None:
        self._stack.setCurrentIndex(1 if self.tabs.count() else 0)

    # ------------------------------------------------------------------ instances

    @Slot()
    def choose(self) -> None:
        """Ask which instance the tab in front belongs to; without a tab, one is made for it."""
        if not self.room.endpoints():
            self.inventory_wanted.emit()
            return
        choose_instance(self.room.endpoints(), self._bind_front, self._theme, self.window())

    def _bind_front(self, endpoint: Endpoint) -> None:
        sheet = self.sheet
        if sheet is None:
            self.new_sheet(endpoint=endpoint)
        elif sheet.endpoint != endpoint:
            sheet.session.ask_to_leave(partial(self._bind, sheet, endpoint))

    def _bind(self, sheet: Sheet, endpoint: Endpoint) -> None:
        sheet.bind(endpoint, endpoint.access.database)
        sheet.session.connect_now()

    def open_console(self, endpoint: Endpoint, text: str = "", schema: str = "") -> Sheet:
        """A tab on an instance, with that text in it."""
        return self.new_sheet(text, endpoint, schema=schema or endpoint.access.database)

    @Slot()
    def open_sample(self) -> None:
        """A tab with something to try."""
        self.new_sheet(SAMPLE, title=_("Sample"))

    @Slot(object)
    def open_ran(self, ran: Ran) -> None:
        """A statement of the history in a tab of its own, on the instance it ran on."""
        at = self.room.endpoint(ran.running.instance)
        self.new_sheet(ran.running.statement + ";\n", at, schema=ran.running.schema)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Open scripts, each in a tab."""
        self.files.take(paths)

    # ------------------------------------------------------------------ beside

    def toggle_beside(self, number: int) -> None:
        """Show a part of what is beside the tabs, or hide it where it is shown."""
        shown = self.shows_beside(number)
        self.beside.setVisible(not shown)
        if not shown:
            self.beside.setCurrentIndex(number)
            self.beside.currentWidget().setFocus()
        self.changed.emit()

    def shows_beside(self, number: int) -> bool:
        """Whether that part is shown."""
        return self.beside.isVisibleTo(self) and self.beside.currentIndex() == number

    @Slot(str)
    def _insert(self, text: str) -> None:
        if self.sheet is not None:
            self.sheet.insert(text)

    @Slot(str)
    def _open_text(self, text: str) -> None:
        self.new_sheet(text)

    # ------------------------------------------------------------------ what the window passes on

    def retranslate(self) -> None:
        """Speak the language of now."""
        for part in (self.tabs, self.empty, self.beside):
            part.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for part in (self.tabs, self.empty, self.beside, self.pipelines):
            part.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """How it is arranged."""
        return {
            **self._kept,
            "console-parts": bytes(self.parts.saveState().data()),
            **self.beside.state(),
            "console-beside": b"".join(
                str(number).encode() for number in range(2) if self.shows_beside(number)
            ),
            "console-shapes": self.room.shapes.state(),
        }

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange it as it was."""
        self._kept = {"console-sheet": state.get("console-sheet", b"")}
        self.beside.restore(state)
        shown = state.get("console-beside", b"")
        if shown in (b"0", b"1"):
            self.beside.setCurrentIndex(int(shown))
        self.beside.setVisible(bool(shown))
        self.parts.restoreState(QByteArray(state.get("console-parts", b"")))
        self.room.shapes.restore(state.get("console-shapes", b""))

    def may_close(self) -> bool:
        """Not while a transaction is open: the user says first what becomes of it."""
        for sheet in self.tabs:
            if sheet.session.open:
                self.tabs.setCurrentWidget(sheet)
                sheet.session.ask_to_leave(self.window().close)
                return False
        return True

    def shut(self) -> None:
        """End what runs, and have all that was typed on the disk."""
        self.files.watch.stop()
        for sheet in self.tabs:
            if self._restored:
                self.room.keeper.bind(sheet.id, sheet.bound)
            sheet.shut()
        self.beside.shut()
        self.room.keeper.close()
        self.room.lane.leave()
        self.closing.emit()
