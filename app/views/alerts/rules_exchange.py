"""Rules into a file and out of one: what a file would change is seen before it is done."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app import files
from app.domain.errors import ConsoleError, UnreadableInput, Unwritable
from app.domain.monitoring.rule import Rule
from app.i18n import N_, _, ngettext
from app.models.alerts.rule_changes import CHANGES, RuleChange, What
from app.models.fields import State
from app.models.formats import count
from app.models.records import RecordTable
from app.monitor.alerts.rules_file import LARGEST, read_rules, write_rules
from app.views.theme import GAP, Theme
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.errand import Errand

_SIZE = 900, 520
_NAME = "mohist-rules.toml"
_PROBLEMS = 8
"""Bad rules of a file that are told one by one."""
_MOST = 4 * LARGEST
"""Bytes of a file of rules; one that is larger is none."""
Held = Callable[[Sequence[Rule]], Sequence[RuleChange]]
"""Holds what was read against the rules there are."""


class Found(NamedTuple):
    """What a file holds."""

    changes: Sequence[RuleChange]
    troubles: Sequence[ConsoleError]
    """What is wrong with the rules that cannot be taken."""


class RulesExchange(QObject):
    """Asks for files, and has them read and written in a thread.

    Signals:
        wanted: the rules that shall hold from now on.
        done: what was done, in words.
        failed: a ConsoleError.
    """

    wanted = Signal(object)
    done = Signal(object)
    failed = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._errand: Errand | None = None
        self.preview: ImportPreview | None = None
        """What is looked at before it is taken."""

    # out

    def ask_export(self, rules: Iterable[Rule], made_in: Mapping[str, Rule]) -> None:
        """Ask where to, and write what is not as it was made in."""
        own = [rule for rule in rules if made_in.get(rule.id) != rule]
        dialog = self._dialog(_("Export rules"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(_NAME)
        dialog.fileSelected.connect(lambda name: self.write(own, Path(name)))
        dialog.open()

    def write(self, rules: Sequence[Rule], path: Path) -> None:
        """Write them; a file that is there is replaced at once, or not at all."""

        def call(_stop: Any, _tell: Any) -> str:
            try:
                files.write(path, write_rules(rules).encode())
            except OSError as error:
                raise Unwritable(
                    _("The rules cannot be written to {file}: {reason}.").format(
                        file=path, reason=error.strerror or error
                    ),
                    hint=_("Check the disk and the rights of the folder."),
                ) from error
            return ngettext(
                "{count} rule is in {file}.", "{count} rules are in {file}.", len(rules)
            ).format(count=count(len(rules)), file=path)

        self._errand = Errand("export rules", call)
        self._errand.succeeded.connect(self.done)
        self._errand.failed.connect(self.failed)

    # in

    def ask_import(self, held: Held, theme: Theme) -> None:
        """Ask for a file, and show what it would change."""
        dialog = self._dialog(_("Import rules"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.read(Path(name), held, theme))
        dialog.open()

    def read(self, path: Path, held: Held, theme: Theme) -> None:
        """Show what this file would change."""
        preview = self.preview = ImportPreview(path, theme, self._window)
        preview.wanted.connect(self.wanted)
        preview.open()

        def call(_stop: Any, _tell: Any) -> Found:
            rules, troubles = read_rules(_text(path))
            return Found(held(rules), troubles)

        errand = self._errand = Errand("import rules", call)
        errand.succeeded.connect(preview.show_found)
        errand.failed.connect(preview.panel.fail)
        preview.finished.connect(errand.cancel)

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([_("Rules (*.toml)"), _("All files (*)")])
        dialog.setDefaultSuffix("toml")
        return dialog


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST:
            raise UnreadableInput(_("{file} is too large to be a file of rules.").format(file=path))
        return path.read_text("utf-8")
    except OSError as error:
        raise UnreadableInput(
            _("{file} cannot be read: {reason}.").format(file=path, reason=error.strerror or error)
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            _("{file} is no text in UTF-8.").format(file=path),
            hint=_("Choose a file that was exported from here."),
        ) from error


class ImportPreview(QDialog):
    """Shows what a file would change; only what is ticked is taken.

    Signals:
        wanted: the rules that are ticked.
    """

    wanted = Signal(object)

    def __init__(self, path: Path, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Import rules"))
        self.resize(*_SIZE)
        self.said, self.troubles = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.troubles.setTextFormat(Qt.TextFormat.PlainText)
        self.troubles.setProperty("role", "warning")
        self.troubles.hide()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setText(_("What {file} would change:").format(file=path.name))
        self.table: RecordTable[RuleChange] = RecordTable(
            CHANGES, lambda change: change.rule.id, checkable=True
        )
        self.panel: TablePanel[RuleChange] = TablePanel(
            self.table, N_("Rules found"),
            Empty(N_("No rules in it"), N_("The file could be read, and holds no rule."),
                  icon="import"),
        )  # fmt: skip
        self.panel.apply_theme(theme)
        self.panel.wait(_("Reading {file}…").format(file=path.name))
        self.panel.cancel_wanted.connect(self.reject)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.take = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        self.take.setText(_("Take what is ticked"))
        self.take.setEnabled(False)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self.table.ticked.connect(self._look)
        down = QVBoxLayout(self)
        down.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        down.addWidget(self.said)
        down.addWidget(self.panel, 1)
        down.addWidget(self.troubles)
        down.addWidget(self.buttons)

    @Slot(object)
    def show_found(self, found: Found) -> None:
        """Show them; those that change something are ticked."""
        changes = found.changes
        said = [f"{State.WARNING.shape} {each} {each.hint}".strip() for each in found.troubles]
        if (more := len(said) - _PROBLEMS) > 0:
            said[_PROBLEMS:] = [_("… and {count} more").format(count=count(more))]
        self.troubles.setText("\n".join(said))
        self.troubles.setVisible(bool(said))
        self.panel.show_records(changes)
        self.table.tick([each.rule.id for each in changes if each.what in (What.NEW, What.CHANGE)])

    @Slot()
    def _look(self) -> None:
        self.take.setEnabled(bool(self.table.ticked_records))

    @Slot()
    def _take(self) -> None:
        self.wanted.emit([change.rule for change in self.table.ticked_records])
        self.accept()
