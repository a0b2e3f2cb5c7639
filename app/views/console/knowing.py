"""What a tab knows of its instance: schemas to choose from, names to complete."""

from PySide6.QtCore import QObject, Slot

from app.domain.dialect import Dialect
from app.domain.schema.catalogue import EMPTY, Catalogue
from app.flows.console.script import RanStatement
from app.sql.kinds import Nature, kind_of, nature
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import tokenize
from app.views.console.binding_bar import BindingBar
from app.views.console.editor.assistance import Assistance
from app.views.console.editor.editor import SqlEditor
from app.views.console.room import ConsoleRoom, language_of
from app.views.console.session import SheetSession
from app.workers.catalogue_keeper import KnownCatalogue

_HEAD = 2_000  # characters in which the kind of a statement shows


class Knowing(QObject):
    """Follows the session: the catalogue is asked for once it is logged in."""

    def __init__(
        self, room: ConsoleRoom, session: SheetSession, editor: SqlEditor, bar: BindingBar,
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._room, self._session, self._editor, self._bar = room, session, editor, bar
        self.known: KnownCatalogue | None = None
        self.schema = ""
        self.assistance = Assistance(editor, lambda: self.catalogue, lambda: self.schema)
        session.changed.connect(self._follow)

    @property
    def catalogue(self) -> Catalogue:
        """What is known by now. Asked in any thread."""
        known = self.known
        return EMPTY if known is None else known.catalogue

    @Slot()
    def _follow(self) -> None:
        self.schema = self._session.schema
        at = self._session.endpoint
        if at is None or not self._session.ready:
            return
        if not isinstance(language_of(at, Dialect.MYSQL), Dialect):
            return
        known = self._room.catalogue(at)
        if known is not self.known:
            self.let_go()
            self.known = known
            known.changed.connect(self._show)
            self._show()

    @Slot()
    def _show(self) -> None:
        schemas = self.catalogue.schemas
        if schemas:
            self._bar.show_schemas(schemas)

    @Slot(object)
    def ran(self, ran: RanStatement) -> None:
        """A statement ended: where it was DDL, what is known is old."""
        language = self._editor.language
        if self.known is None or not isinstance(language, Dialect):
            return
        head = ran.piece.text[:_HEAD]
        oracle = language is Dialect.ORACLE
        tokens = tokenize_oracle(head) if oracle else tokenize(head, language)
        if nature(kind_of(tokens, language)) is Nature.DDL:
            self.known.note_ddl()

    def let_go(self) -> None:
        """Follow it no more."""
        if self.known is not None:
            self.known.changed.disconnect(self._show)
            self.known = None
