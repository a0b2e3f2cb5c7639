"""What a session can tell of the objects in a database, a protocol each (see `abilities`).

All of it reads, in statements that are few, bounded in time and marked as ours. What an account
may not see is said (`lacking`) and never looks like "there is none".
"""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from app.domain.schema.details import (
    Definition,
    Dependencies,
    Described,
    ObjectGrants,
    Weighed,
    Weight,
)
from app.domain.schema.objects import (
    Hits,
    ListedObject,
    ListedSchema,
    ObjectKind,
    ObjectName,
    Search,
)


@runtime_checkable
class ListsObjects(Protocol):
    """Knows the schemas and what is in them."""

    @property
    def object_kinds(self) -> tuple[ObjectKind, ...]:
        """The kinds this server has, in the order they are shown; those inside tables not."""

    def schemas(self) -> tuple[ListedSchema, ...]:
        """All schemas this account sees, by name."""

    def objects(self, schema: str, kind: ObjectKind) -> tuple[ListedObject, ...]:
        """The objects of one kind, by name: 10,000 tables in well under a second."""


@runtime_checkable
class DescribesObjects(Protocol):
    """Knows what an object is made of."""

    def describe(self, name: ObjectName) -> Described:
        """Raises StatementFailed where there is no such object (any more)."""


@runtime_checkable
class WeighsObjects(Protocol):
    """Knows what tables take."""

    def weigh(self, name: ObjectName) -> Weighed:
        """One table, with its partitions."""

    def weights(self, schema: str) -> tuple[Weight, ...]:
        """Of all tables of a schema; this may take a server with many of them seconds."""


@runtime_checkable
class ShowsDefinition(Protocol):
    """Has the DDL of an object."""

    def definition(self, name: ObjectName) -> Definition:
        """The object with what belongs to it: indexes, triggers, comments."""


@runtime_checkable
class ShowsObjectGrants(Protocol):
    """Knows who may do what with an object."""

    def grants_on(self, name: ObjectName) -> ObjectGrants:
        """Grants on the object itself, on its columns, on its schema, and everywhere."""


@runtime_checkable
class FindsDependencies(Protocol):
    """Knows what an object needs, and what needs it."""

    def dependencies(self, name: ObjectName) -> Dependencies:
        """Both ways, one step."""


@runtime_checkable
class SearchesObjects(Protocol):
    """Can look for a word in names, columns, comments and code."""

    def search(self, search: Search, tell: Callable[[Hits], object]) -> None:
        """Look place after place, the quick first, telling what each gave."""


@runtime_checkable
class ReadsDefinitions(Protocol):
    """Can give all the DDL of a schema, to compare it."""

    def definitions(
        self, schema: str, tell: Callable[[int, int], object]
    ) -> Sequence[tuple[ObjectName, Definition]]:
        """Every object with its DDL, telling how many of how many are read."""
