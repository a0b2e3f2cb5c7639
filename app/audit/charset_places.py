"""Where statements name a character set, and the collation that goes with it."""

from collections.abc import Iterator
from functools import lru_cache

from app.audit.signs import only
from app.sql import tree

_SAID = ("CHARACTER SET", "COLLATE")
PLACES = (
    only(tree.CreateTable, *_SAID), only(tree.AlterTable, *_SAID, tree.ConvertTo),
    only(tree.ColumnDefinition, *_SAID), tree.CreateDatabase, tree.Cast, tree.ConvertCharset,
    tree.Collate, tree.SetVariables,
)  # fmt: skip
Pair = tuple[tree.Node | None, tree.Node | None]


@lru_cache(maxsize=4)
def pairs(node: tree.Node) -> tuple[Pair, ...]:
    """What stands for a character set in `node`, and for the collation that goes with it.

    Several rules ask it of one node in turn.
    """
    return tuple(_pairs(node))


def _pairs(node: tree.Node) -> Iterator[Pair]:
    match node:
        case tree.CreateTable() | tree.CreateDatabase():
            yield _of_options(node.options)
        case tree.AlterTable(actions=actions):
            yield _of_options(tuple(a for a in actions if isinstance(a, tree.Option)))
            for action in actions:
                if isinstance(action, tree.ConvertTo):
                    yield action.charset, action.collation
        case tree.ColumnDefinition(type=made):
            attribute = node.attribute("COLLATE")
            said = attribute.value if attribute else None
            if said is not None or (made and (made.charset or made.collation)):
                yield made.charset if made else None, said or (made.collation if made else None)
        case tree.Cast(type=made):
            yield made.charset, made.collation
        case tree.ConvertCharset(charset=charset):
            yield charset, None
        case tree.Collate(collation=collation):
            yield None, collation
        case tree.SetVariables(kind="NAMES" | "CHARACTER SET", assignments=[first, *_]):
            yield first.target, None


def _of_options(options: tuple[tree.Option, ...]) -> Pair:
    last = {option.name: option.value for option in options}
    return last.get("CHARACTER SET"), last.get("COLLATE")
