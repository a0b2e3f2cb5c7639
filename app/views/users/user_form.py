"""The form of a user: role and status; whoever they are is for their provider to say."""

from dataclasses import replace
from typing import Self

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from app.domain.people import ROLE_NAMES, STATUS_NAMES, Role, Status, User
from app.i18n import N_, _
from app.views.widgets.edit_form import EditForm

_MEANINGS = {
    Role.VIEWER: N_("Logs in and looks; changes nothing."),
    Role.DEVELOPER: N_("Helps themselves in test environments, and a little in staging."),
    Role.DBA: N_("Operates every server, and keeps inventory and alert rules."),
    Role.OWNER: N_("May do everything, and says who may what."),
}
"""As it comes; a team may have other rights."""


class UserForm(EditForm):
    """Edits one; nothing holds before “Save”.

    Signals:
        save_wanted: the User as they shall be.
    """

    save_wanted = Signal(object)

    def __init__(self, user: User, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.user = user
        self.heading.setText(user.shown)
        self.role, self.status = QComboBox(), QComboBox()
        self.meaning = QLabel(wordWrap=True)
        self.meaning.setProperty("role", "muted")
        for role in Role:
            self.role.addItem(_(ROLE_NAMES[role]), role)
        for status in Status:
            self.status.addItem(_(STATUS_NAMES[status]), status)
        self.role.setCurrentIndex([*Role].index(user.role))
        self.status.setCurrentIndex([*Status].index(user.status))
        self.add_field(_("Role"), self.role, "role")
        self.form.addRow("", self.meaning)
        self.add_field(_("Status"), self.status, "status")
        self.role.currentIndexChanged.connect(self.look)
        self.status.currentIndexChanged.connect(self.look)
        self.look()

    @property
    def wanted(self) -> User:
        """As it stands in the form."""
        return replace(
            self.user, role=Role(self.role.currentData()), status=Status(self.status.currentData())
        )

    @property
    def key(self) -> str:
        """The id of the user."""
        return self.user.id

    @property
    def dirty(self) -> bool:
        """Whether something is not kept."""
        return self.wanted != self.user

    @Slot()
    def look(self) -> None:
        """Say what the role is."""
        self.meaning.setText(_(_MEANINGS[self.wanted.role]))
        super().look()

    def begin(self) -> None:
        """The keys go into the role."""
        self.role.setFocus(Qt.FocusReason.OtherFocusReason)

    def again(self) -> Self:
        """See `EditForm`."""
        form = type(self)(self.user)
        form.role.setCurrentIndex(self.role.currentIndex())
        form.status.setCurrentIndex(self.status.currentIndex())
        return form

    def field(self, name: str) -> QWidget | None:
        """See `EditForm`."""
        return {"role": self.role, "status": self.status}.get(name)

    @Slot()
    def try_save(self) -> None:
        """Have it hold."""
        if self.dirty:
            self.save_wanted.emit(self.wanted)
