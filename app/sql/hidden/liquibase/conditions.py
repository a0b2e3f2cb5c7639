"""For whom a change set is: products that it and its conditions name, and its contexts."""

from collections.abc import Collection, Iterable, Mapping

from app.domain.dialect import Dialect
from app.domain.finding import Note
from app.i18n import N_
from app.sql.hidden.liquibase.items import Item

_OURS = {
    Dialect.MYSQL: ("mysql",), Dialect.MARIADB: ("mariadb", "mysql"), Dialect.ORACLE: ("oracle",),
    Dialect.REDIS: (),
}  # fmt: skip


def names(dbms: str, dialect: Dialect) -> bool:
    """Whether the products of `dbms` are this dialect's, or any: `mysql,mariadb`, `!oracle`."""
    said = [each.strip().lower() for each in dbms.split(",")]
    said = [each for each in said if each and each != "all"]
    ours = _OURS[dialect]
    if any(each.startswith("!") for each in said):
        return not any(each[1:] in ours for each in said)
    return not said or any(each in ours for each in said)


def is_for(change_set: Item, dialect: Dialect) -> bool:
    """Whether a change set may run on this dialect.

    Of its preconditions only those on the product are known here; where the others decide, it may.
    """
    conditions = change_set.first("preConditions")
    if conditions is not None and _all(conditions.items, dialect) is False:
        return False
    return names(change_set.values.get("dbms", ""), dialect)


def _holds(condition: Item, dialect: Dialect) -> bool | None:
    """Whether a precondition holds; None where only the server knows."""
    match condition.name:
        case "dbms":
            return names(condition.values.get("type", ""), dialect)
        case "and":
            return _all(condition.items, dialect)
        case "or":
            found = [_holds(each, dialect) for each in condition.items]
            return True if True in found else None if None in found or not found else False
        case "not":
            inside = _all(condition.items, dialect)
            return None if inside is None or not condition.items else not inside
    return None


def _all(conditions: Iterable[Item], dialect: Dialect) -> bool | None:
    found: Collection[bool | None] = [_holds(each, dialect) for each in conditions]
    return False if False in found else None if None in found else True


def note_of(values: Mapping[str, str]) -> Note | None:
    """What is told of a change set that does not always run; `values` are its attributes."""
    context = (
        values.get("contextFilter") or values.get("contextfilter") or values.get("context", "")
    )
    labels = values.get("labels", "")
    if context and labels:
        told = (("context", context), ("labels", labels))
        return Note(N_("only with context {context} and labels {labels}"), told)
    if context:
        return Note(N_("only with context {context}"), (("context", context),))
    return Note(N_("only with labels {labels}"), (("labels", labels),)) if labels else None
