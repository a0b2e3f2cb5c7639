"""What the user can do, as a table: menus, palette, tooltips and the list of shortcuts read it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.i18n import _


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can do.

    `text` is declared with N_() and may have an & for the keyboard; `does` is called without
    arguments; `menu` is the title of the menu it stands in (N_() too), nothing for none.
    `shortcuts` are as QKeySequence spells them; the first is shown.
    """

    name: str
    text: str
    does: Callable[[], object]
    shortcuts: tuple[str, ...] = ()
    menu: str = ""
    icon: str = ""

    @property
    def title(self) -> str:
        """The text in the language spoken now, without the mark for the keyboard."""
        return _(self.text).replace("&", "")


class CommandAction(QAction):
    """A command as an action of a widget; its text follows the language."""

    def __init__(self, command: Command, parent: QWidget) -> None:
        super().__init__(parent)
        self.command = command
        self.setObjectName(command.name)
        self.setShortcuts([QKeySequence(text) for text in command.shortcuts])
        self.triggered.connect(self._run)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the text in the language spoken now."""
        self.setText(_(self.command.text))
        shown = self.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(f"{self.command.title} ({shown})" if shown else self.command.title)

    def _run(self) -> None:
        self.command.does()


def actions_for(commands: Iterable[Command], parent: QWidget) -> tuple[CommandAction, ...]:
    """Actions for `commands`, added to `parent` so that their shortcuts work there."""
    made = tuple(CommandAction(command, parent) for command in commands)
    for action in made:
        parent.addAction(action)
    return made
