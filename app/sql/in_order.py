"""Statements of one script, one behind the other, each read as its session reads it there."""

from app.domain.dialect import Dialect
from app.sql.modes import ModeKeeper
from app.sql.parse import Parsed, parse


class InOrder:
    """Parses what it is given, and follows what SET changes for what comes behind."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._session = ModeKeeper(dialect)

    def parse(self, text: str) -> Parsed:
        """The next statement, without its delimiter."""
        parsed = parse(text, self._dialect, self._session.modes)
        self._session.follow(parsed.tree, parsed.tokens)
        return parsed
