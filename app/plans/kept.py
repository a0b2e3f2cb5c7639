"""A kept plan as a plan again: read anew, by the readers of today."""

from dataclasses import replace

from app.domain.console.kept_plan import KeptPlan
from app.domain.plan import Plan
from app.plans.places import with_places
from app.plans.reading import read_plan


def plan_of(kept: KeptPlan) -> Plan:
    """What was kept, as a plan. Raises BadInput where no reader of today knows it any more."""
    plan = read_plan(kept.raw, kept.dialect)
    return with_places(
        replace(
            plan,
            version=kept.version,
            statement=kept.statement,
            schema=kept.schema,
            digest=kept.digest,
            analyzed=kept.analyzed,
        )
    )
