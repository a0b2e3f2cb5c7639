"""What a file would change in the inventory, shown before anything is written."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from app.domain.errors import BadInput
from app.domain.estate import KINDS, Inventory
from app.domain.inventory import Environment, Host, Owner, Pool, Product, Service
from app.domain.validation import BadField, Record, check
from app.i18n import _

REFERENCES: dict[str, type[Record]] = {
    "product": Product, "service": Service, "host": Host, "pool": Pool,
    "environment": Environment, "owners": Owner,
}  # fmt: skip
"""The fields that hold ids of other records, and of which kind."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What cannot be taken. Lines and columns count from 1; 0 where there is none."""

    where: str
    line: int
    column: int
    text: str
    hint: str = ""

    def __str__(self) -> str:
        if self.column:
            said = _("{path}, line {line}, column {column}: {text}")
        elif self.line:
            said = _("{path}, line {line}: {text}")
        else:
            said = "{path}: {text}"
        return said.format(path=self.where, line=self.line, column=self.column, text=self.text)


@dataclass(frozen=True)
class Changes:
    """Of all records in a file. What the file does not name stays as it is; nothing is deleted."""

    added: tuple[Record, ...] = ()
    changed: tuple[tuple[Record, Record], ...] = ()
    """As it is now, and as it would be."""
    unchanged: tuple[Record, ...] = ()
    refused: tuple[Refusal, ...] = ()

    @property
    def wanted(self) -> tuple[Record, ...]:
        """What `InventoryStore.save` is to be given."""
        return (*self.added, *(after for _before, after in self.changed))


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and where it stands; `columns` tells the column of a field, where that is known."""

    record: Record
    line: int = 0
    columns: tuple[str, ...] = ()


def changes(
    found: Iterable[Placed], where: str, inventory: Inventory, refused: Iterable[Refusal] = ()
) -> Changes:
    """Each record added, changed, unchanged or refused, as the store would see it."""
    placed = sorted(found, key=lambda each: KINDS.index(type(each.record)))  # parents come first
    refusals = list(refused)
    named = {each.record.id for each in placed}
    there = dict(inventory.records)
    names = {_scope(record) for record in there.values() if record.id not in named}
    seen: set[str] = set()
    added, changed, unchanged = [], [], []
    for each in placed:
        record, now = each.record, inventory.records.get(each.record.id)
        try:
            _check(record, now, there, names, seen)
        except BadInput as error:
            field = error.field if isinstance(error, BadField) else ""
            column = each.columns.index(field) + 1 if field in each.columns else 0
            refusals.append(Refusal(where, each.line, column, str(error), error.hint))
            if now is not None:  # it stays as it is
                names.add(_scope(now))
            continue
        seen.add(record.id)
        there[record.id] = record
        names.add(_scope(record))
        if now is None:
            added.append(record)
        elif now == record:
            unchanged.append(record)
        else:
            changed.append((now, record))
    refusals.sort(key=lambda refusal: (refusal.line, refusal.column))
    return Changes(tuple(added), tuple(changed), tuple(unchanged), tuple(refusals))


def _check(
    record: Record,
    now: Record | None,
    there: Mapping[str, Record],
    names: Set[tuple[object, ...]],
    seen: Set[str],
) -> None:
    """Raise BadInput where the store would refuse it."""
    check(record)
    if record.id in seen:
        raise BadField(_("The id {id} is in the file twice.").format(id=record.id), field="id")
    if now is not None and type(now) is not type(record):
        raise BadField(
            _("The id {id} belongs to another kind of record, {name}.").format(
                id=record.id, name=now.name
            ),
            field="id",
        )
    if _scope(record) in names:
        raise BadField(
            _("There is already one called {name}.").format(name=record.name),
            hint=_("Choose another name."),
            field="name",
        )
    for name in REFERENCES:
        value = getattr(record, name, ())
        for id_ in filter(None, (value,) if isinstance(value, str) else value):
            if not isinstance(there.get(id_), REFERENCES[name]):
                raise BadField(
                    _("What {name} belongs to is not there, or was refused.").format(
                        name=record.name
                    ),
                    field=name,
                )


def _scope(record: Record) -> tuple[object, ...]:
    """Within which names are unique, as the store has it."""
    return type(record), getattr(record, "product", ""), record.name.casefold()
