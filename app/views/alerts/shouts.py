"""The ways a desktop takes notifications: the tray, else the portal of freedesktop.org."""

import time
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from app.views.icons import app_icon

_SERVICE = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_INTERFACE = "org.freedesktop.portal.Notification"
_INVOKED = SLOT("_invoked(QString,QString)")
_SHOWN = 15_000
"""Milliseconds a notification of the tray stays."""
_REMEMBERED = 100
"""Notifications whose alert is known when they are clicked."""


class Shouts(Protocol):
    """Shows notifications."""

    clicked: Any
    """A signal: the id of what a notification is about, which was clicked."""
    refused: Any
    """A signal: this desktop shows none after all."""

    def show(self, title: str, text: str, id_: str, *, critical: bool) -> None:
        """Show one; never waits."""
        ...

    def close(self) -> None:
        """Show no more."""
        ...


def shouts_of_this_desktop(parent: QObject) -> Shouts | None:
    """The way this desktop takes notifications; None where it takes none."""
    if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
        return TrayShouts(parent)
    if QGuiApplication.platformName() in ("xcb", "wayland"):
        return PortalShouts.made(parent)
    return None


class TrayShouts(QObject):
    """Shows them at an icon in the tray.

    Which was clicked Qt does not tell. Where one alone can be on the screen it is that one; where
    several can, none is guessed: a wrong alert would be opened.

    Signals:
        clicked: what the one that was clicked is about; "" where it may be one of several.
        refused: never.
    """

    clicked = Signal(str)
    refused = Signal()

    def __init__(self, parent: QObject, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._shown: list[tuple[float, str]] = []
        self.tray = QSystemTrayIcon(app_icon(), self)
        self.tray.setToolTip(QGuiApplication.applicationDisplayName())
        self.tray.messageClicked.connect(self._tell)
        self.tray.show()

    def show(self, title: str, text: str, id_: str, *, critical: bool) -> None:
        """Show one."""
        now = self._clock()
        self._shown = [each for each in self._shown if (now - each[0]) * 1000 < _SHOWN]
        self._shown.append((now, id_))
        kind = QSystemTrayIcon.MessageIcon
        self.tray.showMessage(title, text, kind.Critical if critical else kind.Warning, _SHOWN)

    @Slot()
    def _tell(self) -> None:
        about = {id_ for _at, id_ in self._shown}
        self.clicked.emit(about.pop() if len(about) == 1 else "")

    def close(self) -> None:
        """Take the icon away."""
        self.tray.hide()


class PortalShouts(QObject):
    """Hands them to the desktop portal over the session's D-Bus, without waiting for it.

    The portal, not the older `org.freedesktop.Notifications`: that one wants numbers without a
    sign, which PySide cannot put into a message.

    Signals:
        clicked: what the one that was clicked is about.
        refused: there is no portal after all, or it shows none.
    """

    clicked = Signal(str)
    refused = Signal()

    def __init__(self, bus: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._bus = bus
        self._about: dict[str, str] = {}
        self._number = 0
        self._waited: set[Any] = set()
        self._bus.connect("", _PATH, _INTERFACE, "ActionInvoked", self, _INVOKED)

    @classmethod
    def made(cls, parent: QObject) -> "PortalShouts | None":
        """One, where there is a session's bus."""
        from PySide6.QtDBus import QDBusConnection

        bus = QDBusConnection.sessionBus()
        return cls(bus, parent) if bus.isConnected() else None

    def show(self, title: str, text: str, id_: str, *, critical: bool) -> None:
        """Show one."""
        from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher

        self._number += 1
        name = f"alert-{self._number}"
        self._about[name] = id_
        for old in list(self._about)[:-_REMEMBERED]:
            del self._about[old]
        message = QDBusMessage.createMethodCall(_SERVICE, _PATH, _INTERFACE, "AddNotification")
        told = {"title": title, "body": text, "priority": "urgent" if critical else "high"}
        message.setArguments([name, {**told, "default-action": "open"}])
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(message), self)
        self._waited.add(watcher)
        watcher.finished.connect(self._note)

    @Slot(object)
    def _note(self, watcher: Any) -> None:
        self._waited.discard(watcher)
        if watcher.isError():
            self.refused.emit()
        watcher.deleteLater()

    @Slot(str, str)
    def _invoked(self, name: str, _action: str) -> None:
        if name in self._about:
            self.clicked.emit(self._about.pop(name))

    def close(self) -> None:
        """Hear no more clicks."""
        self._bus.disconnect("", _PATH, _INTERFACE, "ActionInvoked", self, _INVOKED)
