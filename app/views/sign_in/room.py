"""Signing in as the window has it: the disc at the rail's foot, and the two dialogs."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.auth.oauth import Providers
from app.domain.errors import ConsoleError
from app.i18n import N_, _
from app.views.actions import Command
from app.views.menus import FILE
from app.views.settings_page import Door
from app.views.sign_in.dialog import SignInDialog, open_in_browser
from app.views.sign_in.providers_view import ProvidersDialog, ProvidersView
from app.views.sign_in.who_button import WhoButton
from app.views.sign_in.words import standing_text
from app.views.theme import Theme
from app.workers.identity import Identity
from app.workers.identity_parts import State
from app.workers.lane import Job
from app.workers.provider_keeper import ProviderKeeper
from app.workers.standing import Standing

_ENDING = 900.0
"""Seconds before the end of the grace at which it is told of again."""


class SignInRoom(QObject):
    """Goes between who is signed in, the providers there are, and what shows both.

    Signals:
        said: a sentence and a hint, for the notice bar.
        failed: a ConsoleError that no dialog shows.
    """

    said = Signal(str, str)
    failed = Signal(object)

    def __init__(
        self, identity: Identity, standing: Standing, keeper: ProviderKeeper, window: QWidget,
        theme: Callable[[], Theme], parent: QObject | None = None,
        opener: Callable[[str], object] = open_in_browser,
    ) -> None:  # fmt: skip
        """The dialogs open over `window`, in the `theme` of that moment."""
        super().__init__(parent)
        self.identity, self.keeper, self._opener = identity, keeper, opener
        self._standing = standing
        self._window, self._theme = window, theme
        self._asks = False
        """Whether it is still to be seen who was signed in when the console ended."""
        self._stood = identity.state
        self._told_of_the_end = False
        self.dialog: SignInDialog | None = None
        self.providers: ProvidersDialog | None = None
        self.button = WhoButton(identity, standing)
        self.button.clicked.connect(self.open)
        keeper.changed.connect(self._know)
        identity.changed.connect(self._follow)
        identity.wanted.connect(self.open)
        identity.failed.connect(self._fail)

    def begin(self) -> Job[Providers]:
        """Read the providers; until then nobody owns the console. Whoever is still signed in goes
        on, else they are asked to sign in.
        """
        self._asks = True
        self.identity.know(self.keeper.found)
        return self.keeper.load()

    def close(self) -> None:
        """End what is under way; who is signed in is so again at the next start."""
        self.identity.close()
        self.keeper.close()

    @property
    def commands(self) -> tuple[Command, ...]:
        """For the menus and the palette."""
        return (
            Command("sign-in", N_("&Sign in or out…"), self.open, (), FILE, "accounts"),
            Command("providers", N_("&Providers of sign-in…"), self.open_providers, (), FILE,
                    "accounts"),
        )  # fmt: skip

    @property
    def door(self) -> Door:
        """For the settings."""
        return Door(
            N_("Sign-in"), N_("Providers of sign-in"),
            N_("They say who sits in front: by OpenID Connect, or OAuth 2. Without one, whoever"
               " uses this computer's account owns the console."),
            N_("Edit…"), self.open_providers,
        )  # fmt: skip

    @Slot()
    def open(self) -> None:
        """Show who is signed in, and have them sign in or out."""
        if self.dialog is None:
            self.dialog = SignInDialog(self.identity, self._standing, self._window, self._opener)
            self.dialog.providers_wanted.connect(self._turn_to_providers)
            self.dialog.finished.connect(self._forget)
            self.dialog.open()

    @Slot()
    def open_providers(self) -> None:
        """Show the providers; who has to sign in by a new one is asked to afterwards."""
        if self.providers is None:
            view = ProvidersView(self.keeper, self.identity)
            self.providers = ProvidersDialog(view, self._theme(), self._window)
            self.providers.finished.connect(self._forget_providers)
            self.providers.open()
            view.load()

    @Slot()
    def _turn_to_providers(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        self.open_providers()

    @Slot()
    def _forget(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    @Slot()
    def _forget_providers(self) -> None:
        dialog, self.providers = self.providers, None
        if dialog is not None:
            dialog.deleteLater()
        if self.identity.state is State.OUT and self.identity.providers:
            self.open()

    @Slot()
    def _know(self) -> None:
        self.identity.know(self.keeper.found)
        if self._asks and self.identity.state is State.OUT:
            self.identity.resume()
        self._asks = False

    @Slot()
    def _follow(self) -> None:
        """Once somebody came in by the dialog, it goes: it has nothing more to ask. That their
        provider is away is said when it begins, and once more towards the end of the grace.
        """
        identity, before = self.identity, self._stood
        self._stood = identity.state
        text = standing_text(identity.state, identity.user, identity.provider, identity.left)
        if identity.state is State.OFFLINE:
            ending = identity.left <= _ENDING
            if before is not State.OFFLINE or (ending and not self._told_of_the_end):
                self.said.emit(text, _("The rights are those of the last time until then."))
            self._told_of_the_end = ending
        elif identity.state is State.IN and before is State.COMING and self.dialog is not None:
            self.dialog.accept()
            self.said.emit(text, "")

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        if self.dialog is None:
            self.failed.emit(error)
