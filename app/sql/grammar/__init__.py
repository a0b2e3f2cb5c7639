"""The grammar of MySQL and MariaDB: recursive descent, a module for each family of statements.

That of Oracle is in `oracle`.
"""

from app.sql.grammar.administration import AdministrationGrammar
from app.sql.grammar.cursor import Refused, TooDeep
from app.sql.grammar.noted import STATEMENTS_NOTED
from app.sql.grammar.whole import Whole

__all__ = ["Parser", "Refused", "TooDeep"]


class Parser(Whole, AdministrationGrammar):
    """The whole grammar over the tokens of one statement."""

    _noted = STATEMENTS_NOTED
