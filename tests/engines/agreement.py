"""Whether a server gives what the catalogue's formulas read; shared by the engines' tests."""

from collections.abc import Iterable

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Family, Tier
from app.domain.monitoring.sample import Ask, Raw
from app.monitor.catalogue import load


def asks(kind: DatabaseType | Family) -> list[Ask]:
    """What all tiers ask of such a server."""
    catalogue = load()
    return [catalogue.ask(kind, tier) for tier in Tier]


def missing(kind: DatabaseType | Family, looks: Iterable[Raw]) -> dict[str, str]:
    """By field (of a table: of any row), the metric that reads it and has it from none."""
    given: set[str] = set()
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
                name = f"{read.source}[{read.row}].{read.name}" if read.row else read.field
                if name not in given:
                    found[name] = entry.metric.name
    return found
