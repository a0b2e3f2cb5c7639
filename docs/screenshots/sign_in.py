"""Take the screenshots of signing in, from the real program at a real provider.

    python docs/screenshots/sign_in.py

Starts the provider the tests start; whoever a browser would bring is sent by the same visitor.
Look at the pictures after.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from make import Studio
from PySide6.QtWidgets import QScrollArea, QWidget

from app.auth.oauth import NAME, Fields, Provider, write_providers
from app.main import Console
from app.views.settings_page import SettingsPage
from app.views.sign_in.provider_form import ProviderForm
from app.workers.identity_parts import State
from tests.servers.providers.authlib_provider import AuthlibProvider, Visitor

LOOKS = (("en", "light", "light"), ("en", "dark", "dark"), ("zh_CN", "light", "chinese"))


class Album:
    """Pictures of one look after the other."""

    def __init__(self, studio: Studio, home: Path, authlib: AuthlibProvider) -> None:
        self._studio, self._home, self._authlib = studio, home, authlib

    def providers(self) -> tuple[Provider, ...]:
        """One to sign in at, and two others to choose from."""
        return (
            self._authlib.openid(id="sso", name="统一认证 SSO", device_flow=True),
            Provider("keycloak", "Keycloak", "mohist", issuer="https://sso.example.com/realms/dba",
                     uses_secret=True, proxy="http://proxy.example.com:3128"),
            Provider("old", "Legacy login", "console-7", scopes=("profile",),
                     authorize_url="https://login.example.com/oauth/authorize",
                     token_url="https://login.example.com/oauth/token",  # noqa: S106
                     user_info_url="https://login.example.com/oauth/user",
                     fields=Fields(subject="data.uid", name_cn="data.name_cn")),
        )  # fmt: skip

    def take(self, look: tuple[str, str, str]) -> None:
        """All states in one look."""
        language, theme, suffix = look
        write_providers(self._home / "settings" / NAME, self.providers())
        console = self._studio.open(language, theme)
        room, identity = console.sign_in, console.sign_in.identity
        room.begin()
        self._wait(lambda: room.dialog is not None)
        self._grab(room.dialog, f"sign-in-{suffix}")
        assert room.dialog is not None
        room.dialog._opener = lambda _address: True
        room.dialog.begin.click()
        self._wait(lambda: bool(identity.address))
        self._grab(room.dialog, f"sign-in-browser-{suffix}")
        identity.cancel()
        room.dialog.device.setChecked(True)
        room.dialog.begin.click()
        self._wait(lambda: identity.code is not None)
        self._grab(room.dialog, f"sign-in-code-{suffix}")
        identity.cancel()
        room.dialog.device.setChecked(False)
        with Visitor(self._authlib) as visitor:
            room.dialog._opener = visitor.open
            room.dialog.begin.click()
            self._wait(lambda: identity.state is State.IN)
        room.open()
        self._grab(room.dialog, f"sign-in-in-{suffix}")
        room.dialog.reject()
        self._settings(console, suffix)
        room.open_providers()
        assert room.providers is not None
        view = room.providers.view
        self._wait(lambda: view.table.total == 3)
        view.panel.view.select("old")
        self._studio.settle()
        self._grab(room.providers, f"providers-{suffix}")
        view.edit()
        assert isinstance(view.split.form, ProviderForm)
        view.split.form.test.click()
        self._grab(room.providers, f"provider-form-{suffix}")
        room.providers.reject()
        self._authlib.stop()
        identity._confirm()
        self._wait(lambda: identity.state is State.OFFLINE)
        room.open()
        self._grab(room.dialog, f"sign-in-offline-{suffix}")
        room.dialog.reject()
        self._authlib.start()
        identity.sign_out()
        self._studio.settle()

    def _settings(self, console: Console, suffix: str) -> None:
        window = console.window
        page = next(each for each in window.pages if isinstance(each, SettingsPage))
        window.show_page(window.pages.index(page))
        (area,) = page.findChildren(QScrollArea)
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
        self._studio.take(f"settings-sign-in-{suffix}")

    def _wait(self, until: Callable[[], bool]) -> None:
        self._studio.wait(until)
        assert until()

    def _grab(self, dialog: QWidget | None, name: str) -> None:
        assert dialog is not None
        self._studio.settle()
        dialog.grab().save(str(HERE / f"{name}.png"))


def main() -> None:
    """All looks."""
    with tempfile.TemporaryDirectory() as name, AuthlibProvider().start() as authlib:
        home = Path(name)
        os.environ["MOHIST_HOME"] = name
        for look in LOOKS:
            studio = Studio(home / look[2])
            Album(studio, home / look[2], authlib).take(look)
            studio.close()


if __name__ == "__main__":
    main()
