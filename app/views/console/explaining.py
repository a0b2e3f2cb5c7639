"""The plan of a statement: asked for beside the session of the tab, marked in its text."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTextEdit

from app.domain.errors import BadInput
from app.flows.console.preparing import Prepared, Wanted, prepare
from app.i18n import _
from app.views.console.below import Below
from app.views.console.editor.editor import SqlEditor
from app.views.console.room import ConsoleRoom
from app.views.console.session import SheetSession
from app.views.theme import blend
from app.workers.links import Links

_WASH = 0.25


class Explaining(QObject):
    """Explains one statement at a time, on a login of its own that is made when it is needed.

    Signals:
        failed: a ConsoleError.
    """

    failed = Signal(object)

    def __init__(
        self, room: ConsoleRoom, session: SheetSession, editor: SqlEditor, below: Below,
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._room, self._session, self._editor, self._below = room, session, editor, below
        self._links: Links | None = None
        self._start = 0
        self._place: tuple[int, int] | None = None
        below.plan.view.place_wanted.connect(self._mark)
        editor.edited.connect(self._edited)

    def begin(self, *, analyze: bool = False) -> None:
        """Explain what is selected, or the statement at the cursor; `analyze`: by running it."""
        start, end = self._editor.selection
        wanted = Wanted(
            self._editor.text, self._editor.language, self._editor.position,
            (start, end) if start < end else None,
        )  # fmt: skip
        job = self._room.lane.submit(partial(prepare, wanted))
        job.succeeded.connect(partial(self._explain, analyze))
        job.failed.connect(self.failed)

    def _explain(self, analyze: bool, prepared: Prepared) -> None:
        at = self._session.endpoint
        if at is None:
            return
        if not prepared.pieces:
            self.failed.emit(
                BadInput(
                    _("There is no statement at the cursor."),
                    hint=_("Put the cursor into one, or select what shall be explained."),
                )
            )
            return
        if self._links is None or self._links.endpoint != at:
            self.close()
            self._links = self._room.links(at)
            self._links.setParent(self)
        piece = prepared.pieces[0]
        self._start = piece.offset
        self._below.show_plan()
        self._below.plan.explain(
            self._links.watch, at, piece.text, self._session.schema, analyze=analyze
        )

    @Slot(object)
    def _mark(self, place: tuple[int, int] | None) -> None:
        """Show what a step of the plan comes from."""
        self._place = place
        self.apply_theme()

    def apply_theme(self) -> None:
        """What is marked is so in the colours of now."""
        place = self._place
        if place is None:
            self._editor.mark("plan", [])
            return
        made = QTextEdit.ExtraSelection()
        made.cursor = self._editor.cursor_over(self._start + place[0], self._start + place[1])
        theme = self._editor.theme
        made.format.setBackground(QColor(blend(theme.notice, theme.surface, _WASH)))
        self._editor.mark("plan", [made])

    @Slot(object, object, object)
    def _edited(self, position: int, removed: int, added: str) -> None:
        self._mark(None)
        if position + removed <= self._start:
            self._start += len(added) - removed

    def close(self) -> None:
        """Log out, in the background."""
        if self._links is not None:
            self._links.close()
            self._links.deleteLater()
            self._links = None
