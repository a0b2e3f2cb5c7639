"""What mends the findings of one script: rewrites that are proved equal, then fixes."""

from app.audit.fixes import FIXERS, fixes
from app.audit.rewrites import REWRITERS, Rewrites
from app.domain.dialect import Dialect
from app.domain.finding import Finding
from app.domain.fix import Fix
from app.sql.schema import Schema

MENDABLE = frozenset(FIXERS) | {rewriter.rule for rewriter in REWRITERS}
"""The rules for whose findings something may be known."""


class Mending:
    """Of the script `text`; `schema` says what is there before it."""

    def __init__(self, text: str, dialect: Dialect, schema: Schema | None = None) -> None:
        self._text, self._dialect = text, dialect
        self._rewrites = Rewrites(text, dialect, schema)

    def of(self, finding: Finding) -> tuple[Fix, ...]:
        """What would mend a finding, the best first; nothing where nobody knows."""
        return (*self.rewrites(finding), *self.fixes(finding))

    def rewrites(self, finding: Finding) -> tuple[Fix, ...]:
        """Those that leave the rows what they are."""
        return self._rewrites.of(finding)

    def fixes(self, finding: Finding) -> tuple[Fix, ...]:
        """Those that say what the rule asks for."""
        return fixes(finding, self._text, self._dialect)
