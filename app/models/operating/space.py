"""The columns of what takes space, and of what is wrong with indexes."""

from operator import attrgetter

from app.domain.operating.space import IndexFault, IndexIssue, SpaceItem, SpaceKind
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field, State

FULL = 0.85
"""Of a limit: Oracle's own default for a warning about a tablespace."""
VERY_FULL = 0.97

KIND_NAMES = {
    SpaceKind.SCHEMA: N_("database"), SpaceKind.TABLE: N_("table"), SpaceKind.INDEX: N_("index"),
    SpaceKind.TABLESPACE: N_("tablespace"), SpaceKind.DATA_FILE: N_("data file"),
    SpaceKind.UNDO: N_("undo"), SpaceKind.TEMP: N_("temporary"), SpaceKind.LOG: N_("log"),
    SpaceKind.RECOVERY: N_("recovery area"), SpaceKind.MEMORY: N_("memory"),
    SpaceKind.KEY_TYPE: N_("type of keys"), SpaceKind.KEY_PATTERN: N_("pattern of keys"),
    SpaceKind.REST: N_("not listed"),
}  # fmt: skip
FAULT_NAMES = {
    IndexFault.NO_KEY: N_("no primary key"), IndexFault.NO_INDEX: N_("foreign key without index"),
    IndexFault.UNUSED: N_("never used"),
    IndexFault.DUPLICATE: N_("duplicate"), IndexFault.FRAGMENTED: N_("fragmented"),
    IndexFault.CHAINED: N_("chained rows"),
    IndexFault.INVISIBLE: N_("invisible"), IndexFault.UNUSABLE: N_("unusable"),
}  # fmt: skip
_BAD = {IndexFault.NO_KEY, IndexFault.UNUSABLE}


def _full(item: SpaceItem) -> State:
    if item.limit is None or item.fullness is None or item.fullness < FULL:
        return State.NONE
    return State.ERROR if item.fullness >= VERY_FULL else State.WARNING


SPACE: tuple[Field[SpaceItem], ...] = (
    Field("name", N_("Name"), attrgetter("name"), width=320),
    Field("kind", N_("Kind"), lambda item: _(KIND_NAMES[item.kind]), width=120),
    Field("used", N_("Used"), attrgetter("used"), formats.size, align=Align.RIGHT, width=110),
    Field("allocated", N_("Allocated"), attrgetter("allocated"), formats.size, align=Align.RIGHT,
          width=110),
    Field("free", N_("Free within"), attrgetter("free"), formats.size, align=Align.RIGHT,
          width=110),
    Field("limit", N_("Limit"), attrgetter("limit"), formats.size, align=Align.RIGHT, width=110),
    Field("full", N_("Full"), lambda item: item.fullness if item.limit else None, formats.percent,
          align=Align.RIGHT, width=90, state=_full),
    Field("rows", N_("Rows, about"), attrgetter("rows"), formats.count, align=Align.RIGHT,
          width=120),
    Field("owner", N_("Belongs to"), attrgetter("owner"), width=140),
    Field("facts", N_("Facts"),
          lambda item: ", ".join(f"{name}: {value}" for name, value in item.facts), stretch=True),
)  # fmt: skip

INDEX_ISSUES: tuple[Field[IndexIssue], ...] = (
    Field("fault", N_("What"), lambda issue: _(FAULT_NAMES[issue.fault]), width=190,
          state=lambda issue: State.ERROR if issue.fault in _BAD else State.WARNING),
    Field("schema", N_("Database"), attrgetter("schema"), width=120),
    Field("table", N_("Table"), attrgetter("table"), width=180),
    Field("index", N_("Index"), attrgetter("index"), width=180),
    Field("columns", N_("Columns"), attrgetter("columns"), width=180),
    Field("used", N_("Size"), attrgetter("used"), formats.size, align=Align.RIGHT, width=100),
    Field("rows", N_("Rows, about"), attrgetter("rows"), formats.count, align=Align.RIGHT,
          width=110),
    Field("text", N_("Why"), attrgetter("text"), stretch=True),
    Field("since", N_("Counted since"), attrgetter("since"), hidden=True, width=170),
    Field("remedy", N_("To look at"), attrgetter("remedy"), hidden=True, code=True),
)  # fmt: skip
