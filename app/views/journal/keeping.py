"""What is done with the journal as a whole: an anchor shown, another key, another journal begun."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from app.domain.journal import Anchor
from app.domain.stop import Stop
from app.flows.keep_journal import set_journal_aside, take_anchor
from app.flows.rights import Warden
from app.i18n import _
from app.store.journal import Journal
from app.views.journal.anchor_dialog import AnchorDialog
from app.views.widgets.ask import Ask
from app.workers.lane import Lane


class Keeping(QObject):
    """Asks over the window, and has it done in the lane of the journal.

    Signals:
        done: another journal or key is there now; what to say of it, which may be nothing.
        failed: a ConsoleError.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(
        self, journal: Journal, warden: Warden, lane: Lane,
        replace_key: Callable[[Stop], object], font: Callable[[], QFont], window: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._journal, self._warden, self._lane = journal, warden, lane
        self._replace_key, self._font, self._window = replace_key, font, window

    @Slot()
    def take_anchor(self) -> None:
        """Show what to keep elsewhere, to be copied, printed or saved."""
        job = self._lane.submit(lambda _stop: take_anchor(self._journal))
        job.succeeded.connect(self._show_anchor)
        job.failed.connect(self.failed)

    @Slot(object)
    def _show_anchor(self, anchor: Anchor) -> None:
        AnchorDialog(anchor, self._font(), self._window).open()

    @Slot()
    def ask_aside(self) -> None:
        """Set it aside, after asking."""
        ask = Ask(
            _("Set the journal aside"), [],
            warnings=[
                _(
                    "A journal that cannot be gone on with is kept as it is, and a new one begun:"
                    " its first entry says so. `mohist journal verify --file` checks the old one."
                )
            ],
            yes=_("Set it aside"), parent=self._window,
        )  # fmt: skip
        ask.agreed.connect(self.set_aside)
        ask.open()

    @Slot()
    def set_aside(self) -> None:
        """Keep the journal there is, and begin a new one."""
        job = self._lane.submit(lambda _stop: set_journal_aside(self._journal, self._warden))
        job.succeeded.connect(self._say_aside)
        job.failed.connect(self.failed)

    @Slot(object)
    def _say_aside(self, kept: Path | None) -> None:
        said = _("It is kept in {folder}; a new journal is begun.")
        self.done.emit(said.format(folder=kept) if kept is not None else "")

    @Slot()
    def ask_key(self) -> None:
        """Replace the key, after asking."""
        ask = Ask(
            _("Replace the key that signs the journal"), [],
            warnings=[
                _(
                    "Do this where somebody else may have had the key. The one of now vouches for"
                    " the new one and is gone then. Close other windows of Mohist on this computer"
                    " first: they would go on with the old one."
                )
            ],
            yes=_("Replace it"), parent=self._window,
        )  # fmt: skip
        ask.agreed.connect(self.replace_key)
        ask.open()

    @Slot()
    def replace_key(self) -> None:
        """Have another key sign from now on."""
        job = self._lane.submit(self._replace_key)
        job.succeeded.connect(self._say_replaced)
        job.failed.connect(self.failed)

    @Slot()
    def _say_replaced(self) -> None:
        self.done.emit(_("Another key signs from now on."))
