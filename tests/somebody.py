"""Somebody who uses the whole program: types into its forms, opens, acts, and leaves."""

from pathlib import Path
from typing import Any

from app.domain.act import Act
from app.domain.endpoint import Access
from app.domain.inventory import DatabaseType, Instance, new_id
from app.main import Console, build
from app.views.operate.desk import Desk

_SOON = 15_000  # milliseconds


class Somebody:
    """At the program, whose secrets are in a vault under `phrase`, or in the keychain."""

    def __init__(self, qtbot: Any, qapp: Any, home: Path, phrase: str = "") -> None:
        self.qtbot, self.home = qtbot, home
        self.console: Console = build(qapp, home / "settings", home / "state", home / "data")
        qtbot.addWidget(self.console.window)
        self.console.window.show()
        self.console.preferences.change(secrets="vault" if phrase else "keychain")
        if phrase:
            self.done(self.console.secrets.unlock(phrase))
        with qtbot.waitSignal(self.console.estate.changed, timeout=_SOON):
            self.console.estate.load()

    def done(self, job: Any) -> None:
        with self.qtbot.waitSignal(job.succeeded, timeout=_SOON):
            pass

    def keep(self, instance: Instance, **secrets: str) -> Instance:
        """Type an instance and its secrets into the form, and accept."""
        doing = self.console.inventory.doing
        doing.edit(instance)
        editor = doing.editor
        assert editor is not None
        assert editor.access is not None
        lines = dict(editor.access._secrets)
        lines |= {card.hop.secret: card.secret for card in editor.access.hops.cards}
        for what, secret in secrets.items():
            lines[what.replace("_", "-")].setText(secret)
        with self.qtbot.waitSignal(self.console.estate.changed, timeout=_SOON):
            editor._try_accept()
        self.qtbot.waitUntil(lambda: doing.editor is None)
        return next(
            each for each in self.console.estate.now.all(Instance) if each.id == instance.id
        )

    def open(self, instance: Instance) -> Desk:
        """Open its page; its panels, or the refusal, are there."""
        self.console.inventory._open(instance)
        desk = self.console.operate.desk
        assert desk is not None
        self.qtbot.waitUntil(
            lambda: bool(desk.panels) or desk.connecting._error is not None, timeout=_SOON
        )
        return desk

    def act(self, desk: Desk, act: Act) -> None:
        """Propose an act and agree to it."""
        desk.room.proposals.propose(act, desk)
        ask = desk.room.proposals.ask
        assert ask is not None
        with self.qtbot.waitSignal(desk.room.proposals.done, timeout=_SOON) as heard:
            ask.yes.click()
        assert heard.args[0].worked, heard.args[0]

    def leave(self) -> None:
        self.console.window.close()
        self.console.close()


def instance(name: str, type_: DatabaseType, port: int, **access: Any) -> Instance:
    return Instance(new_id(), name, type_, "127.0.0.1", port, access=Access(**access))
