"""What the tabs beside the tree show, and what each asks the server for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from app.domain.dialect import Dialect
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.dictionary import (
    DescribesObjects,
    FindsDependencies,
    ShowsDefinition,
    ShowsObjectGrants,
    WeighsObjects,
)
from app.i18n import N_
from app.models.fields import Field
from app.models.schema.details import (
    ARGUMENTS,
    COLUMNS,
    CONSTRAINTS,
    DEPENDENCIES,
    FACTS,
    GRANTS,
    INDEXES,
    PARTITIONS,
    TRIGGERS,
    weight_facts,
)
from app.views.schema.ddl_view import script_of
from app.views.widgets.states import Empty

_K = ObjectKind
NOTHING = Empty("")


class Asked(Enum):
    """Something a server is asked of one object; each at most once while it is shown."""

    DESCRIPTION = auto()
    WEIGHT = auto()
    GRANTS = auto()
    BONDS = auto()
    DDL = auto()


ABILITIES: Mapping[Asked, type] = {
    Asked.DESCRIPTION: DescribesObjects,
    Asked.WEIGHT: WeighsObjects,
    Asked.GRANTS: ShowsObjectGrants,
    Asked.BONDS: FindsDependencies,
    Asked.DDL: ShowsDefinition,
}


def question(asked: Asked, name: ObjectName, dialect: Dialect) -> Callable[[Any], Any]:
    """What is done with the session, in its lane."""
    calls: Mapping[Asked, Callable[[Any], Any]] = {
        Asked.DESCRIPTION: lambda session: session.describe(name),
        Asked.WEIGHT: lambda session: session.weigh(name),
        Asked.GRANTS: lambda session: session.grants_on(name),
        Asked.BONDS: lambda session: session.dependencies(name),
        Asked.DDL: lambda session: script_of(session.definition(name), dialect),
    }
    return calls[asked]


def lacking_of(answer: Any) -> tuple[str, ...]:
    """What the account may not see, as the answer says it."""
    said = answer.lacking
    return said if isinstance(said, tuple) else (said,) if said else ()


Answers = Mapping[Asked, Any]


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: a table of `fields`, or the definition where there are none.

    `records` makes them of the answers, `key` tells them apart. `kinds`: of which objects.
    """

    name: str
    title: str
    asks: tuple[Asked, ...]
    kinds: frozenset[ObjectKind]
    fields: Sequence[Field[Any]] = ()
    key: Callable[[Any], Any] = lambda record: record.name
    records: Callable[[Answers], Iterable[Any]] = lambda _answers: ()
    empty: Empty = NOTHING

    def is_for(self, name: ObjectName, session: Any) -> bool:
        """Whether such an object has it, and this server can tell."""
        return name.kind in self.kinds and isinstance(session, ABILITIES[self.asks[0]])


_COLUMNED = frozenset({_K.TABLE, _K.VIEW, _K.MATERIALIZED_VIEW})
_STORED = frozenset({_K.TABLE, _K.MATERIALIZED_VIEW})
_ROUTINES = frozenset({_K.PROCEDURE, _K.FUNCTION})
_ALL = frozenset(_K)
_D = Asked.DESCRIPTION


def _facts(answers: Answers) -> Iterable[tuple[str, str]]:
    yield from answers[_D].facts
    if Asked.WEIGHT in answers:
        yield from weight_facts(answers[Asked.WEIGHT].weight)


TABS: tuple[Tab, ...] = (
    Tab("columns", N_("Columns"), (_D,), _COLUMNED, COLUMNS,
        records=lambda answers: answers[_D].columns,
        empty=Empty(N_("No column"), N_("This account may see none of its columns."))),
    Tab("arguments", N_("Arguments"), (_D,), _ROUTINES, ARGUMENTS,
        key=lambda each: each.position,
        records=lambda answers: answers[_D].arguments,
        empty=Empty(N_("No argument"), N_("It is called without any."))),
    Tab("indexes", N_("Indexes"), (_D,), _STORED, INDEXES,
        records=lambda answers: answers[_D].indexes,
        empty=Empty(N_("No index"), N_("Not even a primary key."))),
    Tab("constraints", N_("Keys and checks"), (_D,), frozenset({_K.TABLE}), CONSTRAINTS,
        key=lambda each: (each.kind, each.name),
        records=lambda answers: answers[_D].constraints,
        empty=Empty(N_("No foreign key and no check"),
                    N_("What points at this table is among its dependencies."))),
    Tab("triggers", N_("Triggers"), (_D,), frozenset({_K.TABLE, _K.VIEW}), TRIGGERS,
        records=lambda answers: answers[_D].triggers,
        empty=Empty(N_("No trigger"), N_("Nothing happens by itself when its rows change."))),
    Tab("partitions", N_("Partitioning"), (Asked.WEIGHT,), _STORED, PARTITIONS,
        key=lambda part: (part.within, part.name),
        records=lambda answers: answers[Asked.WEIGHT].partitions,
        empty=Empty(N_("Not partitioned"), N_("All of its rows are in one piece."))),
    Tab("ddl", N_("Definition"), (Asked.DDL,), _ALL),
    Tab("bonds", N_("Dependencies"), (Asked.BONDS,), _ALL, DEPENDENCIES,
        key=lambda bond: (bond.id, bond.uses, bond.bond, bond.through),
        records=lambda answers: answers[Asked.BONDS].found,
        empty=Empty(N_("No dependency"), N_("It needs nothing, and nothing needs it."))),
    Tab("grants", N_("Grants"), (Asked.GRANTS,), _ALL, GRANTS,
        key=lambda grant: (grant.grantee, grant.level, grant.grantable, grant.grantor),
        records=lambda answers: answers[Asked.GRANTS].grants,
        empty=Empty(N_("No grant"), N_("Nobody was granted anything on it, as far as is seen."))),
    Tab("facts", N_("Facts and size"), (_D, Asked.WEIGHT), _ALL, FACTS,
        key=lambda fact: fact[0], records=_facts,
        empty=Empty(N_("No facts"), N_("The server tells nothing more of it."))),
)  # fmt: skip
"""In the order they are shown; a code object opens at its definition, see `first_of`."""


def first_of(kind: ObjectKind) -> str:
    """The tab that says most of an object of this kind."""
    return "columns" if kind in _COLUMNED else "ddl"


def asks_of(tab: Tab, name: ObjectName) -> tuple[Asked, ...]:
    """What the tab needs for this object: only what stores rows has a weight."""
    return tuple(a for a in tab.asks if a is not Asked.WEIGHT or name.kind in _STORED)
