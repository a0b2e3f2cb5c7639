"""The bars at the top of the page: what to audit and how, run and stop, how far it is."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.dialect import Dialect
from app.i18n import N_, _
from app.store.settings import Settings
from app.views.audit.facts_chooser import FactsChooser
from app.views.audit.input_choice import INPUTS, meant, shown
from app.views.audit.session import AuditSession
from app.views.icons import filled_icon, icon
from app.views.theme import GAP, Theme
from app.views.widgets.elided import Elided

_DIALECTS = {
    "": N_("Dialect: automatic"),
    Dialect.MYSQL: "MySQL",
    Dialect.MARIADB: "MariaDB",
    Dialect.ORACLE: "Oracle",
    Dialect.REDIS: "Redis",
}
_PROFILES = {
    "": N_("Profile: nearest mohist.toml"),
    "default": N_("Profile: default"),
    "strict": N_("Profile: strict"),
}
_ENCODINGS = ("", "utf-8", "gb18030", "big5", "utf-16", "latin-1")
_FILE, _EDIT = "\0file", "\0edit"  # stand for choosing a file, and for the editor; no path has it


class AuditBar(QWidget):
    """Buttons and choices; what they mean is the page's business.

    Signals:
        chosen: options for the settings, by name.
        profile_file_wanted: the user wants to name a file with a profile.
        profile_editor_wanted: the user wants to change rules.
    """

    chosen = Signal(object)
    profile_file_wanted = Signal()
    profile_editor_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self.inputs = QLabel(), QLabel()
        self.state, self.summary = Elided(), Elided()
        self._below = QWidget()
        self._title.setProperty("role", "title")
        for label in (self.inputs, self.state, self.summary):
            label.setProperty("role", "muted")
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.dialect, self.input = QComboBox(), QComboBox()
        self.profile, self.encoding = QComboBox(), QComboBox()
        self.facts = FactsChooser()
        self.add, self.export = QToolButton(), QToolButton()
        self.run, self.stop = QPushButton(), QPushButton()
        self.fix, self.watch, self.runs = QToolButton(), QToolButton(), QToolButton()
        self._watched = ""
        self.run.setProperty("primary", True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setMinimumWidth(64)
        self._settings = Settings()
        for combo, name in self._combos():
            combo.activated.connect(self._choose)
            combo.setObjectName(name)
        self._lay_out()
        self.retranslate()

    def _combos(self) -> Iterable[tuple[QComboBox, str]]:
        return (
            (self.dialect, "dialect"),
            (self.input, "input"),
            (self.profile, "profile"),
            (self.encoding, "encoding"),
        )

    def _lay_out(self) -> None:
        for button in (self.add, self.export):
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for button in (self.add, self.export, self.fix, self.watch, self.runs):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        above, below = QHBoxLayout(), QHBoxLayout(self._below)
        above.setSpacing(2 * GAP)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(2 * GAP)
        above.addWidget(self._title)
        above.addSpacing(2 * GAP)
        above.addWidget(self.inputs)
        above.addStretch(1)
        for combo, _name in self._combos():
            above.addWidget(combo)
        above.addWidget(self.facts)
        below.addWidget(self.add)
        below.addWidget(self.run)
        below.addWidget(self.stop)
        below.addWidget(self.fix)
        below.addWidget(self.watch)
        below.addWidget(self.runs)
        below.addSpacing(GAP)
        below.addWidget(self.progress, 1)
        below.addWidget(self.state)
        below.addWidget(self.summary, 2)
        below.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addLayout(above)
        layout.addWidget(self._below)

    def set_menus(
        self, add: QMenu, export: QMenu, fix: QAction, watch: QAction, runs: QAction
    ) -> None:
        """Give the buttons what they open."""
        self.add.setMenu(add)
        self.export.setMenu(export)
        self.fix.setDefaultAction(fix)
        self.watch.setDefaultAction(watch)
        self.runs.setDefaultAction(runs)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self._title.setText(_("Audit"))
        self.add.setText(_("Add"))
        self.add.setToolTip(_("Add files and folders to audit"))
        self.export.setText(_("Export"))
        self.export.setToolTip(_("Write a report to a file"))
        self.run.setText(_("Run"))
        self.run.setToolTip(_("Audit everything anew (F5)"))
        self.stop.setText(_("Stop"))
        self.stop.setToolTip(_("Stop and keep what was found (Esc)"))
        self.dialect.setAccessibleName(_("Dialect"))
        self.input.setAccessibleName(_("Input"))
        self.profile.setAccessibleName(_("Profile"))
        self.encoding.setAccessibleName(_("Encoding"))
        self.facts.retranslate()
        self.progress.setAccessibleName(_("Progress"))
        self.show_settings(self._settings)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.add.setIcon(icon("add-folder", theme))
        self.export.setIcon(icon("export", theme))
        self.run.setIcon(filled_icon("run", theme.on_accent))
        self.stop.setIcon(icon("stop", theme))

    # choices

    def show_settings(self, settings: Settings) -> None:
        """Show what is chosen."""
        self._settings = settings
        _fill(self.dialect, {k: _(v) for k, v in _DIALECTS.items()}, settings.dialect)
        _fill(self.input, {k: _(name) for k, (name, _what) in INPUTS.items()}, shown(settings))
        for row, (_name, what) in enumerate(INPUTS.values()):
            self.input.setItemData(row, _(what), Qt.ItemDataRole.ToolTipRole)
        self.input.setToolTip(_(INPUTS[shown(settings)][1]))
        profiles = {k: _(v) for k, v in _PROFILES.items()}
        if settings.profile not in profiles:
            profiles[settings.profile] = _("Profile: {file}").format(file=settings.profile)
        more = {_FILE: _("Profile from a file…"), _EDIT: _("Edit the rules…")}
        _fill(self.profile, profiles | more, settings.profile)
        encodings = {name: name or _("Encoding: automatic") for name in _ENCODINGS}
        if settings.encoding:
            encodings.setdefault(settings.encoding, settings.encoding)
        _fill(self.encoding, encodings, settings.encoding)

    @Slot(int)
    def _choose(self, row: int) -> None:
        combo = self.sender()
        assert isinstance(combo, QComboBox)
        value = combo.itemData(row)
        if value in {_FILE, _EDIT}:
            self.show_settings(self._settings)
            wanted = self.profile_file_wanted if value == _FILE else self.profile_editor_wanted
            wanted.emit()
        else:
            self.chosen.emit(meant(self._settings, combo.objectName(), value))

    # how far it is

    @Slot(object)
    def show_summary(self, text: str) -> None:
        """Show what came of it."""
        self.summary.say(text)

    def show_lacking(self, text: str) -> None:
        """Tell who looks closer what did not run."""
        self.summary.add(text)

    def show_watching(self, text: str) -> None:
        """Say that files are watched, while there is nothing else to say."""
        if text != self._watched:
            before, self._watched = self._watched, text
            if self.state.words == before:
                self.state.say(text)

    def show_session(self, session: AuditSession) -> None:
        """Show what runs, or what came of it."""
        running = session.running
        self._below.setVisible(not session.empty)
        self.run.setEnabled(not running and not session.empty)
        self.stop.setVisible(running)
        self.stop.setEnabled(not session.stopping)
        self.progress.setVisible(running)
        self.progress.setValue(round(1000 * session.progress.share))
        self.export.setEnabled(session.files.desk.reports > 0)
        self.facts.setEnabled(not running)
        self.facts.show_choice(session.facts, with_instances=session.instances is not None)
        self.inputs.setText(_inputs_text(session))
        self.state.say(_state_text(session) or self._watched)
        self.summary.setVisible(not running)  # it is not known yet


def _fill(combo: QComboBox, items: dict[str, str], current: str) -> None:
    combo.clear()
    for value, text in items.items():
        combo.addItem(text, str(value))
    combo.setCurrentIndex(max(0, combo.findData(current)))
    combo.setToolTip(combo.currentText())


def _inputs_text(session: AuditSession) -> str:
    desk = session.files.desk
    if not desk.inputs:
        return ""
    return _("inputs: {inputs}, files: {files}").format(
        inputs=f"{len(desk.inputs):,}", files=f"{len(desk.scripts):,}"
    )


def _state_text(session: AuditSession) -> str:
    progress = session.progress
    if session.stopping:
        return _("Stopping…")
    if session.running and session.facts.instance and not progress.total_files:
        return _("Taking the facts of {instance}…").format(instance=session.facts.name)
    if session.running and session.facts.instance and progress.files >= progress.total_files:
        return _("{instance} explains the statements…").format(instance=session.facts.name)
    if session.running and not progress.total_files:
        return _("Looking for files…")
    if session.running:
        return _("{share:.0%} · {files} of {total} files · {seconds:.1f} s").format(
            share=progress.share,
            files=f"{progress.files:,}",
            total=f"{progress.total_files:,}",
            seconds=session.seconds,
        )
    return ""
