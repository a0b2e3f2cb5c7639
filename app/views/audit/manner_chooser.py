"""How an audit is done: what the bar offers, and what is asked for it."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.endpoint import Endpoint
from app.domain.errors import BadInput
from app.i18n import _
from app.models.preferences import Preferences
from app.views.audit.audit_bar import AuditBar
from app.views.audit.facts_choice import NO_FACTS, FactsChoice
from app.views.audit.finding_actions import FindingActions
from app.views.audit.profile_editor import ProfileEditor
from app.views.audit.session import AuditSession
from app.views.console.choosing import choose_instance


class MannerChooser(QObject):
    """Takes what is chosen in the bar into the settings and the session.

    Signals:
        chosen: something else is chosen.
        failed: a `ConsoleError` for the user.
    """

    chosen = Signal()
    failed = Signal(object)

    def __init__(
        self, preferences: Preferences, session: AuditSession, acting: FindingActions,
        bar: AuditBar, window: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._preferences, self._session, self._acting = preferences, session, acting
        self._window = window
        bar.chosen.connect(self._choose)
        bar.facts.nothing_wanted.connect(lambda: session.choose_facts(NO_FACTS))
        bar.facts.file_wanted.connect(self._ask_facts)
        bar.facts.instance_wanted.connect(self._ask_instance)
        bar.facts.counting_wanted.connect(session.choose_counting)
        bar.profile_file_wanted.connect(self._ask_profile)
        bar.profile_editor_wanted.connect(self.edit_rules)

    @Slot(object)
    def _choose(self, options: dict[str, str]) -> None:
        self._preferences.change(**options)
        self.chosen.emit()

    @Slot()
    def _ask_profile(self) -> None:
        dialog = QFileDialog(self._window, _("Choose a profile"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Profiles (*.toml)"), _("All files (*)")])
        dialog.fileSelected.connect(lambda name: self._choose({"profile": name}))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def edit_rules(self) -> None:
        """Open the editor of the profile that is chosen, and use what it saves."""
        self.editor = ProfileEditor(
            self._preferences.now.profile, self._session.lane, self._acting.theme,
            self._acting.code_font, self._window,
        )  # fmt: skip
        self.editor.saved.connect(lambda name: self._choose({"profile": name}))
        self.editor.open()

    @Slot()
    def _ask_facts(self) -> None:
        session, dialog = (
            self._session,
            QFileDialog(self._window, _("Choose a snapshot of a server")),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Snapshots (*.json *.json.gz)"), _("All files (*)")])
        dialog.fileSelected.connect(lambda name: session.choose_facts(FactsChoice(Path(name))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _ask_instance(self) -> None:
        assert self._session.instances is not None
        if there := self._session.instances.listed():
            choose_instance(there, self._take_instance, self._acting.theme, self._window)
        else:
            self.failed.emit(
                BadInput(
                    _("There is no MySQL, MariaDB or Oracle in the inventory."),
                    hint=_("Add one on the page Inventory, or choose a snapshot file."),
                )
            )

    def _take_instance(self, at: Endpoint) -> None:
        self._session.choose_facts(FactsChoice(instance=at.id, name=at.name))
