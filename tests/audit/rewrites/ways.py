"""The two ways of every example: what it says, and what a rewriter makes of it."""

from functools import cache

from app.audit.rewrites import REWRITERS, Rewriter, Rewrites
from app.audit.rewrites.registry import ORACLE_TABLES, TABLES
from app.domain.dialect import Dialect
from app.domain.fix import Fix
from tests.audit.examples import findings

EQUAL = [(rewriter, sql) for rewriter in REWRITERS for sql in rewriter.equal]


def tables(dialect: Dialect) -> str:
    """The script that makes what the examples of a dialect speak of."""
    return ORACLE_TABLES if dialect is Dialect.ORACLE else TABLES


@cache
def offered(rewriter: Rewriter, sql: str, dialect: Dialect = Dialect.MYSQL) -> list[Fix]:
    """The fixes of one rewriter for what its rule finds in an example."""
    script = f"{tables(dialect)}{sql}"
    rewrites = Rewrites(script, dialect, only=rewriter)
    found = findings(script, rewriter.rule, dialect)
    return [fix for each in found for fix in rewrites.of(each)]


def both_ways(rewriter: Rewriter, sql: str) -> list[tuple[str, str]]:
    """An example as it is, with each of what the rewriter would have it be.

    Of a page that is deep in the table another is taken, so that there are rows.
    """
    found = [(sql, fix.on(TABLES + sql)[len(TABLES) :]) for fix in offered(rewriter, sql)]
    return [(one.replace("20000", "2"), other.replace("20000", "2")) for one, other in found]
