"""The editor of profiles: every rule with its switch, severity, parameters and page."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QLabel,
    QPushButton,
    QSplitter,
    QWidget,
)

from app.audit.profile import BUILT_IN, FILE_NAME, built_in, load
from app.audit.profile.editing import Choice, Choices, choices, inherited, new_file, written
from app.domain.errors import ConsoleError, Unwritable
from app.flows.save_report import save_report
from app.i18n import N_, _, ngettext
from app.models.formats import count
from app.models.record_order import Order
from app.models.records import RecordTable
from app.models.rule_rows import RULES, RuleRow, rule_rows
from app.views.actions import Command
from app.views.audit.rule_form import RuleForm
from app.views.theme import GAP, Theme
from app.views.widgets.ask import Ask
from app.views.widgets.dialog_frame import lay_out, resize_within
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.lane import Lane

_SIZE = 1180, 680
_EMPTY = Empty(N_("No rules"), N_("No rule has what is looked for."))


@dataclass(frozen=True, slots=True)
class Opened:
    """A profile as it was read; `path` is None for a built-in one, which is saved elsewhere."""

    path: Path | None
    text: str
    now: Choices
    base: Choices


def opened(name: str) -> Opened:
    """The profile `name`: a built-in one, the path of a file, or empty for the default.

    Raises:
        BadProfile: it makes no sense, or cannot be read.
    """
    name = name or BUILT_IN[0]
    if name in BUILT_IN:
        now = choices(built_in(name))
        return Opened(None, new_file(name), now, now)
    profile = load(Path(name))
    text = _read(Path(name)) or ""
    return Opened(Path(name), text, choices(profile), inherited(profile))


def saved(was: Opened, wanted: Choices, path: Path) -> Opened:
    """Write the profile to `path`, and read it again.

    Raises:
        Unwritable: it could not be, or the file says something else since it was read.
        BadProfile: what was read is no profile any more.
    """
    if path == was.path and _read(path) != was.text:
        raise Unwritable(
            _("{path} was changed meanwhile.").format(path=path),
            hint=_("Save under another name, or open it again."),
        )
    text = written(was.text, was.now, was.base, wanted)

    def write(out: TextIO) -> None:
        out.write(text)

    save_report(path, write)
    return opened(str(path))


def _read(path: Path) -> str | None:
    """What the file says; None where it is gone, or cannot be read any more."""
    try:
        return path.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return None


class ProfileEditor(QDialog):
    """Signals:
    saved: the path of the file that was written.
    """

    saved = Signal(str)

    def __init__(
        self, name: str, lane: Lane, theme: Theme, font: QFont, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        resize_within(self, *_SIZE)
        self._lane = lane
        self._was: Opened | None = None
        self._wanted: dict[str, Choice] = {}
        self.asking: Ask | None = None
        """The question that is open."""
        table: RecordTable[RuleRow] = RecordTable(RULES, lambda row: row.id, order=Order("rule"))
        self.panel = TablePanel(table, N_("Rules"), _EMPTY)
        self.form = RuleForm()
        self.told, self.save, self.save_as = QLabel(), QPushButton(), QPushButton()
        self.told.setProperty("role", "muted")
        self._lay_out()
        self.panel.offer(
            Command("rules-off", N_("Switch &off"), partial(self._switch, on=False), ("Del",),
                    icon="clear", enabled=self._any),
            Command("rules-on", N_("Switch &on"), partial(self._switch, on=True), ("Ins",),
                    icon="add", enabled=self._any),
            Command("reset-rules", N_("&Reset"), self._reset, ("Ctrl+R",), icon="refresh",
                    enabled=self._any),
        )  # fmt: skip
        self.panel.current_changed.connect(self._show_current)
        self.form.changed.connect(self._choose)
        self.save.clicked.connect(self.keep)
        self.save_as.clicked.connect(self.ask_where)
        self.retranslate()
        self.apply_theme(theme)
        for part in (self.panel, self.form):
            part.set_code_font(font)
        self.panel.wait(_("Reading the profile…"))
        job = lane.submit(lambda _stop: opened(name))
        job.succeeded.connect(self._take)
        job.failed.connect(self.panel.fail)

    def _lay_out(self) -> None:
        parts = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        parts.addWidget(self.panel)
        parts.addWidget(self.form)
        parts.setHandleWidth(3 * GAP)
        parts.setSizes([700, 420])
        lay_out(self, parts, self.told, (self.save, self.save_as))

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.save.setText(_("&Save"))
        self.save_as.setText(_("Save &as…"))
        self.panel.retranslate()
        self.form.retranslate()
        self._tell()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.panel.apply_theme(theme)
        self.form.apply_theme(theme)

    # what there is

    @Slot(object)
    def _take(self, was: Opened) -> None:
        self._was, self._wanted = was, dict(was.now)
        self._show()

    def _show(self) -> None:
        if self._was is not None:
            self.panel.show_records(rule_rows(self._wanted, self._was.base))
            self.panel.refresh_actions()
        self._show_current(self.panel.view.current)
        self._tell()

    @Slot(object)
    def _show_current(self, row: RuleRow | None) -> None:
        self.form.show_row(row)

    def _tell(self) -> None:
        was, number = self._was, len(self._changes)
        named = str(was.path) if was and was.path else _("A built-in profile: save it as a file.")
        said = ngettext("{count} change", "{count} changes", number).format(count=count(number))
        self.told.setText(f"{named}  ·  {said}" if number else named)
        title = was.path.name if was and was.path else _("New profile")
        self.setWindowTitle(_("Rules of {profile}").format(profile=title))
        self.save.setEnabled(bool(number and was and was.path))
        self.save_as.setEnabled(was is not None)

    @property
    def _changes(self) -> list[str]:
        """The rules that are not as they were read."""
        was = self._was
        return [] if was is None else [i for i, c in self._wanted.items() if c != was.now[i]]

    def _any(self) -> bool:
        return bool(self.panel.view.selected_records)

    # what can be done

    @Slot(str, object)
    def _choose(self, rule: str, choice: Choice) -> None:
        self._wanted[rule] = choice
        self._show()

    def _switch(self, *, on: bool) -> None:
        for row in self.panel.view.selected_records:
            choice = row.choice
            self._wanted[row.id] = Choice(on, choice.severity, choice.parameters)
        self._show()

    @Slot()
    def _reset(self) -> None:
        """As if this profile said nothing of them."""
        for row in self.panel.view.selected_records:
            self._wanted[row.id] = row.base
        self._show()

    @Slot()
    def keep(self) -> None:
        """Write the file it came from."""
        if self._was is not None and self._was.path is not None:
            self.write(str(self._was.path))

    @Slot()
    def ask_where(self) -> None:
        """Let the user name the file."""
        dialog = QFileDialog(self, _("Save the profile"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Profiles (*.toml)")])
        dialog.setDefaultSuffix("toml")
        dialog.selectFile(str(self._was.path) if self._was and self._was.path else FILE_NAME)
        dialog.fileSelected.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def write(self, name: str) -> None:
        """Write everything to the file `name`."""
        was, wanted = self._was, dict(self._wanted)
        if was is None:
            return
        job = self._lane.submit(lambda _stop: saved(was, wanted, Path(name)))
        job.succeeded.connect(self._kept)
        job.failed.connect(self._refused)

    @Slot(object)
    def _kept(self, was: Opened) -> None:
        self._take(was)
        self.panel.strip.show_done(_("The profile is in {file}.").format(file=was.path))
        self.saved.emit(str(was.path))

    @Slot(object)
    def _refused(self, error: ConsoleError) -> None:
        self.panel.strip.show_failed(error)

    @Slot()
    def reject(self) -> None:
        """Close, after asking where something would be lost."""
        number = len(self._changes)
        if not number:
            super().reject()
            return
        said = ngettext(
            "{count} change is not saved", "{count} changes are not saved", number
        ).format(count=count(number))
        self.asking = Ask(said, (), self._changes, yes=_("Close without saving"), parent=self)
        self.asking.agreed.connect(self._leave)
        self.asking.open()

    @Slot()
    def _leave(self) -> None:
        super().reject()
