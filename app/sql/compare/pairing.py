"""Which part of one table is which of another: by name, and what has no name by what it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.sql.compare.nouns import Element, same

E = TypeVar("E", bound=Element)


@dataclass(slots=True)
class Pairs(Generic[E]):
    """What is in the left side only, in the right only, in both and different, and equal."""

    extra: list[E] = field(default_factory=list)
    missing: list[E] = field(default_factory=list)
    different: list[tuple[E, E]] = field(default_factory=list)
    equal: list[tuple[E, E]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.extra or self.missing or self.different)


def pairs(left: Sequence[E], right: Sequence[E]) -> Pairs[E]:
    """Pair the parts of two tables; names in any case."""
    found: Pairs[E] = Pairs()
    rest = {each.name.lower(): each for each in left if each.name}
    nameless = [each for each in left if not each.name]
    unpaired = []
    for new in right:
        old = rest.pop(new.name.lower(), None) if new.name else None
        if old is None:
            unpaired.append(new)
        elif same(old.shape, new.shape):
            found.equal.append((old, new))
        else:
            found.different.append((old, new))
    for new in unpaired:
        candidates = [*nameless, *(() if new.name else rest.values())]
        old = next((each for each in candidates if same(each.shape, new.shape)), None)
        if old is None:
            found.missing.append(new)
            continue
        found.equal.append((old, new))
        rest.pop(old.name.lower(), None)
        if old in nameless:
            nameless.remove(old)
    found.extra += [*rest.values(), *nameless]
    return found
