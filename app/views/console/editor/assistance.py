"""What an editor is told by the catalogue of its server, or by the table of Redis' commands."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.console.candidate import Candidates
from app.domain.dialect import Dialect
from app.domain.schema.catalogue import Catalogue
from app.domain.stop import Stop
from app.engines.redis.complete import complete_command
from app.sql.complete import complete

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor


class Assistance:
    """Provides the candidates of one editor, from whatever catalogue is known when it is asked.

    `catalogue` and `schema` are called in a thread: they read one attribute each.
    """

    def __init__(
        self, editor: "SqlEditor", catalogue: Callable[[], Catalogue], schema: Callable[[], str]
    ) -> None:
        self._editor = editor
        self._catalogue, self._schema = catalogue, schema
        editor.completion.set_provider(self)

    def __call__(self, text: str, position: int, _stop: Stop) -> Candidates:
        """What may stand at a place."""
        language = self._editor.language
        if not isinstance(language, Dialect):
            return complete_command(text, position)
        return complete(text, position, language, self._catalogue(), self._schema())
