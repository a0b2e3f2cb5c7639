"""The grammar of MySQL and MariaDB: recursive descent, a module for each family of statements."""

from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.administration import AdministrationGrammar
from app.sql.grammar.cursor import Refused, TooDeep
from app.sql.tokens import END
from app.sql.tree import Statement

__all__ = ["Parser", "Refused", "TooDeep"]

_LONGEST = 4


class Parser(AdministrationGrammar):
    """The whole grammar over the tokens of one statement."""

    _methods: ClassVar[dict[tuple[str, ...], str]] = {}

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
                found: Statement = getattr(self, method)()
                self._depth -= 2
                return found
        raise Refused(self.at, N_("a statement"))


for layer in reversed(Parser.__mro__):
    Parser._methods.update(vars(layer).get("STATEMENTS", {}))
