"""What the tests of definitions share: reading a statement, and the text of its nodes."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from app.domain.dialect import Dialect
from app.sql.parse import Parsed, parse
from app.sql.tree import Node, Statement, Unparsed, walk

S = TypeVar("S", bound=Statement)


@dataclass(frozen=True)
class Reading(Generic[S]):
    tree: S
    parsed: Parsed

    def of(self, node: Node | None) -> str:
        """The text of a node, exactly as it stands in the statement."""
        assert node is not None
        return self.parsed.tokens.source(node.first, node.last)

    def each(self, nodes: tuple[Node, ...]) -> list[str]:
        return [self.of(node) for node in nodes]


def reading(text: str, kind: type[S], dialect: Dialect = Dialect.MYSQL) -> Reading[S]:
    """Read `text`, which must be a `kind` with nothing skipped and every node inside another."""
    found = partial(text, kind, dialect)
    assert found.parsed.whole, [found.of(lost) for lost in found.parsed.skipped]
    return found


def partial(text: str, kind: type[S], dialect: Dialect = Dialect.MYSQL) -> Reading[S]:
    """Read `text`, parts of which may have been skipped."""
    parsed = parse(text, dialect)
    assert isinstance(parsed.tree, kind), parsed.tree
    for node in walk(parsed.tree):
        above = node.parent or parsed.tree
        assert above.first <= node.first <= node.last <= above.last, (above, node)
    return Reading(parsed.tree, parsed)


def refused(text: str, dialect: Dialect = Dialect.MYSQL) -> bool:
    """Whether not all of `text` is understood."""
    return not parse(text, dialect).whole


def lost(found: Reading[S]) -> list[str]:
    """The texts of the parts that were skipped."""
    skipped: tuple[Unparsed, ...] = found.parsed.skipped
    return found.each(skipped)
