"""What the user can do, as a table: menus, buttons, palette, tooltips and the help read it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.views.icons import icon
from app.views.theme import Theme

_NATIVE = QKeySequence.SequenceFormat.NativeText


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can do.

    `text` is declared with N_() and may have an & for the keyboard; `does` is called without
    arguments; `menu` is the title of the menu it stands in (N_() too), nothing for none.
    `shortcuts` are as QKeySequence spells them; the first is shown. `icon` is the name of a file
    in resources/icons. `enabled` and `checked` are asked whenever its page says `changed`; one
    that has a `checked` is shown with a tick. So is `why_not`: the reason in a sentence where
    whoever sits in front has no right to it, "" else; the tooltip says it.
    """

    name: str
    text: str
    does: Callable[[], object]
    shortcuts: tuple[str, ...] = ()
    menu: str = ""
    icon: str = ""
    enabled: Callable[[], bool] | None = None
    checked: Callable[[], bool] | None = None
    why_not: Callable[[], str] | None = None

    @property
    def title(self) -> str:
        """The text in the language spoken now, without the mark for the keyboard."""
        return without_mark(_(self.text))

    @property
    def english(self) -> str:
        """The title in English, by which the palette finds it too."""
        return without_mark(self.text)

    @property
    def keys(self) -> str:
        """All its shortcuts as this system writes them."""
        return ", ".join(QKeySequence(text).toString(_NATIVE) for text in self.shortcuts)

    @property
    def can(self) -> bool:
        """Whether it can be done now."""
        return (self.enabled is None or self.enabled()) and not self.reason

    @property
    def reason(self) -> str:
        """Why it may not be done, in a sentence; "" where it may."""
        return "" if self.why_not is None else self.why_not()


class CommandAction(QAction):
    """A command as an action of a widget; menus and buttons share it."""

    def __init__(self, command: Command, parent: QWidget) -> None:
        super().__init__(parent)
        self.command = command
        self.setObjectName(command.name)
        self.setCheckable(command.checked is not None)
        self.setShortcuts([QKeySequence(text) for text in command.shortcuts])
        self.triggered.connect(self._run)
        self.retranslate()
        self.refresh()

    def retranslate(self) -> None:
        """Say the text in the language spoken now."""
        self.setText(_(self.command.text))
        self.setIconText(self.command.title)  # on a button in a bar
        self._say()

    def refresh(self) -> None:
        """Ask anew whether it can be done and is on."""
        self.setEnabled(self.command.can)
        if self.command.why_not is not None:
            self._say()
        if self.command.checked is not None:
            self.setChecked(self.command.checked())

    def _say(self) -> None:
        """What it is, its keys, and why it is grey for this user."""
        shown = self.shortcut().toString(_NATIVE)
        title = f"{self.command.title} ({shown})" if shown else self.command.title
        reason = self.command.reason
        self.setToolTip(f"{title}\n{reason}" if reason else title)
        self.setStatusTip(reason)

    def apply_theme(self, theme: Theme) -> None:
        """Draw its icon in the colours of `theme`."""
        if self.command.icon:
            self.setIcon(icon(self.command.icon, theme))

    def _run(self) -> None:
        self.command.does()
        self.refresh()


def actions_for(commands: Iterable[Command], parent: QWidget) -> tuple[CommandAction, ...]:
    """Actions for `commands`, added to `parent` so that their shortcuts work there."""
    made = tuple(CommandAction(command, parent) for command in commands)
    for action in made:
        parent.addAction(action)
    return made


def without_mark(text: str) -> str:
    """`text` without the & that marks a letter, and without the (&X) of Chinese menus."""
    head, mark, tail = text.partition("(&")
    if mark and tail[1:2] == ")":
        text = head + tail[2:]
    return text.replace("&", "")
