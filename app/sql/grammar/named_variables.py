"""`@x` of the user and `@@x` of the server, whose parts may be several tokens."""

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.types import Types
from app.sql.tokens import STRING, VARIABLE
from app.sql.tree import Variable

SCOPES = frozenset({"GLOBAL", "SESSION", "LOCAL", "PERSIST", "PERSIST_ONLY"})
"""Whose value of a variable is meant."""
_NEVER_ALONE = frozenset({"GLOBAL", "SESSION", "LOCAL"})
"""Scopes that are never the name of a variable."""
_NO_NAMES = frozenset({"@", "@''", '@""', "@``"})


class NamedVariables(Types):
    """Variables by their names."""

    def variable(self, *, assigned: bool = False) -> Variable:
        """`@x` or `@@x`; of `@@global.`x`.y` the parts behind a quote are tokens of their own."""
        first = self.expect(VARIABLE)
        text = self.text(first)
        if text[:2] == "@@":
            text = self._system_variable(first, text, assigned)
        elif text in _NO_NAMES and self.dialect is Dialect.MARIADB:
            raise Refused(first, N_("the name of a variable"))
        return Variable(first, self.before, text)

    def _system_variable(self, first: int, text: str, assigned: bool) -> str:
        """`[scope.][component.]name`, from its first token; DEFAULT is a component in SET only."""
        if text == "@@" or text[2] in {"'", '"'}:
            raise Refused(first, N_("the name of a variable"))
        if text[-1] == ".":
            quoted = self.kinds[self.at] is STRING
            if quoted and assigned and self.dialect is Dialect.MYSQL:
                raise Refused(self.at, N_("a name"))
            text += (self.any_word() if quoted else self.identifier()).name
        while self.accept("."):
            text += f".{self.any_word().name}"
        scope, *parts = text[2:].upper().split(".")
        reserved = scope in self._reserved and not (assigned and scope == "DEFAULT" and parts)
        if reserved or (scope in _NEVER_ALONE and not parts):
            raise Refused(first, N_("the name of a variable"))
        scoped = scope in SCOPES
        if len(parts) > 1 + scoped and self.dialect is Dialect.MYSQL:
            raise Refused(first, N_("a name of fewer parts"))
        if scoped and len(parts) > 1 and parts[0] in SCOPES:
            raise Refused(first, N_("the name of a variable"))
        return text
