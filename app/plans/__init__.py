"""Plans of statements: read, judged, compared and written, without a server and without Qt."""

from app.plans import access_rules, join_rules, step_rules
from app.plans.reading import read_plan
from app.plans.warnings import RULES, Limits, PlanRule, PlanWarning, warnings_of

__all__ = ["RULES", "Limits", "PlanRule", "PlanWarning", "read_plan", "warnings_of"]

assert access_rules  # imported for their rules
assert join_rules
assert step_rules
