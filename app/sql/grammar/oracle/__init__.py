"""The grammar of Oracle SQL and PL/SQL: a module for each family of statements.

Each is a layer of one class, as in the grammar of MySQL; a family that others need not know
joins the parser below.
"""

from app.sql.grammar.oracle.plsql.units import Programs
from app.sql.grammar.oracle.transactions import Transactions
from app.sql.grammar.whole import Whole

__all__ = ["OracleParser"]


class OracleParser(Whole, Programs, Transactions):
    """The whole grammar over the tokens of one statement."""
