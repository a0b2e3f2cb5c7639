"""What the window asks of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal

from app.models.fields import State
from app.views.actions import Command, CommandAction, actions_for
from app.views.theme import Theme
from app.views.widgets.handing import Handing


@dataclass(frozen=True, slots=True)
class Badge:
    """What a page's button on the rail says of it while another page is in front."""

    number: int = 0
    """0 is none."""
    state: State = State.NONE
    said: str = ""
    """The same in words, for those who do not see it."""


class Page(Handing):
    """A page of the rail.

    Signals:
        failed: an exception to present in the notice bar.
        busy: what is being done, for the status bar; an empty text when it is over.
        changed: what can be done here is another now; `enabled` and `checked` are asked anew.
        badged: `badge` is another.
    """

    failed = Signal(object)
    busy = Signal(object)
    changed = Signal()
    badged = Signal()

    title: ClassVar[str] = ""
    """Declared with N_()."""
    icon: ClassVar[str] = ""
    """The name of a file in resources/icons."""
    takes_files: ClassVar[bool] = False
    """Whether files dropped on the window, or chosen in the palette, are for this page."""
    badge = Badge()
    """See `show_badge`."""

    def show_badge(self, badge: Badge) -> None:
        """Have the rail say this of the page."""
        if badge != self.badge:
            self.badge = badge
            self.badged.emit()

    def commands(self) -> tuple[Command, ...]:
        """What can be done on this page; asked once."""
        return ()

    @cached_property
    def command_actions(self) -> dict[str, CommandAction]:
        """The commands as actions of this page, by name, for buttons (`setDefaultAction`).

        The window puts the same into its menus, and keeps their words, icons and greying.
        """
        return {action.command.name: action for action in actions_for(self.commands(), self)}

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours that the palette does not bring."""

    def take_files(self, paths: Sequence[Path]) -> None:
        """Do what this page does with files."""

    def state(self) -> dict[str, bytes]:
        """What to keep of how it is arranged: splitters, columns."""
        return {}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange it as it was."""

    def may_close(self) -> bool:
        """Whether the window may close now; a page may ask the user first."""
        return True

    def shut(self) -> None:
        """End what runs; the window closes."""
