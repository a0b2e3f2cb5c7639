"""All of the inventory at one moment, and who belongs to whom in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from app.domain.inventory import (
    Environment,
    Host,
    Instance,
    Owner,
    Pool,
    Product,
    Service,
    Stake,
)
from app.domain.validation import Record

R = TypeVar("R")

KINDS: tuple[type[Record], ...] = (
    Environment, Owner, Product, Pool, Host, Service, Instance,
)  # fmt: skip
"""In the order in which they can be written: what is referred to comes first."""


@dataclass(frozen=True, slots=True)
class Authors:
    """Who made a record and who changed it last. Times are UTC, ISO 8601; "" is not known."""

    created_at: str
    created_by: str
    changed_at: str
    changed_by: str


@dataclass(frozen=True)
class Inventory:
    """A picture of the store. `revisions` tell whether a record was changed since by another."""

    records: Mapping[str, Record] = field(default_factory=dict)
    revisions: Mapping[str, int] = field(default_factory=dict)
    authors: Mapping[str, Authors] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[Record]) -> "Inventory":
        """Of records that are in no store."""
        return cls({record.id: record for record in records})

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """Every record of a kind."""
        found: tuple[R, ...] = self._by_kind.get(kind, ())
        return found

    def get(self, kind: type[R], id: str) -> R | None:  # noqa: A002  (what it is)
        """The record of that kind and id, if there is one."""
        found = self.records.get(id)
        return found if isinstance(found, kind) else None

    @cached_property
    def _by_kind(self) -> Mapping[type, tuple[Any, ...]]:
        found: dict[type, list[Any]] = {}
        for record in self.records.values():
            found.setdefault(type(record), []).append(record)
        return MappingProxyType({kind: tuple(held) for kind, held in found.items()})

    @cached_property
    def _below(self) -> Mapping[str, tuple[Any, ...]]:
        found: dict[str, list[Any]] = {}
        for record in self.records.values():
            for above in parents(record):
                found.setdefault(above, []).append(record)
        return MappingProxyType({above: tuple(held) for above, held in found.items()})

    def below(self, record: Record, kind: type[R]) -> tuple[R, ...]:
        """Records of a kind that refer to `record`: services of a product, instances of a host."""
        return tuple(each for each in self._below.get(record.id, ()) if isinstance(each, kind))

    def environment_of(self, instance: Instance) -> Environment | None:
        """Its own environment, or that of its service."""
        own = self.get(Environment, instance.environment)
        service = self.get(Service, instance.service)
        if own is None and service is not None:
            own = self.get(Environment, service.environment)
        return own

    def is_production(self, instance: Instance) -> bool:
        """Whether acts on it ask twice."""
        environment = self.environment_of(instance)
        return environment is not None and environment.stake is Stake.PRODUCTION


def containers(record: Record) -> tuple[str, ...]:
    """The ids of what a record is a part of, and goes with: an instance with its service."""
    return tuple(filter(None, (getattr(record, name, "") for name in ("product", "service"))))


def parents(record: Record) -> tuple[str, ...]:
    """The ids a record refers to."""
    names = ("product", "service", "host", "pool", "environment")
    found = (*(getattr(record, name, "") for name in names), *getattr(record, "owners", ()))
    return tuple(filter(None, found))
