"""Oracle's syntax diagrams for what rules ask nothing about; `notation` tells how to read them."""

from app.sql.grammar.oracle.diagrams import (
    alterations,
    graphs,
    indexes,
    objects,
    recovery,
    segments,
    sessions,
    storage,
    tables,
    views,
)
from app.sql.grammar.oracle.diagrams.notation import Diagrams

__all__ = ["DIAGRAMS"]

OWN = frozenset(
    """name id string number expr condition query type word value parens rest password
    elements statement""".split()
)
"""The parts of the parser that diagrams may name (`Following._PARTS`)."""

DIAGRAMS = Diagrams(OWN)
for _module in (
    segments, tables, alterations, indexes, views, objects, graphs, storage, recovery, sessions,
):  # fmt: skip
    DIAGRAMS.add(_module.TEXT)
