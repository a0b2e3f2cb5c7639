"""MariaDB's programs in its Oracle mode (`SET sql_mode = ORACLE`): PL/SQL around its own SQL.

No statement says in which mode it is meant, so this is read where the ordinary grammar fails.
"""

from app.sql.grammar.noted import STATEMENTS_NOTED
from app.sql.grammar.oracle_mode.units import ModeUnits
from app.sql.grammar.whole import Whole

__all__ = ["OracleModeParser"]


class OracleModeParser(Whole, ModeUnits):
    """The grammar of MariaDB with the programs of its Oracle mode."""

    _noted = STATEMENTS_NOTED
