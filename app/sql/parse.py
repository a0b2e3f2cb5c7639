"""From the text of one statement to its tokens and its tree.

What cannot be parsed is never silently fine: it becomes `Opaque` with all its tokens, or holds
`Unparsed` parts, and `Parsed.whole` is false.
"""

from dataclasses import dataclass

from app.domain.dialect import Dialect
from app.sql.tokens import Tokens
from app.sql.tree import Node, Opaque, Statement, Unparsed


@dataclass(frozen=True, slots=True)
class Parsed:
    """A statement understood as far as it goes.

    `kind` names it in capitals by its first words, whatever the tree says: SELECT, CREATE TABLE,
    ALTER USER, BEGIN (a PL/SQL block), … `skipped` are the parts of the tree nobody understood.
    """

    tokens: Tokens
    tree: Statement
    kind: str
    skipped: tuple[Unparsed, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the tree covers everything."""
        return not self.skipped and not isinstance(self.tree, Opaque)


def parse(text: str, dialect: Dialect) -> Parsed:
    """Parse `text`, one statement without its delimiter. Never raises on any text."""
    raise NotImplementedError


__all__ = ["Node", "Parsed", "parse"]
