"""Brings somebody in: choose a provider, wait for the browser or show a code, say what failed."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.auth.oauth import Provider
from app.domain.errors import ConsoleError
from app.i18n import _
from app.views.sign_in.words import person_lines, standing_text, user_now
from app.views.theme import GAP
from app.workers.identity import Identity
from app.workers.identity_parts import State
from app.workers.standing import Standing

_WIDTH = 460
_LARGE = 2.2
"""A code is read from here and typed elsewhere: so many times the size of text."""
_COUNT = 15_000
"""Milliseconds between two looks at how long somebody stays signed in without their provider."""


def open_in_browser(address: str) -> bool:
    """Open the system's browser there; False where there is none."""
    return QDesktopServices.openUrl(QUrl(address))


class SignInDialog(QDialog):
    """Shows what `identity` says, and asks it for what is pressed. Closing it cancels an attempt:
    nobody comes in behind the back of who is here.

    Signals:
        providers_wanted: the providers are to be shown in its place.
    """

    providers_wanted = Signal()

    def __init__(
        self,
        identity: Identity,
        standing: Standing,
        parent: QWidget | None = None,
        opener: Callable[[str], object] = open_in_browser,
    ) -> None:
        super().__init__(parent)
        self._identity, self._standing, self._opener = identity, standing, opener
        self.setWindowTitle(_("Sign in"))
        self.setMinimumWidth(_WIDTH)
        self.heading, self.standing = _text("title"), _text()
        self.person, self.help, self.error = _text("muted"), _text("muted"), _text()
        self.error.setProperty("role", "error")
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Provider"))
        self.device = QCheckBox(_("With a code on another device"))
        self.code = _text()
        font = self.code.font()
        font.setPointSizeF(font.pointSizeF() * _LARGE)
        self.code.setFont(font)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pasted = QLineEdit()
        self.pasted.setPlaceholderText(_("Address the browser ended at"))
        self.pasted.setAccessibleName(self.pasted.placeholderText())
        self.take = QPushButton(_("Use this address"))
        self.paste_row = QWidget()
        across = QHBoxLayout(self.paste_row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.pasted, 1)
        across.addWidget(self.take)
        self.copy = QPushButton()
        self.begin, self.leave = QPushButton(), QPushButton(_("Sign out"))
        self.begin.setProperty("primary", True)
        self.begin.setDefault(True)
        self.away = QPushButton()
        self.providers = QPushButton(_("Providers…"))
        self.providers.clicked.connect(self.providers_wanted)
        self._lay_out()
        self.choice.currentIndexChanged.connect(self._show)
        self.begin.clicked.connect(self._begin)
        self.leave.setAutoDefault(False)
        self.providers.setAutoDefault(False)
        self.leave.clicked.connect(self._leave)
        self.copy.clicked.connect(self._copy)
        self.take.clicked.connect(self._take)
        self.pasted.returnPressed.connect(self._take)
        self.pasted.textChanged.connect(self._grey)
        self.away.clicked.connect(self._away)
        identity.changed.connect(self._changed)
        standing.changed.connect(self._show)
        identity.failed.connect(self._failed)
        self._clock = QTimer(self, interval=_COUNT)
        self._clock.timeout.connect(self._show)
        self._clock.start()
        self._changed()
        out = identity.state is State.OUT
        (self.begin if out else self.away).setFocus()  # the return key signs nobody out

    def done(self, result: int) -> None:
        """Cancel what was begun."""
        self._identity.cancel()
        super().done(result)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.leave)
        buttons.addWidget(self.providers)
        buttons.addStretch(1)
        for button in (self.copy, self.away, self.begin):
            buttons.addWidget(button)
        down = QVBoxLayout(self)
        down.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        down.setSpacing(2 * GAP)
        for part in (
            self.heading, self.standing, self.person, self.choice, self.device, self.code,
            self.help, self.paste_row, self.error,
        ):  # fmt: skip
            down.addWidget(part)
        down.addStretch(1)
        down.addLayout(buttons)

    @property
    def _chosen(self) -> Provider | None:
        found: Provider | None = self.choice.currentData()
        return found

    @Slot()
    def _changed(self) -> None:
        before = self._chosen
        self.choice.blockSignals(True)
        self.choice.clear()
        for provider in self._identity.providers:
            self.choice.addItem(provider.name, provider)
            if before is not None and provider.id == before.id:
                self.choice.setCurrentIndex(self.choice.count() - 1)
        self.choice.blockSignals(False)
        if self._identity.state is not State.OUT:
            self.error.clear()
        self._show()

    @Slot()
    def _show(self) -> None:
        identity, state = self._identity, self._identity.state
        out, coming = state is State.OUT, state is State.COMING
        chosen, code = self._chosen, identity.code
        known = state in (State.IN, State.OFFLINE)
        user = user_now(identity, self._standing)
        self.heading.setText(user.shown if known else _("Sign in to Mohist"))
        self.standing.setText(standing_text(state, user, identity.provider, identity.left))
        self.person.setText("\n".join(person_lines(user)) if known else "")
        self.person.setVisible(known)
        self.choice.setVisible(out and self.choice.count() > 1)
        self.device.setVisible(out and chosen is not None and chosen.device_flow)
        self.code.setVisible(code is not None)
        self.code.setText(code.user_code if code is not None else "")
        self.help.setText(self._advice())
        self.help.setVisible(bool(self.help.text()))
        self.paste_row.setVisible(coming and bool(identity.address))
        self.error.setVisible(bool(self.error.text()))
        self.copy.setVisible(coming and bool(identity.address or code))
        self.copy.setText(_("Copy the code") if code is not None else _("Copy the address"))
        self.leave.setVisible(known)
        self.providers.setVisible(state in (State.LOCAL, State.OUT))
        self.begin.setVisible(out and chosen is not None)
        self.begin.setText(_("Try again") if self.error.text() else _("Sign in"))
        self.away.setText(_("Cancel") if coming else _("Close"))
        self._grey()
        if (layout := self.layout()) is not None:  # as high as what is shown now
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _advice(self) -> str:
        identity, code = self._identity, self._identity.code
        match identity.state:
            case State.LOCAL:
                return _("Put a provider into the settings to have users sign in.")
            case State.OUT if not identity.providers:
                return _("No provider in the settings can be used. Put their file right.")
            case State.OUT:
                return _("Until somebody is, no server is reached and nothing is changed.")
            case State.COMING if code is not None:
                return _("Enter this code at {address} on any device.").format(address=code.address)
            case State.COMING if identity.opened:
                return _("The browser is open. Sign in there; this goes on by itself.")
            case State.COMING if identity.address:
                return _("No browser could be opened. Copy the address into one.")
            case _:
                return ""

    @Slot()
    def _grey(self) -> None:
        self.take.setEnabled(bool(self.pasted.text().strip()))

    @Slot()
    def _begin(self) -> None:
        provider = self._chosen
        self.error.clear()
        if self._identity.unread:
            self._identity.resume()
        elif provider is not None:
            self.pasted.clear()
            device = self.device.isChecked() and provider.device_flow
            self._identity.sign_in(provider, self._opener, device=device)

    @Slot()
    def _leave(self) -> None:
        self._identity.sign_out()

    @Slot()
    def _copy(self) -> None:
        code = self._identity.code
        QGuiApplication.clipboard().setText(code.user_code if code else self._identity.address)

    @Slot()
    def _take(self) -> None:
        if self.take.isEnabled():
            self._identity.paste(self.pasted.text())
            self.pasted.clear()  # the code in it is good for one sign-in, and nobody else's

    @Slot()
    def _away(self) -> None:
        if self._identity.state is State.COMING:
            self._identity.cancel()
        else:
            self.reject()

    @Slot(object)
    def _failed(self, error: ConsoleError) -> None:
        self.error.setText(f"{error} {error.hint}".strip())
        self._show()


def _text(role: str = "") -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label
