"""A plan as it is kept, to be seen again when another one comes."""

from dataclasses import dataclass

from app.domain.dialect import Dialect
from app.domain.plan import Form


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """What one statement's plan was on one instance, from when until when.

    Times are seconds since 1970. `raw` is what the server wrote when it was last seen.
    """

    number: int
    digest: str
    instance: str
    schema: str
    dialect: Dialect
    form: Form
    first: float
    last: float
    times: int
    analyzed: bool
    version: str
    statement: str
    raw: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """What came of keeping a plan."""

    now: KeptPlan
    before: KeptPlan | None = None
    """The plan until now, where this one is another."""
