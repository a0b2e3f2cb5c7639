"""What a statement amounts to has nothing to do with who looked at its tree before."""

from app.domain.dialect import Dialect
from app.sql.compare.shaping import Shaper
from app.sql.parse import parse
from app.sql.tree import ancestors, walk


def test_having_looked_above_the_links_of_a_long_chain_changes_nothing() -> None:
    parsed = parse("SELECT a" + " + a" * 100, Dialect.MYSQL)
    shaper = Shaper(parsed.tokens)
    fresh = shaper.node(parsed.tree)
    for node in list(walk(parsed.tree)):
        list(ancestors(node))
    assert shaper.node(parsed.tree) == fresh
