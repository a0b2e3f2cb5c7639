"""The columns of where two schemas differ, and of what the audit says of the script."""

from operator import attrgetter

from app.domain.finding import Finding, Severity
from app.i18n import N_, _
from app.models.fields import Align, Field, State
from app.models.schema.tree import KIND_NAMES
from app.sql.compare import Change, Difference, Part

CHANGE_NAMES = {
    Change.MISSING: N_("missing"), Change.EXTRA: N_("too much"), Change.DIFFERENT: N_("different"),
}  # fmt: skip
PART_NAMES = {
    Part.TABLE: N_("table"), Part.COLUMN: N_("column"), Part.ORDER: N_("order of columns"),
    Part.INDEX: N_("index"), Part.FOREIGN_KEY: N_("foreign key"), Part.CHECK: N_("check"),
    Part.PARTITIONS: N_("partitions"), Part.OPTION: N_("option"), Part.PERIOD: N_("period"),
    Part.CODE: N_("code"),
}  # fmt: skip
_STATES = {
    Change.MISSING: State.NOTICE, Change.EXTRA: State.WARNING, Change.DIFFERENT: State.NOTICE,
}  # fmt: skip


def difference_key(each: Difference) -> tuple[object, ...]:
    """Tells differences apart."""
    return each.kind, each.object, each.part, each.name, each.change, each.left, each.right


def _part(each: Difference) -> str:
    return _(KIND_NAMES[each.kind] if each.part is Part.CODE else PART_NAMES[each.part])


DIFFERENCES: tuple[Field[Difference], ...] = (
    Field("object", N_("Object"), attrgetter("object"), width=180),
    Field("change", N_("On the left"), lambda each: _(CHANGE_NAMES[each.change]), width=120,
          state=lambda each: _STATES[each.change]),
    Field("part", N_("Part"), _part, width=120),
    Field("name", N_("Name"), lambda each: each.name or None, none="", width=150),
    Field("left", N_("Left"), attrgetter("left"), width=300, code=True),
    Field("right", N_("Right"), attrgetter("right"), stretch=True, code=True),
)  # fmt: skip

_OF_SEVERITY = {
    Severity.ERROR: State.ERROR, Severity.WARNING: State.WARNING, Severity.NOTICE: State.NOTICE,
}  # fmt: skip
FINDINGS: tuple[Field[Finding], ...] = (
    Field("line", N_("Line"), lambda each: each.start.line, align=Align.RIGHT, width=80,
          state=lambda each: _OF_SEVERITY[each.severity]),
    Field("message", N_("Finding"), attrgetter("message"), stretch=True),
    Field("rule", N_("Rule"), attrgetter("rule"), width=220),
)  # fmt: skip
