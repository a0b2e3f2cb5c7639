"""The top of a grammar: from the first words of a statement to the method that reads it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Cursor, Refused
from app.sql.tokens import END
from app.sql.tree import Statement

_LONGEST = 4


class Whole(Cursor):
    """Finds the method for a statement in the `STATEMENTS` of its layers, the upper ones first."""

    _methods: ClassVar[dict[tuple[str, ...], str]] = {}
    _noted: ClassVar[Mapping[tuple[str, ...], str]] = {}
    """Constructs not every release knows, by the words that told the statement."""

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls._methods = {}
        for layer in reversed(cls.__mro__):
            cls._methods.update(vars(layer).get("STATEMENTS", {}))

    def whole(self) -> Statement:
        """The statement, which must be everything there is but for one semicolon."""
        found = self.statement()
        self.accept(";")
        if self.kinds[self.at] is not END:
            raise Refused(self.at, N_("the end of the statement"))
        return found

    def statement(self) -> Statement:
        """Any statement, by its first words; the more of them are known the better."""
        self.descend(2)
        words = tuple(self.kinds[self.at : self.at + _LONGEST])
        for length in range(len(words), 0, -1):
            method = self._methods.get(words[:length])
            if method is not None:
                if construct := self._noted.get(words[:length]):
                    self.note(construct, self.at)
                found: Statement = getattr(self, method)()
                self._depth -= 2
                return found
        labelled = self._methods.get((":",)) if self.kinds[self.at + 1] == ":" else None
        if labelled is None:
            raise Refused(self.at, N_("a statement"))
        made: Statement = getattr(self, labelled)()
        self._depth -= 2
        return made
