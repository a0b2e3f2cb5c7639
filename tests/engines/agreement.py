"""Whether a server gives what the catalogue's formulas read; shared by the engines' tests."""

from collections.abc import Collection, Iterable

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Family, Tier
from app.domain.monitoring.sample import Ask, Raw
from app.monitor.catalogue import load

OF_THE_PROBE = frozenset({"probe.backing_off"})
"""What whoever samples adds to the answer, and no server gives."""


def asks(kind: DatabaseType | Family) -> list[Ask]:
    """What all tiers ask of such a server."""
    catalogue = load()
    return [catalogue.ask(kind, tier) for tier in Tier]


def read_by(kind: DatabaseType | Family) -> set[str]:
    """Every field that a formula reads."""
    return {field for metric in load().of(kind) for field in metric.fields}


def missing(
    kind: DatabaseType | Family, looks: Iterable[Raw], at_times: Collection[str] = ()
) -> dict[str, str]:
    """By field (of a table: of any row), the metric that reads it and has it from none.

    Rows of the tables `at_times` come with what happens: of a row with a name any is as good.
    """
    given = set(OF_THE_PROBE)
    for raw in looks:
        given |= raw.fields.keys()
        for source, rows in raw.tables.items():
            given |= {f"{source}.{name}" for row in rows.values() for name in row}
            given |= {f"{source}[{row}].{name}" for row, said in rows.items() for name in said}
    found = {}
    for entry in load().entries(kind):
        if entry.metric.query:
            continue
        for formula in entry.all_formulas:
            for read in formula.references:
                row = "" if read.source in at_times else read.row
                name = f"{read.source}[{row}].{read.name}" if row else read.field
                if name not in given:
                    found[name] = entry.metric.name
    return found
